"""Rule 19: the best n pieces of ranked evidence."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tidtam.scoring.errors import AnswerError, shown
from tidtam.scoring.rounding import plain
from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.reading import read_fields
from tidtam.scoring.suggest import hint
from tidtam.thai.bilingual import Bilingual

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Rank:
    """A kind of evidence and its points: a national award, a regional one."""

    code: str
    title: Bilingual
    points: Fraction


@dataclass(frozen=True)
class BestEvidence(Rule[tuple[str, ...]]):
    """The best ``count`` pieces by points, added or averaged, never over ``full_mark``.

    Answer: ``{"evidence": ["national", "regional", "regional"]}``. An average divides by
    ``count``, so a piece that is not there is worth 0.
    """

    count: int
    ranks: tuple[Rank, ...]
    full_mark: Fraction
    kind: Literal["best_evidence"] = "best_evidence"
    combine: Literal["sum", "mean"] = "sum"

    def read(self, raw: object, scale: Scale) -> tuple[str, ...]:
        given = read_fields(raw, ("evidence",))["evidence"]
        known = [rank.code for rank in self.ranks]
        listed = ", ".join(known)
        if not isinstance(given, list) or len(given) > _MOST:
            raise AnswerError(
                f"{shown(given)} ไม่ใช่รายการ ให้ใส่ในรูป [...] จาก {listed}",
                f"{shown(given)} is not a list; give [...] of {listed}",
            )
        for code in given:
            if not isinstance(code, str) or code not in known:
                th, en = hint(code, known) if isinstance(code, str) else ("", "")
                raise AnswerError(
                    f"ไม่มีหลักฐานแบบ {shown(code)}{th} ให้ใช้ {listed}",
                    f"there is no evidence of kind {shown(code)}{en}; use {listed}",
                )
        return tuple(given)

    def score(self, seen: tuple[str, ...]) -> Outcome:
        points = {rank.code: rank.points for rank in self.ranks}
        best = sorted((points[code] for code in seen), reverse=True)[: self.count]
        total = sum(best, Fraction(0))
        value = min(self.full_mark, total if self.combine == "sum" else total / self.count)
        listed = " + ".join(plain(point) for point in best) or "0"
        divided = "" if self.combine == "sum" else f" ÷ {self.count}"
        step = Bilingual(
            f"{len(best)} ชิ้นที่ดีที่สุดจาก {len(seen)} ชิ้น: {listed}{divided}"
            f" (เต็ม {plain(self.full_mark)}) = {plain(value)}",
            f"the best {len(best)} of {len(seen)}: {listed}{divided}"
            f" (full mark {plain(self.full_mark)}) = {plain(value)}",
        )
        return Outcome(value, steps=(step,))

    def problems(self) -> tuple[Bilingual, ...]:
        codes = [rank.code for rank in self.ranks]
        if self.count >= 1 and codes and len(set(codes)) == len(codes):
            return ()
        return (
            Bilingual(
                "count ต้องไม่น้อยกว่า 1 และ ranks ต้องมีรหัสไม่ซ้ำ ให้แก้",
                "count must be at least 1 and ranks must have distinct codes; correct them",
            ),
        )

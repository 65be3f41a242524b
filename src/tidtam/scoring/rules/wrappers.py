"""Rules 14 and 20: rules around another rule, and the union of all kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from tidtam.scoring.rounding import plain, shortened
from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.checklist import Checklist, Milestones
from tidtam.scoring.rules.compare import Change, Parity, Ratio
from tidtam.scoring.rules.curves import Linear, Piecewise, ThreeAnchors
from tidtam.scoring.rules.evidence import BestEvidence
from tidtam.scoring.rules.percent import PercentBands, YesNo
from tidtam.scoring.rules.reading import read_count, read_fields
from tidtam.scoring.rules.rubric import Rubric
from tidtam.scoring.rules.target import Target
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True)
class Deduction(Rule[tuple[Any, int]]):
    """Takes ``per_miss`` off the inner score for each report missed, never under ``floor``.

    Answer: ``{"answer": <the inner answer>, "missed_reports": 1}``.
    """

    of: AnyRule
    per_miss: Fraction
    kind: Literal["deduction"] = "deduction"
    floor: Fraction = Fraction(0)

    def read(self, raw: object, scale: Scale) -> tuple[Any, int]:
        given = read_fields(raw, ("answer", "missed_reports"))
        missed = read_count(given["missed_reports"], "missed_reports")
        return self.of.read(given["answer"], scale), missed

    def score(self, seen: tuple[Any, int]) -> Outcome:
        answer, missed = seen
        inner = self.of.score(answer)
        if inner.value is None or not inner.feeds:
            return inner
        value = max(self.floor, inner.value - missed * self.per_miss)
        step = Bilingual(
            f"ขาดรายงาน {missed} ครั้ง หักครั้งละ {plain(self.per_miss)}: "
            f"{shortened(inner.value)} → {shortened(value)}",
            f"{missed} reports missed, {plain(self.per_miss)} off for each: "
            f"{shortened(inner.value)} → {shortened(value)}",
        )
        word = inner.word if value == inner.value else None
        return replace(inner, value=value, word=word, steps=(*inner.steps, step))

    def problems(self) -> tuple[Bilingual, ...]:
        if self.per_miss >= 0:
            return tuple(self.of.problems())
        return (Bilingual("per_miss ติดลบไม่ได้", "per_miss cannot be negative"),)


@dataclass(frozen=True)
class TwoScorers(Rule[dict[str, Any]]):
    """Two give an answer, one of them is official; the other is kept and told, never mixed in.

    Answer: ``{"self": …, "committee": …}``; the one that is not official may be null.
    """

    of: AnyRule
    kind: Literal["two_scorers"] = "two_scorers"
    official: Literal["self", "committee"] = "committee"

    def read(self, raw: object, scale: Scale) -> dict[str, Any]:
        given = read_fields(raw, ("self", "committee"))
        return {
            who: None if answer is None and who != self.official else self.of.read(answer, scale)
            for who, answer in given.items()
        }

    def score(self, seen: dict[str, Any]) -> Outcome:
        official = self.of.score(seen[self.official])
        other = next(who for who in _SCORERS if who != self.official)
        steps = []
        if seen[other] is not None:
            value = self.of.score(seen[other]).value
            shown = "-" if value is None else shortened(value)
            steps.append(
                Bilingual(
                    f"{_SCORERS[other].th}ให้ {shown} (ไม่ใช้คิดผล)",
                    f"{_SCORERS[other].en} gave {shown} (not used)",
                )
            )
        who = _SCORERS[self.official]
        told = [Bilingual(f"{who.th}: {s.th}", f"{who.en}: {s.en}") for s in official.steps]
        return replace(official, steps=(*steps, *told))

    def problems(self) -> tuple[Bilingual, ...]:
        return tuple(self.of.problems())


_SCORERS = {
    "self": Bilingual("สำนักงานประเมินตนเอง", "the office itself"),
    "committee": Bilingual("คณะกรรมการ (ทางการ)", "the committee"),
}

AnyRule = (
    Rubric
    | Milestones
    | Checklist
    | PercentBands
    | Linear
    | Piecewise
    | ThreeAnchors
    | Target
    | Change
    | YesNo
    | Ratio
    | Parity
    | Deduction
    | BestEvidence
    | TwoScorers
)

"""Rules 2 and 3: milestones that build on each other, and a checklist that is counted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tidtam.scoring.errors import AnswerError, shown
from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.reading import read_fields
from tidtam.scoring.rules.thresholds import Threshold, reach, threshold_problems
from tidtam.scoring.suggest import hint
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tick."""

    code: str
    title: Bilingual


@dataclass(frozen=True)
class Milestones(Rule[frozenset[str]]):
    """Level k needs all of 1..k. Answer: ``{"reached": ["1", "2", "4"]}`` gives level 2.

    ``milestones`` in order, one for each level from the first; ``otherwise`` when not even the
    first is reached.
    """

    milestones: tuple[Item, ...]
    otherwise: Fraction
    kind: Literal["milestones"] = "milestones"

    def read(self, raw: object, scale: Scale) -> frozenset[str]:
        return read_codes(read_fields(raw, ("reached",))["reached"], self.milestones)

    def score(self, seen: frozenset[str]) -> Outcome:
        level = 0
        while level < len(self.milestones) and self.milestones[level].code in seen:
            level += 1
        beyond = [item.code for item in self.milestones[level:] if item.code in seen]
        value = Fraction(level) if level else self.otherwise
        step = Bilingual(
            f"ผ่านขั้นต่อเนื่อง {level} จาก {len(self.milestones)} ขั้น: คะแนน {value}",
            f"{level} of {len(self.milestones)} milestones reached in a row: score {value}",
        )
        return Outcome(value, warnings=_skipped(self.milestones, level, beyond), steps=(step,))

    def problems(self) -> tuple[Bilingual, ...]:
        return _repeated(self.milestones)


@dataclass(frozen=True)
class Checklist(Rule[frozenset[str]]):
    """The number of items done gives the score. Answer: ``{"items": ["plan", "report"]}``."""

    items: tuple[Item, ...]
    thresholds: tuple[Threshold, ...]
    otherwise: Fraction
    kind: Literal["checklist"] = "checklist"

    def read(self, raw: object, scale: Scale) -> frozenset[str]:
        return read_codes(read_fields(raw, ("items",))["items"], self.items)

    def score(self, seen: frozenset[str]) -> Outcome:
        reached = reach(Fraction(len(seen)), self.thresholds, otherwise=self.otherwise)
        counted = Bilingual(
            f"มี {len(seen)} จาก {len(self.items)} รายการ",
            f"{len(seen)} of {len(self.items)} items are there",
        )
        return Outcome(reached.score, word=reached.word, steps=(counted, reached.step))

    def problems(self) -> tuple[Bilingual, ...]:
        return _repeated(self.items) + threshold_problems(self.thresholds)


def read_codes(raw: object, items: tuple[Item, ...]) -> frozenset[str]:
    """A list of known codes, each once."""
    known = [item.code for item in items]
    listed = ", ".join(known)
    if not isinstance(raw, list):
        raise AnswerError(
            f"{shown(raw)} ไม่ใช่รายการ ให้ใส่ในรูป [...] จาก {listed}",
            f"{shown(raw)} is not a list; give [...] of {listed}",
        )
    for index, code in enumerate(raw):
        if not isinstance(code, str) or code not in known:
            th, en = hint(code, known) if isinstance(code, str) else ("", "")
            raise AnswerError(
                f"ไม่มีรายการ {shown(code)}{th} ให้ใช้ {listed}",
                f"there is no item {shown(code)}{en}; use {listed}",
            )
        if code in raw[:index]:
            raise AnswerError(
                f"{shown(code)} ซ้ำ ให้ใส่ครั้งเดียว", f"{shown(code)} is repeated; give it once"
            )
    return frozenset(raw)


def _skipped(milestones: tuple[Item, ...], level: int, beyond: list[str]) -> tuple[Bilingual, ...]:
    if not beyond:
        return ()
    listed, gap = ", ".join(beyond), milestones[level].code
    return (
        Bilingual(
            f"ขั้น {listed} ยังไม่นับ เพราะขั้น {gap} ยังไม่ผ่าน",
            f"milestone {listed} does not count yet because {gap} is not reached",
        ),
    )


def _repeated(items: tuple[Item, ...]) -> tuple[Bilingual, ...]:
    codes = [item.code for item in items]
    if items and len(set(codes)) == len(codes):
        return ()
    return (
        Bilingual(
            "รายการว่างหรือรหัสซ้ำ ให้ใส่รหัสที่ต่างกันอย่างน้อยหนึ่งรายการ",
            "the items are empty or repeat a code; give at least one, each with its own code",
        ),
    )

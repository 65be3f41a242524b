"""What one mark comes to on its own, and how far two marks are apart.

The level is scoring's: the rule of the node reads and scores the answer, the bands of the
framework give the level. Nothing is banded here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from tidtam.scoring.answers import check_answer
from tidtam.scoring.definition import Framework
from tidtam.scoring.errors import AnswerError
from tidtam.scoring.evaluate import result_of
from tidtam.scoring.json_text import parse_json
from tidtam.scoring.values import Special, Status
from tidtam.thai.bilingual import Bilingual

# What is said of a stored mark that the framework does not accept (any more).
REFUSED = Bilingual("คะแนนนี้ใช้กับกรอบไม่ได้", "The framework does not accept this mark")


@dataclass(frozen=True, slots=True)
class Judged:
    """One mark, read and banded.

    Attributes:
        answer: as the rule reads it; 80 and 80.0 are the same answer.
        shown: as people read it: "4", "N/A", "79.995".
        level: 1 to 5; None where the answer has none (not reported, a target).
        word: of the level, or the verdict of a target; None where there is none.
        status: what scoring makes of it; None where the framework does not accept it.
    """

    answer: Any
    shown: str
    level: int | None
    word: Bilingual | None
    status: Status | None

    @property
    def is_refused(self) -> bool:
        """Whether the framework does not accept the mark."""
        return self.status is None

    @property
    def rank(self) -> int:
        """Where it stands among levels: below all of them where it has none."""
        if self.level is not None:
            return self.level
        return 1 if self.status is Status.ATTAINED else 0


def judge(definition: Framework, *, kind: str, node_code: str, answer: str) -> Judged:
    """What a mark (JSON text) comes to for an office of a kind.

    Raises:
        AnswerError: the framework does not accept it.
    """
    raw = parse_json(answer)
    node = definition.by_code[node_code]
    read = check_answer(definition, kind, node_code, raw)
    result = result_of(definition, node, read)
    word = result.word
    if isinstance(read, Special):
        word = definition.specials[read].meaning
    return Judged(
        answer=read,
        shown=_shown(definition, raw, read, result.marks[0].printed),
        level=result.level,
        word=word,
        status=result.status,
    )


def judge_stored(definition: Framework, *, kind: str, node_code: str, answer: str) -> Judged:
    """``judge`` for a mark that is stored: one that is not accepted is told, not refused.

    The framework may have been corrected after the mark was confirmed.
    """
    try:
        return judge(definition, kind=kind, node_code=node_code, answer=answer)
    except AnswerError:
        return Judged(answer=None, shown=answer, level=None, word=REFUSED, status=None)


def judge_of(definition: Framework) -> Callable[[str, str, str], Judged]:
    """``judge_stored`` for many marks of one framework: (kind, node, answer), each read once."""

    @cache
    def judged(kind: str, node_code: str, answer: str) -> Judged:
        return judge_stored(definition, kind=kind, node_code=node_code, answer=answer)

    return judged


def levels_apart(one: Judged, other: Judged) -> int:
    """By how many levels two marks differ; 0 for the same level, whatever their values.

    A mark without a level stands below the lowest; two of them with unlike states (attained
    and not) are one apart.
    """
    apart = abs(one.rank - other.rank)
    return max(apart, 1) if one.status is not other.status else apart


def _shown(definition: Framework, raw: object, read: Any, printed: str) -> str:
    if isinstance(read, Special):
        return definition.specials[read].printed
    value = raw.get("value") if isinstance(raw, dict) and len(raw) == 1 else None
    if isinstance(value, int | Decimal):
        text = format(Decimal(value), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return printed

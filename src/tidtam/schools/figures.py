"""From replies to figures and sentences: exact, and without a database.

A reply gives ``n`` and ``base`` as whole numbers of the smallest unit; a tally adds them up.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tidtam.forms import rich_text
from tidtam.forms.definition import Question
from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds import Count, Plain
from tidtam.forms.kinds.typed import grouped
from tidtam.schools.rules import DONE, scale_of
from tidtam.schools.states import Base, Way
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Tally:
    """What the schools of an inquiry say together; withdrawn schools count nowhere.

    Attributes:
        asked, replied: schools.
        n, base: sums over the replies, in smallest units; for "did", the schools that did,
            and the schools that replied.
        withdrawn: schools that were taken off.
    """

    asked: int = 0
    replied: int = 0
    n: int = 0
    base: int = 0
    withdrawn: int = 0

    @property
    def waiting(self) -> int:
        return self.asked - self.replied


def figures_of(way: Way, question: Question, value: Plain) -> tuple[int | None, int | None]:
    """The figures of one canonical reply: n and base; None where there is none.

    Raises:
        AnswerProblem: a figure is missing, or the count is larger than its base.
    """
    if way is Way.TEXT:
        return None, None
    if way is Way.DID:
        return int(value == DONE.code), 1
    if isinstance(value, dict):
        return _pair(value)
    return int(Fraction(str(value)) * scale_of(way, question)), None


def _pair(value: dict[str, Plain]) -> tuple[int, int]:
    for name in ("n", "of"):
        if not value[name]:
            raise AnswerProblem(
                "ใส่ตัวเลขให้ครบทั้งสองช่อง ถ้าไม่มีให้ใส่ 0",
                "Please fill in both figures; 0 where there is none.",
                (name,),
            )
    n, base = int(str(value["n"])), int(str(value["of"]))
    if n > base:
        raise AnswerProblem(
            f"ตัวเลขแรก ({n:,}) มากกว่าจำนวนทั้งหมด ({base:,}) โปรดตรวจทั้งสองช่อง",
            f"The first figure ({n:,}) is larger than the total ({base:,}); please check both.",
            ("n",),
        )
    if base > 10**12:
        raise AnswerProblem("ตัวเลขใหญ่เกินไป โปรดตรวจ", "The figure is too large; please check it.")
    return n, base


def value_of(way: Way, question: Question, tally: Tally, base: Base) -> Plain:
    """The office's answer that follows from the replies (not for texts)."""
    if isinstance(question.answer, Count):
        if way is Way.SUM:
            return {"n": str(tally.n), "of": str(tally.base)}
        return {"n": str(tally.n), "of": str(tally.asked if base is Base.ASKED else tally.replied)}
    return decimal_of(tally.n, scale_of(way, question))


def decimal_of(units: int, scale: int) -> str:
    """Smallest units as a decimal text: 1250 of a hundredth is "12.5"."""
    whole, rest = divmod(units, scale)
    digits = str(rest).rjust(len(str(scale)) - 1, "0").rstrip("0") if scale > 1 else ""
    return f"{whole}.{digits}" if digits else str(whole)


def sentence_of(tally: Tally) -> Bilingual:
    """How many answered, always with how many were asked."""
    return Bilingual(
        f"จาก {tally.replied:,} โรงเรียนที่ตอบ ของ {tally.asked:,} โรงเรียนที่ถาม",
        f"From {tally.replied:,} schools that replied, of {tally.asked:,} asked",
    )


def told_of(way: Way, question: Question, tally: Tally) -> str:
    """What the replies come to, as the report tells it: the result, who replied, who was asked."""
    replied, asked = f"{tally.replied:,} โรงเรียน", f"(ถาม {tally.asked:,} โรงเรียน)"
    if way is Way.DID:
        return f"ทำแล้ว {tally.n:,} โรงเรียน จาก {replied}ที่ตอบ {asked}"
    if way is Way.TEXT:
        return f"คำตอบจาก {replied} {asked}"
    total = _total(question, tally)
    return f"รวม {total} จากคำตอบของ {replied} {asked}"


def _total(question: Question, tally: Tally) -> str:
    kind = question.answer
    unit = getattr(kind, "unit", None)
    unit_words = f" {unit.th}" if unit else ""
    if isinstance(kind, Count):
        return f"{tally.n:,} จาก {tally.base:,}{unit_words}"
    return f"{grouped(decimal_of(tally.n, scale_of(Way.SUM, question)))}{unit_words}"


def with_additions(
    held: str, *, sentence: str, before: str, texts: Iterable[tuple[str, str]]
) -> str:
    """Rich text with the schools' words after what stands there; nothing else changes.

    Args:
        held: canonical HTML of the answer now.
        sentence: how many answered.
        before: the sentence of the last time; where it still stands, the new one takes its place.
        texts: school and words; those that stand there already are not added twice.
    """
    line, old = (
        f"<p>{html.escape(sentence, quote=False)}</p>",
        f"<p>{html.escape(before, quote=False)}</p>",
    )
    new = [_item(*each) for each in texts]
    new = [each for each in new if each not in held]
    items = f"<ul>{''.join(new)}</ul>" if new else ""
    if before and old in held:
        return rich_text.clean(held.replace(old, line, 1) + items)
    return rich_text.clean(held + line + items)


def _item(school: str, words: str) -> str:
    said = html.escape(" ".join(words.split()), quote=False)
    return f"<li>{html.escape(school, quote=False)}: {said}</li>"


def with_lines(held: str, texts: Sequence[tuple[str, str]], sentence: str) -> str:
    """A plain answer with the schools' words as further lines."""
    lines = [sentence, *(f"{school}: {' '.join(words.split())}" for school, words in texts)]
    return "\n".join([*([held] if held else []), *(each for each in lines if each not in held)])


def snapshot(tally: Tally, base: Base | None, **more: Any) -> dict[str, Any]:
    """What an inquiry keeps of an adoption."""
    return {
        "asked": tally.asked,
        "replied": tally.replied,
        "withdrawn": tally.withdrawn,
        "n": tally.n,
        "base": tally.base,
        "of": base.value if base else "",
        **more,
    }

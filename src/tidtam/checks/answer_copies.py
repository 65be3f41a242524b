"""``duplicate``: a paragraph that stands almost word for word in another answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tidtam.checks.answer_likeness import bare_letters, shingles
from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual

_SIZE: Final = 8
# Names of laws, projects and offices repeat in good reports; a paragraph of so many bare
# letters is more than a name.
_SHORTEST: Final = 100
# The share of a paragraph's shingles that another answer has: worth a look, and copied.
# Read off the real reports: from 0.8 up nearly all are copies, under it most are headings.
_ALIKE: Final = 0.8
_SAME: Final = 0.95
_PARAGRAPH: Final = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class PreparedOthers:
    """Other answers made ready for comparing: small, immutable, may be kept and pickled.

    Attributes:
        answers: where each answer stands, in words for people, and its bare letters.
    """

    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    start: int
    words: str
    shingles: frozenset[str]


def prepare_others(others: Iterable[tuple[str, str]]) -> PreparedOthers:
    """Other answers, given as (where, plain text), ready for many checks."""
    bare = ((where, bare_letters(text)) for where, text in others)
    return PreparedOthers(tuple((where, text) for where, text in bare if len(text) >= _SHORTEST))


def check_copies(
    text: str, *, question: str, others: PreparedOthers, part: str = ""
) -> tuple[Finding, ...]:
    """The paragraphs of ``text`` that another answer has too, each with the likest one.

    Words of the question do not count: they head the answers to it everywhere.
    """
    asked = shingles(bare_letters(question), _SIZE)
    paragraphs = tuple(_paragraphs(text, asked))
    if not paragraphs:
        return ()
    wanted = frozenset().union(*(paragraph.shingles for paragraph in paragraphs))
    held = tuple((where, _held(bare, wanted)) for where, bare in others.answers)
    findings = (_judge(paragraph, held, part) for paragraph in paragraphs)
    return tuple(finding for finding in findings if finding is not None)


def _paragraphs(text: str, asked: frozenset[str]) -> Iterator[_Paragraph]:
    for found in _PARAGRAPH.finditer(text):
        words = found.group().strip()
        own = shingles(bare_letters(words), _SIZE) - asked
        if len(own) > _SHORTEST - _SIZE:
            yield _Paragraph(found.start() + found.group().find(words), words, own)


def _held(bare: str, wanted: frozenset[str]) -> set[str]:
    """Which of the shingles wanted stand in ``bare``; no set of all its own is built."""
    runs = (bare[at : at + _SIZE] for at in range(len(bare) - _SIZE + 1))
    return {run for run in runs if run in wanted}


def _judge(
    paragraph: _Paragraph, held: Sequence[tuple[str, set[str]]], part: str
) -> Finding | None:
    shared = [(len(paragraph.shingles & other), where) for where, other in held]
    most, where = max(shared, key=lambda each: each[0], default=(0, ""))
    share = most / len(paragraph.shingles)
    if share < _ALIKE:
        return None
    percent = int(share * 100)
    why = Bilingual(
        f"ย่อหน้านี้เหมือนคำตอบของ {where} ร้อยละ {percent} โปรดเขียนเฉพาะเรื่องของข้อนี้",
        f"{percent} % of this paragraph also stands in {where}; "
        "please write what belongs to this question.",
    )
    place = Place(part, paragraph.start, paragraph.start + len(paragraph.words))
    return Finding(
        "duplicate", "warning" if share >= _SAME else "hint", place, paragraph.words, why
    )

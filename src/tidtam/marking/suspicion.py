"""Patterns in a reviewer's marks that are worth a look (``docs/agreement.md``).

None of them proves anything: a region may really be excellent, and an expert may really be
quick. Each finding says what was counted and names the assignments, so that a moderator opens
them and judges.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tidtam.marking.alike import alike_groups, bare_comment
from tidtam.thai.bilingual import Bilingual

Code = Literal["all-highest", "one-level", "flat-offices", "in-seconds", "copied", "no-comment"]

#: What each pattern is called; in this order they are listed.
PATTERNS: Final[Mapping[Code, Bilingual]] = {
    "all-highest": Bilingual("ให้ระดับสูงสุดเกือบทุกข้อ", "The highest level nearly everywhere"),
    "one-level": Bilingual("ให้ระดับเดียวเกือบทุกข้อ", "One level nearly everywhere"),
    "flat-offices": Bilingual("ให้เท่ากันทุกข้อในเขต", "All the same within an office"),
    "in-seconds": Bilingual("ใช้เวลาต่อข้อน้อยมาก", "Marked within seconds"),
    "copied": Bilingual("ความเห็นซ้ำกันหลายเขต", "The same comment for many offices"),
    "no-comment": Bilingual("ระดับต่ำแต่ไม่มีความเห็น", "A low level without a comment"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a pattern is listed.

    Attributes:
        one_level_marks: marks a reviewer must have before one level everywhere is odd.
        one_level_share: the share of the marks that are that level.
        flat_items: items of an office a reviewer must have marked for it to count as flat.
        flat_offices: flat offices of a reviewer from which on they are listed.
        seconds: a mark in fewer seconds is quick; 0 seconds is "not measured" and never quick.
        quick_marks: quick marks of a reviewer from which on they are listed.
        quick_share: the share of the measured marks that are quick.
        copied_offices: offices with the same comment from which on it is listed.
        copied_letters: shorter comments ("ดีมาก") repeat by nature and do not count.
        alike: how alike two comments are, 0 to 1, to count as the same.
        low_level: the highest level that needs a comment.
    """

    one_level_marks: int = 20
    one_level_share: float = 0.95
    flat_items: int = 5
    flat_offices: int = 2
    seconds: int = 20
    quick_marks: int = 5
    quick_share: float = 0.2
    copied_offices: int = 5
    copied_letters: int = 30
    alike: float = 0.92
    low_level: int = 2


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Judged:
    """One finished assignment.

    Attributes:
        assignment: its key.
        reviewer: key of who marked.
        office: whose item it is.
        indicator: the instrument and node, whatever the office.
        level: what was given; None for a special value.
        comment: as written; ``{office}`` stands for the office's name.
        seconds: how long the item was open in front; 0 where nothing was measured.
    """

    assignment: int
    reviewer: int
    office: str
    indicator: str
    level: int | None
    comment: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One pattern of one reviewer.

    Attributes:
        code: which pattern, a key of ``PATTERNS``.
        reviewer: whose marks.
        words: what was counted, for people.
        numbers: the figures behind the words, by name.
        assignments: the assignments concerned, in the order of their keys.
        sample: the comment concerned; "" for other patterns.
    """

    code: Code
    reviewer: int
    words: Bilingual
    numbers: Mapping[str, int]
    assignments: tuple[int, ...]
    sample: str = ""


def suspicions_of(
    judged: Iterable[Judged], *, levels: Sequence[int], limits: Limits = DEFAULT_LIMITS
) -> tuple[Suspicion, ...]:
    """Every pattern found: by pattern, then by reviewer; the order of ``judged`` is no matter."""
    by_reviewer: defaultdict[int, list[Judged]] = defaultdict(list)
    for each in sorted(judged, key=lambda each: each.assignment):
        by_reviewer[each.reviewer].append(each)
    found = [
        suspicion for own in by_reviewer.values() for suspicion in _of_one(own, max(levels), limits)
    ]
    order = list(PATTERNS)
    found.sort(key=lambda each: (order.index(each.code), each.reviewer, each.assignments))
    return tuple(found)


def _of_one(own: Sequence[Judged], highest: int, limits: Limits) -> Iterator[Suspicion]:
    one_level = list(_one_level(own, highest, limits))
    yield from one_level
    if not one_level:  # who gives one level everywhere has flat offices without saying
        yield from _flat_offices(own, limits)
    yield from _in_seconds(own, limits)
    yield from _copied(own, limits)
    yield from _no_comment(own, limits)


def _one_level(own: Sequence[Judged], highest: int, limits: Limits) -> Iterator[Suspicion]:
    marks = [each for each in own if each.level is not None]
    if len(marks) < limits.one_level_marks:
        return
    level, count = max(
        Counter(each.level for each in marks if each.level is not None).items(),
        key=lambda pair: (pair[1], pair[0]),
    )
    if count < limits.one_level_share * len(marks):
        return
    yield Suspicion(
        "all-highest" if level == highest else "one-level",
        marks[0].reviewer,
        Bilingual(
            f"ให้ระดับ {level} ใน {count} จาก {len(marks)} ข้อ",
            f"Level {level} in {count} of {len(marks)} marks",
        ),
        {"level": level, "count": count, "of": len(marks)},
        _keys(each for each in marks if each.level == level),
    )


def _flat_offices(own: Sequence[Judged], limits: Limits) -> Iterator[Suspicion]:
    by_office: defaultdict[str, list[Judged]] = defaultdict(list)
    for each in own:
        if each.level is not None:
            by_office[each.office].append(each)
    large = [marks for marks in by_office.values() if len(marks) >= limits.flat_items]
    flat = [marks for marks in large if len({each.level for each in marks}) == 1]
    if not flat or len(flat) < limits.flat_offices:
        return
    yield Suspicion(
        "flat-offices",
        own[0].reviewer,
        Bilingual(
            f"{len(flat)} จาก {len(large)} เขตที่ให้คะแนนตั้งแต่ {limits.flat_items} ข้อ ได้ระดับเท่ากันทุกข้อ",
            f"{len(flat)} of {len(large)} offices with {limits.flat_items} marks or more "
            "got the same level in all of them",
        ),
        {"offices": len(flat), "of": len(large)},
        _keys(each for marks in flat for each in marks),
    )


def _in_seconds(own: Sequence[Judged], limits: Limits) -> Iterator[Suspicion]:
    measured = [each for each in own if each.seconds > 0]
    quick = [each for each in measured if each.seconds < limits.seconds]
    if not quick or len(quick) < max(limits.quick_marks, limits.quick_share * len(measured)):
        return
    middle = sorted(each.seconds for each in measured)[len(measured) // 2]
    yield Suspicion(
        "in-seconds",
        own[0].reviewer,
        Bilingual(
            f"{len(quick)} จาก {len(measured)} ข้อ ใช้เวลาไม่ถึง {limits.seconds} วินาที "
            f"(ค่ากลาง {middle} วินาทีต่อข้อ)",
            f"{len(quick)} of {len(measured)} items in fewer than {limits.seconds} seconds "
            f"(median {middle} seconds an item)",
        ),
        {"count": len(quick), "of": len(measured), "median": middle},
        _keys(quick),
    )


def _copied(own: Sequence[Judged], limits: Limits) -> Iterator[Suspicion]:
    texts = [
        (each, bare)
        for each in own
        if len(bare := bare_comment(each.comment)) >= limits.copied_letters
    ]
    for group in alike_groups([(bare, each.indicator) for each, bare in texts], limits.alike):
        members = [texts[at][0] for at in group]
        offices = len({each.office for each in members})
        if offices < limits.copied_offices:
            continue
        different = len({texts[at][1] for at in group})
        yield Suspicion(
            "copied",
            own[0].reviewer,
            _words_of_copies(len(members), offices, different),
            {"count": len(members), "offices": offices, "different": different},
            _keys(members),
            members[0].comment,
        )


def _words_of_copies(count: int, offices: int, different: int) -> Bilingual:
    if different == 1:
        return Bilingual(
            f"ความเห็นเดียวกันใน {count} ข้อ ของ {offices} เขต",
            f"One comment in {count} items of {offices} offices",
        )
    return Bilingual(
        f"ความเห็นแทบเหมือนกันใน {count} ข้อ ของ {offices} เขต ({different} แบบ)",
        f"Nearly one comment in {count} items of {offices} offices ({different} wordings)",
    )


def _no_comment(own: Sequence[Judged], limits: Limits) -> Iterator[Suspicion]:
    low = [each for each in own if each.level is not None and each.level <= limits.low_level]
    bare = [each for each in low if not bare_comment(each.comment)]
    if not bare:
        return
    yield Suspicion(
        "no-comment",
        own[0].reviewer,
        Bilingual(
            f"{len(bare)} จาก {len(low)} ข้อที่ให้ระดับ {limits.low_level} หรือต่ำกว่า ไม่มีความเห็น",
            f"{len(bare)} of {len(low)} marks of level {limits.low_level} or lower have no comment",
        ),
        {"count": len(bare), "of": len(low)},
        _keys(bare),
    )


def _keys(judged: Iterable[Judged]) -> tuple[int, ...]:
    return tuple(sorted(each.assignment for each in judged))

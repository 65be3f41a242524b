"""``level-words``: praise or blame that the levels given do not bear out.

These kinds of claim are understood, nothing else is guessed at:

* a quantity: "หลายตัวชี้วัด … อยู่ในระดับคุณภาพดีเยี่ยม" is held against how many
  indicators have that level;
* the whole: "ในภาพรวมอยู่ในระดับดีมาก", "มีผลการดำเนินงานดีเยี่ยม" are held against the level
  of the total, or of the one indicator the text is about;
* praise and blame: "เป็นต้นแบบของประเทศ" is held against the same level, by the one
  table of :mod:`level_tones`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from tidtam.checks.finding import Finding, Place, Severity
from tidtam.checks.level_praise import Said, Whole
from tidtam.checks.level_tones import NAMED
from tidtam.checks.level_totals import LEVEL_WORDS, Totals
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_arabic
from tidtam.thai.text import normalise

__all__ = ["LEVEL_WORDS", "MEASURES", "Measure", "Totals", "check_level_words"]

Quantity = Literal["every", "most", "many", "some", "none"]


@dataclass(frozen=True, slots=True)
class Measure:
    """When a quantity is fairly said: ``fits(matching, indicators)``, and how that is told."""

    fits: Callable[[int, int], bool]
    rule: Bilingual


MANY: Final = Fraction(1, 3)

# The only place that says how many "many" is; docs/checks.md prints this table.
MEASURES: Final[Mapping[Quantity, Measure]] = {
    "every": Measure(
        lambda matching, indicators: matching == indicators,
        Bilingual("ทุกตัวชี้วัด", "all of them"),
    ),
    "most": Measure(
        lambda matching, indicators: matching * 2 > indicators,
        Bilingual("เกินครึ่ง", "more than half"),
    ),
    "many": Measure(
        lambda matching, indicators: matching >= 3 and Fraction(matching, indicators) >= MANY,
        Bilingual("อย่างน้อย 3 และไม่น้อยกว่า 1 ใน 3", "at least 3 and at least a third"),
    ),
    "some": Measure(
        lambda matching, indicators: 0 < matching < indicators,
        Bilingual("อย่างน้อย 1 แต่ไม่ทั้งหมด", "at least 1 but not all"),
    ),
    "none": Measure(
        lambda matching, indicators: matching == 0,
        Bilingual("ไม่มีเลย", "none of them"),
    ),
}
_QUANTITIES: Final[Mapping[str, Quantity]] = {
    "ไม่มีตัวชี้วัด": "none",
    "ทุกตัวชี้วัด": "every",
    "ทุกๆตัวชี้วัด": "every",
    "ตัวชี้วัดทุกตัว": "every",
    "ตัวชี้วัดทั้งหมด": "every",
    "ส่วนใหญ่": "most",
    "ส่วนมาก": "most",
    "หลายตัวชี้วัด": "many",
    "หลายๆตัวชี้วัด": "many",
    "ตัวชี้วัดหลายตัว": "many",
    "บางตัวชี้วัด": "some",
    "ตัวชี้วัดบางตัว": "some",
}
# Quantities that leave no room for taste.
_SURE: Final[frozenset[Quantity]] = frozenset({"every", "none"})
# Levels between a claim and the total from which a claim of taste is an error.
_FAR: Final = 2

_SPACE: Final = r"[ \t]{0,2}"
_COUNTED: Final = "|".join(
    _SPACE.join(map(re.escape, re.split("(?=ตัวชี้วัด|ๆ)|(?<=ตัวชี้วัด)", words)))
    for words in sorted(_QUANTITIES, key=len, reverse=True)
)
_QUANTITY: Final = re.compile(rf"(?P<words>{_COUNTED})|(?<!\d)(?P<number>\d{{1,3}}){_SPACE}ตัวชี้วัด")
# 12 ตัวชี้วัด after these words is how many there are, not how many have a level.
_WHOLE_NUMBER: Final = re.compile(r"(?:รวม|ทั้ง|ทั้งหมด|ทั้งสิ้น|เฉลี่ย|จาก|ของ)\s*$")
_OVERALL: Final = re.compile("ภาพรวม|โดยรวม|คะแนนเฉลี่ย|ค่าเฉลี่ย|คะแนนรวม|ผลการประเมินรวม")
_CLAUSE_END: Final = re.compile(r"\n|นอกจากนี้|ทั้งนี้|อย่างไรก็ตาม|แต่(?!ละ)|ส่วน(?!ใหญ่|มาก|ร่วม)|ขณะที่|[;!?]")
# A level that is wished for, not given.
_WISH: Final = re.compile("เพื่อ|ควร|มุ่ง|เป้าหมาย|พัฒนาให้|พัฒนาสู่|ก้าวสู่|ให้อยู่|ให้มี|ให้ได้|ให้เป็น")
# How many characters before a level are searched for a wish, and for what it is said of.
_REACH_OF_WISH: Final = 60
_REACH: Final = 160


@dataclass(frozen=True, slots=True)
class _Claim:
    """Levels claimed at a place of the text."""

    start: int
    end: int
    levels: frozenset[int]


def check_level_words(text: str, totals: Totals, *, part: str = "") -> tuple[Finding, ...]:
    """Claims about levels in ``text`` that ``totals`` do not bear out.

    Silent on claims that fit, on levels that are wished for ("เพื่อให้อยู่ในระดับดีเยี่ยม"),
    on words that only look like levels ("นำไปปรับปรุง", "ยกระดับคุณภาพ"), and on a level
    said of something that is neither counted nor the whole.
    """
    text = normalise(text)
    digits = to_arabic(text)
    clauses = list(_clauses(text))
    whole = Whole(digits, clauses, totals.words, single=totals.indicators == 1)
    findings: list[Finding] = []
    for start, end in clauses:
        for claim in _claims(digits, start, end, totals.words):
            finding = _judge(text, digits, start, claim, totals, part)
            if finding is None:
                finding = _judge_whole(text, digits, start, claim, whole, totals, part)
            if finding is not None:
                findings.append(finding)
    if totals.level is not None:
        said = (*whole.bare_levels(totals.level), *whole.praise_and_blame(totals.level))
        findings.extend(_said(text, each, totals.level, totals, part) for each in said)
    return tuple(sorted(findings, key=lambda finding: finding.where.start))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _CLAUSE_END.finditer(text):
        yield start, mark.start()
        start = mark.end()
    yield start, len(text)


def _claims(text: str, start: int, end: int, words: Mapping[int, str]) -> Iterator[_Claim]:
    """The levels said to be given between ``start`` and ``end``."""
    by_word = {word: level for level, word in words.items()}
    for found in _level_phrase(tuple(words.values())).finditer(text, start, end):
        wish = _WISH.search(text, max(start, found.start() - _REACH_OF_WISH), found.start())
        if wish is not None and not _QUANTITY.search(text, wish.end(), found.start()):
            continue
        levels = {by_word[found["first"]]}
        if found["last"]:
            levels.add(by_word[found["last"]])
        if found["range"]:
            levels = set(range(min(levels), max(levels) + 1))
        yield _Claim(found.start(), found.end(), frozenset(levels))


@lru_cache(maxsize=8)
def _level_phrase(words: tuple[str, ...]) -> re.Pattern[str]:
    """ "ระดับคุณภาพดีมาก", "ระดับดีมากและดีเยี่ยม", "ระดับพอใช้ถึงระดับดี"."""
    choice = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    level = rf"ระดับ{_SPACE}(?:คุณภาพ)?{_SPACE}[\"“(]?"
    more = r"(?!ขึ้น|กว่า|[่-๋็-์ัิ-ู])"
    return re.compile(
        rf"(?<!ยก)(?<!รักษา){level}(?P<first>{choice}){more}[\"”)]?"
        rf"(?:{_SPACE}(?:(?P<range>จนถึง|ถึง)|และ|หรือ){_SPACE}(?:{level})?"
        rf"(?P<last>{choice}){more})?"
    )


def _judge(
    text: str, digits: str, clause: int, claim: _Claim, totals: Totals, part: str
) -> Finding | None:
    """The finding on one claim, or None where it fits or says nothing that can be checked."""
    quantity = _last_quantity(digits, max(clause, claim.start - _REACH), claim.start)
    if quantity is not None:
        return _judge_quantity(text, quantity, claim, totals, part)
    overall = _last(_OVERALL, digits, max(clause, claim.start - _REACH), claim.start)
    if overall is None or totals.level is None or totals.level in claim.levels:
        return None
    word = totals.words[totals.level]
    return Finding(
        "level-words",
        "error",
        Place(part, overall.start(), claim.end),
        text[overall.start() : claim.end],
        Bilingual(f"ระดับของภาพรวมคือ {word}", f"the level of the total is {totals.level} ({word})"),
        f"ภาพรวมอยู่ในระดับคุณภาพ{word}",
    )


def _judge_whole(
    text: str, digits: str, clause: int, claim: _Claim, whole: Whole, totals: Totals, part: str
) -> Finding | None:
    """The finding on a level said of the whole without such a word as ภาพรวม."""
    if totals.level is None or totals.level in claim.levels:
        return None
    start = whole.head_of(claim.start, claim.end)
    if start is None or _last_quantity(digits, max(clause, claim.start - _REACH), claim.start):
        return None
    away = min(abs(level - totals.level) for level in claim.levels)
    said = Said(start, claim.end, NAMED.away[min(away, max(NAMED.away))], NAMED)
    return _said(text, said, totals.level, totals, part)


def _said(text: str, said: Said, level: int, totals: Totals, part: str) -> Finding:
    word = totals.words[level]
    proposal = f"ผลการดำเนินงานอยู่ในระดับคุณภาพ{word}" if said.tone.away else ""
    return Finding(
        "level-words",
        said.severity,
        Place(part, said.start, said.end),
        text[said.start : said.end],
        Bilingual(
            f"ระดับที่ได้คือ {word} ({said.tone.name.th})",
            f"the level given is {level} ({word}); these words are {said.tone.name.en}.",
        ),
        proposal,
    )


def _last_quantity(text: str, start: int, end: int) -> re.Match[str] | None:
    """The quantity nearest before a claim that speaks of a share, not of the whole number."""
    found = None
    for match in _QUANTITY.finditer(text, start, end):
        if match["number"] and _WHOLE_NUMBER.search(
            text, max(start, match.start() - 12), match.start()
        ):
            continue
        found = match
    return found


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found


def _judge_quantity(
    text: str, quantity: re.Match[str], claim: _Claim, totals: Totals, part: str
) -> Finding | None:
    matching = sum(count for level, count in totals.counts.items() if level in claim.levels)
    indicators = totals.indicators
    if not indicators:
        return None
    if quantity["number"]:
        said, rule = None, Bilingual(quantity["number"], quantity["number"])
        fits = int(quantity["number"]) == matching
    else:
        said = _QUANTITIES[re.sub(r"\s", "", quantity["words"])]
        rule = MEASURES[said].rule
        fits = MEASURES[said].fits(matching, indicators)
    if fits:
        return None
    return Finding(
        "level-words",
        _severity(said, claim, totals),
        Place(part, quantity.start(), claim.end),
        text[quantity.start() : claim.end],
        _why(matching, indicators, rule, claim, totals),
        _proposal(matching, indicators, claim, totals),
    )


def _severity(said: Quantity | None, claim: _Claim, totals: Totals) -> Severity:
    """A count is right or wrong; "many" and "some" are wrong for sure when far from the total."""
    if said is None or said in _SURE:
        return "error"
    far = totals.level is not None and all(
        abs(level - totals.level) >= _FAR for level in claim.levels
    )
    return "error" if far else "warning"


def _named(claim: _Claim, totals: Totals) -> str:
    return ", ".join(totals.words[level] for level in sorted(claim.levels))


def _why(
    matching: int, indicators: int, rule: Bilingual, claim: _Claim, totals: Totals
) -> Bilingual:
    names = _named(claim, totals)
    total = totals.words.get(totals.level or 0, "-")
    return Bilingual(
        f"มี {matching} จาก {indicators} ตัวชี้วัดที่ได้ระดับ {names} (คำที่ใช้หมายถึง {rule.th}) "
        f"และภาพรวมคือ {total}",
        f"{matching} of {indicators} indicators have the level {names} (the words mean "
        f"{rule.en}), and the total is {total}.",
    )


def _proposal(matching: int, indicators: int, claim: _Claim, totals: Totals) -> str:
    words = " หรือ".join(totals.words[level] for level in sorted(claim.levels))
    if not matching:
        return f"ไม่มีตัวชี้วัดที่อยู่ในระดับคุณภาพ{words}"
    return f"{matching} จาก {indicators} ตัวชี้วัดอยู่ในระดับคุณภาพ{words}"

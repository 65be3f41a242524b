"""What a text says of the whole it is about, in a level's word or in praise and blame.

A comment is about an office's total, or about one indicator. Words said of a part, of
somebody else, of a thing, or wished for are not said of that whole. Every kind of
landmark is found once for the whole text, so long texts take linear time.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tidtam.checks.finding import Severity
from tidtam.checks.level_tones import BARE, SPOKEN, Tone

_GAP: Final = r"[ \t]{0,2}"
_OFFICE: Final = r"(?:สพ[ปมท]\.?+|สำนักงานเขตพื้นที่การศึกษา|เขตพื้นที่การศึกษา)(?!\))"
# A name of an office goes on until words that no name has.
_NAME: Final = rf"{_OFFICE}(?:(?!มี|การ|ผล|ด้าน|ระบบ|ระดับ|ใน|ที่|สพ)[^\n]){{0,48}}?"
_RESULT: Final = (
    r"ผลการ(?:ดำเนินงาน|ดำเนินการ|ปฏิบัติงาน|ปฏิบัติราชการ|ประเมินคุณภาพ|ประเมิน|ติดตาม)"
    r"|ผลประเมิน|ผลคะแนน|ผลงาน|คะแนนเฉลี่ย|คะแนนรวม|ภาพรวม|โดยรวม"
    r"|มีการดำเนินงาน|มีการดำเนินการ|ดำเนินงานได้|ดำเนินการได้|ปฏิบัติงานได้|ทำได้"
)
_THIS_INDICATOR: Final = rf"ตัวชี้วัดนี้|ตัวชี้วัดที่{_GAP}[0-9A-Za-z.]{{1,6}}"
# What may stand between the whole and the level said of it.
_LINK: Final = (
    rf"(?:[ \t]|{_RESULT}|จัดอยู่ใน|อยู่ใน|ใน|มี|ได้รับ|ได้|เป็น|ที่|ซึ่ง|นั้น|นี้|ดังกล่าว|รวม|เฉลี่ย"
    r"|ประเมินผล|ตามเกณฑ์(?:การ(?:พิจารณา|ประเมิน))?|ตามตัวชี้วัด|ตามนโยบาย|นโยบายเร่งด่วน|เร่งด่วน"
    r"|ประจำ|ปีงบประมาณ|พ\.ศ\.|รอบ|เดือน|เขต|นับว่า|ถือว่า|ถือได้ว่า|เห็นว่า|ของ|จึง|และ|[\d.:()]"
    rf"|\(?Quick Policy|QP|{_OFFICE})"
)

# Levels, praise and blame that are wished for, or not given.
_WISH: Final = re.compile(
    "เพื่อ|ควร|มุ่ง|เป้าหมาย|พัฒนา(?:ให้|สู่)|สู่|ให้(?!บริการ|ความ|การ)|หาก|ถ้า|จะ(?!เห็น)|จน(?:กว่า)?ถึง"
    "|ยังไม่|ไม่ถึง|ไม่ใช่|มิใช่|ไม่อาจ|ไม่(?=โดดเด่น|เป็น|ยอดเยี่ยม|ดีเด่น|ล้มเหลว|ต่ำ|ต้อง|อยู่)|ป้องกัน|คัดเลือก"
    "|ค้นหา|ค้นพบ|ขยายผล|ยกระดับ"
)
# A part of the whole, or another place.
_PART: Final = re.compile(
    r"บาง(?=ตัว|ส่วน|ประเด็น|ด้าน|เรื่อง|รายการ|ข้อ|กิจกรรม|โครงการ|แห่ง)|หลาย|เฉพาะ|ส่วนใหญ่|ส่วนมาก"
    r"|(?<!ทุก)ด้าน|(?<!ทุก)ประเด็น|ตัวบ่งชี้ที่|มาตรฐานที่|รายการที่|ข้อที่|\d ?ตัวชี้วัด"
    "|ดูงาน|แลกเปลี่ยนเรียนรู้|หน่วยงานที่|หน่วยงานอื่น|(?:เขต|แห่ง|พื้นที่)อื่น|เช่น"
)
_PART_OF_TOTAL: Final = re.compile(rf"{_PART.pattern}|ตัวชี้วัดที่|ตัวชี้วัดด้าน")
# Whom or what else the words may be said of.
_OTHER: Final = (
    "โรงเรียน|สถานศึกษา|นักเรียน|ผู้เรียน|เด็ก|ครู|บุคลากร|ผู้บริหาร|ผู้สอน|ชุมชน|ผู้ปกครอง|เครือข่าย|บุคคล"
    "|ต้นแบบ(?= |ที่|นักเรียน|ครู|เป็นเลิศ)|วิธีการ|วิธีปฏิบัติ|แนวทาง|แนวปฏิบัติ|การปฏิบัติที่|รูปแบบ|นวัตกรรม"
    "|รางวัล|เกียรติบัตร|โล่|ศูนย์|กิจกรรม|โครงการ|หลักสูตร|ระบบ|สื่อ|คู่มือ|แผน|ตัวอย่าง|ปัญหา|ปัจจัย|คุณลักษณะ|สมรรถนะ|พัฒนาการ"
    "|ความพึงพอใจ|ทักษะ|ร้อยละ|เกณฑ์(?!การพิจารณา|การประเมิน)|O-NET|NT|RT|PISA|ITA|[Bb]est [Pp]ractice"
)
_OTHERS: Final = re.compile(_OTHER)
_OPENING_OTHERS: Final = re.compile(rf"(?:^|(?<=[ \t\n]))(?:{_OTHER})")
# A new statement: an office at the start of a phrase, not as the object of the one before.
_OPENER: Final = re.compile(
    r"(?:^|(?<=[ \t\n.]))(?<!จาก )(?<!กับ )(?<!ของ )(?<!ให้ )(?<!แก่ )(?<!ใน )(?<!และ )(?<!ที่ )"
    + _OFFICE
)
_SPACE: Final = re.compile(r"[ \t\n]")
# Behind the words: said of a part after all, or of effort, not of the result.
_NARROWED: Final = re.compile(
    rf"{_GAP}(?:(?:ในการ|ในด้าน|ใน|ต่อ|แก่|กับ|ของ|จำนวน){_GAP})?"
    rf"(?:{_OTHER}|ด้าน(?!การศึกษา$)|บาง|หลาย|เฉพาะ|ตัวชี้วัดที่|\d{{1,3}} ?(?:จาก|ตัวชี้วัด|ด้าน|ประเด็น|เรื่อง)"
    "|ความ(?:ตั้งใจ|พยายาม|มุ่งมั่น|ร่วมมือ|เสียสละ|ทุ่มเท))"
)
# How far a wish, a part or another subject reaches forward, in characters.
_REACH: Final = 240


@dataclass(frozen=True, slots=True)
class Said:
    """Words said of the whole: where, and how serious they are at the level given."""

    start: int
    end: int
    severity: Severity
    tone: Tone


@lru_cache(maxsize=8)
def _heads(words: tuple[str, ...], single: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The whole and what links it to a level; the links alone, for the start of a clause."""
    levels = "|".join(map(re.escape, ("ระดับ", *words)))
    subject = f"{_THIS_INDICATOR}|{_RESULT}|{_NAME}" if single else f"{_RESULT}|{_NAME}"
    links = rf"{_LINK}{{0,24}}+"
    return re.compile(rf"(?:{subject}){links}(?={levels})"), re.compile(rf"{links}(?={levels})")


@lru_cache(maxsize=8)
def _bare_level(words: tuple[str, ...]) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?P<word>{choice})(?!ขึ้น|กว่า|เด่น|ที่สุด|งาม|พร้อม|[่-๋็-์ัิ-ู])")


@lru_cache(maxsize=1)
def _spoken() -> tuple[re.Pattern[str], Mapping[str, Tone]]:
    """All words of the table, the longest first; "ความเป็นเลิศ" is a noun unless one has it."""
    tones = {word: tone for tone in SPOKEN for word in tone.words}
    choice = "|".join(map(re.escape, sorted(tones, key=len, reverse=True)))
    return re.compile(rf"(?:(?<!ความ)|(?<=มีความ))(?:{choice})"), tones


class Whole:
    """Where a text speaks of the whole it is about.

    Args:
        text: normalised, with Arabic digits.
        clauses: start and end of each clause, in order.
        words: level to its word.
        single: whether the text is about one indicator, not about a total.
    """

    def __init__(
        self, text: str, clauses: list[tuple[int, int]], words: Mapping[int, str], *, single: bool
    ) -> None:
        self._text = text
        self._words = words
        self._clauses = [start for start, _ in clauses]
        self._openers = _starts(_OPENER, text)
        self._wishes = _starts(_WISH, text)
        self._parts = _starts(_PART if single else _PART_OF_TOTAL, text)
        self._others = _starts(_OTHERS, text)
        self._opening_others = _starts(_OPENING_OTHERS, text)
        self._spaces = _starts(_SPACE, text)
        self._heads = self._find_heads(clauses, single)

    def head_of(self, start: int, end: int) -> int | None:
        """Where the words "the result is at" begin that lead to a level, if they do."""
        head = self._heads.get(start)
        if head is None or not self._is_said_of_whole(start, end):
            return None
        return head

    def bare_levels(self, level: int) -> Iterator[Said]:
        """Levels' words without ระดับ that say more, or less, than ``level``."""
        numbers = {word: number for number, word in self._words.items() if number > 1}
        for at, head in self._heads.items():
            found = _bare_level(tuple(numbers)).match(self._text, at)
            if found is None or not self._is_said_of_whole(at, found.end()):
                continue
            if at in self._unnamed and not self._is_whole_phrase(head, at, found.end()):
                continue
            said = numbers[found["word"]]
            wrong = said > level if said > 2 else said < level
            if wrong:
                yield Said(head, found.end(), _away(said, level), BARE)

    def praise_and_blame(self, level: int) -> Iterator[Said]:
        """Words of the table that are too much at ``level``."""
        pattern, tones = _spoken()
        for found in pattern.finditer(self._text):
            tone = tones[found.group()]
            severity = tone.at.get(level)
            if severity and self._is_said_of_whole(
                found.start(), found.end(), own=found.group().startswith("ขอ")
            ):
                yield Said(found.start(), found.end(), severity, tone)

    def _find_heads(self, clauses: list[tuple[int, int]], single: bool) -> dict[int, int]:
        subject, links = _heads(tuple(self._words.values()), single)
        heads = {}
        for start, end in clauses:
            found = links.match(self._text, start)
            if found is not None and found.end() <= end:
                heads[found.end()] = start
        named = {each.end(): each.start() for each in subject.finditer(self._text)}
        self._unnamed = heads.keys() - named.keys()
        return dict(sorted((heads | named).items()))

    def _is_whole_phrase(self, head: int, start: int, end: int) -> bool:
        """Whether a text opens with the word alone: "ดีเยี่ยม ขอให้รักษาไว้", no cell of a table."""
        return head == start == 0 and not self._text[end : end + 1].strip(" \n.!")

    def _is_said_of_whole(self, start: int, end: int, *, own: bool = False) -> bool:
        """Whether words are no wish, of no part and of nobody else.

        ``own``: the words are a statement of their own ("ขอชื่นชม"), which no wish before
        them and nobody named before them touches.
        """
        clause = self._clauses[bisect_right(self._clauses, start) - 1]
        opener = bisect_right(self._openers, start) - 1
        since = max(clause, start - _REACH, self._openers[opener] if opener >= 0 else 0)
        if _any(self._parts, since, start) or _NARROWED.match(self._text, end):
            return False
        if own:
            return True
        space = bisect_left(self._spaces, start) - 1
        phrase = max(since, self._spaces[space] if space >= 0 else 0)
        return not (
            _any(self._wishes, since, start)
            or _any(self._others, phrase, start)
            or _any(self._opening_others, since, start)
        )


def _away(said: int, level: int) -> Severity:
    return BARE.away[min(abs(said - level), max(BARE.away))]


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.start() for found in pattern.finditer(text)]


def _any(starts: list[int], low: int, high: int) -> bool:
    place = bisect_left(starts, low)
    return place < len(starts) and starts[place] < high

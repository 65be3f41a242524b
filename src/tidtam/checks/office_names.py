"""``office-conflict`` and ``office-foreign``: another office in a text about one office.

``office-conflict``: another office stands where the office of the sheet should stand, at
the start of a statement. ``office-foreign``: another office elsewhere in the text, with
nothing that makes it a genuine mention (a study visit, an exchange, a network).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from tidtam.checks.finding import Finding, Place, Severity
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_arabic
from tidtam.thai.text import normalise

OfficeKind = Literal["primary", "secondary"]


@dataclass(frozen=True, slots=True)
class OfficeName:
    """One office of the register, as plain names.

    Attributes:
        code: its unit code.
        kind: primary (สพป.) or secondary (สพม.).
        full: "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาระยอง เขต 2".
        short: "สพป.ระยอง เขต 2".
        provinces: the Thai names of the provinces it covers.
        former: names and aliases it had, full or short.
    """

    code: str
    kind: OfficeKind
    full: str
    short: str
    provinces: tuple[str, ...]
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """An office named in a text.

    Attributes:
        start: offset of the first character in the normalised text.
        end: offset behind the last.
        offices: the offices the words can mean: one, or all of a kind in a province
            where the number is left out.
    """

    start: int
    end: int
    offices: tuple[OfficeName, ...]


_GAP: Final = r"[ \t\u00a0]{0,3}"
_FULL: Final = _GAP.join(("สำนักงาน", "เขต", "พื้นที่", "(?:การ)?", "ศึกษา"))
_ANCHOR: Final = re.compile(
    rf"{_FULL}(?:{_GAP}(?P<full>ประถม|มัธยม){_GAP}ศึกษา)?"
    rf"|(?<![ก-๎])(?P<short>สพ[ปมท])\.?(?=[ \t0-9ก-๙]|$)"
    rf"|(?<=[ก-๎])(?P<joined>สพ[ปมท])\.",
)
_KINDS: Final[dict[str, OfficeKind]] = {
    "ประถม": "primary",
    "สพป": "primary",
    "มัธยม": "secondary",
    "สพม": "secondary",
}
# Longest name after the anchor, with the spaces people put into it.
_WINDOW: Final = 100
# A name ends at the latest where the next line or the next office begins.
_STOP: Final = r"\n|สพ[ปมท]|สำนักงาน"
_PIECE: Final = re.compile(
    rf"(?P<stop>{_STOP})|จังหวัด|[ \t.\-–]+|(?P<letters>(?:(?!จังหวัด|{_STOP})[^ \t.\-–])+)"
)
# A number no office has still belongs to the name, or accepting a proposal would leave it.
_NUMBER: Final = re.compile(r"[ \t]{0,3}เขต(?:ที่)?[ \t]{0,3}[0-9๐-๙]{1,3}")
# Names that also begin common words (แพร่หลาย, เลย): they need a boundary behind them.
_COMMON_WORDS: Final = frozenset({"แพร่", "เลย", "ตาก", "น่าน"})
_THAI_LETTER: Final = re.compile("[ก-๎]")

# Words that make another office's name a genuine mention. Data: extend with care.
_CUES_BEFORE: Final = (
    "ศึกษาดูงาน",
    "แลกเปลี่ยนเรียนรู้กับ",
    "แลกเปลี่ยนเรียนรู้ร่วมกับ",
    "ร่วมกับ",
    "ร่วมมือกับ",
    "ร่วมมือจาก",
    "ประสานกับ",
    "ประสานงานกับ",
    "เครือข่ายกับ",
    "ลงนามกับ",
    "เปรียบเทียบกับ",
    "เทียบกับ",
    "เช่นเดียวกับ",
    "ตัวอย่างจาก",
    "ต้นแบบจาก",
    "ตามแบบอย่าง",
    "ย้ายจาก",
    "ย้ายไป",
    "รับโอนจาก",
    "อนุเคราะห์จาก",
    "วิทยากรจาก",
)
_CUE_BEFORE: Final = re.compile("|".join(map(re.escape, _CUES_BEFORE)))
_CUE_AFTER: Final = re.compile("(?:มา|เข้า|เดินทางมา|เข้ามา)(?:ร่วม)?(?:ศึกษาดูงาน|แลกเปลี่ยนเรียนรู้)")
_REACH_BEFORE: Final = 90
_REACH_AFTER: Final = 40
# Where a new statement begins: a line, or a word that opens one.
_BREAK: Final = re.compile(r"\n|  |ทั้งนี้|นอกจากนี้|อย่างไรก็ตาม|ดังนั้น|[!?] |(?<=\s)\d{1,2}[.)]\s")
# What may stand between the start of a statement and its subject.
_LEAD_IN: Final = re.compile(r"[\s\d.,)(•\-–“\"']*(?:(?:ในภาพรวม|โดยรวม|ผลการประเมิน(?:ของ)?)\s*)?")


class OfficeRegister:
    """The offices a text may name, ready to be looked up; build it once for many texts."""

    def __init__(self, offices: Iterable[OfficeName]) -> None:
        """Index ``offices`` by every name they have or had."""
        self.offices = tuple(offices)

    def mentions(self, text: str) -> Iterator[Mention]:
        """The offices named in ``text`` (normalised), from left to right."""
        for anchor in _ANCHOR.finditer(text):
            word = anchor["full"] or anchor["short"] or anchor["joined"]
            kind = _KINDS.get(word or "")
            found = self._named(text, anchor.end(), kind)
            if found is not None:
                yield Mention(anchor.start(), *found)

    def _named(
        self, text: str, start: int, kind: OfficeKind | None
    ) -> tuple[int, tuple[OfficeName, ...]] | None:
        """Where the longest known name at ``start`` ends, and the offices that bear it."""
        letters, ends = _squeezed(text, start, self._longest)
        if letters[:2] not in self._beginnings:
            return None
        for length in range(min(len(letters), self._longest), 0, -1):
            offices = self._names.get((kind, letters[:length]))
            following = text[ends[length - 1] : ends[length - 1] + 1]
            if offices and _ends_there(letters[:length], following, typed=kind is not None):
                number = _NUMBER.match(text, ends[length - 1])
                return number.end() if number else ends[length - 1], offices
        return None

    @cached_property
    def _names(self) -> dict[tuple[OfficeKind | None, str], tuple[OfficeName, ...]]:
        names: dict[tuple[OfficeKind | None, str], dict[str, OfficeName]] = {}
        for office in self.offices:
            for tail in _tails(office):
                for kind in (office.kind, None):
                    names.setdefault((kind, tail), {})[office.code] = office
        return {key: tuple(offices.values()) for key, offices in names.items()}

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The first two letters of every name: most words after an anchor end the search."""
        return frozenset(tail[:2] for _, tail in self._names)

    @cached_property
    def _longest(self) -> int:
        return max((len(tail) for _, tail in self._names), default=0)


def check_office_names(
    text: str, *, about: OfficeName, register: OfficeRegister, part: str = ""
) -> tuple[Finding, ...]:
    """Other offices than ``about`` that ``text`` names as if they were it.

    Args:
        text: a comment or an answer about one office.
        about: the office the sheet is about.
        register: all offices.
        part: the part of the document, for the findings' places.

    Silent on the office itself under any name it has or had, on the general
    "สำนักงานเขตพื้นที่การศึกษา" and "สพท.", on names the register does not know, and on
    genuine mentions: after "ศึกษาดูงาน", "แลกเปลี่ยนเรียนรู้กับ" and the like, or an office
    of the other kind that shares a province.
    """
    text = normalise(text)
    findings = (
        _finding(text, mention, about, part)
        for mention in register.mentions(text)
        if about.code not in {office.code for office in mention.offices}
    )
    return tuple(finding for finding in findings if finding is not None)


def _finding(text: str, mention: Mention, about: OfficeName, part: str) -> Finding | None:
    words = text[mention.start : mention.end]
    proposal = about.full if words.startswith("สำนักงาน") else about.short
    place = Place(part, mention.start, mention.end)
    if _is_subject(text, mention):
        return Finding("office-conflict", "error", place, words, _conflict(words, about), proposal)
    severity = _severity(mention, about)
    if severity is None or _is_genuine(text, mention):
        return None
    return Finding("office-foreign", severity, place, words, _foreign(words, about), proposal)


def _severity(mention: Mention, about: OfficeName) -> Severity | None:
    """Another province is likely a mistake; a neighbour in the own province may be meant."""
    near = [office for office in mention.offices if set(office.provinces) & set(about.provinces)]
    if not near:
        return "warning"
    return "hint" if any(office.kind == about.kind for office in near) else None


def _is_subject(text: str, mention: Mention) -> bool:
    """Whether a statement begins with the mention, and is not about a visit to the office."""
    before = text[max(0, mention.start - _REACH_BEFORE) : mention.start]
    lead = _after_last_break(before)
    whole = len(lead) < len(before) or mention.start <= _REACH_BEFORE
    return whole and _LEAD_IN.fullmatch(lead) is not None and not _visits(text, mention)


def _is_genuine(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - _REACH_BEFORE) : mention.start]
    cue = _CUE_BEFORE.search(_after_last_break(before))
    return cue is not None or _visits(text, mention)


def _visits(text: str, mention: Mention) -> bool:
    return _CUE_AFTER.search(text, mention.end, mention.end + _REACH_AFTER) is not None


def _after_last_break(before: str) -> str:
    end = 0
    for found in _BREAK.finditer(before):
        end = found.end()
    return before[end:]


def _tails(office: OfficeName) -> set[str]:
    """What stands behind "สพป." or the long form in each name; the bare provinces as well."""
    tails = {_tail(name) for name in (office.full, office.short, *office.former)}
    return (tails | {_tail(province) for province in office.provinces}) - {""}


def _tail(name: str) -> str:
    name = normalise(name)
    anchor = _ANCHOR.match(name)
    return _squeezed(name, anchor.end() if anchor else 0)[0]


def _squeezed(text: str, start: int, most: int = _WINDOW) -> tuple[str, list[int]]:
    """Up to ``most`` letters after ``start`` and where each ends, spaces and dots left out."""
    letters: list[str] = []
    ends: list[int] = []
    for piece in _PIECE.finditer(text, start, start + _WINDOW):
        if len(letters) >= most:
            break
        if piece["letters"]:
            letters.extend(piece["letters"])
            ends.extend(range(piece.start() + 1, piece.end() + 1))
        elif piece["stop"]:
            break
    return to_arabic("".join(letters)), ends


def _ends_there(name: str, following: str, *, typed: bool) -> bool:
    """Whether ``name`` is whole before ``following``: เขต 1 is not the start of เขต 10."""
    if name[-1].isdigit():
        return not following.isdigit()
    if typed and name not in _COMMON_WORDS:
        return True
    return _THAI_LETTER.match(following) is None


def _conflict(words: str, about: OfficeName) -> Bilingual:
    return Bilingual(
        f"เอกสารนี้เป็นของ {about.short} แต่ข้อความกล่าวถึง {words} ในฐานะสำนักงานของเอกสาร",
        f"This sheet is about {about.short}, but the text speaks of {words} as its office.",
    )


def _foreign(words: str, about: OfficeName) -> Bilingual:
    return Bilingual(
        f"ข้อความกล่าวถึง {words} ทั้งที่เอกสารนี้เป็นของ {about.short} หากตั้งใจกล่าวถึงสำนักงานอื่นให้คงไว้",
        f"The text names {words} although the sheet is about {about.short}; keep it if another "
        "office is meant.",
    )

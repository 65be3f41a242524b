"""Reads rows of a list of schools: headings and words as offices write them, to plain values.

What has one reading is taken (Thai digits, ขนาดเล็ก or small, 16 พ.ค. 2567 or 2024-05-16),
what has two or none becomes a problem with its remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from tidtam.orgs.errors import AmbiguousName, UnknownName
from tidtam.orgs.schools import LEVEL_WORDS, SIZE_WORDS, SchoolLevel, SizeClass, join_levels
from tidtam.orgs.schools_problems import SchoolProblem
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import BUDDHIST_OFFSET, parse_thai_date
from tidtam.thai.digits import to_arabic
from tidtam.thai.errors import NotAThaiDate, YearOutOfRange
from tidtam.thai.text import normalise, squeeze_spaces

MOST_ROWS: Final = 60_000
LONGEST_NAME: Final = 200

# Read only where no column has the code.
_OFFICE_NAMES: Final = ("เขตพื้นที่", "ชื่อเขตพื้นที่", "ชื่อเขต", "หน่วยงาน")
# The column's own name, then the headings that mean the same.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("รหัสโรงเรียน", "รหัสสถานศึกษา", "รหัสโรงเรียน 10 หลัก"),
    "name_th": ("ชื่อโรงเรียน", "ชื่อสถานศึกษา", "โรงเรียน"),
    "office": ("รหัสเขต", "รหัสเขตพื้นที่", "รหัสหน่วยงาน", *_OFFICE_NAMES),
    "province": ("จังหวัด",),
    "size_class": ("ขนาด", "ขนาดโรงเรียน"),
    "levels": ("ระดับที่เปิดสอน", "ระดับชั้นที่เปิดสอน"),
    "valid_from": ("วันที่เปิด", "เปิดเมื่อ"),
    "valid_to": ("วันที่ปิด", "ปิดเมื่อ"),
}
_NEEDED: Final = frozenset({"code", "name_th", "office"})
# What each column is called in the stored row.
FIELDS: Final = {"office": "office_id", "province": "province_id"}
_COLUMN_OF: Final = {
    heading: column for column, headings in HEADINGS.items() for heading in (column, *headings)
}
_SIZES: Final = {
    word: size
    for size, words in SIZE_WORDS.items()
    for word in (size.value, words.th, words.th.removeprefix("ขนาด"))
}
_OTHER_LEVELS: Final = {
    SchoolLevel.PRE_PRIMARY: ("ปฐมวัย", "อนุบาล", "ก่อนประถม"),
    SchoolLevel.PRIMARY: ("ประถม",),
    SchoolLevel.LOWER_SECONDARY: ("มัธยมต้น", "มัธยมศึกษาต้น", "ม.ต้น"),
    SchoolLevel.UPPER_SECONDARY: ("มัธยมปลาย", "มัธยมศึกษาปลาย", "ม.ปลาย"),
}
_LEVELS: Final = {
    word: level
    for level, words in LEVEL_WORDS.items()
    for word in (level.value, words.th, *_OTHER_LEVELS[level])
}
_CODE: Final = re.compile(r"[0-9]{10}")
_BETWEEN_LEVELS: Final = re.compile(r"\s*[;,/+]\s*|\s+")
_NUMBERS_OF_A_DAY: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-](2[4-6][0-9]{2})")
_WESTERN_YEAR: Final = re.compile(
    r"[0-9]{1,2}(?:[/.-][0-9]{1,2}[/.-]| ?[^0-9]+)((?:19|20)[0-9]{2})"
)


class Unreadable(ValueError):
    """A value that cannot be used, with why and what to do."""

    def __init__(self, message: Bilingual, remedy: Bilingual) -> None:
        super().__init__(message.en)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may refer to.

    Attributes:
        offices: unit code to key of each office that can have schools.
        provinces: code and Thai name to key of each province.
        own: the code of the only office allowed; "" for every office.
        code_of: an office's name to its code; raises where it means none, or several.
    """

    offices: Mapping[str, int]
    provinces: Mapping[str, int]
    own: str = ""
    code_of: Callable[[str], str] | None = None


@dataclass(slots=True)
class ReadRows:
    """What the rows say.

    Attributes:
        schools: the stored row each line asks for, by school code; only the columns the
            file has, so that a column left out changes nothing.
        rows: the number of the line of each code.
        problems: what cannot be used.
        ignored: headings nothing is known about.
    """

    schools: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    problems: list[SchoolProblem] = field(default_factory=list)
    ignored: tuple[str, ...] = ()


def read_rows(rows: Sequence[Mapping[str, str]], known: Known) -> ReadRows:
    """All rows, read; ``problems`` is empty when every one can be stored."""
    read = ReadRows()
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    columns = {heading: _COLUMN_OF.get(_plain(heading), "") for heading in headings}
    if list(columns.values()).count("office") > 1:
        columns |= {each: "" for each in headings if _plain(each) in _OFFICE_NAMES}
    read.ignored = tuple(heading for heading, column in columns.items() if not column)
    if (problem := _whole_problem(rows, headings, set(columns.values()), known)) is not None:
        read.problems.append(problem)
        return read
    wanted = [(heading, column) for heading, column in columns.items() if column]
    readers = _readers(known)
    for number, row in enumerate(rows, start=2):
        if any(value.strip() for value in row.values() if value):
            _read_row(number, row, wanted, readers, known, read)
    return read


def _whole_problem(
    rows: Sequence[object], headings: Sequence[str], columns: set[str], known: Known
) -> SchoolProblem | None:
    """What is wrong with the list as a whole, told once instead of once a row."""
    if not rows or len(rows) > MOST_ROWS:
        return SchoolProblem(
            1,
            "-",
            "",
            Bilingual(f"มี {len(rows)} แถว", f"there are {len(rows)} rows"),
            Bilingual(f"ไฟล์ต้องมี 1 ถึง {MOST_ROWS} แถว", f"give 1 to {MOST_ROWS} rows"),
        )
    if known.own and known.own not in known.offices:
        return SchoolProblem(
            1,
            "office",
            known.own,
            Bilingual("หน่วยงานนี้ไม่มีโรงเรียนในสังกัด", "this agency has no schools of its own"),
            Bilingual("ให้เลือกเขตพื้นที่การศึกษา", "choose an area office"),
        )
    needed = ("code", "name_th") if known.own else ("code", "name_th", "office")
    for column in needed:
        if column not in columns:
            return SchoolProblem(
                1,
                column,
                ", ".join(headings),
                Bilingual("ไม่มีคอลัมน์นี้", "the column is missing"),
                Bilingual(
                    f"เพิ่มหัวคอลัมน์ {column} หรือ {HEADINGS[column][0]}",
                    f"add a heading {column} or {HEADINGS[column][0]}",
                ),
            )
    return None


def _read_row(
    number: int,
    row: Mapping[str, str],
    wanted: Sequence[tuple[str, str]],
    readers: Mapping[str, Callable[[str], Any]],
    known: Known,
    read: ReadRows,
) -> None:
    values: dict[str, Any] = {"office_id": known.offices[known.own]} if known.own else {}
    before = len(read.problems)
    for heading, column in wanted:
        if heading not in row and column not in _NEEDED:
            continue
        given = row.get(heading) or ""
        try:
            values[FIELDS.get(column, column)] = readers[column](given)
        except Unreadable as error:
            read.problems.append(SchoolProblem(number, heading, given, error.message, error.remedy))
    if len(read.problems) > before:
        return
    problem = _row_problem(number, values, read)
    if problem is not None:
        read.problems.append(problem)
        return
    read.schools[values["code"]] = values
    read.rows[values["code"]] = number


def _row_problem(number: int, values: Mapping[str, Any], read: ReadRows) -> SchoolProblem | None:
    code, begun, ended = values["code"], values.get("valid_from"), values.get("valid_to")
    if code in read.rows:
        return SchoolProblem(
            number,
            "code",
            code,
            Bilingual(f"ซ้ำกับแถว {read.rows[code]}", f"the same as in row {read.rows[code]}"),
            Bilingual("ให้เหลือแถวเดียว", "keep one of them"),
        )
    if begun and ended and ended < begun:
        return SchoolProblem(
            number,
            "valid_to",
            ended.isoformat(),
            Bilingual("วันที่ปิดอยู่ก่อนวันที่เปิด", "it ends before it begins"),
            Bilingual("แก้วันที่", "correct the dates"),
        )
    return None


def _readers(known: Known) -> Mapping[str, Callable[[str], Any]]:
    return {
        "code": _code,
        "name_th": _name,
        "office": _kept(lambda text: _office(text, known)),
        "province": _kept(lambda text: _province(text, known)),
        "size_class": _kept(_size),
        "levels": _kept(_levels),
        "valid_from": _kept(_day),
        "valid_to": _kept(_day),
    }


def _kept(reader: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader that remembers: a country's list has few offices, sizes and days."""
    seen: dict[str, Any] = {}

    def read(text: str) -> Any:
        if text not in seen:
            seen[text] = reader(_plain(text))
        return seen[text]

    return read


def _plain(text: str) -> str:
    """``text`` in its one sound form, on one line, with Arabic digits."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(squeeze_spaces(to_arabic(normalise(text))).split())


def _code(text: str) -> str:
    code = text if _CODE.fullmatch(text) else _plain(text)
    if _CODE.fullmatch(code):
        return code
    raise Unreadable(
        Bilingual("ไม่ใช่รหัสโรงเรียน 10 หลัก", "this is no school code of 10 digits"),
        Bilingual("ให้ใส่ตัวเลข 10 หลัก", "give 10 digits"),
    )


def _name(text: str) -> str:
    # Digits of a name stay as the school writes them.
    name = " ".join(normalise(text).split())
    if 0 < len(name) <= LONGEST_NAME:
        return name
    raise Unreadable(
        Bilingual("ไม่มีชื่อ หรือชื่อยาวเกินไป", "there is no name, or it is too long"),
        Bilingual(f"ให้ใส่ชื่อไม่เกิน {LONGEST_NAME} ตัวอักษร", f"give up to {LONGEST_NAME} characters"),
    )


def _office(text: str, known: Known) -> int:
    code = _office_code(text, known) or known.own
    if known.own and code != known.own:
        raise Unreadable(
            Bilingual("เป็นของเขตอื่น", "this is another office"),
            Bilingual(
                f"นำเข้าได้เฉพาะโรงเรียนของเขต {known.own}",
                f"only schools of the office {known.own} can be imported here",
            ),
        )
    if code in known.offices:
        return known.offices[code]
    raise Unreadable(
        Bilingual("ไม่พบเขตพื้นที่รหัสหรือชื่อนี้", "no area office has this code or name"),
        Bilingual(
            "ให้ใส่ชื่อเขตพื้นที่หรือรหัส 10 หลักตามทะเบียน",
            "give the office's name or its 10-digit code from the register",
        ),
    )


def _office_code(text: str, known: Known) -> str:
    """The code that is written, or that of the one office the name means."""
    if not text or text.isdigit() or text in known.offices or known.code_of is None:
        return text
    try:
        return known.code_of(text)
    except AmbiguousName as refusal:
        entries = [match.entry for match in refusal.candidates[:4]]
        near = ", ".join(f"{entry.name_th} ({entry.code})" for entry in entries)
        raise Unreadable(
            Bilingual("ชื่อนี้หมายถึงได้หลายเขต", "several offices have this name"),
            Bilingual(f"ให้ใส่ชื่อเต็มหรือรหัสของ {near}", f"give the full name or code of {near}"),
        ) from None
    except UnknownName:
        return text


def _province(text: str, known: Known) -> int | None:
    if not text:
        return None
    key = known.provinces.get(text) or known.provinces.get(re.sub(r"^(จังหวัด|จ\.) ?", "", text))
    if key is not None:
        return key
    raise Unreadable(
        Bilingual("ไม่พบจังหวัดนี้", "no province is called so"),
        Bilingual("ให้ใส่ชื่อจังหวัดหรือรหัส เช่น TH-21", "give its Thai name or its code (TH-21)"),
    )


def _size(text: str) -> str:
    if not text:
        return ""
    if text in _SIZES:
        return SizeClass(_SIZES[text]).value
    choices = ", ".join(words.th.removeprefix("ขนาด") for words in SIZE_WORDS.values())
    raise Unreadable(
        Bilingual("ไม่ใช่ขนาดโรงเรียน", "this is no size of a school"),
        Bilingual(f"ให้เลือก {choices}", f"choose {', '.join(size.value for size in SizeClass)}"),
    )


def _levels(text: str) -> str:
    words = _BETWEEN_LEVELS.split(text) if text else []
    if all(word in _LEVELS for word in words):
        return join_levels(tuple(_LEVELS[word] for word in words))
    choices = "; ".join(words.th for words in LEVEL_WORDS.values())
    raise Unreadable(
        Bilingual("ไม่ใช่ระดับที่เปิดสอน", "these are no levels taught"),
        Bilingual(
            f"ให้เลือกและคั่นด้วย ; จาก {choices}",
            f"choose, with ; between, from {'; '.join(SchoolLevel)}",
        ),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    if western := _WESTERN_YEAR.fullmatch(text):
        year = int(western[1])
        raise Unreadable(
            Bilingual(f"ปี {year} ดูเป็น ค.ศ.", f"the year {year} looks Western"),
            Bilingual(
                f"ให้เขียนปี พ.ศ. {year + BUDDHIST_OFFSET} หรือแบบ {year}-05-16",
                f"write the Buddhist year {year + BUDDHIST_OFFSET}, or as in {year}-05-16",
            ),
        )
    try:
        return _one_day(text)
    except (ValueError, NotAThaiDate, YearOutOfRange):
        raise Unreadable(
            Bilingual("อ่านวันที่ไม่ได้", "this is no date with one reading"),
            Bilingual(
                "ให้เขียนเช่น 16 พฤษภาคม 2567 หรือ 2024-05-16",
                "write 16/05/2567 (Buddhist year) or 2024-05-16",
            ),
        ) from None


def _one_day(text: str) -> date:
    """A day in ISO form, in Thai words, or day first in numbers with a Buddhist year."""
    if numbers := _NUMBERS_OF_A_DAY.fullmatch(text):
        day, month, year = map(int, numbers.groups())
        return date(year - BUDDHIST_OFFSET, month, day)
    if text[:1].isdigit() and text[4:5] == "-":
        day_read = date.fromisoformat(text)
        if not 1800 <= day_read.year < 2400:
            raise ValueError(text)
        return day_read
    return parse_thai_date(text)

"""What a Word file says it was made for: by its hidden list, or by the code people see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tidtam.imports.errors import FileRefused, WrongWorkbook
from tidtam.imports.report_owner import refuse_another
from tidtam.imports.word_parts import WordParts
from tidtam.rounds.exchange import (
    MARK_FORM,
    MARK_FORMAT,
    MARK_KEY,
    MARK_MADE,
    MARK_OFFICE,
    MARK_ROUND,
    MARK_SEAL,
    ReportForm,
    is_sealed,
)
from tidtam.rounds.exchange_word import MARK_TEXT, WORD_FORMAT, read_word_code
from tidtam.thai.bilingual import Bilingual

WITHOUT_FACTS: Final = Bilingual(
    "โปรแกรมที่บันทึกไฟล์นี้ทิ้งข้อมูลซ่อนของระบบไป ระบบจึงอ่านจากรหัสในแต่ละช่องแทน และตรวจไม่ได้ว่ามีข้อความ"
    "นอกช่องกรอกหรือไม่ โปรดดูรายการให้ครบก่อนยืนยัน",
    "The program that saved this file dropped the system's hidden facts: answers were found by the "
    "codes in the file, and text outside the answers cannot be told. Please check the list.",
)


@dataclass(frozen=True, slots=True)
class WordMadeFor:
    """What a file was made for.

    Attributes:
        made_at, made_by: "" where the hidden list is gone.
        begun: key of a question -> edit and checksum of the answer it began with; None where the
            hidden list is gone.
        texts: marks of the texts outside the answers; None where the list is gone.
    """

    made_at: str
    made_by: str
    begun: dict[str, tuple[int, str]] | None
    texts: frozenset[str] | None


def read_made_for(parts: WordParts, text: str, expected: ReportForm) -> WordMadeFor:
    """What the file was made for, checked against the report that is open here.

    Args:
        text: all the file says, where the hidden list and the property are gone.

    Raises:
        FileRefused: no form of this system, of another round or office, of another version of a
            form, or its hidden list was changed.
    """
    if parts.facts:
        return _from_facts(parts.facts, expected)
    code = read_word_code(parts.code) or read_word_code(text)
    if code is None:
        raise _wrong(
            "ไฟล์นี้ไม่ใช่แบบรายงานของระบบ หรือข้อมูลซ่อนและรหัสไฟล์ถูกลบ",
            "this is not a report form of this system, or its hidden facts and its code are gone",
        )
    refuse_another(code.round_code, code.office_code, expected)
    return WordMadeFor("", "", None, None)


def _from_facts(facts: Sequence[tuple[str, ...]], expected: ReportForm) -> WordMadeFor:
    if facts[0] != (MARK_FORMAT, WORD_FORMAT):
        raise _wrong("ไฟล์นี้เป็นรุ่นที่ระบบไม่รู้จัก", "this file has a format that is not known here")
    if facts[-1][0] != MARK_SEAL or not is_sealed(facts[:-1], "".join(facts[-1][1:2])):
        raise _wrong(
            "ข้อมูลซ่อนในไฟล์ถูกแก้ หรือไฟล์ไม่ได้สร้างจากระบบนี้",
            "the hidden facts of the file were changed, or it was not made by this system",
        )
    said = {line[0]: line[1:] for line in facts}
    refuse_another(said[MARK_ROUND][0], said[MARK_OFFICE][0], expected)
    known = {sheet.framework_code: sheet.form_checksum for sheet in expected.sheets}
    forms = {line[1]: (*line, "")[2] for line in facts if line[0] == MARK_FORM}
    if any(known.get(code) != checksum for code, checksum in forms.items()):
        raise _wrong(
            "แบบรายงานของรอบนี้เปลี่ยนไปหลังจากดาวน์โหลดไฟล์นี้",
            "the forms of this round have changed since this file was downloaded",
        )
    made_at, made_by = (*said[MARK_MADE], "", "")[:2]
    return WordMadeFor(
        made_at,
        made_by,
        dict(_begun(line[1]) for line in facts if line[0] == MARK_KEY),
        frozenset(line[1] for line in facts if line[0] == MARK_TEXT),
    )


def _begun(text: str) -> tuple[str, tuple[int, str]]:
    """A key of the sealed list, which only this system writes: "tidtam:q|qp|1|code|3|checksum"."""
    name, edit, checksum = text.rsplit("|", 2)
    return name.partition("|")[2], (int(edit), checksum)


def _wrong(th: str, en: str) -> FileRefused:
    return WrongWorkbook(
        f"{th} โปรดดาวน์โหลดไฟล์ใหม่จากหน้านี้",
        f"{en[:1].upper()}{en[1:]}; please download a fresh file from this page.",
    )

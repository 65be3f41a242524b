"""Whose a file of a report is: the one refusal that Excel, Word and zip share."""

from __future__ import annotations

from tidtam.imports.errors import WrongWorkbook
from tidtam.rounds.exchange import ReportForm


def refuse_another(round_code: object, office_code: object, expected: ReportForm) -> None:
    """Refuse a file that was made for another round or office.

    Raises:
        WrongWorkbook: the sentence names what the file is of and what the page is of.
    """
    if round_code != expected.round_code:
        raise WrongWorkbook(
            f"ไฟล์นี้เป็นของรอบ {_named(round_code)} แต่หน้านี้คือรอบ {expected.round_code} "
            f"({expected.round_title.th}) โปรดดาวน์โหลดไฟล์ใหม่จากหน้านี้",
            f"This file is for round {_named(round_code)}, but this page is round "
            f"{expected.round_code}; please download a fresh file from this page.",
        )
    if office_code != expected.office_code:
        raise WrongWorkbook(
            f"ไฟล์นี้เป็นของสำนักงานอื่น (รหัส {_named(office_code)}) แต่หน้านี้คือ "
            f"{expected.office_name.th} โปรดดาวน์โหลดไฟล์ใหม่จากหน้านี้",
            f"This file is of another office (code {_named(office_code)}), but this page is "
            f"{expected.office_name.en}; please download a fresh file from this page.",
        )


def _named(code: object) -> str:
    """A code as a file gives it, kept short: a file may say anything."""
    return str(code)[:40]

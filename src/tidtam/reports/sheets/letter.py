"""From an office's kept results to the letter with which its sheet is sent."""

from __future__ import annotations

from tidtam.reports.sheets import content as c
from tidtam.reports.sheets.compose import ISSUER, imprint, total_level
from tidtam.reports.sheets.versions import replaces_words
from tidtam.results.letter_words import RESULTS, filled, paragraphs_of, subject_of
from tidtam.results.sheets import OfficeSheet
from tidtam.thai.dates import thai_date

NUMBER = "ที่ ศธ ........................................"
_DOTTED_DAY = "วันที่ ........................................"


def letter_content(sheet: OfficeSheet) -> c.Letter:
    """The letter of one office: its totals between the paragraphs that the bureau wrote."""
    values = _values(sheet)
    paragraphs = [
        text
        for each in paragraphs_of(sheet.settings)
        if (text := each if each == RESULTS else filled(each, values))
    ]
    at = paragraphs.index(RESULTS) if RESULTS in paragraphs else len(paragraphs)
    words = replaces_words(sheet.version)
    corrected = (f"{words} {sheet.version.reason}",) if words else ()
    # What is replaced is said before the sentence that leads to the table.
    lead = max(at - 1, 0)
    published = sheet.days.published
    return c.Letter(
        number=NUMBER,
        sender=ISSUER,
        day=thai_date(published) if published else _DOTTED_DAY,
        subject=filled(subject_of(sheet.settings), values) or "แจ้งผลการประเมิน",
        to=f"ผู้อำนวยการ{sheet.office.name_th}",
        enclosed=_enclosed(sheet),
        before=(*paragraphs[:lead], *corrected, *paragraphs[lead:at]),
        totals=tuple(
            c.LetterTotal(
                result.framework.title.th,
                result.total.value or "-",
                total_level(result),
            )
            for result in sheet.results
        ),
        after=tuple(text for text in paragraphs[at:] if text != RESULTS),
        imprint=imprint(sheet),
        office=sheet.office.name_th,
    )


def _enclosed(sheet: OfficeSheet) -> str:
    number = sheet.version.number
    version = f" ฉบับที่ {number}" if number > 1 else ""
    return f"ใบแจ้งผล{version} จำนวน 1 ชุด"


def _values(sheet: OfficeSheet) -> dict[str, str]:
    """What stands for each placeholder; "" where there is nothing to say."""
    days = sheet.days
    return {
        "office": sheet.office.name_th,
        "round": sheet.computation.round.title_th,
        "appeal_until": thai_date(days.appeal_until) if days.appeal_until else "",
        "next_report": thai_date(days.next_report) if days.next_report else "",
    }

"""What a sheet and its letter say about the versions of an office's result."""

from __future__ import annotations

from tidtam.reports.sheets import content as c
from tidtam.results.sheets import OfficeSheet
from tidtam.results.versions import Change, OfficeVersion
from tidtam.thai.dates import thai_date

_WORDS = "ข้อความข้อเสนอแนะ"


def replaces_words(version: OfficeVersion) -> str:
    """Which version this is and which it replaces; "" for one that replaces none."""
    before = version.replaces
    if before is None:
        return ""
    day = thai_date(before.day)
    return f"ฉบับที่ {version.number} แทนฉบับที่ {before.number} ซึ่งประกาศเมื่อวันที่ {day}"


def replaced_words(version: OfficeVersion) -> str:
    """Which version took the place of this one; "" while it is in force."""
    after = version.replaced_by
    if after is None:
        return ""
    return f"ฉบับนี้ถูกแทนด้วยฉบับที่ {after.number} เมื่อวันที่ {thai_date(after.day)}"


def correction(sheet: OfficeSheet) -> c.Correction | None:
    """What the sheet of a corrected result says first; None for one that replaces none."""
    version = sheet.version
    if version.replaces is None:
        return None
    several = len(sheet.results) > 1
    return c.Correction(
        words=replaces_words(version),
        reason=version.reason,
        before=f"ฉบับที่ {version.replaces.number}",
        after=f"ฉบับที่ {version.number}",
        lines=tuple(_line(change, several=several) for change in version.changes),
    )


def _line(change: Change, *, several: bool) -> c.ChangedLine:
    """One change; the instrument is named where the sheet holds several."""
    name = f"{change.framework.short_title.th} " if several else ""
    if change.is_of_words:
        node = f"{change.node.label.th} {_WORDS}" if change.node else f"{_WORDS}ในภาพรวม"
        return c.ChangedLine(name + node, "-", "แก้ข้อความ")
    if change.node is None:
        return c.ChangedLine(f"{name}ผลรวม", change.before, change.after)
    named = f"{change.node.label.th} {change.node.title.th}"
    round_ = f" ({change.round.th})" if change.round else ""
    return c.ChangedLine(name + named + round_, change.before, change.after)

"""An office's reflection on a round as a Word file: the words of its page, to be worked with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidtam.followups.reflection import Footing, ReflectedItem, Reflection
from tidtam.followups.states import FOLLOW_UP_STATES, FollowUpState
from tidtam.reports.sheets.blocks import (
    Align,
    Block,
    Cell,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    Row,
    Run,
    Table,
)
from tidtam.reports.sheets.compose import ISSUER, total_level
from tidtam.reports.sheets.prose import clean, paragraphs
from tidtam.reports.sheets.style import DEMO_BANNER, DEMO_NOTICE, SheetStyle
from tidtam.reports.sheets.word import docx
from tidtam.results.reading import ReadResult
from tidtam.shared import clock
from tidtam.thai.dates import thai_date, thai_datetime

TITLE = "การสะท้อนผล"
_NONE = "ไม่มี"


def reflection_word(found: Reflection) -> tuple[str, bytes]:
    """The file name and the bytes of a reflection."""
    round_ = found.computation.round
    name = f"{TITLE} {round_.code} {found.office.short_th}{_version(found)}.docx"
    return name, docx(reflection_document(found), SheetStyle(demo=round_.is_demo))


def reflection_document(found: Reflection) -> Document:
    """What a reflection says, in the order of its page."""
    round_, office = found.computation.round, found.office
    moment = found.computation.published_at
    assert moment is not None  # noqa: S101  only published results are reflected
    blocks: list[Block] = []
    if round_.is_demo:
        blocks.append(Paragraph((Run(DEMO_NOTICE),), style="notice", align="center"))
    blocks += [
        Heading((f"{TITLE}{_version(found)}", clean(round_.title_th))),
        Paragraph((Run(clean(office.name_th), bold=True),), style="office", align="center"),
        _table(_summary(found), head=("โดยสรุป", "")),
    ]
    for part in found.instruments:
        blocks.append(Heading((clean(part.result.framework.title.th),), level=2))
        blocks.append(Paragraph((Run(_total(part.result), bold=True),)))
        for item in part.items:
            named = f"{item.line.node.label.th} {item.line.node.title.th}"
            blocks.append(Heading((clean(named),), level=2))
            blocks.append(_table(_facts(found, item), head=("เรื่อง", "รายละเอียด")))
        if part.overall:
            blocks.append(Heading(("ข้อเสนอแนะในภาพรวม",), level=2))
            blocks += paragraphs(part.overall, indent=True)
    return Document(
        title=f"{TITLE}{_version(found)} {round_.title_th} {office.name_th}",
        author=ISSUER,
        issued=clock.local(moment).date(),
        blocks=tuple(blocks),
        banner=DEMO_BANNER if round_.is_demo else "",
    )


def _version(found: Reflection) -> str:
    """Which version of the result it is of, where there were several."""
    return f" ฉบับที่ {found.version}" if found.version > 1 else ""


def _total(result: ReadResult) -> str:
    """The line of the total: its label, value and level."""
    return clean(f"{result.total.label.th} {result.total.value or '-'} {total_level(result)}")


_Fact = tuple[str, str]


def _summary(found: Reflection) -> Iterator[_Fact]:
    yield "ทำได้ดีแล้ว ควรรักษาไว้", _labels(found, found.of(Footing.STRONG))
    yield "ควรยกระดับในรอบถัดไป", _labels(found, found.of(Footing.TO_RAISE))
    yield "ข้อเสนอแนะที่ยังต้องตอบหรือดำเนินการ", _labels(found, found.open_items)
    later = found.later
    if later is None:
        yield "รอบถัดไป", "ยังไม่เปิดรอบถัดไปของปีนี้"
    else:
        due = thai_datetime(clock.local(later.due_at))
        yield "รอบถัดไป", f"{later.round.title_th} กำหนดส่ง {due}"


def _labels(found: Reflection, items: Sequence[ReflectedItem]) -> str:
    several = len(found.instruments) > 1
    names = [
        f"{item.framework.short_title.th} {item.line.node.label.th}"
        if several
        else item.line.node.label.th
        for item in items
    ]
    return f"{len(names)} ข้อ: {', '.join(names)}" if names else _NONE


def _facts(found: Reflection, item: ReflectedItem) -> Iterator[_Fact]:
    line = item.line
    yield "ผลรอบนี้", " ".join((line.value or "-", line.word.th if line.word else "")).strip()
    yield "ข้อเสนอแนะ", item.advice or _NONE
    if item.follow_up is not None:
        yield "เขตว่าอย่างไร", _said(item)
    if item.next_level is not None:
        rubric = line.node.rubric
        sample = " (ถ้อยคำของเกณฑ์นี้เป็นตัวอย่าง)" if rubric and rubric.sample else ""
        words = f"ระดับ {item.next_level.level}: {item.next_level.word.th}{sample}"
        yield "ระดับถัดไปต้องมี", words
    elif item.is_highest:
        yield "ระดับถัดไปต้องมี", "อยู่ระดับสูงสุดแล้ว รักษาสิ่งที่ทำและเก็บหลักฐานให้เป็นปัจจุบัน"
    asked = [each.title.th for each in item.questions]
    if asked:
        yield (
            (f"{found.later.round.title_th}ถาม" if found.later else "สิ่งที่ควรเตรียม"),
            "\n".join(asked),
        )
    if line.node.evidence:
        yield "หลักฐานที่ควรมี", "\n".join(each.th for each in line.node.evidence)


def _said(item: ReflectedItem) -> str:
    held = item.follow_up
    if held is None:
        return ""
    if held.withdrawn_at is not None:
        return "ข้อเสนอแนะถอนแล้วในผลฉบับที่แก้"
    due = f"แล้วเสร็จภายใน {thai_date(held.due_on)}" if held.due_on else ""
    parts = (held.reason, held.plan, held.who, due, held.outcome)
    said = [FOLLOW_UP_STATES[FollowUpState(held.state)].th, *parts]
    return "\n".join(each for each in said if each)


def _table(facts: Iterator[_Fact], *, head: tuple[str, str]) -> Table:
    return Table(
        widths=(28, 72),
        header=(Row(tuple(_cell(words, bold=True, align="center") for words in head)),),
        rows=tuple(
            Row((_cell(name, bold=True), Cell(_prose(words))), whole=len(words) < 700)
            for name, words in facts
        ),
        title=" ".join(word for word in head if word),
    )


def _prose(words: str) -> tuple[Paragraph | NumberedList, ...]:
    return paragraphs(words)


def _cell(words: str, *, bold: bool = False, align: Align = "left") -> Cell:
    text = clean(words).strip()
    inner = (Paragraph((Run(text, bold=bold),), align=align),) if text else ()
    return Cell(inner, align=align)

"""From the content of a sheet to the blocks of a document: the layout, decided once.

Both writers draw what these functions return, so the PDF and the Word file hold the same words.
"""

from __future__ import annotations

from collections.abc import Iterator

from tidtam.reports.sheets import content as c
from tidtam.reports.sheets.blocks import (
    Align,
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)
from tidtam.reports.sheets.prose import clean, paragraphs
from tidtam.reports.sheets.style import (
    DEMO_BANNER,
    DEMO_NOTICE,
    DRAFT_BANNER,
    DRAFT_NOTICE,
    HELD_BACK_BANNER,
    HELD_BACK_NOTICE,
    SheetStyle,
)

# A cell longer than this may run over a page; a shorter row is kept whole.
WHOLE_ROW_LETTERS = 700

INDICATOR = "ตัวชี้วัด"
LEVEL = "ระดับคุณภาพ"
LEVEL_WORD = "คำอธิบายระดับคุณภาพ"


def document(content: c.Printable, style: SheetStyle) -> Document:
    """The document of either kind of sheet, or of a letter."""
    match content:
        case c.RoundSheet():
            return round_sheet(content, style)
        case c.YearSet():
            return year_set(content, style)
        case c.Letter():
            return letter(content, style)


def round_sheet(content: c.RoundSheet, style: SheetStyle) -> Document:
    """The document of one round for one office: table, overall recommendation, signature."""
    lines = style.title_lines("round", content.title_lines)
    blocks = [
        *_notice(content.imprint, style),
        *_opening(lines, content.office),
        *_correction(content.correction),
        _round_table(content),
        Heading(("ข้อเสนอแนะเพื่อการพัฒนาในภาพรวม",), level=2),
        *_prose(content.overall),
        Signature(style.signature_lines()),
        *_trace(content.imprint),
    ]
    return _document(lines, content.office, content.imprint, blocks, style)


def year_set(content: c.YearSet, style: SheetStyle) -> Document:
    """The document of a full year for one office: summary, its instruments, annex."""
    lines = style.title_lines("summary", content.title_lines)
    blocks = [
        *_notice(content.imprint, style),
        *_opening(lines, content.office),
        *_correction(content.correction),
        _summary_table(content.summary),
        Signature(style.signature_lines()),
        *(block for table in content.instruments for block in _instrument(table, content.office)),
        Signature(style.signature_lines()),
        *_annex(content, style),
        *_trace(content.imprint),
    ]
    return _document(lines, content.office, content.imprint, blocks, style)


def letter(content: c.Letter, style: SheetStyle) -> Document:
    """The letter to the director of one office: what came out, and what is to be done now."""
    facts = (("เรื่อง", content.subject), ("เรียน", content.to), ("สิ่งที่ส่งมาด้วย", content.enclosed))
    blocks = [
        *_notice(content.imprint, style),
        Paragraph((Run(clean(content.number)), Run(f" {clean(content.sender)}")), style="ends"),
        Paragraph((Run(clean(content.day)),), align="center"),
        *(
            Paragraph((Run(name, bold=True), Run(f" {clean(words).strip()}")))
            for name, words in facts
        ),
        *(block for text in content.before for block in _prose(text)),
        _letter_table(content.totals),
        *(block for text in content.after for block in _prose(text)),
        Paragraph((Run("ขอแสดงความนับถือ"),), align="center"),
        Signature(style.signature_lines()),
        *_trace(content.imprint),
    ]
    return _document((content.subject,), content.office, content.imprint, blocks, style)


def _letter_table(totals: tuple[c.LetterTotal, ...]) -> Table:
    rows = [
        _row(_text(line.instrument), _middle(line.value), _middle(line.word, bold=True))
        for line in totals
    ]
    return Table(
        widths=(60, 16, 24),
        header=_head("ผลการประเมิน", "คะแนนรวม", LEVEL),
        rows=tuple(rows),
        title="ผลรวมของแต่ละเครื่องมือ",
    )


def _document(
    lines: tuple[str, ...],
    office: str,
    imprint: c.Imprint,
    blocks: list[Block],
    style: SheetStyle,
) -> Document:
    return Document(
        title=clean(" ".join((*lines, office))).strip(),
        author=imprint.author,
        issued=imprint.issued,
        blocks=tuple(blocks),
        banner=_banner(imprint, style),
        standing=clean(imprint.replaced).strip(),
    )


def _banner(imprint: c.Imprint, style: SheetStyle) -> str:
    parts = (
        DRAFT_BANNER if imprint.is_draft else "",
        HELD_BACK_BANNER if imprint.is_held_back else "",
        DEMO_BANNER if style.demo else "",
    )
    return " · ".join(part for part in parts if part)


# Parts of a page


def _notice(imprint: c.Imprint, style: SheetStyle) -> Iterator[Block]:
    """What the margin says once more as running text: screen readers skip the margin."""
    said = (
        imprint.replaced,
        DRAFT_NOTICE if imprint.is_draft else "",
        HELD_BACK_NOTICE if imprint.is_held_back else "",
        DEMO_NOTICE if style.demo else "",
    )
    for words in said:
        if words:
            yield Paragraph((Run(clean(words).strip()),), style="notice", align="center")


def _correction(correction: c.Correction | None) -> Iterator[Block]:
    """Which version this is, why it was corrected, and what differs."""
    if correction is None:
        return
    for words, bold in ((correction.words, True), (correction.reason, False)):
        runs = (Run(clean(words).strip(), bold=bold),)
        yield Paragraph(runs, style="office" if bold else "notice", align="center")
    yield Table(
        widths=(60, 20, 20),
        header=_head("รายการที่แก้", correction.before, correction.after),
        rows=tuple(
            _row(_text(line.name), _middle(line.before), _middle(line.after, bold=True))
            for line in correction.lines
        ),
        title="รายการที่แก้จากฉบับก่อน",
    )
    yield Heading((f"ผลการประเมิน{correction.after}",), level=2)


def _opening(lines: tuple[str, ...], office: str, *, new_page: bool = False) -> Iterator[Block]:
    yield Heading(tuple(clean(line).strip() for line in lines), new_page=new_page)
    yield Paragraph((Run(clean(office).strip(), bold=True),), style="office", align="center")


def _instrument(table: c.InstrumentTable, office: str) -> Iterator[Block]:
    """One instrument on pages of its own, drawn by the shape of its table."""
    yield from _opening(table.title_lines, office, new_page=True)
    match table:
        case c.RoundsTable():
            yield _rounds_table(table)
        case c.TargetsTables():
            yield from _targets(table)
        case c.TreeTable():
            yield _tree_table(table)


def _prose(text: str) -> Iterator[Block]:
    yield from paragraphs(text, align="left", indent=True)


def _trace(imprint: c.Imprint) -> Iterator[Block]:
    if imprint.trace:
        yield Paragraph((Run(clean(imprint.trace).strip()),), style="trace")


# Cells and rows


def _text(text: str, *, align: Align = "left", bold: bool = False, **spans: int) -> Cell:
    words = clean(text).strip()
    inner = (Paragraph((Run(words, bold=bold),), align=align),) if words else ()
    return Cell(inner, align=align, **spans)


def _middle(text: str, *, bold: bool = False, **spans: int) -> Cell:
    return _text(text, align="center", bold=bold, **spans)


def _name(indicator: c.Indicator) -> Paragraph:
    """The label in bold and the title after it, in one paragraph."""
    label, title = clean(indicator.label).strip(), clean(indicator.title).strip()
    return Paragraph((Run(label, bold=True), Run(f" {title}")))


def _named(indicator: c.Indicator) -> Cell:
    return Cell((_name(indicator),))


def _row(*cells: Cell) -> Row:
    return Row(cells, whole=max(map(_letters, cells)) <= WHOLE_ROW_LETTERS)


def _letters(cell: Cell) -> int:
    paragraphs_ = [
        paragraph
        for block in cell.blocks
        for paragraph in ((block,) if isinstance(block, Paragraph) else block.items)
    ]
    return sum(len(run.text) for paragraph in paragraphs_ for run in paragraph.runs)


def _head(*titles: str) -> tuple[Row, ...]:
    return (Row(tuple(_middle(title, bold=True) for title in titles)),)


def _mean_row(mean: c.Mean, *, span: int) -> Row:
    return _row(
        _text(mean.label, bold=True, align="center", colspan=span),
        _middle(mean.value, bold=True),
        _middle(mean.word, bold=True),
    )


# The 6-month sheet


def _round_table(content: c.RoundSheet) -> Table:
    rows = [
        _row(_named(line.indicator), _middle(line.level), Cell(paragraphs(line.recommendation)))
        for line in content.lines
    ]
    return Table(
        widths=(36, 13, 51),
        header=_head(INDICATOR, LEVEL, "ข้อเสนอแนะเพื่อการพัฒนารายตัวชี้วัด"),
        rows=(*rows, _mean_row(content.mean, span=1)),
        title="ระดับคุณภาพและข้อเสนอแนะรายตัวชี้วัด",
    )


# The year's set


def _summary_table(summary: tuple[c.InstrumentWord, ...]) -> Table:
    rows = [_row(_text(line.instrument), _middle(line.word, bold=True)) for line in summary]
    return Table(
        widths=(75, 25),
        header=_head("ผลการประเมิน", LEVEL),
        rows=tuple(rows),
        title="ระดับคุณภาพในภาพรวมของแต่ละเครื่องมือ",
    )


def _rounds_table(qp: c.RoundsTable) -> Table:
    count = len(qp.rounds)
    top = (
        _middle(INDICATOR, bold=True, rowspan=2),
        _middle(LEVEL, bold=True, colspan=count),
        _middle("ภาพรวมของตัวชี้วัด", bold=True, colspan=2),
    )
    under = (*qp.rounds, "ค่าคะแนนเฉลี่ย", LEVEL_WORD)
    rows = [
        _row(_named(line.indicator), *map(_middle, (*line.levels, line.value, line.word)))
        for line in qp.lines
    ]
    return Table(
        widths=(54, *([9] * count), 12, 16),
        header=(Row(top), *_head(*under)),
        rows=(*rows, _mean_row(qp.mean, span=1 + count)),
        title="ระดับคุณภาพรายรอบและค่าคะแนนเฉลี่ยรายตัวชี้วัด",
    )


def _targets(ap: c.TargetsTables) -> Iterator[Block]:
    yield Heading(("ตัวชี้วัดที่มีการประเมินระดับคุณภาพ",), level=2)
    yield _rated_table(ap)
    if ap.targets:
        yield Heading(("ตัวชี้วัดที่มีการประเมินเทียบค่าเป้าหมาย",), level=2)
        yield _target_table(ap.targets)
    for note in ap.notes:
        runs = (Run("หมายเหตุ:", bold=True), Run(f" {clean(note).strip()}"))
        yield Paragraph(runs, style="note")


def _rated_table(ap: c.TargetsTables) -> Table:
    rows = [row for group in ap.rated for row in _rated_rows(group)]
    return Table(
        widths=(69, 13, 18),
        header=_head(INDICATOR, LEVEL, LEVEL_WORD),
        rows=(*rows, _mean_row(ap.mean, span=1)),
        title="ตัวชี้วัดที่มีการประเมินระดับคุณภาพ",
    )


def _rated_rows(group: c.RatedGroup) -> Iterator[Row]:
    """One row per indicator; the shared rating stands once, beside all of them."""
    first, *others = group.indicators
    count = len(group.indicators)
    rating = (_middle(group.level, rowspan=count), _middle(group.word, rowspan=count))
    yield _row(_named(first), *rating)
    for indicator in others:
        yield _row(_named(indicator))


def _target_table(targets: tuple[c.TargetLine, ...]) -> Table:
    rows = [
        _row(
            _named(line.indicator),
            *map(_middle, (line.target, line.national, line.own, line.verdict)),
        )
        for line in targets
    ]
    return Table(
        widths=(47, 13, 13, 15, 12),
        header=_head(INDICATOR, "ค่าเป้าหมาย", "ผลภาพรวมของ สพฐ.", "ผลการดำเนินการที่ได้", "การแปลผล"),
        rows=tuple(rows),
        title="ตัวชี้วัดที่มีการประเมินเทียบค่าเป้าหมาย",
    )


def _tree_table(sa: c.TreeTable) -> Table:
    rows = [_tree_row(line) for line in sa.lines]
    return Table(
        widths=(68, 13, 19),
        header=_head("มาตรฐาน/ตัวบ่งชี้/ประเด็นการพิจารณา", LEVEL, LEVEL_WORD),
        rows=(*rows, _mean_row(sa.total, span=1)),
        title="ผลการประเมินตามมาตรฐาน ตัวบ่งชี้ และประเด็นการพิจารณา",
    )


def _tree_row(line: c.TreeLine) -> Row:
    top = line.depth == 0
    name = Cell(
        (Paragraph((Run(clean(line.title).strip(), bold=top),)),),
        depth=line.depth,
    )
    if line.instead:
        return _row(name, _middle(line.instead, colspan=2))
    return _row(name, _middle(line.level, bold=top), _middle(line.word, bold=top))


def _annex(content: c.YearSet, style: SheetStyle) -> Iterator[Block]:
    annex = content.annex
    if annex is None or not style.show_annex:
        return
    lines = style.title_lines("annex", annex.title_lines)
    yield from _opening(lines, content.office, new_page=True)
    for item in annex.items:
        name = _name(item.indicator)
        yield Heading(("".join(run.text for run in name.runs),), level=2)
        yield from _prose(item.text)

"""Document → Word (DOCX): real styles, real numbering, an editable signature block.

Same blocks, same words as the PDF. Same document, same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache, lru_cache
from xml.sax.saxutils import escape, quoteattr

from tidtam.reports.sheets import word_fonts
from tidtam.reports.sheets import word_parts as parts
from tidtam.reports.sheets.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
    block_texts,
)
from tidtam.reports.sheets.dress import dressed
from tidtam.reports.sheets.style import SheetStyle

# The first moment a zip archive can hold: the files inside have no time of their own.
EPOCH = (1980, 1, 1, 0, 0, 0)
INDENT = 380  # one level of a tree table, in twips
CLOSING_ROWS = 2  # last rows of a table that stay together and with the signature under it
CLOSING_LETTERS = 600  # longer text between table and signature fills a page of its own

_STYLES = {
    "body": "BodyText",
    "office": "Subtitle",
    "note": "Note",
    "trace": "Trace",
    "notice": "Notice",
    "ends": "BodyText",
}


def docx(document: Document, style: SheetStyle) -> bytes:
    """The finished Word file."""
    dress = dressed(document, style.digits)
    writer = _Writer(style)
    body = "".join(writer.blocks(dress.blocks))
    files = {
        "word/document.xml": (
            f"{parts.XML}<w:document {parts.W}><w:body>{body}{parts.section(style)}"
            "</w:body></w:document>"
        ),
        "word/styles.xml": parts.styles(style),
        "word/numbering.xml": parts.numbering(style, writer.lists),
        "word/fontTable.xml": parts.font_table(style),
        "word/header1.xml": parts.header(style, dress.banner, dress.standing, first=False),
        "word/header2.xml": parts.header(style, dress.banner, dress.standing, first=True),
        "docProps/core.xml": parts.core(dress.title, dress.author, dress.issued),
    }
    return _packed(files, embed=style.embed_font)


def _packed(files: dict[str, str], *, embed: bool) -> bytes:
    """The package: what every file has in common, then ``files``."""
    buffer = io.BytesIO(_common(embed))
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, text in files.items():
            archive.writestr(_entry(name), text)
    return buffer.getvalue()


@cache
def _common(embed: bool) -> bytes:
    """The parts no sheet changes, packed once: compressing the font takes longer than the rest."""
    same: dict[str, str | bytes] = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.PACKAGE_RELATIONS,
        "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
        "word/settings.xml": parts.SETTINGS,
        **(word_fonts.files() if embed else {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in same.items():
            archive.writestr(_entry(name), data)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Writer:
    """Turns blocks into WordprocessingML; counts the lists, each of which has its own number."""

    def __init__(self, style: SheetStyle) -> None:
        self.lists = 0
        self._width = parts.text_width(style)
        self._titled = False

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        """The body, block by block; each knows what follows it."""
        for number, block in enumerate(blocks):
            rest = blocks[number + 1 :]
            closing = bool(rest) and (isinstance(rest[0], Signature) or _is_small(rest[0], "trace"))
            match block:
                case Heading():
                    yield self._heading(block)
                case Paragraph(style="ends"):
                    yield _ends(block, self._width)
                case Paragraph():
                    yield _paragraph(block, _STYLES[block.style], keep=closing)
                case NumberedList():
                    yield self._list(block, "ListNumber", keep=closing)
                case Signature():
                    yield _signature(block, keep=closing)
                case Table():
                    yield self._table(block, closing=_is_closed_by(rest))

    def _heading(self, heading: Heading) -> str:
        name = f"Heading{heading.level}"
        if heading.level == 1 and not self._titled:
            name, self._titled = "Title", True
        page = "<w:pageBreakBefore/>" if heading.new_page else ""
        lines = "<w:r><w:br/></w:r>".join(_run(Run(line)) for line in heading.lines)
        return f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{page}</w:pPr>{lines}</w:p>'

    def _list(self, numbered: NumberedList, name: str, *, keep: bool) -> str:
        self.lists += 1
        link = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.lists}"/></w:numPr>'
        together = "<w:keepNext/>" if keep else ""
        return "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{together}{link}</w:pPr>{_runs(item)}</w:p>'
            for item in numbered.items
        )

    def _table(self, table: Table, *, closing: bool) -> str:
        widths = _column_widths(table.widths, self._width)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = (*table.header, *table.rows)
        # The row before the last stays with it: no page holds a header and a total alone.
        kept = range(len(rows) - CLOSING_ROWS, len(rows) if closing else len(rows) - 1)
        covered: dict[int, tuple[int, int]] = {}
        drawn = "".join(
            self._row(row, widths, covered, header=n < len(table.header), keep=n in kept)
            for n, row in enumerate(rows)
        )
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="ResultTable"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={quoteattr(table.title)}/></w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{drawn}</w:tbl>"
        )

    def _row(
        self,
        row: Row,
        widths: list[int],
        covered: dict[int, tuple[int, int]],
        *,
        header: bool,
        keep: bool,
    ) -> str:
        """One row. ``covered`` maps a column to the rows still covered from above and the span."""
        facts = ("<w:cantSplit/>" if row.whole else "") + ("<w:tblHeader/>" if header else "")
        cells, column, waiting = [], 0, list(row.cells)
        while column < len(widths):
            if column in covered:
                left, span = covered.pop(column)
                if left > 1:
                    covered[column] = (left - 1, span)
                cells.append(_continued(sum(widths[column : column + span]), span))
            else:
                cell = waiting.pop(0)
                span = cell.colspan
                if cell.rowspan > 1:
                    covered[column] = (cell.rowspan - 1, span)
                width = sum(widths[column : column + span])
                cells.append(self._cell(cell, width, keep=keep or header))
            column += span
        properties = f"<w:trPr>{facts}</w:trPr>" if facts else ""
        return f"<w:tr>{properties}{''.join(cells)}</w:tr>"

    def _cell(self, cell: Cell, width: int, *, keep: bool) -> str:
        inner = "".join(
            self._list(block, "TableListNumber", keep=keep)
            if isinstance(block, NumberedList)
            else _paragraph(block, "TableText", keep=keep, left=cell.depth * INDENT)
            for block in cell.blocks
        )
        merge = '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
        middle = '<w:vAlign w:val="center"/>' if cell.align == "center" else ""
        facts = f"{_cell_width(width, cell.colspan)}{merge}{middle}"
        return f"<w:tc><w:tcPr>{facts}</w:tcPr>{inner or _BLANK}</w:tc>"


# A cell must hold a paragraph; this one is the cell's own, not spacing.
_BLANK = '<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr></w:p>'


def _continued(width: int, span: int) -> str:
    return f"<w:tc><w:tcPr>{_cell_width(width, span)}<w:vMerge/></w:tcPr>{_BLANK}</w:tc>"


def _cell_width(width: int, span: int) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tcW w:w="{width}" w:type="dxa"/>{spanned}'


def _column_widths(shares: tuple[float, ...], total: int) -> list[int]:
    """Whole twips per column, the last one taking what rounding leaves."""
    widths = [int(total * share / sum(shares)) for share in shares]
    widths[-1] += total - sum(widths)
    return widths


def _paragraph(paragraph: Paragraph, name: str, *, keep: bool = False, left: int = 0) -> str:
    together = "<w:keepNext/>" if keep else ""
    first = ' w:firstLine="850"' if paragraph.indent else ""
    indent = f'<w:ind w:left="{left}"{first}/>' if left or first else ""
    # The named style of the office line and the notice is centred already.
    centred = paragraph.align == "center" and paragraph.style not in ("office", "notice")
    align = '<w:jc w:val="center"/>' if centred else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{together}{indent}{align}</w:pPr>'
        f"{_runs(paragraph)}</w:p>"
    )


def _ends(paragraph: Paragraph, width: int) -> str:
    """Two runs at the two ends of one line."""
    left, right = paragraph.runs
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{_STYLES["ends"]}"/>{tabs}</w:pPr>'
        f"{_run(left)}<w:r><w:tab/></w:r>{_run(right)}</w:p>"
    )


def _runs(paragraph: Paragraph) -> str:
    return "".join(map(_run, paragraph.runs))


@lru_cache(maxsize=4096)
def _run(run: Run) -> str:
    """One run; most are titles, the same for every office."""
    bold = "<w:rPr><w:b/><w:bCs/></w:rPr>" if run.bold else ""
    return f'<w:r>{bold}<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'


def _is_small(block: Block, style: str) -> bool:
    return isinstance(block, Paragraph) and block.style == style


def _is_closed_by(rest: tuple[Block, ...]) -> bool:
    """Whether a note, or a signature with little text before it, follows.

    The last rows of a table then go with that text to the next page, rather than the text alone.
    """
    room = CLOSING_LETTERS
    for block in rest:
        if isinstance(block, Signature) or _is_small(block, "note"):
            return True
        if isinstance(block, Table) or (isinstance(block, Heading) and block.level == 1):
            return False
        room -= sum(map(len, block_texts(block)))
        if room < 0:
            return False
    return False


def _signature(signature: Signature, *, keep: bool) -> str:
    """One paragraph per line, for people who must edit it; the space to sign is spacing."""
    last = len(signature.lines) - 1
    drawn = []
    for number, line in enumerate(signature.lines):
        space = '<w:spacing w:before="1000"/>' if number == 0 else ""
        end = '<w:keepNext w:val="0"/>' if number == last and not keep else ""
        drawn.append(
            f'<w:p><w:pPr><w:pStyle w:val="Signature"/>{end}{space}</w:pPr>{_run(Run(line))}</w:p>'
        )
    return "".join(drawn)

"""Rich text as paragraphs, real lists and real tables of Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final
from xml.sax.saxutils import quoteattr

from tidtam.forms.rich_text import Block, Item, List, Paragraph, Run, Runs, Table
from tidtam.reports.forms_word.controls import paragraph, run

BULLETS: Final = 1  # the number of the one list of bullets
_FIRST_ORDERED: Final = 2


@dataclass(slots=True)
class RichWriter:
    """Turns blocks into WordprocessingML, and gathers what the file must know of them.

    Attributes:
        links: addresses, in the order of their relations.
        ordered: the level of each numbered list, in the order of their numbers.
    """

    links: dict[str, str] = field(default_factory=dict)
    ordered: list[int] = field(default_factory=list)

    def blocks(self, blocks: Sequence[Block], width: int) -> str:
        """All blocks; tables are ``width`` twips wide. What is last is always a paragraph."""
        drawn: list[str] = []
        for number, block in enumerate(blocks):
            match block:
                case Paragraph():
                    drawn.append(paragraph("Answer", self._runs(block.runs)))
                case List():
                    drawn += self._list(block, 0)
                case Table():
                    drawn.append(self._table(block, width))
                    # Word joins tables that touch, and wants a paragraph last in each cell.
                    if number + 1 == len(blocks) or isinstance(blocks[number + 1], Table):
                        drawn.append(paragraph("Small", ""))
        return "".join(drawn)

    def numbering(self) -> str:
        """The lists of the file: one of bullets, and each numbered list from 1."""
        numbers = "".join(
            f'<w:num w:numId="{_FIRST_ORDERED + place}"><w:abstractNumId w:val="1"/>'
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            for place, level in enumerate(self.ordered)
        )
        return (
            f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
            f"{_levels('bullet')}</w:abstractNum>"
            f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>'
            f"{_levels('decimal')}</w:abstractNum>"
            f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>{numbers}'
        )

    def _list(self, found: List, level: int) -> Iterator[str]:
        number = BULLETS
        if found.ordered:
            self.ordered.append(level)
            number = _FIRST_ORDERED + len(self.ordered) - 1
        for item in found.items:
            yield self._item(item, level, number)
            for below in item.lists:
                yield from self._list(below, level + 1)

    def _item(self, item: Item, level: int, number: int) -> str:
        return (
            '<w:p><w:pPr><w:pStyle w:val="AnswerList"/>'
            f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
            f"{self._runs(item.runs)}</w:p>"
        )

    def _table(self, table: Table, width: int) -> str:
        columns = len(table.rows[0])
        each = width // columns
        rows = "".join(
            f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if not number else ''}"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{each}" w:type="dxa"/></w:tcPr>'
                f"{paragraph('AnswerCell', self._runs(cell))}</w:tc>"
                for cell in row
            )
            + "</w:tr>"
            for number, row in enumerate(table.rows)
        )
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="AnswerTable"/>'
            f'<w:tblW w:w="{each * columns}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>'
            + f'<w:gridCol w:w="{each}"/>' * columns
            + f"</w:tblGrid>{rows}</w:tbl>"
        )

    def _runs(self, runs: Runs) -> str:
        drawn = []
        for address, group in groupby(runs, key=lambda each: each.href):
            inner = "".join(_run(each) for each in group)
            if address:
                name = self.links.setdefault(address, f"link{len(self.links) + 1}")
                inner = f"<w:hyperlink r:id={quoteattr(name)}>{inner}</w:hyperlink>"
            drawn.append(inner)
        return "".join(drawn)


def _run(each: Run) -> str:
    drawn = run(each.text, bold=each.bold)
    if not each.href:
        return drawn
    style = '<w:rPr><w:rStyle w:val="Hyperlink"/>'
    if each.bold:
        return drawn.replace("<w:rPr>", style, 1)
    return drawn.replace("<w:r>", f"<w:r>{style}</w:rPr>", 1)


def _levels(kind: str) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{"•–▪"[level] if kind == "bullet" else f"%{level + 1}."}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{(level + 1) * 400}" w:hanging="400"/>'
        "</w:pPr></w:lvl>"
        for level in range(3)
    )

"""The vocabulary of a printed document: few kinds of blocks that both writers understand.

A document is a flat list of blocks; only table cells nest. Everything is plain text: no markup,
no colours, no fonts. ``words`` gives the text in reading order, which is what the tests compare
with the text read back from the PDF and from the Word file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

Align = Literal["left", "center", "right", "justify"]
ParagraphStyle = Literal["body", "office", "note", "trace", "notice", "ends"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    Attributes:
        runs: its text, in order; a run carries its own spaces.
        style: the named style both writers know; "ends" sets its two runs at the two ends of
            one line.
        align: how its lines stand.
        indent: first line set in, as running Thai prose is.
    """

    runs: tuple[Run, ...]
    style: ParagraphStyle = "body"
    align: Align = "left"
    indent: bool = False


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Items numbered 1. 2. 3. by the writer itself, so that Word renumbers when one is moved."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell.

    Attributes:
        blocks: paragraphs and lists; empty for a blank cell.
        colspan, rowspan: how many columns and rows it covers.
        align: how its paragraphs stand.
        depth: level of indentation in a tree table, from 0.
    """

    blocks: tuple[Paragraph | NumberedList, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    align: Align = "left"
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; ``whole`` rows are not broken over two pages."""

    cells: tuple[Cell, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose ``header`` rows are repeated on every page.

    Attributes:
        widths: relative column widths.
        title: what the table shows, for people who hear it instead of seeing it.
    """

    widths: tuple[float, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of one or more centred lines; ``new_page`` starts it on a new page."""

    lines: tuple[str, ...]
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The place to sign: name in brackets, position lines, office. Never alone on a page."""

    lines: tuple[str, ...]


Block = Heading | Paragraph | NumberedList | Table | Signature


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed, and what a file says about itself.

    Attributes:
        title, author: of the file; the title also names it to screen readers.
        issued: the date of the document, not of the printing: the same input gives same bytes.
        blocks: the text.
        banner: printed at the top of every page where given (ข้อมูลสมมติ).
        standing: a sentence under it on every page, where given (ฉบับนี้ถูกแทนแล้ว).
    """

    title: str
    author: str
    issued: dt.date
    blocks: tuple[Block, ...] = field(default=())
    banner: str = ""
    standing: str = ""


def texts(document: Document) -> Iterator[str]:
    """Every piece of text in reading order: one string per paragraph, list numbers included."""
    for block in document.blocks:
        yield from block_texts(block)


def words(document: Document) -> list[str]:
    """The words of the text in reading order, split at white space."""
    return [word for text in texts(document) for word in text.split()]


def block_texts(block: Block) -> Iterator[str]:
    """The texts of one block, as ``texts`` gives them for a document."""
    match block:
        case Heading(lines=lines) | Signature(lines=lines):
            yield from lines
        case Paragraph():
            yield "".join(run.text for run in block.runs)
        case NumberedList(items=items):
            for number, item in enumerate(items, start=1):
                yield f"{number}. " + "".join(run.text for run in item.runs)
        case Table():
            for row in (*block.header, *block.rows):
                for cell in row.cells:
                    for inner in cell.blocks:
                        yield from block_texts(inner)


def mapped(document: Document, change: Callable[[str], str]) -> Document:
    """The same document with every text put through ``change`` (digits, cleaning)."""
    return replace(
        document,
        title=change(document.title),
        standing=change(document.standing),
        blocks=tuple(_mapped(block, change) for block in document.blocks),
    )


def _mapped(block: Block, change: Callable[[str], str]) -> Block:
    match block:
        case Heading() | Signature():
            return replace(block, lines=tuple(change(line) for line in block.lines))
        case Paragraph():
            return _mapped_paragraph(block, change)
        case NumberedList():
            return _mapped_list(block, change)
        case Table():
            return replace(
                block,
                title=change(block.title),
                header=tuple(_mapped_row(row, change) for row in block.header),
                rows=tuple(_mapped_row(row, change) for row in block.rows),
            )


def _mapped_paragraph(paragraph: Paragraph, change: Callable[[str], str]) -> Paragraph:
    runs = tuple(replace(run, text=change(run.text)) for run in paragraph.runs)
    return replace(paragraph, runs=runs)


def _mapped_list(numbered: NumberedList, change: Callable[[str], str]) -> NumberedList:
    return NumberedList(tuple(_mapped_paragraph(item, change) for item in numbered.items))


def _mapped_row(row: Row, change: Callable[[str], str]) -> Row:
    return replace(row, cells=tuple(_mapped_cell(cell, change) for cell in row.cells))


def _mapped_cell(cell: Cell, change: Callable[[str], str]) -> Cell:
    inner = tuple(
        _mapped_list(block, change)
        if isinstance(block, NumberedList)
        else _mapped_paragraph(block, change)
        for block in cell.blocks
    )
    return replace(cell, blocks=inner)

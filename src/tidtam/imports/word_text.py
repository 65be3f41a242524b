"""The text of a Word file as it reads when every tracked change is accepted.

Paragraphs with their lists, tables with their cells; content controls are looked through, and
remembered with the cell they stand in. What cannot be an answer (pictures, comments, footnotes,
boxes of text) is left out and said by name, so that nothing is lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element

from tidtam.forms.rich_text import Run
from tidtam.imports.word_blocks import (
    Control,
    WordBlock,
    WordCell,
    WordParagraph,
    WordTable,
    paragraphs_of,
)
from tidtam.imports.word_controls import control_of, is_placeholder, name_without_tag, within
from tidtam.imports.word_parts import MC, R, W, WordParts, attribute, is_on

#: What is seen and not read.
TRACKED, COMMENT, PICTURE, FOOTNOTE, TEXT_BOX, HIDDEN, OTHER = (
    "tracked", "comment", "picture", "footnote", "text box", "hidden", "other",
)  # fmt: skip
_LINK: Final = re.compile(r'^\s*HYPERLINK\s+"([^"]*)"')
# LibreOffice 7 spells out a link that begins a control; the words after it stay.
_SPELT_LINK: Final = re.compile(r'HYPERLINK "[^"\n]*"')
# LibreOffice writes what looks like a character written out so that it is not taken for one.
_ESCAPED: Final = re.compile("_x005F_(?=x[0-9A-Fa-f]{4}_)")
_THROUGH: Final = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "ruby")
)
_GONE: Final = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_PICTURES: Final = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_SIGNS: Final = {
    "F0FE": "☒", "F0FD": "☒", "F0FC": "✓", "F0A8": "☐", "F06F": "☐", "F0B7": "•", "F0E0": "→",
}  # fmt: skip
_DEEPEST: Final = 20


@dataclass(frozen=True, slots=True)
class WordText:
    """The whole text, and what was seen of tracked changes, comments and the like."""

    blocks: tuple[WordBlock, ...]
    left_out: frozenset[str]


def read_text(parts: WordParts) -> WordText:
    """The text of an opened Word file."""
    walker = _Walker(parts)
    return WordText(tuple(walker.blocks(parts.body)), frozenset(walker.all_left_out))


@dataclass(slots=True)
class _Field:
    """A field that is open: its order, and whether its result has begun."""

    order: str = ""
    is_result: bool = False


@dataclass(slots=True)
class _Walker:
    """Walks the tree once; what it meets goes to the cell it is in."""

    parts: WordParts
    controls: list[Control] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    all_left_out: set[str] = field(default_factory=set)
    fields: list[_Field] = field(default_factory=list)
    carried: list[Run] = field(default_factory=list)
    depth: int = 0

    def leave_out(self, what: str) -> None:
        self.left_out.add(what)
        self.all_left_out.add(what)

    # Blocks

    def blocks(self, parent: Element) -> Iterator[WordBlock]:
        """The paragraphs and tables below an element."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield self._table(child)
            elif child.tag == f"{W}sdt":
                yield from self._controlled_blocks(child)
            elif child.tag in _THROUGH:
                self._note_through(child)
                yield from self.blocks(child)
            elif child.tag == f"{MC}AlternateContent":
                yield from self.blocks(_chosen(child))
            else:
                self._note(child)

    def _controlled_blocks(self, sdt: Element) -> Iterator[WordBlock]:
        inside = self._enter(sdt)[1]
        found = list(self.blocks(inside))
        text = "".join(each.text for each in paragraphs_of(found))
        if not is_placeholder(text):
            yield from found

    def _paragraph(self, element: Element) -> Iterator[WordParagraph]:
        facts = element.find(f"{W}pPr")
        style = attribute(facts.find(f"{W}pStyle")) if facts is not None else ""
        runs = tuple(self._runs(element, bold=self._style_bold(style), href=""))
        if facts is not None and facts.find(f"{W}rPr/{W}del") is not None:
            self.leave_out(TRACKED)
            self.carried += runs
            return
        level, ordered = self._list_place(facts, style)
        runs, self.carried = (*self.carried, *runs), []
        yield WordParagraph(tuple(self._mended(runs)), level, ordered)

    def _mended(self, runs: Sequence[Run]) -> Iterator[Run]:
        for run in runs:
            text = _SPELT_LINK.sub("", run.text) if "HYPERLINK" in run.text else run.text
            if text != run.text:
                self.leave_out(OTHER)
            yield replace(run, text=text)

    def _list_place(self, facts: Element | None, style: str) -> tuple[int, bool]:
        """The level of a list, from 1, and whether it is numbered; 0 for no list."""
        own = facts.find(f"{W}numPr") if facts is not None else None
        number, level = self._style_number(style)
        if own is not None:
            number = attribute(own.find(f"{W}numId")) or number
            said = attribute(own.find(f"{W}ilvl"))
            level = int(said[:2]) if said.isascii() and said.isdigit() else level
        levels = self.parts.numbers.get(number, {})
        kind = levels.get(level)
        return (0, False) if kind is None else (level + 1, kind)

    def _style_number(self, style: str) -> tuple[str, int]:
        for _ in range(_DEEPEST):
            found = self.parts.styles.get(style)
            if found is None:
                break
            if found.number:
                return found.number, found.level
            style = found.based
        return "", 0

    def _style_bold(self, style: str) -> bool:
        for _ in range(_DEEPEST):
            found = self.parts.styles.get(style)
            if found is None:
                break
            if found.bold is not None:
                return found.bold
            style = found.based
        return False

    # Tables

    def _table(self, element: Element) -> WordTable:
        outer, self.bookmarks = self.bookmarks, []
        rows = tuple(self._rows(element))
        found, self.bookmarks = frozenset(self.bookmarks), outer
        caption = attribute(element.find(f"{W}tblPr/{W}tblCaption"))
        return WordTable(rows, caption, found)

    def _rows(self, parent: Element) -> Iterator[tuple[WordCell, ...]]:
        for child in parent:
            if child.tag == f"{W}tr":
                if self._is_kept(child):
                    yield self._row(child)
            elif child.tag == f"{W}sdt":
                yield from self._rows(self._enter(child)[1])
            elif child.tag in _THROUGH:
                yield from self._rows(child)
            else:
                self._note(child)

    def _is_kept(self, row: Element) -> bool:
        facts = row.find(f"{W}trPr")
        if facts is None:
            return True
        if any(facts.find(f"{W}{name}") is not None for name in ("ins", "del")):
            self.leave_out(TRACKED)
        return facts.find(f"{W}del") is None

    def _row(self, row: Element) -> tuple[WordCell, ...]:
        before = attribute(row.find(f"{W}trPr/{W}gridBefore"))
        cells: list[WordCell] = []
        self._cells(row, cells, int(before[:3]) if before.isdigit() else 0)
        return tuple(cells)

    def _cells(self, parent: Element, cells: list[WordCell], start: int) -> int:
        for child in parent:
            if child.tag == f"{W}tc":
                cells.append(self._cell(child, start))
                start += cells[-1].span
            elif child.tag == f"{W}sdt":
                place = len(cells)
                control, inside = self._enter(child)
                start = self._cells(inside, cells, start)
                cells[place:] = [within(cell, control) for cell in cells[place:]]
            elif child.tag in _THROUGH:
                start = self._cells(child, cells, start)
            else:
                self._note(child)
        return start

    def _cell(self, element: Element, start: int) -> WordCell:
        span = attribute(element.find(f"{W}tcPr/{W}gridSpan"))
        width = min(max(int(span[:3]), 1), 63) if span.isascii() and span.isdigit() else 1
        outer = self.controls, self.left_out
        self.controls, self.left_out = [], set()
        blocks = tuple(self.blocks(element))
        cell = WordCell(start, width, blocks, tuple(self.controls), frozenset(self.left_out))
        self.controls, self.left_out = outer
        return cell

    # Runs

    def _runs(self, parent: Element, *, bold: bool, href: str) -> Iterator[Run]:
        before = ""
        for child in parent:
            name, before = before, name_without_tag(child)
            if before and before == name:
                continue
            if child.tag == f"{W}r":
                yield from self._run(child, bold=bold, href=href)
            elif child.tag == f"{W}hyperlink":
                link = self.parts.links.get(attribute(child, "id", R), "")
                yield from self._runs(child, bold=bold, href=link or href)
            elif child.tag == f"{W}fldSimple":
                found = _LINK.match(attribute(child, "instr"))
                yield from self._runs(child, bold=bold, href=found[1] if found else href)
            elif child.tag == f"{W}sdt":
                yield from self._controlled_runs(child, bold=bold, href=href)
            elif child.tag in _THROUGH:
                self._note_through(child)
                yield from self._runs(child, bold=bold, href=href)
            elif child.tag == f"{MC}AlternateContent":
                yield from self._runs(_chosen(child), bold=bold, href=href)
            else:
                self._note(child)

    def _controlled_runs(self, sdt: Element, *, bold: bool, href: str) -> Iterator[Run]:
        inside = self._enter(sdt)[1]
        found = list(self._runs(inside, bold=bold, href=href))
        if not is_placeholder("".join(run.text for run in found)):
            yield from found

    def _run(self, element: Element, *, bold: bool, href: str) -> Iterator[Run]:
        facts = element.find(f"{W}rPr")
        if facts is not None:
            bold = self._run_bold(facts, bold=bold)
            if is_on(facts.find(f"{W}vanish")):
                self.leave_out(HIDDEN)
                return
        text = "".join(self._pieces(element))
        if text:
            yield Run(text, bold, self._field_link() or href)

    def _run_bold(self, facts: Element, *, bold: bool) -> bool:
        style = attribute(facts.find(f"{W}rStyle"))
        bold = bold or (bool(style) and self._style_bold(style))
        said = [is_on(facts.find(f"{W}{name}")) for name in ("b", "bCs")]
        known = [each for each in said if each is not None]
        return any(known) if known else bold

    def _pieces(self, run: Element) -> Iterator[str]:
        """The text of a run; fields keep their results only."""
        for child in run:
            if child.tag == f"{W}fldChar":
                self._field(attribute(child, "fldCharType"))
            elif child.tag == f"{W}instrText":
                if self.fields:
                    self.fields[-1].order += child.text or ""
            elif child.tag == f"{MC}AlternateContent":
                yield from self._pieces(_chosen(child))
            elif all(each.is_result for each in self.fields):
                yield self._piece(child)

    def _piece(self, child: Element) -> str:
        simple = _PIECES.get(child.tag)
        if simple is not None:
            return simple(child)
        self._note(child)
        return ""

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif self.fields and kind == "separate":
            self.fields[-1].is_result = True
        elif self.fields and kind == "end":
            self.fields.pop()

    def _field_link(self) -> str:
        for each in self.fields:
            found = _LINK.match(each.order)
            if found:
                return found[1]
        return ""

    # Controls and what is left out

    def _enter(self, sdt: Element) -> tuple[Control, Element]:
        facts, inside = sdt.find(f"{W}sdtPr"), sdt.find(f"{W}sdtContent")
        control = control_of(facts)
        if control.tag or control.checked is not None or control.full_date:
            self.controls.append(control)
        return control, inside if inside is not None else Element("nothing")

    def _note_through(self, child: Element) -> None:
        if child.tag in (f"{W}ins", f"{W}moveTo"):
            self.leave_out(TRACKED)

    def _note(self, child: Element) -> None:
        """An element that is no text: what of it a person should know."""
        if child.tag == f"{W}bookmarkStart":
            self.bookmarks.append(attribute(child, "name"))
        elif child.tag in _GONE:
            self.leave_out(TRACKED)
        elif child.tag in (f"{W}commentReference", f"{W}commentRangeStart"):
            self.leave_out(COMMENT)
        elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self.leave_out(FOOTNOTE)
        elif child.tag in _PICTURES:
            boxes = any(each.text for each in child.iter(f"{W}t"))
            self.leave_out(TEXT_BOX if boxes else PICTURE)
        elif child.tag == f"{W}altChunk" or child.tag.endswith(("}oMath", "}oMathPara")):
            self.leave_out(OTHER)


def _sign(child: Element) -> str:
    return _SIGNS.get(attribute(child, "char").upper(), "")


def _break(child: Element) -> str:
    return "\n"


_PIECES: Final[dict[str, Callable[[Element], str]]] = {
    f"{W}t": lambda child: _ESCAPED.sub("_", child.text or ""),
    f"{W}tab": lambda child: " ",
    f"{W}ptab": lambda child: " ",
    f"{W}br": _break,
    f"{W}cr": _break,
    f"{W}noBreakHyphen": lambda child: "-",
    f"{W}softHyphen": lambda child: "",
    f"{W}sym": _sign,
}


def _chosen(alternate: Element) -> Element:
    """The first choice that Word would show."""
    for name in ("Choice", "Fallback"):
        found = alternate.find(f"{MC}{name}")
        if found is not None:
            return found
    return Element("nothing")

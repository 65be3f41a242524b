"""HTML from anywhere (our editor, Word, LibreOffice, Google Docs, a hostile client) to lines.

nh3 parses as browsers do and throws out what is not text; the tree that is left is read
here for what it means: Word writes lists as paragraphs with ``mso-list`` in their style,
Google Docs wraps everything in a ``<b>`` that is not bold, both use tables with spans.
Nothing of the source is copied but its letters and the addresses of its links.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

import nh3

from tidtam.forms.rich_text_blocks import Line, Piece, Run, Runs, Table, safe_link

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = _HEADINGS | {"p", "div", "blockquote", "pre", "section", "article", "header"}
_BLOCKS_TOO: Final = frozenset({"footer", "main", "dl", "dt", "dd", "figure", "caption", "hr"})
_LISTS: Final = frozenset({"ul", "ol"})
_CELLS: Final = frozenset({"td", "th"})
_INLINE: Final = frozenset({"b", "strong", "a", "span", "font", "br"})
_TABLE: Final = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_TAGS: Final = _BLOCKS | _BLOCKS_TOO | _LISTS | _CELLS | _INLINE | _TABLE | {"li"}
_EMPTY: Final = frozenset({"br", "hr"})
_DROPPED: Final = frozenset(
    {"script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object"}
    | {"select", "textarea", "audio", "video", "canvas"}
)
_MOST_SPANNED: Final = 100

_WEIGHT: Final = re.compile(r"font-weight\s*:\s*(\w+)")
_WORD_LIST: Final = re.compile(r"mso-list\s*:[^;:]{0,60}\blevel(\d)")
_WORD_MARK: Final = re.compile(r"mso-list\s*:\s*ignore")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all")
_INDENT: Final = re.compile(r"margin-left\s*:\s*([\d.]+)(pt|in|cm)")
_POINTS: Final = {"pt": 1.0, "in": 72.0, "cm": 28.35}
_NUMBERED: Final = re.compile(r"\s*\(?([0-9๐-๙]{1,3}|[a-zA-Z]|[ivxIVX]{1,6}|[ก-ฮ])[.)]")
_MARK_IN_TEXT: Final = re.compile(
    r"\s*([·•§\uf0b7\uf0a7o–-]|\(?(?:[0-9๐-๙]{1,3}|[a-zA-Z]|[ก-ฮ])[.)])[\s\u00a0]+"
)
_WHITE: Final = re.compile(r"[ \t\r\n\f]+")
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_ALL_BUT_LINES: Final = re.compile(r"<(?!/?(?:p|br)[\s/>])[^<>]*>?", re.IGNORECASE)
# Tags that end by themselves; one that is not ended lies inside of the last one of its name.
_UNENDED: Final = frozenset({"p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dd", "dt"})
_NEVER_ENDED: Final = frozenset({"br", "hr", "img", "meta", "link", "col", "input", "wbr"})
_FORMATTING: Final = frozenset(
    {
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    }
)
_DEEPEST_FORMATTING: Final = 32
_DEEPEST: Final = 256
_MOST_PLACES: Final = 20_000


def read_html(html: str) -> list[Piece]:
    """The lines and tables of ``html``, not yet canonical."""
    reader = _Reader()
    reader.feed(
        nh3.clean(
            _bounded(html.encode("utf-8", "replace").decode()),
            tags=set(_TAGS),
            clean_content_tags=set(_DROPPED),
            attributes={"*": {"style", "class"}, "a": {"href"}, "td": _SPANS, "th": _SPANS},
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
    )
    reader.close()
    reader.flush()
    return reader.pieces


_SPANS: Final = {"colspan", "rowspan"}


def _bounded(html: str) -> str:
    """``html``; only its lines where tags lie so deep that no person wrote them.

    A parser looks through all open tags again and again, and repeats formatting that is
    never closed in each block: without a bound a hostile megabyte costs minutes.
    """
    opened: Counter[str] = Counter()
    depth = formatting = 0
    for end, name in _TAG.findall(html):
        tag = name.lower()
        if tag in _UNENDED or tag in _NEVER_ENDED or (end and not opened[tag]):
            continue
        step = -1 if end else 1
        opened[tag] += step
        depth += step
        formatting += step if tag in _FORMATTING else 0
        if depth > _DEEPEST or formatting > _DEEPEST_FORMATTING:
            return _ALL_BUT_LINES.sub("", html)
    return html


@dataclass(slots=True)
class _Frame:
    """An open tag: how text inside looks."""

    tag: str
    bold: bool = False
    href: str = ""
    hidden: bool = False
    marker: bool = False
    kept_white: bool = False
    word: int = 0


@dataclass(slots=True)
class _Listing:
    """An open list, and the place of its last line among the pieces (-1: none yet)."""

    ordered: bool
    number: int = 0
    line: int = -1
    in_item: bool = False


@dataclass(slots=True)
class _Grid:
    """A table being read: by row, by column; None where another cell reaches over."""

    rows: list[dict[int, Runs | None]] = field(default_factory=list)
    at: int = -1
    cell: list[Runs] | None = None
    span: tuple[int, int] = (1, 1)
    lists_outside: int = 0
    places: int = 0
    column: int = 0

    def new_row(self) -> None:
        self.at += 1
        self.column = 0
        self._upto(self.at)

    def _upto(self, row: int) -> None:
        while len(self.rows) <= row:
            self.rows.append({})

    def close_cell(self) -> None:
        if self.cell is None:
            return
        if self.at < 0:
            self.new_row()
        column = self.column
        while column in self.rows[self.at]:
            column += 1
        self.column = column
        runs: list[Run] = []
        for place, line in enumerate(self.cell):
            runs += [Run("\n"), *line] if place else line
        self._fill(column, tuple(runs))
        self.cell = None

    def _fill(self, column: int, runs: Runs) -> None:
        down, across = self.span if self.places < _MOST_PLACES else (1, 1)
        self.places += down * across
        self._upto(self.at + down - 1)
        for row in range(self.at, self.at + down):
            for place in range(column, column + across):
                self.rows[row].setdefault(place, None)
        self.rows[self.at][column] = runs

    def table(self) -> Table:
        """Without rows and columns in which no cell begins."""
        rows = [row for row in self.rows if any(cell is not None for cell in row.values())]
        used = sorted({place for row in rows for place, cell in row.items() if cell is not None})
        return Table(tuple(tuple(row.get(place) or () for place in used) for row in rows))


class _Reader(HTMLParser):
    """Walks over well-formed HTML, gathering lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.frames = [_Frame("")]
        self.lists: list[_Listing] = []
        self.grids: list[_Grid] = []
        self.runs: list[Run] = []
        self.marker = ""

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._say("\n")
            return
        if tag not in _INLINE:
            self.flush()
        if tag in _EMPTY:
            return
        self.frames.append(self._frame(tag, named))
        if tag in _LISTS:
            self.lists.append(_Listing(tag == "ol"))
        elif tag == "li" and self.lists:
            self.lists[-1].in_item = True
            self.lists[-1].line = -1
        elif tag in _TABLE | _CELLS:
            self._open_table_part(tag, named)

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY or len(self.frames) == 1:
            return
        if tag not in _INLINE:
            self.flush()
        self.frames.pop()
        if tag in _LISTS and self.lists:
            self.lists.pop()
        elif tag == "li" and self.lists:
            self.lists[-1].in_item = False
        elif tag in _CELLS and len(self.grids) == 1:
            self.grids[-1].close_cell()
        elif tag == "table":
            self._close_table()

    def _frame(self, tag: str, named: dict[str, str]) -> _Frame:
        above = self.frames[-1]
        style = named.get("style", "").lower()
        weight = _WEIGHT.search(style)
        bold = above.bold or tag in ("b", "strong") or tag in _HEADINGS
        if weight:
            bold = _is_bold(weight.group(1), bold)
        return _Frame(
            tag,
            bold,
            safe_link(named.get("href", "")) if tag == "a" else above.href,
            above.hidden or bool(_HIDDEN.search(style)),
            above.marker or bool(_WORD_MARK.search(style)),
            above.kept_white or tag == "pre",
            _word_level(named.get("class", ""), style) if tag in _BLOCKS else above.word,
        )

    # Tables: one inside another is read as lines of the outer cell.

    def _open_table_part(self, tag: str, named: dict[str, str]) -> None:
        if tag == "table":
            self.grids.append(_Grid(lists_outside=len(self.lists)))
        elif len(self.grids) == 1 and tag == "tr":
            self.grids[0].new_row()
        elif len(self.grids) == 1 and tag in _CELLS:
            self.grids[0].cell = []
            self.grids[0].span = (_span(named.get("rowspan")), _span(named.get("colspan")))

    def _close_table(self) -> None:
        if not self.grids:
            return
        grid = self.grids.pop()
        if not self.grids and grid.rows:
            self.pieces.append(grid.table())

    # Text

    def handle_data(self, data: str) -> None:
        frame = self.frames[-1]
        if frame.marker:
            self.marker += data
        else:
            self._say(data if frame.kept_white else _WHITE.sub(" ", data))

    def _say(self, text: str) -> None:
        frame = self.frames[-1]
        if not frame.hidden:
            self.runs.append(Run(text, frame.bold, frame.href))

    def flush(self) -> None:
        """End the line that is being gathered."""
        runs, marker = self.runs, self.marker
        self.runs, self.marker = [], ""
        if all(run.text.isspace() for run in runs):
            return
        level, ordered = self._word_place(runs, marker)
        if self.grids and self.grids[0].cell is not None:
            self._cell_line(runs, level, marker)
        elif level:
            self.pieces.append(Line(level, ordered, tuple(runs)))
        elif self.lists:
            self._item_line(runs)
        else:
            self.pieces.append(Line(0, False, tuple(runs)))

    def _word_place(self, runs: list[Run], marker: str) -> tuple[int, bool]:
        """The list level that Word gave this line (0: none), and whether it is numbered."""
        level = self.frames[-1].word
        if not level:
            return 0, False
        if level < 0:
            return self._word_place_by_look(runs, -level)
        return level, bool(_NUMBERED.match(marker))

    def _word_place_by_look(self, runs: list[Run], level: int) -> tuple[int, bool]:
        """Filtered Word HTML keeps the mark in the text alone; it is taken off there."""
        text = "".join(run.text for run in runs)
        if not (found := _MARK_IN_TEXT.match(text)):
            return 0, False
        left = found.end()
        for place, run in enumerate(runs):
            runs[place] = Run(run.text[left:], run.bold, run.href)
            left = max(0, left - len(run.text))
        return level, bool(_NUMBERED.match(found.group()))

    def _item_line(self, runs: list[Run]) -> None:
        listing = self.lists[-1]
        last = self.pieces[-1] if self.pieces else None
        if listing.in_item and listing.line == len(self.pieces) - 1 and isinstance(last, Line):
            self.pieces[-1] = Line(last.level, last.ordered, (*last.runs, Run("\n"), *runs))
            return
        self.pieces.append(Line(len(self.lists), listing.ordered, tuple(runs)))
        listing.line = len(self.pieces) - 1

    def _cell_line(self, runs: list[Run], level: int, marker: str) -> None:
        """A line of a cell; items of lists are lines with their mark."""
        cell = self.grids[0].cell
        assert cell is not None  # noqa: S101
        mark = ""
        if level:
            mark = f"{marker.strip()} " if _NUMBERED.match(marker) else "- "
        elif len(self.lists) > self.grids[0].lists_outside and self.lists[-1].line < 0:
            listing = self.lists[-1]
            listing.number += 1
            listing.line = 0
            mark = f"{listing.number}. " if listing.ordered else "- "
        cell.append((Run(mark), *runs))


def _is_bold(weight: str, before: bool) -> bool:
    if weight.isascii() and weight.isdigit():
        return int(weight[:4]) >= 600
    return {"bold": True, "bolder": True, "normal": False, "lighter": False}.get(weight, before)


def _word_level(kind: str, style: str) -> int:
    """The level in ``mso-list``; minus the level by its indent where only the class tells."""
    if found := _WORD_LIST.search(style):
        return max(1, int(found.group(1)))
    if "MsoListParagraph" not in kind:
        return 0
    indent = _INDENT.search(style)
    points = float(indent.group(1)) * _POINTS[indent.group(2)] if indent else 36.0
    return -max(1, min(9, round(points / 36)))


def _span(value: str | None) -> int:
    if value and value.isascii() and value.isdigit():
        return max(1, min(_MOST_SPANNED, int(value[:4])))
    return 1

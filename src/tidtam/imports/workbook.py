"""Reads the cells of an Excel workbook: what is typed in each, and how.

Its own reader, and a small one, because the question differs from that of the libraries:
a formula must be told from a value, a date from a number, a merged range from its cells,
and a cell in the last corner of a sheet must cost one cell (a dense reader allocates the
whole sheet and brings the process down). Only cells that hold something are kept.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from xml.parsers import expat

from tidtam.imports.errors import FileTooLarge, NotAWorkbook
from tidtam.imports.package import Package

CellType = Literal["number", "percent", "text", "boolean", "error", "date", "formula"]
Position = tuple[int, int]  # row and column, from 0

MAX_CELLS: Final = 400_000

_OFFICE_DOCUMENT: Final = "/officeDocument"
_BUILT_IN_DATES: Final = frozenset(
    {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
)
_BUILT_IN_PERCENTS: Final = frozenset({9, 10})
# What a number format says in quotes, brackets or after a backslash is not its code.
_LITERALS: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_LETTERS: Final = re.compile(r"[ymdhsbBปวดชทน]", re.IGNORECASE)
_WHOLE: Final = re.compile(r"^[0-9]{1,10}$")
# How programs write a character that XML cannot hold, and the underscore before such a text.
_WRITTEN_OUT: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE: Final = re.compile(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RawCell:
    """What stands in a cell: its type and its text as the file has it.

    A formula's ``text`` is the value it gave last; ``formula`` is the formula itself, blank
    where the file keeps it with another cell.
    """

    type: CellType
    text: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The cells of one sheet that hold something.

    Attributes:
        name: the sheet's name.
        cells: by (row, column), from 0.
        merged: merged ranges as (first row, first column, last row, last column).
    """

    name: str
    cells: Mapping[Position, RawCell]
    merged: tuple[tuple[int, int, int, int], ...]


def read_workbook(data: bytes) -> tuple[RawSheet, ...]:
    """All worksheets of the workbook ``data``, hidden ones included, in their order.

    Raises:
        FileRefused: too large, not a workbook, damaged or unsafe.
    """
    package = Package(data)
    book = _book_part(package)
    targets = _relations(package, book)
    strings = _shared_strings(package, targets)
    styles = _styles(package, targets)
    sheets: list[RawSheet] = []
    left = MAX_CELLS
    for name, relation in _sheet_list(package.read(book)):
        kind, target = targets.get(relation, ("", ""))
        if not kind.endswith("/worksheet"):
            continue
        reader = _SheetReader(strings, styles, left)
        _parse(package.read(target), reader.start, reader.end, reader.data)
        left -= reader.seen
        sheets.append(RawSheet(name, reader.cells, tuple(reader.merged)))
    return tuple(sheets)


def cell_name(position: Position) -> str:
    """``position`` as spreadsheets write it: (16, 3) gives "D17"."""
    row, column = position
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row + 1}"


def position_of(name: str) -> Position | None:
    """The position that "D17" names, or None where ``name`` names none."""
    match = _REFERENCE.match(name)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _parse(part: bytes, start: Start, end: End, data: Callable[[str], None]) -> None:
    """Run the three handlers over ``part``; element names come without their namespace."""
    # Spreadsheets write UTF-8; whatever encoding a part claims instead is not looked at.
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = data
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise _damaged() from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _elements(part: bytes, wanted: str) -> list[dict[str, str]]:
    """The attributes of each element called ``wanted``, without their namespaces."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == wanted:
            found.append({_local(key): value for key, value in attributes.items()})

    _parse(part, start, lambda name: None, lambda text: None)
    return found


def _book_part(package: Package) -> str:
    for relation in _elements(package.read("_rels/.rels"), "Relationship"):
        if relation.get("Type", "").endswith(_OFFICE_DOCUMENT):
            return relation.get("Target", "").lstrip("/")
    raise _damaged()


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relation id to (type, part name) of the parts that ``part`` names inside the file."""
    folder, name = posixpath.split(part)
    relations = _elements(package.read(f"{folder}/_rels/{name}.rels"), "Relationship")
    return {
        relation.get("Id", ""): (
            relation.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in relations
        if relation.get("TargetMode") != "External"
    }


def _sheet_list(part: bytes) -> list[tuple[str, str]]:
    return [(sheet.get("name", ""), sheet.get("id", "")) for sheet in _elements(part, "sheet")]


def _target(targets: dict[str, tuple[str, str]], ending: str) -> str | None:
    return next((part for kind, part in targets.values() if kind.endswith(ending)), None)


def _shared_strings(package: Package, targets: dict[str, tuple[str, str]]) -> list[str]:
    name = _target(targets, "/sharedStrings")
    if name is None or name not in package:
        return []
    reader = _StringsReader()
    _parse(package.read(name), reader.start, reader.end, reader.data)
    return reader.strings


def _styles(package: Package, targets: dict[str, tuple[str, str]]) -> list[CellType]:
    """How a number shows under each cell style: as a number, a percentage or a date."""
    name = _target(targets, "/styles")
    if name is None or name not in package:
        return []
    reader = _StylesReader()
    _parse(package.read(name), reader.start, reader.end, lambda text: None)
    return [_shown_as(number, reader.codes) for number in reader.formats]


def _shown_as(number: int, codes: dict[int, str]) -> CellType:
    if number in codes:
        code = _LITERALS.sub("", codes[number])
        if "%" in code:
            return "percent"
        return "date" if _DATE_LETTERS.search(code.replace("General", "")) else "number"
    if number in _BUILT_IN_PERCENTS:
        return "percent"
    return "date" if number in _BUILT_IN_DATES else "number"


@dataclass(slots=True)
class _StringsReader:
    """Collects the shared strings; the reading aids of Japanese texts (rPh) are left out."""

    strings: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _in_text: bool = False
    _in_aid: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._in_aid = True
        elif name == "t":
            self._in_text = not self._in_aid

    def end(self, name: str) -> None:
        if name == "si":
            self.strings.append("".join(self._pieces))
        elif name == "rPh":
            self._in_aid = False
        elif name == "t":
            self._in_text = False

    def data(self, text: str) -> None:
        if self._in_text:
            self._pieces.append(text)


@dataclass(slots=True)
class _StylesReader:
    """Collects number format codes and the format number of each cell style."""

    codes: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)
    _in_styles: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_styles = True
        elif name == "xf" and self._in_styles:
            self.formats.append(_whole(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_styles = False


class _SheetReader:
    """Collects the cells and merged ranges of one sheet."""

    def __init__(self, strings: list[str], styles: list[CellType], left: int) -> None:
        self.cells: dict[Position, RawCell] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.seen = 0
        self._strings = strings
        self._styles = styles
        self._left = left
        self._row = self._column = -1
        self._type = self._style = ""
        self._formula = self._collecting = self._in_formula = False
        self._pieces: list[str] = []
        self._formula_pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._collecting = True
        elif name == "f":
            self._formula = self._in_formula = True
        elif name == "row":
            self._row = _whole(attributes.get("r"), self._row + 2) - 1
            self._column = -1
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._collecting = False
        elif name == "f":
            self._in_formula = False
        elif name == "c":
            self._end_cell()

    def data(self, text: str) -> None:
        if self._collecting:
            self._pieces.append(text)
        elif self._in_formula:
            self._formula_pieces.append(text)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        # A writer may leave the reference out: the cell then follows the one before it.
        named = position_of(attributes.get("r", ""))
        self._row, self._column = named or (max(self._row, 0), self._column + 1)
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._formula, self._pieces, self._formula_pieces = False, [], []
        self._count()

    def _count(self) -> None:
        """Cells and merged ranges together are bounded over the whole workbook."""
        self.seen += 1
        if self.seen > self._left:
            raise FileTooLarge(
                "แผ่นงานมีเซลล์มากเกินไป โปรดดาวน์โหลดแบบกรอกใหม่แล้ววางเฉพาะค่าลงไป",
                "The sheets hold too many cells; download a fresh template and paste only the "
                "values into it.",
            )

    def _end_cell(self) -> None:
        text = "".join(self._pieces)
        if self._formula:
            formula = "".join(self._formula_pieces)
            self.cells[self._row, self._column] = RawCell("formula", text, formula)
        elif text:
            cell = self._typed(text)
            if cell.text:
                self.cells[self._row, self._column] = cell

    def _typed(self, text: str) -> RawCell:
        if self._type == "s":
            place = _whole(text, -1)
            if not 0 <= place < len(self._strings):
                raise _damaged()
            return RawCell("text", _decoded(self._strings[place]))
        fixed = _TYPES.get(self._type)
        if fixed is not None:
            return RawCell(fixed, _decoded(text) if fixed == "text" else text)
        style = _whole(self._style)
        return RawCell(self._styles[style] if style < len(self._styles) else "number", text)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = position_of(first), position_of(last or first)
        if start is None or end is None:
            raise _damaged()
        self.merged.append((*start, *end))
        self._count()


_TYPES: Final[dict[str, CellType]] = {
    "str": "text",
    "inlineStr": "text",
    "b": "boolean",
    "e": "error",
    "d": "date",
}


def _decoded(text: str) -> str:
    """``text`` with what programs write as _x000D_ put back; half a character stays as written."""

    def character(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)

    return _WRITTEN_OUT.sub(character, text) if "_x" in text else text


def _whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number of at most ten digits, or ``otherwise``."""
    return int(text) if text is not None and _WHOLE.match(text) else otherwise


def _damaged() -> NotAWorkbook:
    return NotAWorkbook(
        "ไฟล์ Excel เสียหาย โปรดเปิดใน Excel แล้วบันทึกใหม่ก่อนส่งอีกครั้ง",
        "The Excel file is damaged; open it in Excel, save it anew and upload it again.",
    )

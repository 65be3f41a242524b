"""Rich text as light markup that is readable in a cell of Excel, and back without loss.

    plain text, **bold**, [text](https://…)     an empty line ends a paragraph
    - item            1. item                   two spaces in front: one level deeper
    | head | head |                             <br> breaks a line inside a cell
    | cell | cell |

``\\`` before a sign takes its meaning away. People who type it may also use ``*`` and
``•`` for bullets, ``1)`` and Thai digits for numbers, and a row of ``---`` below the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from tidtam.forms.rich_text_blocks import Line, Piece, Run, Runs, Table

_ITEM: Final = re.compile(r"([ \t]*)([-*•–]|[0-9๐-๙]{1,3}[.)])[ \t]+(?=\S)(.*)")
_ROW: Final = re.compile(r"[ \t]*\|")
_CELL: Final = re.compile(r"((?:\\.|[^|\\]|\\$)*)(?:\||$)")
_RULE: Final = re.compile(r":?-{3,}:?")
_BREAK: Final = re.compile(r"<br[ ]?/?>")
_ESCAPED: Final = r"""\\(?P<escaped>[\\*\[\]|<.)•–(-])"""
_LABEL: Final = r"""\[(?P<label>(?:\\.|[^\[\]\\])+)\]\((?P<href>[^()\s]+)\)"""
_BOLD: Final = r"""\*\*(?P<bold>(?:\\.|(?!\*\*)[^\\])+)\*\*"""
_BR: Final = "(?P<break><br[ ]?/?>)"
_OTHER: Final = r"(?P<other>[^\\*\[<]+|.)"
_TOKEN: Final = re.compile(f"{_ESCAPED}|{_LABEL}|{_BOLD}|{_OTHER}", re.DOTALL)
_CELL_TOKEN: Final = re.compile(f"{_ESCAPED}|{_LABEL}|{_BOLD}|{_BR}|{_OTHER}", re.DOTALL)
_BRACKETS: Final = re.compile(r"[\[\]]")
_STARS: Final = re.compile(r"\*(?=\*)|(?<=\*)\*|^\*|\*$")


def write_marked(pieces: Iterable[Piece]) -> str:
    """Canonical pieces as marked text: blocks with an empty line between, lists in one go."""
    return "\n\n".join("\n".join(group) for group in _written(pieces))


def _written(pieces: Iterable[Piece]) -> Iterator[list[str]]:
    items: list[str] = []
    numbers = Numbers()
    for piece in pieces:
        if isinstance(piece, Line) and piece.level:
            items += _item(piece, numbers.mark(piece))
            continue
        if items:
            yield items
        items, numbers = [], Numbers()
        if isinstance(piece, Table):
            yield [_row(row) for row in piece.rows]
        else:
            yield [_start(line) for line in _inline(piece.runs).split("\n")]
    if items:
        yield items


class Numbers:
    """Counts the items of numbered lists, each list from one."""

    def __init__(self) -> None:
        self._lists: list[tuple[bool, int]] = []

    def mark(self, line: Line) -> str:
        """``"- "``, or the number of this item with a full stop and a space."""
        del self._lists[line.level :]
        while len(self._lists) < line.level:
            self._lists.append((line.ordered, 0))
        ordered, number = self._lists[-1]
        number = number + 1 if ordered == line.ordered else 1
        self._lists[-1] = (line.ordered, number)
        return f"{number}. " if line.ordered else "- "


def _item(piece: Line, mark: str) -> list[str]:
    first, *more = _inline(piece.runs).split("\n")
    indent = "  " * (piece.level - 1)
    return [f"{indent}{mark}{first}", *(f"{indent}  {_start(line)}" for line in more)]


def _row(row: Iterable[Runs]) -> str:
    return "| " + " | ".join(map(_cell, row)) + " |"


def _cell(runs: Runs) -> str:
    text = _inline(runs, cell=True).replace("\n", "<br>")
    return text.replace("-", "\\-", 1) if _RULE.fullmatch(text) else text


def _start(line: str) -> str:
    """``line``; a sign at its start that would make it an item or a row is taken its meaning."""
    if found := _ITEM.match(line):
        last = found.end(2) - 1
        return f"{line[:last]}\\{line[last:]}"
    return f"\\{line}" if line.startswith("|") else line


def _inline(runs: Runs, cell: bool = False) -> str:
    text = ""
    for href, group in groupby(runs, lambda run: run.href):
        inside = "".join(_run(run, cell) for run in group)
        text += f"[{inside}]({href})" if href else inside
    return text


def _run(run: Run, cell: bool) -> str:
    text = _STARS.sub(r"\\*", run.text.replace("\\", "\\\\"))
    text = _BRACKETS.sub(r"\\\g<0>", text) if run.href else text.replace("](", "\\](")
    if cell:
        text = _BREAK.sub(r"\\\g<0>", text.replace("|", "\\|"))
    return f"**{text}**" if run.bold else text


def read_marked(text: str) -> list[Piece]:
    """The lines and tables of marked text, not yet canonical."""
    pieces: list[Piece] = []
    rows: list[tuple[Runs, ...]] = []
    joins = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if _ROW.match(line):
            rows += _read_row(line, first=len(rows) == 1)
            joins = False
            continue
        if rows:
            pieces.append(Table(tuple(rows)))
            rows = []
        joins = bool(line.strip()) and _read_line(line, pieces, joins)
    if rows:
        pieces.append(Table(tuple(rows)))
    return pieces


def _read_line(line: str, pieces: list[Piece], joins: bool) -> bool:
    """Add one line: an item, the next line of what is open (``joins``), or a paragraph."""
    last = pieces[-1] if joins and pieces else None
    if item := _ITEM.fullmatch(line.rstrip()):
        indent, mark, said = item.groups()
        level = len(indent.replace("\t", "  ")) // 2 + 1
        pieces.append(Line(level, mark[0].isdigit(), _read_inline(said)))
    elif isinstance(last, Line) and (not last.level or line[:1] in " \t"):
        runs = (*last.runs, Run("\n"), *_read_inline(line.strip()))
        pieces[-1] = Line(last.level, last.ordered, runs)
    else:
        pieces.append(Line(0, False, _read_inline(line.strip())))
    return True


def _read_row(line: str, first: bool) -> list[tuple[Runs, ...]]:
    """The cells of one row; none for a rule below the head (``first``: it would stand there)."""
    cells = [found.group(1).strip() for found in _CELL.finditer(line.strip()[1:])]
    if cells and not cells[-1]:
        cells.pop()
    if first and cells and all(map(_RULE.fullmatch, cells)):
        return []
    return [tuple(_read_inline(cell, cell=True) for cell in cells)] if cells else []


def _read_inline(text: str, cell: bool = False, bold: bool = False, href: str = "") -> Runs:
    runs: list[Run] = []
    for token in (_CELL_TOKEN if cell else _TOKEN).finditer(text):
        kind, said = token.lastgroup, token.group()
        if kind == "escaped":
            runs.append(Run(token["escaped"], bold, href))
        elif kind == "href" and not href:
            runs += _read_inline(token["label"], cell, bold, token["href"])
        elif kind == "bold" and not bold:
            runs += _read_inline(token["bold"], cell, True, href)
        else:
            runs.append(Run("\n" if kind == "break" else said, bold, href))
    return tuple(runs)

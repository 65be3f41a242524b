"""What a rich text may hold, and the one way each such text is written.

Three shapes of one text meet here: :class:`Block` for the writers of Word, PDF and
Excel; a flat sequence of :class:`Line` and :class:`Table`, which every reader of
foreign text produces (:mod:`.rich_text_paste`, :mod:`.rich_text_marked`); and the
canonical HTML that is stored. :func:`canonical` is the only place that decides what
two spellings of the same text have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from tidtam.thai.text import normalise

DEEPEST_LIST: Final = 3

_BREAKS: Final = re.compile("\r\n?|[\u2028\u2029]")
_OTHER_SPACES: Final = re.compile("[\t\x0b\x0c\x85]")
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_PIECES: Final = re.compile(r"\n| +|[^\n ]+")
_LINK: Final = re.compile(r"(https?)://([^/?#]+.*)|(mailto):([^@?]+@[^@?]+.*)", re.IGNORECASE)
_UNSAFE_IN_LINK: Final = re.compile(r"""[\s<>"'`\\|(){}^]""")
_LONGEST_LINK: Final = 2000


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. ``"\\n"`` is a line break; ``href`` is empty or a safe address."""

    text: str
    bold: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its own text, then the lists below it."""

    runs: Runs
    lists: tuple[List, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """A bullet or numbered list; lists lie at most three deep."""

    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangle of cells; the first row is the head. A cell is runs, perhaps none."""

    rows: tuple[tuple[Runs, ...], ...]


Block = Paragraph | List | Table


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph (``level`` 0) or an item of a list at ``level`` 1 to 3."""

    level: int
    ordered: bool
    runs: Runs


Piece = Line | Table


def safe_link(address: str) -> str:
    """``address`` if a report may link to it (http, https, mailto), else an empty string.

    Characters that have a meaning in HTML or in marked text are percent-encoded.
    """
    address = _UNPRINTABLE.sub("", address).strip()
    if len(address) > _LONGEST_LINK or not (match := _LINK.fullmatch(address)):
        return ""
    web, rest, post, receiver = match.groups()
    start, end = (f"{web.lower()}://", rest) if web else (f"{post.lower()}:", receiver)
    found = start + _UNSAFE_IN_LINK.sub(_percent, end)
    return found if len(found) <= _LONGEST_LINK else ""


def _percent(unsafe: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in unsafe.group().encode())


def merged(runs: Iterable[Run]) -> list[Run]:
    """``runs`` without empty ones, neighbours of one look joined."""
    joined: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = joined[-1] if joined else None
        if last and (last.bold, last.href) == (run.bold, run.href):
            joined[-1] = replace(last, text=last.text + run.text)
        else:
            joined.append(run)
    return joined


def _sound(runs: Iterable[Run]) -> list[Run]:
    """Runs in sound Thai, without characters that no document can hold."""
    seen = merged(
        Run(
            _UNPRINTABLE.sub("", _OTHER_SPACES.sub(" ", _BREAKS.sub("\n", run.text))),
            run.bold,
            safe_link(run.href) if run.href else "",
        )
        for run in runs
    )
    return merged(replace(run, text=normalise(run.text)) for run in seen)


def _spaced(runs: Iterable[Run]) -> list[list[Run]]:
    """One list of runs for each line: single spaces, none at the ends; a space looks as both
    of its neighbours do, so that bold and links begin and end at words."""
    lines: list[list[Run]] = [[]]
    space = False
    for run in runs:
        for piece in _PIECES.findall(run.text):
            line = lines[-1]
            if piece == "\n":
                lines.append([])
                space = False
            elif piece[0] == " ":
                space = bool(line)
            else:
                if space:
                    line.append(_between(line[-1], run))
                line.append(replace(run, text=piece))
                space = False
    return [merged(line) for line in lines]


def _between(left: Run, right: Run) -> Run:
    return Run(" ", left.bold and right.bold, left.href if left.href == right.href else "")


def _joined(lines: Sequence[list[Run]]) -> Runs:
    """Lines with a break between them; a break itself is neither bold nor a link."""
    runs: list[Run] = []
    for place, line in enumerate(lines):
        runs += [Run("\n"), *line] if place else line
    return tuple(merged(runs))


def _in_one(runs: Iterable[Run]) -> Runs:
    return _joined([line for line in _spaced(_sound(runs)) if line])


def _paragraphs(runs: Iterable[Run]) -> Iterator[Runs]:
    """The paragraphs of some runs: an empty line ends one."""
    lines: list[list[Run]] = []
    for line in [*_spaced(_sound(runs)), []]:
        if line:
            lines.append(line)
        elif lines:
            yield _joined(lines)
            lines = []


def canonical(pieces: Iterable[Piece]) -> list[Piece]:
    """``pieces`` as they are kept: nothing empty, levels without gaps, tables rectangular."""
    kept: list[Piece] = []
    level = 0
    for piece in pieces:
        if isinstance(piece, Table):
            if any(piece.rows):
                kept.append(_rectangle(piece))
                level = 0
        elif not piece.level:
            found = [Line(0, False, runs) for runs in _paragraphs(piece.runs)]
            level = 0 if found else level
            kept += found
        elif runs := _in_one(piece.runs):
            level = min(piece.level, level + 1, DEEPEST_LIST)
            kept.append(Line(level, piece.ordered, runs))
    return kept


def _rectangle(table: Table) -> Table:
    width = max(len(row) for row in table.rows)
    rows = [[_in_one(cell) for cell in row] + [()] * (width - len(row)) for row in table.rows]
    # The head is bold by itself; that somebody made it bold as well says nothing more.
    rows[0] = [_in_one(replace(run, bold=False) for run in cell) for cell in rows[0]]
    return Table(tuple(tuple(row) for row in rows))


def as_blocks(pieces: Sequence[Piece]) -> tuple[Block, ...]:
    """Canonical pieces as blocks: lines at levels become lists inside lists."""
    blocks: list[Block] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if isinstance(piece, Table):
            blocks.append(piece)
            place += 1
        elif not piece.level:
            blocks.append(Paragraph(piece.runs))
            place += 1
        else:
            found, place = _list(pieces, place)
            blocks.append(found)
    return tuple(blocks)


def _list(pieces: Sequence[Piece], place: int) -> tuple[List, int]:
    """The list that begins at ``place``, and the place after it."""
    first = pieces[place]
    assert isinstance(first, Line)  # noqa: S101
    items: list[Item] = []
    while place < len(pieces):
        piece = pieces[place]
        if not isinstance(piece, Line) or piece.level < first.level:
            break
        if piece.level > first.level:
            below, place = _list(pieces, place)
            items[-1] = replace(items[-1], lists=(*items[-1].lists, below))
        elif piece.ordered == first.ordered:
            items.append(Item(piece.runs))
            place += 1
        else:
            break
    return List(first.ordered, tuple(items)), place


def as_pieces(blocks: Iterable[Block]) -> Iterator[Piece]:
    """The lines and tables of blocks, in reading order; the inverse of :func:`as_blocks`."""
    for block in blocks:
        if isinstance(block, List):
            yield from _items(block, 1)
        elif isinstance(block, Paragraph):
            yield Line(0, False, block.runs)
        else:
            yield block


def _items(found: List, level: int) -> Iterator[Line]:
    for item in found.items:
        yield Line(level, found.ordered, item.runs)
        for below in item.lists:
            yield from _items(below, level + 1)


def as_html(blocks: Iterable[Block]) -> str:
    """Canonical blocks as canonical HTML: no attributes but ``href``, no space between tags."""
    return "".join(_block_html(block) for block in blocks)


def _block_html(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_runs_html(block.runs)}</p>"
    if isinstance(block, List):
        tag = "ol" if block.ordered else "ul"
        return f"<{tag}>{''.join(map(_item_html, block.items))}</{tag}>"
    head, *body = (
        "".join(f"<{tag}>{_runs_html(cell)}</{tag}>" for cell in row)
        for tag, row in zip(["th", *["td"] * len(block.rows)], block.rows, strict=False)
    )
    return (
        "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in (head, *body)) + "</tbody></table>"
    )


def _item_html(item: Item) -> str:
    return f"<li>{_runs_html(item.runs)}{as_html(item.lists)}</li>"


def _runs_html(runs: Runs) -> str:
    html, open_link = "", ""
    for run in runs:
        if run.href != open_link:
            html += "</a>" if open_link else ""
            html += f'<a href="{escape(run.href)}">' if run.href else ""
            open_link = run.href
        text = escape(run.text, quote=False).replace("\n", "<br>")
        html += f"<strong>{text}</strong>" if run.bold else text
    return html + ("</a>" if open_link else "")

"""What the text of a Word file is made of: paragraphs with their lists, tables with their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tidtam.forms.rich_text import Run


@dataclass(frozen=True, slots=True)
class Control:
    """A content control: its tag, and what it says beside its text."""

    tag: str
    checked: bool | None = None
    full_date: str = ""


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph; ``level`` 1 and more is an item of a list."""

    runs: tuple[Run, ...]
    level: int = 0
    ordered: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class WordCell:
    """A cell: its first column, its content, the controls in and around it, what was left out."""

    start: int
    span: int
    blocks: tuple[WordBlock, ...]
    controls: tuple[Control, ...]
    left_out: frozenset[str]

    @property
    def paragraphs(self) -> tuple[WordParagraph, ...]:
        """Every paragraph, those of tables in the cell too."""
        return tuple(paragraphs_of(self.blocks))

    @property
    def text(self) -> str:
        """Every paragraph on a line of its own."""
        return "\n".join(each.text for each in self.paragraphs)


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table; ``caption`` and ``bookmarks`` may say what it is."""

    rows: tuple[tuple[WordCell, ...], ...]
    caption: str = ""
    bookmarks: frozenset[str] = frozenset()


WordBlock = WordParagraph | WordTable


def paragraphs_of(blocks: Sequence[WordBlock]) -> Iterator[WordParagraph]:
    """Every paragraph in reading order."""
    for block in blocks:
        if isinstance(block, WordParagraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from paragraphs_of(cell.blocks)

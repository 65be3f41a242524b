"""What is wrong with a framework file: file, line, node and remedy, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.thai.bilingual import Bilingual

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct.

    Attributes:
        line: counted from 1; 0 when the whole file is meant.
        node: code of the node, or None outside the tree.
        text: what is wrong and what to do.
    """

    file: str
    line: int
    node: str | None
    text: Bilingual

    @property
    def th(self) -> str:
        node = f" ข้อ {self.node}" if self.node else ""
        return f"{self.file} บรรทัด {self.line}{node}: {self.text.th}"

    @property
    def en(self) -> str:
        node = f", item {self.node}" if self.node else ""
        return f"{self.file}, line {self.line}{node}: {self.text.en}"


class FrameworkFileError(Exception):
    """A framework file that cannot be used; ``problems`` is never empty."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - 1
        self.th = self.problems[0].th + (f" (และอีก {more} แห่ง)" if more else "")
        self.en = self.problems[0].en + (f" (and {more} more)" if more else "")
        super().__init__(f"{self.th} / {self.en}")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at a path inside the file, before it has a line."""

    path: Path
    text: Bilingual

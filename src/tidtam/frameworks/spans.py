"""Where each value of a YAML text begins and ends, to the character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import yaml

from tidtam.frameworks.problems import Path


@dataclass(slots=True)
class Part:
    """One value in the text.

    Attributes:
        start: index of its first character.
        end: index after its last character of content (comments and blank lines not counted).
        kind: a scalar; a mapping or list in braces (flow) or by indentation (block).
        style: of a scalar: "" plain, or one of ``" ' | >``.
        key_start: index of its key, for a value of a mapping.
        key_end: index after its key.
    """

    start: int
    end: int
    kind: Literal["scalar", "flow", "block"]
    style: str = ""
    key_start: int | None = None
    key_end: int | None = None


Parts = dict[Path, Part]


@dataclass(slots=True)
class _Open:
    path: Path
    part: Part
    is_list: bool
    count: int = 0
    key: tuple[str, int, int] | None = None


def parts_of(text: str) -> Parts:
    """Every value of a text that ``read_yaml`` accepts, by its path."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: Parts = {}
        self.stack: list[_Open] = []

    def read(self) -> Parts:
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            start, end = _span(event)
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, start, end)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                kind: Literal["flow", "block"] = "flow" if event.flow_style else "block"
                path, part = self._add(Part(start, end, kind))
                self.stack.append(_Open(path, part, isinstance(event, yaml.SequenceStartEvent)))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._close(end)
        return self.parts

    def _scalar(self, event: Any, start: int, end: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and not top.is_list and top.key is None:
            top.key = (event.value, start, end)
            return
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        self._add(Part(start, end, "scalar", style))

    def _add(self, part: Part) -> tuple[Path, Part]:
        top = self.stack[-1] if self.stack else None
        path: Path = ()
        if top is not None and top.is_list:
            path = (*top.path, top.count)
            top.count += 1
        elif top is not None and top.key is not None:
            name, part.key_start, part.key_end = top.key
            path, top.key = (*top.path, name), None
        self.parts[path] = part
        self._reach(part.end)
        return path, part

    def _close(self, end: int) -> None:
        closed = self.stack.pop()
        if closed.part.kind == "flow":
            closed.part.end = end
        self._reach(closed.part.end)

    def _reach(self, end: int) -> None:
        """A block ends where the last thing in it ends."""
        if self.stack and self.stack[-1].part.kind == "block":
            holder = self.stack[-1].part
            holder.end = max(holder.end, end)


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index

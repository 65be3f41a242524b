"""Change values inside a framework's text and leave every other character as it is.

A file is written by people: its comments, quotation marks, blank lines and order are theirs.
``change_text`` finds the exact span of each value that differs and replaces only that; the new
text is then read again and must say exactly what was asked for, or nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tidtam.frameworks.problems import Path, Problem
from tidtam.frameworks.spans import Part, Parts, parts_of
from tidtam.frameworks.yaml_text import Document, read_yaml
from tidtam.frameworks.yaml_write import block, flow, scalar_like, settled
from tidtam.shared.errors import BadInput

# Where a key that is not there yet goes: after the last of those before it.
_ORDER: Final = (
    *("code", "label", "title", "th", "en", "level", "word", "up_to", "kind", "target"),
    *("direction", "applies_to", "rule", "rubric", "sample", "levels", "evidence", "note"),
    *("members", "weight", "roll_up", "children"),
)


class CannotEdit(BadInput):
    """The text is built in a way that only its writer can change by hand."""


@dataclass(frozen=True, slots=True)
class Splice:
    """Characters ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: str


def read_data(text: str) -> Document:
    """The document of a text that is YAML.

    Raises:
        CannotEdit: it is not; the form cannot show it.
    """
    document = read_yaml(text, "YAML")
    if isinstance(document, Problem):
        raise CannotEdit(
            f"ใช้แบบฟอร์มไม่ได้เพราะ {document.th} โปรดแก้ในหน้าข้อความ YAML ก่อน",
            f"The form cannot be used: {document.en}. Please mend the YAML text first.",
        )
    return document


def value_at(data: Any, path: Path) -> Any:
    """The value at ``path``.

    Raises:
        CannotEdit: there is nothing there (any more).
    """
    here = data
    for step in path:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            raise CannotEdit(
                "ไม่พบส่วนที่จะแก้ในร่างนี้แล้ว โปรดเปิดร่างใหม่แล้วเลือกข้ออีกครั้ง",
                "The part to change is no longer in this draft; please reopen it and choose again.",
            ) from None
    return here


def change_text(text: str, changes: Mapping[Path, Any]) -> str:
    """``text`` with the values at some paths replaced, all else kept to the letter.

    Args:
        changes: path -> new value: text, whole numbers, decimals, truth values, None, lists and
            mappings of them; ``Plain`` for a number as it was typed.

    Raises:
        CannotEdit: the text is not YAML, or its form does not allow a change in place.
    """
    old = read_data(text).data
    wanted = old
    for path, value in changes.items():
        value_at(old, path[:-1])
        wanted = _replaced(wanted, path, value)
    splices = list(_Rewriter(text, parts_of(text)).rewrite((), old, wanted))
    after = _applied(text, splices)
    read = read_yaml(after, "YAML")
    if isinstance(read, Problem) or not same(read.data, settled(wanted)):
        raise CannotEdit(
            "แก้ตรงนี้ด้วยแบบฟอร์มไม่ได้ เพราะรูปแบบของข้อความต่างจากปกติ โปรดแก้ในหน้าข้อความ YAML",
            "The form cannot change this place because of how the text is laid out; "
            "please change it in the YAML text.",
        )
    return after


def same(one: Any, other: Any) -> bool:
    """Equal, with true and 1 kept apart."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(isinstance(one, bool) == isinstance(other, bool) and one == other)


def _replaced(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, dict):
        return {**data, step: _replaced(data.get(step), rest, value)}
    copy = list(data)
    copy[int(step)] = _replaced(copy[int(step)], rest, value)
    return copy


def _applied(text: str, splices: list[Splice]) -> str:
    pieces, at = [], 0
    for splice in sorted(splices, key=lambda each: (each.start, each.end)):
        if splice.start < at:  # two changes of one place: left for the check to refuse
            continue
        pieces += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*pieces, text[at:]])


class _Rewriter:
    """Compares old and new values from the top and says what to splice where they differ."""

    def __init__(self, text: str, parts: Parts) -> None:
        self.text, self.parts = text, parts
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def rewrite(self, path: Path, old: Any, new: Any) -> Iterator[Splice]:
        if same(old, settled(new)):
            return
        if isinstance(old, dict) and isinstance(new, dict) and old and new:
            yield from self._mapping(path, old, new)
        elif isinstance(old, list) and isinstance(new, list) and old and new:
            yield from self._list(path, old, new)
        else:
            yield self._whole(path, new)

    def _whole(self, path: Path, new: Any) -> Splice:
        part = self.parts[path]
        if part.kind == "scalar":
            gap = " " if part.start == part.end else ""
            return Splice(part.start, part.end, gap + scalar_like(new, part.style))
        if part.kind == "block" and part.key_end is not None:
            return Splice(part.key_end, part.end, f": {flow(new)}")
        return Splice(part.start, part.end, flow(new))

    def _mapping(self, path: Path, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Splice]:
        part = self.parts[path]
        gone = [key for key in old if key not in new]
        if gone and part.kind == "flow":
            yield Splice(part.start, part.end, flow(new))
            return
        yield from (self._without_key((*path, key)) for key in gone)
        for key, value in new.items():
            if key in old:
                yield from self.rewrite((*path, key), old[key], value)
        added: dict[str, list[str]] = {}
        for key in sorted((key for key in new if key not in old), key=_rank):
            before = [known for known in old if known in new and _rank(known) < _rank(key)]
            after = max(before, key=_rank) if before else next(iter(old))
            added.setdefault(after, []).append(key)
        for after, keys in added.items():
            yield self._with_keys(path, after, {key: new[key] for key in keys})

    def _with_keys(self, path: Path, after: str, added: dict[str, Any]) -> Splice:
        end = self.parts[(*path, after)].end
        if self.parts[path].kind == "flow":
            written = "".join(f", {key}: {flow(value)}" for key, value in added.items())
            return Splice(end, end, written)
        indent = self._column(self._key_start(path))
        lines = [line for key, value in added.items() for line in block(key, value, indent)]
        return self._lines_after(end, lines)

    def _without_key(self, path: Path) -> Splice:
        part = self.parts[path]
        return self._without_lines(part.key_start or 0, part.end)

    def _list(self, path: Path, old: list[Any], new: list[Any]) -> Iterator[Splice]:
        part = self.parts[path]
        if part.kind == "flow" and len(old) != len(new):
            yield Splice(part.start, part.end, flow(new))
            return
        first, last = _differing(old, new)
        shared = min(len(old), len(new)) - first - last
        for index in range(first, first + shared):
            yield from self.rewrite((*path, index), old[index], new[index])
        for index in range(first + shared, len(old) - last):
            item = self.parts[(*path, index)]
            yield self._without_lines(self._dash(item), item.end)
        extra = new[first + shared : len(new) - last]
        if extra:
            anchor = self.parts[(*path, first + shared - 1)]
            indent = " " * self._column(self._dash(anchor))
            yield self._lines_after(anchor.end, [f"{indent}- {flow(item)}" for item in extra])

    def _lines_after(self, end: int, lines: list[str]) -> Splice:
        stop = self.text.find("\n", end)
        stop = len(self.text) if stop < 0 else stop
        if stop > 0 and self.text[stop - 1] == "\r":
            stop -= 1
        return Splice(stop, stop, "".join(self.newline + line for line in lines))

    def _without_lines(self, start: int, end: int) -> Splice:
        begin = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", end)
        if self.text[begin:start].strip():
            raise CannotEdit(
                "ลบส่วนนี้ด้วยแบบฟอร์มไม่ได้ โปรดลบในหน้าข้อความ YAML",
                "The form cannot remove this part; please remove it in the YAML text.",
            )
        return Splice(begin, len(self.text) if stop < 0 else stop + 1, "")

    def _dash(self, item: Part) -> int:
        return self.text.rfind("-", 0, item.start)

    def _key_start(self, path: Path) -> int:
        starts = [
            part.key_start
            for place, part in self.parts.items()
            if len(place) == len(path) + 1 and place[:-1] == path and part.key_start is not None
        ]
        return min(starts)

    def _column(self, index: int) -> int:
        return index - (self.text.rfind("\n", 0, index) + 1)


def _rank(key: str) -> int:
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)


def _differing(old: list[Any], new: list[Any]) -> tuple[int, int]:
    """How many items are the same at the front and at the back."""
    shorter = min(len(old), len(new))
    first = 0
    while first < shorter and same(old[first], settled(new[first])):
        first += 1
    last = 0
    while last < shorter - first and same(old[-1 - last], settled(new[-1 - last])):
        last += 1
    if len(new) > len(old) and first + last == len(old) and first == 0:
        return 0, 0  # nothing in front to add after: say it item by item
    return first, last

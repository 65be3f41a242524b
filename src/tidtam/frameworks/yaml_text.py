"""YAML to plain values and the line of each: a small, strict part of the language.

Mappings, lists, text, whole numbers, decimals (kept exact), true, false and null. Anchors,
aliases, tags, repeated keys and several documents are refused, so that a file means what it shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import yaml

from tidtam.frameworks.problems import Path, Problem
from tidtam.thai.bilingual import Bilingual

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 60
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "true": True, "false": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """The plain value of a file and the line on which each part begins."""

    data: Any
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of ``path`` or of the nearest part that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _RefusedError(Exception):
    def __init__(self, line: int, th: str, en: str) -> None:
        super().__init__(en)
        self.line, self.text = line, Bilingual(th=th, en=en)


@dataclass(slots=True)
class _Open:
    """A mapping or list being filled."""

    path: Path
    value: Any
    key: str | None = None
    keys: set[str] = field(default_factory=set)


def read_yaml(text: str, file: str) -> Document | Problem:
    """The document of ``text``, or the one thing that keeps it from being read."""
    if len(text) > MAX_CHARACTERS:
        return Problem(file, 1, None, _TOO_LONG)
    try:
        return _Builder().build(text)
    except _RefusedError as refused:
        return Problem(file, refused.line, None, refused.text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = str(getattr(error, "problem", None) or "not YAML")
        return Problem(file, mark.line + 1 if mark else 1, None, _not_yaml(what))


class _Builder:
    """Builds plain values from parse events: no recursion, so no depth can harm it."""

    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.lines: dict[Path, int] = {}
        self.root: Any = None

    def build(self, text: str) -> Document:
        documents = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(
                        line,
                        "มีหลายเอกสารในไฟล์เดียว ให้แยกไฟล์",
                        "holds several documents; keep one per file",
                    )
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                self._node(event, line)
        return Document(self.root, self.lines)

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _RefusedError(
                line,
                "ใช้ & หรือ * (anchor, alias) ไม่ได้ ให้เขียนข้อความเต็ม",
                "anchors and aliases (& and *) are not allowed; write the text out in full",
            )
        if getattr(event, "tag", None):
            raise _RefusedError(line, "ใช้ป้าย ! ไม่ได้ ให้ลบออก", "tags (!) are not allowed; remove it")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        else:
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value, line)
        else:
            plain = not event.style
            self._put(_resolve(event.value) if plain else event.value, line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        if key in top.keys:
            raise _RefusedError(
                line,
                f'"{key[:40]}" ซ้ำในที่เดียวกัน ให้เหลือเพียงครั้งเดียว',
                f'"{key[:40]}" is repeated here; keep one of them',
            )
        top.keys.add(key)
        top.key = key
        self.lines[(*top.path, key)] = line

    def _open(self, value: Any, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            raise _RefusedError(line, "ชื่อช่องต้องเป็นข้อความ", "a key must be plain text")
        if len(self.stack) >= MAX_DEPTH:
            raise _RefusedError(
                line,
                f"ซ้อนกันเกิน {MAX_DEPTH} ชั้น ให้ลดชั้นลง",
                f"is nested over {MAX_DEPTH} deep; flatten it",
            )
        self.stack.append(_Open(self._put(value, line), value))

    def _put(self, value: Any, line: int) -> Path:
        if not self.stack:
            self.root = value
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
        else:
            key = str(top.key)
            path = (*top.path, key)
            top.value[key], top.key = value, None
        self.lines.setdefault(path, line)
        return path


def _resolve(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Fraction(text)
    return text


_TOO_LONG = Bilingual(
    th=f"ไฟล์ยาวเกิน {MAX_CHARACTERS:,} ตัวอักษร ให้แยกไฟล์",
    en=f"the file is over {MAX_CHARACTERS:,} characters; split it",
)


def _not_yaml(what: str) -> Bilingual:
    return Bilingual(
        th=f"อ่าน YAML ไม่ได้ ({what}) ให้ตรวจการเยื้อง เครื่องหมาย : และเครื่องหมายคำพูด",
        en=f"not valid YAML ({what}); check indentation, colons and quotation marks",
    )

"""Values as YAML text, in the way the shipped files are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from tidtam.frameworks.yaml_text import Document, read_yaml
from tidtam.scoring.rounding import plain

# Words that need no quotation marks: kinds, codes of office kinds, directions.
_BARE: Final = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_MUST_ESCAPE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A number as somebody typed it: "1.80" stays "1.80"."""

    text: str


def settled(value: Any) -> Any:
    """``value`` as it will be read back."""
    if isinstance(value, Plain):
        read = read_yaml(value.text, "YAML")
        return read.data if isinstance(read, Document) else value.text
    if isinstance(value, dict):
        return {key: settled(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [settled(each) for each in value]
    return value


def flow(value: Any) -> str:
    """A value on one line: ``{th: "…", en: "…"}``."""
    if isinstance(value, dict):
        return "{" + ", ".join(_entry(key, each) for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        bare = _BARE.fullmatch(value) and value not in _RESERVED
        return value if bare else _quoted(value)
    return _plain(value)


def _entry(key: str, value: Any) -> str:
    is_prose = key in ("th", "en", "printed") and isinstance(value, str)
    return f"{key}: {_quoted(value) if is_prose else flow(value)}"


def scalar_like(value: Any, style: str) -> str:
    """A value in the quotation marks that stood there before."""
    if isinstance(value, str) and style == "'" and not _MUST_ESCAPE.search(value):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, str) and style in ('"', "'", "|", ">"):
        return _quoted(value)
    return flow(value)


def block(key: str, value: Any, indent: int) -> list[str]:
    """``key: value`` as lines; only what would be too deep for one line is spread out."""
    margin = " " * indent
    if isinstance(value, dict) and _depth(value) > 2:
        lines = [line for name, each in value.items() for line in block(name, each, indent + 2)]
        return [f"{margin}{key}:", *lines]
    if isinstance(value, list) and _depth(value) > 1:
        return [f"{margin}{key}:", *(f"{margin}  - {flow(each)}" for each in value)]
    return [f"{margin}{key}: {flow(value)}"]


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _plain(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return plain(value)
    return value.text if isinstance(value, Plain) else str(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _MUST_ESCAPE.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    letter = match[0]
    if letter in "\n\t":
        return {"\n": "\\n", "\t": "\\t"}[letter]
    return f"\\u{ord(letter):04x}"

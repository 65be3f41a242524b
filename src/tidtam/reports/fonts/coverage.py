"""Which characters the project's fonts can draw, read from the fonts' own ``cmap`` tables.

Only formats 4 and 12 are read: every font has one of them. Source: OpenType specification, cmap.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

Range = tuple[int, int]
FOLDER = Path(__file__).parent


def covers(code: int) -> bool:
    """Whether one of our fonts has a glyph for the code point ``code``."""
    return code in _covered()


@cache
def _covered() -> frozenset[int]:
    fonts = sorted(FOLDER.glob("*.ttf"))
    return frozenset(
        code
        for font in fonts
        for first, last in character_ranges(font.read_bytes())
        for code in range(first, last + 1)
    )


def character_ranges(font: bytes) -> list[Range]:
    """The runs of code points (first, last) that the TrueType ``font`` maps to a glyph."""
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    found: list[Range] = []
    for number in range(count):
        _, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form in _READERS:
            found += _READERS[form](font, start + offset)
    return found


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        name, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise ValueError(f"font without a {tag.decode()} table")


def _segments(font: bytes, at: int) -> list[Range]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    lasts = struct.unpack_from(f">{count}H", font, at + 14)
    firsts = struct.unpack_from(f">{count}H", font, at + 16 + doubled)
    return [(a, b) for a, b in zip(firsts, lasts, strict=True) if a != 0xFFFF]


def _groups(font: bytes, at: int) -> list[Range]:
    (count,) = struct.unpack_from(">L", font, at + 12)
    return [struct.unpack_from(">LL", font, at + 16 + 12 * n) for n in range(count)]


_READERS = {4: _segments, 12: _groups}

"""Text that people typed, made into paragraphs and numbered lists."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tidtam.reports.sheets.blocks import Align, NumberedList, Paragraph, Run

_NUMBERED = re.compile(r"\s*([0-9๐-๙]{1,2})\. +(\S.*)")
_BREAKS = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
# Invisible characters: controls, which neither XML nor a font can hold, and joiners and
# direction marks, which people paste from web pages without knowing.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ud800-\udfff\ufffe\uffff]"
)
_DECOMPOSED_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """One line of text as it is printed: invisible characters out, white space single, NFC.

    The decomposed sara am (two characters that look like ำ) becomes the letter itself.
    """
    visible = _INVISIBLE.sub("", _BREAKS.sub(" ", text))
    composed = _DECOMPOSED_AM.sub("\\1\u0e33", unicodedata.normalize("NFC", visible))
    return re.sub(r"\s+", " ", composed)


def paragraphs(
    text: str, *, align: Align = "left", indent: bool = False
) -> tuple[Paragraph | NumberedList, ...]:
    """The blocks of ``text``: one paragraph per line, lines numbered from 1 on as one list."""
    found: list[Paragraph | NumberedList] = []
    lines = [stripped for line in _BREAKS.split(text) if (stripped := clean(line).strip())]
    while lines:
        items = _leading_items(lines)
        if len(items) > 1:
            found.append(NumberedList(tuple(Paragraph((Run(item),)) for item in items)))
            lines = lines[len(items) :]
        else:
            found.append(Paragraph((Run(lines.pop(0)),), align=align, indent=indent))
    return tuple(found)


def _leading_items(lines: list[str]) -> list[str]:
    """The texts of the lines at the start that are numbered 1, 2, 3 … without a gap."""
    items: list[str] = []
    for number, line in enumerate(lines, start=1):
        match = _NUMBERED.fullmatch(line)
        if match is None or int(match[1]) != number:
            break
        items.append(match[2])
    return items

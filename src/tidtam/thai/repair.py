"""Undoes what old PDF files and their fonts do to Thai text, where only one reading exists.

Thai fonts of the nineties kept shifted copies of the marks in the private use area
(U+F700 to U+F71A); text taken from such a PDF shows them as boxes or as nothing. Where
a mark is truly lost, or sara am has become sara aa, two readings exist: nothing is
guessed here.
"""

from __future__ import annotations

import re
from typing import Final

from tidtam.thai.text import normalise

# The shifted glyphs of the Windows Thai fonts, in code point order.
_SHIFTED: Final = "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู"
_FIRST_SHIFTED: Final = 0xF700
_WINGDINGS_BULLET: Final = 0xF06C

_PRIVATE_USE: Final = {
    **{_FIRST_SHIFTED + place: glyph for place, glyph in enumerate(_SHIFTED)},
    _WINGDINGS_BULLET: "•",
}
# No Thai word begins with sara am, so a space before it never belongs there.
_TORN_SARA_AM: Final = re.compile(r"(?<=[ก-ฮ่-๋]) +(?=[่-๋]?ำ)")


def repair_pdf(text: str) -> str:
    """``text`` with shifted glyphs as their letters, torn sara am joined, then normalised.

    Sound text comes back unchanged, and a second pass changes nothing.
    """
    return normalise(_TORN_SARA_AM.sub("", normalise(text.translate(_PRIVATE_USE))))

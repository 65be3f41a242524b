"""How alike two texts are, whatever their spaces, marks, signs and digits.

A text is reduced to its bare letters, and these to shingles: all runs of so many letters.
"""

from __future__ import annotations

import re
from typing import Final

from tidtam.thai.digits import to_arabic

# Thai vowels and tones above and below a letter are no letters to \w, so they go too;
# old PDF files lose and swap exactly these.
_NO_LETTERS: Final = re.compile(r"[\W_]+")


def bare_letters(text: str) -> str:
    """Letters and Arabic digits of ``text`` in small letters, without marks and spaces."""
    bare = _NO_LETTERS.sub("", to_arabic(text)).lower()
    return bare.replace("ำ", "า").replace("เเ", "แ")


def shingles(bare: str, size: int) -> frozenset[str]:
    """Every run of ``size`` letters; empty for a shorter text."""
    return frozenset(bare[at : at + size] for at in range(len(bare) - size + 1))

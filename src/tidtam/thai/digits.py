"""Thai and Arabic digits, and which digits of a document must never be touched."""

from __future__ import annotations

import re
from typing import Final, Literal

from tidtam.thai.errors import UnknownDigitStyle

DigitStyle = Literal["thai", "arabic"]

THAI_DIGITS: Final = "๐๑๒๓๔๕๖๗๘๙"
ARABIC_DIGITS: Final = "0123456789"

_TO_THAI: Final = str.maketrans(ARABIC_DIGITS, THAI_DIGITS)
_TO_ARABIC: Final = str.maketrans(THAI_DIGITS, ARABIC_DIGITS)

# A chunk of a code: Latin letters and digits of either script.
_CHUNK: Final = "[A-Za-z0-9๐-๙]+"
_DIGIT: Final = "[0-9๐-๙]"
_OCTET: Final = f"{_DIGIT}{{1,3}}"

# Top-level domains under which a name may begin with a bare number (360.go.th);
# with others "1.Active" is a list number before a word, not an address.
_DOMAINS: Final = "th|com|org|net|edu|gov|info|io|me|be|ly|app|dev"

# First match wins, so the widest protections stand first.
_PROTECTED: Final = re.compile(
    rf"""
      [A-Za-z][A-Za-z0-9+.-]*://\S+                             # an address with its scheme
    | \bwww\.\S+                                                # an address without it
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                              # e-mail
    | (?:[A-Za-z0-9๐-๙_-]+\.)+(?:{_DOMAINS})\b(?:[:/?\#]\S*)?    # host, perhaps with a path
    | \bIP\s*:?\s*{_OCTET}(?:\.{_OCTET}){{3}}                   # a number called an IP
    | (?<![0-9๐-๙.]){_DIGIT}{{2,3}}(?:\.{_OCTET}){{3}}(?:[:/]{_DIGIT}+)?(?![0-9๐-๙.])
    | (?:{_DIGIT}+\.(?={_DIGIT}+[A-Za-z]))?                     # 1.5GB, but not 1.Active
      (?=[0-9๐-๙]*[-_+]?[0-9๐-๙]*[A-Za-z]) {_CHUNK}
      (?:[-_+@.]{_CHUNK})*                                      # X1, 6a, COVID-19, v2.1
    """,
    re.VERBOSE,
)


def to_thai(text: str) -> str:
    """``text`` with every Arabic digit written as a Thai digit."""
    return text.translate(_TO_THAI)


def to_arabic(text: str) -> str:
    """``text`` with every Thai digit written as an Arabic digit."""
    return text.translate(_TO_ARABIC)


def to_document_digits(text: str, style: DigitStyle) -> str:
    """``text`` with the digits of its prose in ``style``; codes and addresses stay as they are.

    Left untouched: addresses and host names (``youtu.be/qy-9``, ``spm18.go.th``),
    e-mail, IP numbers, and every word or code with a Latin letter in it (``X1``,
    ``6a``, ``COVID-19``, ``1.5GB``). Four numbers with dots are an IP number when
    the first has at least two digits or the word IP stands before them; ``3.4.3.2``
    is a heading number and follows the prose.

    Source: the reference on documents (section 7): such digits are never converted.

    Raises:
        UnknownDigitStyle: when ``style`` is neither "thai" nor "arabic".
    """
    tables = {"thai": _TO_THAI, "arabic": _TO_ARABIC}
    if style not in tables:
        raise UnknownDigitStyle(style)
    pieces: list[str] = []
    end = 0
    for span in _PROTECTED.finditer(text):
        pieces += [text[end : span.start()].translate(tables[style]), span.group()]
        end = span.end()
    pieces.append(text[end:].translate(tables[style]))
    return "".join(pieces)

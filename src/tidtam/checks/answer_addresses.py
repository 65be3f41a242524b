"""``url-digits``: Thai digits in a web address or an e-mail address, which then leads nowhere."""

from __future__ import annotations

import re
from typing import Final

from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_arabic

# An address ends before a Thai letter: people write on without a space, and an address
# with Thai words in it may rightly have Thai digits among them.
_SIGN: Final = r"[!-;=?-~๐-๙]"
_LABEL: Final = r"[A-Za-z0-9๐-๙_-]"
_DOMAINS: Final = "th|com|org|net|edu|gov|info|io|me|be|ly|app|dev|gl|link|site"
# Lengths are those of the domain name system; they also keep the search linear.
ADDRESS: Final = re.compile(
    rf"""
      (?P<web>(?<![A-Za-z])(?:https?|ftp)\s?://{_SIGN}+ | (?<![A-Za-z])www\.{_SIGN}+)
    | (?P<mail>(?<![A-Za-z0-9๐-๙_.%+-])[A-Za-z0-9๐-๙_.%+-]{{1,64}}+@
        {_LABEL}{{1,63}}+(?:\.{_LABEL}{{1,63}}+){{1,8}}+)
    | (?P<host>(?<![A-Za-z0-9๐-๙_-])(?=[0-9๐-๙_-]{{0,63}}+[A-Za-z])
        (?:{_LABEL}{{1,63}}+\.){{1,8}}?
        (?:{_DOMAINS})(?![A-Za-z0-9๐-๙_-])(?:[:/?\#]{_SIGN}*)?)
    """,
    re.VERBOSE,
)
_THAI_DIGIT: Final = re.compile("[๐-๙]")
# Signs behind an address that close the sentence or the bracket around it.
_CLOSING: Final = ".,;:!?)]}'\"*"


def check_addresses(text: str, part: str = "") -> tuple[Finding, ...]:
    """Addresses with Thai digits, each with the address as it must be; ``text`` normalised."""
    return tuple(
        _finding(found.start(), words, part)
        for found in ADDRESS.finditer(text)
        if _THAI_DIGIT.search(words := found.group().rstrip(_CLOSING))
    )


def _finding(start: int, words: str, part: str) -> Finding:
    why = Bilingual(
        "ที่อยู่เว็บและอีเมลใช้เลขอารบิกเท่านั้น เลขไทยทำให้เปิดไม่ได้",
        "Web and e-mail addresses have Arabic digits only; with Thai digits they do not open.",
    )
    place = Place(part, start, start + len(words))
    return Finding("url-digits", "warning", place, words, why, to_arabic(words))

"""The last change before writing: digits as the document wants them."""

from __future__ import annotations

import re

from tidtam.reports.sheets.blocks import Document, mapped, texts
from tidtam.reports.sheets.style import DigitStyle
from tidtam.thai.digits import to_document_digits

_THAI, _ARABIC = re.compile("[๐-๙]"), re.compile("[0-9]")


def dressed(document: Document, digits: DigitStyle) -> Document:
    """The document with its digits in the given style; codes and addresses keep theirs."""
    other = _THAI if digits == "arabic" else _ARABIC
    if not any(map(other.search, (document.title, document.standing, *texts(document)))):
        return document

    def change(text: str) -> str:
        return to_document_digits(text, digits) if other.search(text) else text

    return mapped(document, change)

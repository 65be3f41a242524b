"""Finds what makes a PDF act on its own, in a copy that pdfium wrote.

pdfium writes every object openly and once: packed objects unpacked, names plainly spelt, earlier
versions gone. So the names in such a copy can be read one by one; what stands in texts and in
streams (pictures, fonts, page content) is passed over.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import Final

from tidtam.evidence.inspection.reasons import Found

_TOKEN: Final = re.compile(
    rb"\((?:\\.|[^\\()])*+\)"  # a text: passed over
    rb"|(?<!<)<[0-9A-Fa-f\s]*>"  # a text in hexadecimal digits: passed over
    rb"|/([^\x00\x09\x0a\x0c\x0d ()<>\[\]{}/%]*)"  # a name
    rb"|>>\s*stream\r?\n",  # the start of a stream
    re.DOTALL,
)
_HASHED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")

ACTING: Final = {
    b"JavaScript": "JavaScript",
    b"JS": "JavaScript",
    b"Launch": "Launch",
    b"ImportData": "ImportData",
    b"SubmitForm": "SubmitForm",
    b"GoToE": "GoToE",
    b"GoToR": "GoToR",
    b"XFA": "XFA",
    b"RichMedia": "RichMedia",
    b"Rendition": "Rendition",
}
ATTACHED: Final = frozenset({b"EmbeddedFile", b"EmbeddedFiles", b"EF"})


def refuse_acting_names(copy: Path) -> None:
    """Read the names of a copy written by pdfium.

    Raises:
        Found: ``active_pdf`` or ``pdf_attachment``.
    """
    with copy.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 0
        while (token := _TOKEN.search(data, at)) is not None:
            at = token.end()
            name = token.group(1)
            if name is not None:
                _judge(_HASHED.sub(lambda found: bytes([int(found.group(1), 16)]), name))
            elif token.group().startswith(b">>"):
                end = data.find(b"endstream", at)
                at = end + 9 if end >= 0 else len(data)


def _judge(name: bytes) -> None:
    if name in ATTACHED:
        raise Found("pdf_attachment")
    if name in ACTING:
        raise Found("active_pdf", ACTING[name])

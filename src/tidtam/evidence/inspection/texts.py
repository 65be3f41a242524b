"""Plain text and CSV, in UTF-8 or the Thai encoding of older programs."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final

from tidtam.evidence.inspection.reasons import Found
from tidtam.evidence.inspection.signatures import refuse_markup

_CHUNK: Final = 1024 * 1024
# Everything below the blank but tab, line ends and form feed.
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
ENDINGS: Final = {
    "txt": "txt",
    "csv": "csv",
    "tsv": "csv",
    "text": "txt",
    "log": "txt",
    "md": "txt",
}


def kind_of_text(path: Path, ending: str) -> str:
    """ "txt" or "csv", by the ending of the name: their content cannot tell.

    Raises:
        Found: not text, not in a known encoding, or a page for a browser.
    """
    if ending not in ENDINGS:
        raise Found("unknown")
    with path.open("rb") as file:
        refuse_markup(file.read(4096))
    if not any(_reads(path, encoding) for encoding in ("utf-8-sig", "cp874")):
        raise Found("not_text")
    return ENDINGS[ending]


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_CHUNK):
                if _CONTROLS.search(piece):
                    return False
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True

"""The font that travels inside a Word file, for machines that have no TH Sarabun.

Without it Word and LibreOffice take some other Thai font; most are drawn half as large again, and
a sheet of two pages becomes one of four. ECMA-376 part 1, 17.8.1, asks that the first 32 bytes of
an embedded font be mixed with a key that stands in the file: no secret, only a mark that the font
came with a document. The licence of our font (SIL OFL 1.1) allows embedding.
"""

from __future__ import annotations

import uuid
from functools import cache

from tidtam.reports.fonts import FOLDER

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MIXED = 32  # bytes
_KEYS = {
    face: uuid.uuid5(uuid.NAMESPACE_URL, f"tidtam-sarabun-{face.lower()}")
    for face in ("Regular", "Bold")
}

# What the font table says of the two faces, last in the element of their font.
FACES = "".join(
    f'<w:embed{face} r:id="{face}" w:fontKey="{{{str(key).upper()}}}"/>'
    for face, key in _KEYS.items()
)

RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="{face}" Type="{RELATION}" Target="fonts/{face.lower()}.odttf"/>'
        for face in _KEYS
    )
    + "</Relationships>"
)


@cache
def files() -> dict[str, bytes]:
    """The parts of the package that hold the font, by their names."""
    fonts = {
        f"word/fonts/{face.lower()}.odttf": mixed(
            (FOLDER / f"TidtamSarabun-{face}.ttf").read_bytes(), key
        )
        for face, key in _KEYS.items()
    }
    return {"word/_rels/fontTable.xml.rels": RELATIONS.encode(), **fonts}


def mixed(font: bytes, key: uuid.UUID) -> bytes:
    """``font`` with its first 32 bytes mixed with ``key``; done twice it is the font again."""
    pattern = key.bytes[::-1] * 2
    head = bytes(byte ^ other for byte, other in zip(font[:_MIXED], pattern, strict=True))
    return head + font[_MIXED:]

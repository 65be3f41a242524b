"""How the fonts in this folder were made; run it again when a source font is renewed.

Why a derived font. A PDF stores glyphs, and a reader gets text back through one table, glyph to
characters. OpenType Thai draws น้ำ as four glyphs in another order than the letters and reuses
each mark over many consonants, so that one glyph has no single text: readers then give back
"ครั้รั้ง", "ป่ า" or "นํา". The derived font holds one glyph for every *written syllable cell*
(a consonant with all its marks), drawn from the source font's own glyphs at the places where the
source font's own rules put them. One cell, one glyph, one text: every reader returns the letters
that went in, and nobody can see a difference on paper.

Sources: Sarabun (SIL OFL 1.1, no reserved font name) from the npm package
``@expo-google-fonts/sarabun``; DejaVu Sans (Bitstream Vera licence, hence another name) for signs
that Sarabun lacks; Noto Emoji (SIL OFL 1.1), copied unchanged.

Use:  python build.py SARABUN_REGULAR.ttf SARABUN_BOLD.ttf DEJAVU_SANS.ttf
Needs fontTools (a development requirement) and the system's ``libharfbuzz``; neither is needed
to print.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from fontTools.otlLib.builder import buildLigatureSubstSubtable  # type: ignore[import-untyped]
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont, newTable  # type: ignore[import-untyped]
from fontTools.ttLib.tables import otTables  # type: ignore[import-untyped]
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent  # type: ignore[import-untyped]

HERE = Path(__file__).parent

# TH Sarabun, the face official letters are set in, is drawn at 68 % of the size of
# Sarabun. A larger em makes "16 pt" mean the same size in both.
EM = 1470

CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F) if code not in (0x0E24, 0x0E26)]
VOWELS = ["", *"\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e4d"]
TONES = ["", *"\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e"]
SARA_AM = "\u0e33"

# What Sarabun lacks and people do type: Greek, Cyrillic, arrows, mathematics, shapes, ticks.
SYMBOLS = [
    *range(0x0370, 0x0530),
    *range(0x2070, 0x20A0),
    *range(0x2190, 0x2300),
    *range(0x2460, 0x2500),
    *range(0x25A0, 0x2600),
    *range(0x2605, 0x2607),
    *range(0x2610, 0x2613),
    *range(0x2713, 0x2719),
]


@dataclass(frozen=True)
class Placed:
    """One source glyph of a cell: its number, where it is drawn and how far the pen moves."""

    glyph: int
    x: int
    y: int
    advance: int


def cells() -> Iterator[str]:
    """Every consonant with marks that Thai can write, the longest kinds included."""
    for consonant, vowel, tone in product(CONSONANTS, VOWELS, TONES):
        if vowel or tone:
            yield consonant + vowel + tone
    for consonant, tone in product(CONSONANTS, ["", *TONES[1:5]]):
        yield consonant + tone + SARA_AM


class _Info(ctypes.Structure):
    _fields_ = [("codepoint", ctypes.c_uint32), ("rest", ctypes.c_uint32 * 4)]


class _Position(ctypes.Structure):
    _fields_ = [
        ("x_advance", ctypes.c_int32),
        ("y_advance", ctypes.c_int32),
        ("x_offset", ctypes.c_int32),
        ("y_offset", ctypes.c_int32),
        ("rest", ctypes.c_uint32),
    ]


class Shaper:
    """The source font's own placing rules, asked of HarfBuzz."""

    def __init__(self, path: Path) -> None:
        self._hb = ctypes.CDLL(ctypes.util.find_library("harfbuzz") or "libharfbuzz.so.0")
        for name in ("hb_blob_create_from_file", "hb_face_create", "hb_font_create"):
            getattr(self._hb, name).restype = ctypes.c_void_p
        self._hb.hb_buffer_create.restype = ctypes.c_void_p
        self._hb.hb_buffer_get_glyph_infos.restype = ctypes.POINTER(_Info)
        self._hb.hb_buffer_get_glyph_positions.restype = ctypes.POINTER(_Position)
        blob = ctypes.c_void_p(self._hb.hb_blob_create_from_file(str(path).encode()))
        face = ctypes.c_void_p(self._hb.hb_face_create(blob, 0))
        self._font = ctypes.c_void_p(self._hb.hb_font_create(face))

    def place(self, text: str) -> list[Placed]:
        """The glyphs of ``text`` in drawing order, in font units."""
        buffer = ctypes.c_void_p(self._hb.hb_buffer_create())
        data = text.encode("utf-8")
        self._hb.hb_buffer_add_utf8(buffer, data, len(data), 0, len(data))
        self._hb.hb_buffer_guess_segment_properties(buffer)
        self._hb.hb_shape(self._font, buffer, None, 0)
        count = ctypes.c_uint()
        infos = self._hb.hb_buffer_get_glyph_infos(buffer, ctypes.byref(count))
        positions = self._hb.hb_buffer_get_glyph_positions(buffer, ctypes.byref(count))
        placed = [
            Placed(
                infos[i].codepoint,
                positions[i].x_offset,
                positions[i].y_offset,
                positions[i].x_advance,
            )
            for i in range(count.value)
        ]
        self._hb.hb_buffer_destroy(buffer)
        return placed


def drawn(placed: list[Placed], names: list[str]) -> tuple[Glyph, int]:
    """A glyph that draws ``placed`` as one, and its advance."""
    glyph, pen = Glyph(), 0
    glyph.numberOfContours = -1
    glyph.components = []
    for part in placed:
        component = GlyphComponent()
        component.glyphName = names[part.glyph]
        component.x, component.y = pen + part.x, part.y
        component.flags = 0x0004  # offsets are rounded to the grid
        glyph.components.append(component)
        pen += part.advance
    return glyph, pen


def as_shaped(cell: str) -> str:
    """The order in which a shaper asks for the cell: sara am taken apart, its ring first."""
    if not cell.endswith(SARA_AM):
        return cell
    return f"{cell[0]}\u0e4d{cell[1:-1]}\u0e32"


def add_cells(font: TTFont, shaper: Shaper) -> dict[tuple[str, ...], str]:
    """Draw every cell into ``font``; what each is made from, for the substitution table."""
    names, cmap = font.getGlyphOrder()[:], font.getBestCmap()
    glyf, made = font["glyf"], {}
    for cell in cells():
        glyph, advance = drawn(shaper.place(cell), names)
        name = "cell" + "".join(f"{ord(letter):04X}" for letter in cell)
        glyf[name] = glyph
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (advance, glyph.xMin)
        made[tuple(cmap[ord(letter)] for letter in as_shaped(cell))] = name
    return made


def substitution(made: dict[tuple[str, ...], str]) -> Any:
    """A GSUB table with one rule: the letters of a cell become its glyph."""
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = 4, 0
    lookup.SubTable = [buildLigatureSubstSubtable(made)]
    lookup.SubTableCount = 1
    feature = otTables.FeatureRecord()
    feature.FeatureTag, feature.Feature = "ccmp", otTables.Feature()
    feature.Feature.FeatureParams = None
    feature.Feature.LookupListIndex, feature.Feature.LookupCount = [0], 1
    table = otTables.GSUB()
    table.Version = 0x00010000
    table.LookupList, table.FeatureList = otTables.LookupList(), otTables.FeatureList()
    table.LookupList.Lookup, table.FeatureList.FeatureRecord = [lookup], [feature]
    table.ScriptList = otTables.ScriptList()
    table.ScriptList.ScriptRecord = [_script(tag) for tag in ("DFLT", "latn", "thai")]
    gsub = newTable("GSUB")
    gsub.table = table
    return gsub


def _script(tag: str) -> Any:
    language = otTables.DefaultLangSys()
    language.LookupOrder, language.ReqFeatureIndex = None, 0xFFFF
    language.FeatureIndex, language.FeatureCount = [0], 1
    record = otTables.ScriptRecord()
    record.ScriptTag, record.Script = tag, otTables.Script()
    record.Script.DefaultLangSys, record.Script.LangSysRecord = language, []
    return record


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the derived font its own name; copyright and licence records stay as they are."""
    records = font["name"]
    records.names = [record for record in records.names if record.nameID in (0, 5, 8, 9, 13, 14)]
    values = {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}"}
    values[6] = f"{family.replace(' ', '')}-{style}"
    for number, value in values.items():
        records.setName(value, number, 3, 1, 0x409)


def build_text_font(source: Path, *, family: str, style: str, target: Path) -> None:
    """Write the Thai text font: the source's letters plus a glyph for every cell."""
    font = TTFont(source, recalcTimestamp=False)
    for tag in ("fpgm", "prep", "cvt ", "gasp", "hdmx", "VDMX", "DSIG", "GSUB"):
        if tag in font:
            del font[tag]
    for name in font.getGlyphOrder():
        font["glyf"][name].removeHinting()
    font["GSUB"] = substitution(add_cells(font, Shaper(source)))
    font["head"].unitsPerEm = EM
    font["post"].formatType = 3.0
    rename(font, family, style)
    font.save(target)


def build_symbol_font(source: Path, *, family: str, target: Path) -> None:
    """Write the fallback font of signs: a subset of the source under a name of its own."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.hinting, options.layout_features, options.name_IDs = False, [], ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=SYMBOLS)
    subsetter.subset(font)
    rename(font, family, "Regular")
    font.save(target)


def main(regular: str, bold: str, symbols: str) -> None:
    """Rebuild the fonts of this folder from their three sources."""
    family = "Tidtam Sarabun"
    for source, style in ((regular, "Regular"), (bold, "Bold")):
        target = HERE / f"TidtamSarabun-{style}.ttf"
        build_text_font(Path(source), family=family, style=style, target=target)
    build_symbol_font(
        Path(symbols), family="Tidtam Symbols", target=HERE / "TidtamSymbols-Regular.ttf"
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])

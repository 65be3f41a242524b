"""The fonts that come with the project: complete, licensed, reproducible."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tidtam.reports.errors import MissingFont, MissingGlyph
from tidtam.reports.fonts import (
    FALLBACKS,
    FOLDER,
    TEXT_FAMILIES,
    engine_fonts,
    require_glyphs,
    stack,
)
from tidtam.reports.fonts.build import CONSONANTS, EM, as_shaped, cells
from tidtam.reports.fonts.coverage import character_ranges, covers

FILES = sorted(FOLDER.glob("*.ttf"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_reader_of_coverage_agrees_with_fonttools(path: Path) -> None:
    expected = set(TTFont(path).getBestCmap())

    ours = {c for a, b in character_ranges(path.read_bytes()) for c in range(a, b + 1)}

    assert ours == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_font_has_its_licence_beside_it(path: Path) -> None:
    licence = FOLDER / f"{path.stem.split('-')[0]}-LICENSE.txt"

    assert "Permission is hereby granted" in licence.read_text(encoding="utf-8") or (
        "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8")
    )


def test_the_engine_holds_our_families_and_no_other() -> None:
    assert sorted(engine_fonts().families()) == sorted((*TEXT_FAMILIES, *FALLBACKS))


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(MissingFont):
        stack("Comic Sans MS")


def test_all_thai_and_latin_letters_are_covered() -> None:
    thai = [*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)]

    assert [hex(code) for code in (*thai, *range(0x20, 0x7F)) if not covers(code)] == []


def test_the_first_character_without_glyph_is_named_with_its_place() -> None:
    with pytest.raises(MissingGlyph) as caught:
        require_glyphs(["ดี", "กลางประโยคมี 漢 อยู่"])

    assert caught.value.th == (
        "ไม่มีแบบอักษรสำหรับอักขระ U+6F22 (CJK UNIFIED IDEOGRAPH-6F22) "
        "ในข้อความ “กลางประโยคมี 漢 อยู่” ให้ลบหรือแทนด้วยอักขระอื่น"
    )


def test_every_cell_has_one_glyph_as_wide_as_its_letters() -> None:
    """Marks take no room: a cell is as wide as its consonant, or that and า for ำ."""
    font = TTFont(FOLDER / "TidtamSarabun-Regular.ttf")
    widths, cmap = font["hmtx"], font.getBestCmap()
    rules = font["GSUB"].table.LookupList.Lookup[0].SubTable[0].ligatures

    wrong = []
    for cell in cells():
        names = [cmap[ord(letter)] for letter in as_shaped(cell)]
        [made] = [rule.LigGlyph for rule in rules[names[0]] if rule.Component == names[1:]]
        letters = cell[0] + ("\u0e32" if cell.endswith("\u0e33") else "")
        if widths[made][0] != sum(widths[cmap[ord(letter)]][0] for letter in letters):
            wrong.append(cell)

    assert {cell[0] for cell in wrong} <= set()
    assert len(CONSONANTS) == 44
    assert font["head"].unitsPerEm == EM


def test_derived_fonts_carry_their_own_name_and_the_authors_copyright() -> None:
    names = TTFont(FOLDER / "TidtamSarabun-Bold.ttf")["name"]

    assert names.getDebugName(1) == "Tidtam Sarabun"
    assert names.getDebugName(2) == "Bold"
    assert "The Sarabun Project Authors" in names.getDebugName(0)
    assert "SIL Open Font License" in names.getDebugName(13)

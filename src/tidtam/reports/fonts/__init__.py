"""The fonts that come with the project, and what they can draw."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst

from tidtam.reports.errors import MissingFont, MissingGlyph
from tidtam.reports.fonts.coverage import covers

FOLDER = Path(__file__).parent
TEXT_FAMILIES = ("Tidtam Sarabun",)
FALLBACKS = ("Tidtam Symbols", "Noto Emoji")


@cache
def engine_fonts() -> typst.Fonts:
    """The project's fonts as the PDF engine holds them; never those of the machine."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
    for family in (*TEXT_FAMILIES, *FALLBACKS):
        if family not in fonts.families():
            raise MissingFont.of(family, tuple(fonts.families()))
    return fonts


def stack(family: str) -> tuple[str, ...]:
    """``family`` and the declared fallbacks, in the order they are tried.

    Raises MissingFont where the family does not come with the project.
    """
    if family not in TEXT_FAMILIES:
        raise MissingFont.of(family, TEXT_FAMILIES)
    return (family, *FALLBACKS)


def require_glyphs(texts: list[str]) -> None:
    """Raise MissingGlyph for the first character of ``texts`` that our fonts cannot draw."""
    missing = {char for char in set("".join(texts)) if not covers(ord(char))}
    if not missing:
        return
    for text in texts:
        for place, char in enumerate(text):
            if char in missing:
                raise MissingGlyph.of(char, text[max(0, place - 20) : place + 20])

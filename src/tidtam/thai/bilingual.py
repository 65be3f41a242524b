"""A text in both languages of the house, Thai first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Thai and English.

    Attributes:
        th: the Thai text, always present: Thai is what our readers read.
        en: the English text; an empty string where none was given.
    """

    th: str
    en: str = ""

    def __str__(self) -> str:
        return self.th

    def in_language(self, language: str) -> str:
        """The text in ``language`` ("th" or "en…"); Thai where English is absent."""
        return self.en if language.startswith("en") and self.en else self.th

"""Sizes of schools and levels taught in them, each with its words for people."""

from __future__ import annotations

from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class SizeClass(StrEnum):
    """How big a school is, in the ministry's four classes."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    EXTRA_LARGE = "extra_large"


SIZE_WORDS = {
    SizeClass.SMALL: Bilingual(th="ขนาดเล็ก", en="small"),
    SizeClass.MEDIUM: Bilingual(th="ขนาดกลาง", en="medium"),
    SizeClass.LARGE: Bilingual(th="ขนาดใหญ่", en="large"),
    SizeClass.EXTRA_LARGE: Bilingual(th="ขนาดใหญ่พิเศษ", en="extra large"),
}


class SchoolLevel(StrEnum):
    """A level taught; the order here is that of the pupils' ages."""

    PRE_PRIMARY = "pre_primary"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"


LEVEL_WORDS = {
    SchoolLevel.PRE_PRIMARY: Bilingual(th="ก่อนประถมศึกษา", en="pre-primary"),
    SchoolLevel.PRIMARY: Bilingual(th="ประถมศึกษา", en="primary"),
    SchoolLevel.LOWER_SECONDARY: Bilingual(th="มัธยมศึกษาตอนต้น", en="lower secondary"),
    SchoolLevel.UPPER_SECONDARY: Bilingual(th="มัธยมศึกษาตอนปลาย", en="upper secondary"),
}


def join_levels(levels: tuple[SchoolLevel, ...]) -> str:
    """How the levels of a school are stored: in their order, each once, ; between them."""
    return ";".join(level.value for level in SchoolLevel if level in levels)


def split_levels(stored: str) -> tuple[SchoolLevel, ...]:
    """The levels that ``join_levels`` stored."""
    return tuple(SchoolLevel(level) for level in stored.split(";")) if stored else ()

"""Made-up schools, the same every time; each name says สมมติ and no code is a school's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tidtam.orgs.schools import SIZE_WORDS, SizeClass

NATIONAL: Final = 29_000
OF_AN_OFFICE: Final = 120

# Codes of schools begin with a province; no province is 99.
_FIRST_CODE: Final = 9_900_000_000
_PATTERNS: Final = (
    "โรงเรียนบ้านสมมติ {}",
    "โรงเรียนวัดสมมติ {}",
    "โรงเรียนชุมชนสมมติ {}",
    "โรงเรียนบ้านหนองสมมติ {}",
    "โรงเรียนสมมติวิทยา {}",
    "โรงเรียนอนุบาลสมมติ {}",
    "โรงเรียนบ้านไร่สมมติ {}",
)
# Out of twenty schools about so many are of each size, as in the country.
_SIZES: Final = (
    *(SizeClass.SMALL,) * 10,
    *(SizeClass.MEDIUM,) * 8,
    SizeClass.LARGE,
    SizeClass.EXTRA_LARGE,
)
_PRIMARY_LEVELS: Final = (
    "ก่อนประถมศึกษา; ประถมศึกษา",
    "ก่อนประถมศึกษา; ประถมศึกษา",
    "ก่อนประถมศึกษา; ประถมศึกษา; มัธยมศึกษาตอนต้น",
)
_SECONDARY_LEVELS: Final = ("มัธยมศึกษาตอนต้น; มัธยมศึกษาตอนปลาย",)


def sample_rows(
    offices: Sequence[tuple[str, str]], count: int = NATIONAL, *, first: int = 1
) -> Iterator[dict[str, str]]:
    """Rows for ``actions.import_schools``: ``count`` schools dealt to the offices in turn.

    Args:
        offices: unit code and kind ("primary_office") of each office.
        count: how many schools in all.
        first: the number of the first one, for a second lot that shares no code.
    """
    for number in range(first, first + count):
        code, kind = offices[number % len(offices)]
        levels = _SECONDARY_LEVELS if kind == "secondary_office" else _PRIMARY_LEVELS
        yield {
            "code": str(_FIRST_CODE + number),
            "name_th": _PATTERNS[number % len(_PATTERNS)].format(number),
            "office": code,
            # Numbers without a common factor, so that sizes, levels and names mix.
            "size_class": SIZE_WORDS[_SIZES[number * 7 % len(_SIZES)]].th,
            "levels": levels[number * 5 % len(levels)],
        }

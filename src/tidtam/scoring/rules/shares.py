"""A part of a whole: read, guarded, turned into a percentage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tidtam.scoring.rounding import plain, shortened
from tidtam.scoring.rules.base import Outcome, not_computable
from tidtam.scoring.rules.reading import read_fields, read_number
from tidtam.thai.bilingual import Bilingual

SMALL_COUNT = 10


@dataclass(frozen=True, slots=True)
class Share:
    """A numerator and its denominator; None where the office could not give it."""

    numerator: Fraction | None
    denominator: Fraction | None


def read_share(raw: object) -> Share:
    """``{"numerator": 43, "denominator": 45}``; null where unknown."""
    return share_of(read_fields(raw, ("numerator", "denominator")))


def share_of(given: Mapping[str, object]) -> Share:
    """The share of two fields already known to be there."""
    return Share(*(_optional(given[name], name) for name in ("numerator", "denominator")))


def _optional(raw: object, name: str) -> Fraction | None:
    return None if raw is None else read_number(raw, name)


def rate_of(share: Share, per: Fraction) -> Fraction | Bilingual:
    """``numerator / denominator x per``; the reason when there is none."""
    if share.denominator is None or share.denominator == 0:
        return Bilingual("ไม่มีตัวหาร", "the denominator is missing")
    if share.numerator is None:
        return Bilingual("ไม่มีตัวตั้ง", "the numerator is missing")
    return share.numerator / share.denominator * per


def doubts(share: Share) -> tuple[Bilingual, ...]:
    """A part larger than its whole: a warning, since the number may yet be explained."""
    if share.numerator is None or not share.denominator or share.numerator <= share.denominator:
        return ()
    top, bottom = plain(share.numerator), plain(share.denominator)
    return (
        Bilingual(
            f"ตัวตั้ง {top} มากกว่าตัวหาร {bottom} ให้ตรวจตัวเลข",
            f"the numerator {top} is larger than the denominator {bottom}; check the figures",
        ),
    )


def is_small(share: Share) -> bool:
    """Whether a person might be recognised behind the count."""
    return share.numerator is not None and 0 < share.numerator < SMALL_COUNT


def rate_step(share: Share, per: Fraction, rate: Fraction) -> Bilingual:
    """The division in words."""
    top, bottom = plain(share.numerator or Fraction(0)), plain(share.denominator or Fraction(0))
    text = f"{top} ÷ {bottom} × {plain(per)} = {shortened(rate)}"
    return Bilingual(text, text)


def missing(why: Bilingual) -> Outcome:
    """The outcome of a share that has no rate."""
    return not_computable(why)

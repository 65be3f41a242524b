"""``mean-wrong``: a printed mean or word that the rule does not give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_arabic
from tidtam.thai.text import normalise

# Cells that carry no mean: nothing to check.
_NO_MEAN: Final = frozenset({"", "-", "N/A", "อยู่ระหว่างดำเนินการ", "ติดตามแต่ไม่ประเมินผล"})
_MEAN: Final = re.compile(r"^\d{1,3}(?:\.\d{1,6})?$")


@dataclass(frozen=True, slots=True)
class Band:
    """Means from ``lowest`` up to the next band have this word."""

    lowest: Decimal
    word: str


def check_mean(
    value: str,
    word: str,
    *,
    bands: Sequence[Band],
    parts: Sequence[Fraction] = (),
    part: str = "",
) -> tuple[Finding, ...]:
    """Doubts about a mean printed as ``value`` with ``word`` beside it.

    Args:
        value: the mean as printed ("2.42"), Thai digits allowed.
        word: the word as printed ("พอใช้").
        bands: the framework's bands, in any order; a mean under all of them has the
            lowest one's word.
        parts: what the mean is of, if known, with 0 for each indicator not reported; the
            mean is then computed exactly and rounded half-up to the decimals printed.
        part: the part of the document, for the findings' places.
    """
    text = to_arabic(normalise(value)).strip()
    if text in _NO_MEAN:
        return ()
    place = Place(part, 0, len(value))
    if not _MEAN.match(text):
        return (_unreadable(value, place),)
    findings: list[Finding] = []
    right = _rounded_mean(parts, text) if parts else text
    if Decimal(right) != Decimal(text):
        findings.append(_wrong_value(value, right, len(parts), place))
    wanted = _word(Decimal(right), bands)
    if normalise(word).strip() != wanted:
        findings.append(_wrong_word(word, right, wanted, part))
    return tuple(findings)


def _word(mean: Decimal, bands: Sequence[Band]) -> str:
    ordered = sorted(bands, key=lambda band: band.lowest)
    reached = [band for band in ordered if band.lowest <= mean]
    return (reached or ordered[:1])[-1].word


def _rounded_mean(parts: Sequence[Fraction], printed: str) -> str:
    """The exact mean of ``parts``, half-up, with as many decimals as ``printed`` has."""
    digits = len(printed.partition(".")[2])
    scaled = sum(parts, Fraction(0)) / len(parts) * 10**digits
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return format(Decimal(units).scaleb(-digits), "f")


def _unreadable(value: str, place: Place) -> Finding:
    why = Bilingual("ไม่ใช่ค่าเฉลี่ยที่อ่านได้", "This is not a mean that can be read.")
    return Finding("mean-wrong", "error", place, value, why)


def _wrong_value(value: str, right: str, count: int, place: Place) -> Finding:
    why = Bilingual(
        f"ค่าเฉลี่ยของ {count} ค่าคือ {right} ไม่ใช่ {value}",
        f"The mean of the {count} values is {right}, not {value}.",
    )
    return Finding("mean-wrong", "error", place, value, why, right)


def _wrong_word(word: str, mean: str, wanted: str, part: str) -> Finding:
    why = Bilingual(
        f"ค่าเฉลี่ย {mean} อยู่ในระดับ {wanted} ไม่ใช่ {word}",
        f"A mean of {mean} is {wanted}, not {word}.",
    )
    return Finding("mean-wrong", "error", Place(part, 0, len(word)), word, why, wanted)

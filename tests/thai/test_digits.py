"""Digits change script in prose and never inside codes and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.thai.digits import ARABIC_DIGITS, THAI_DIGITS, to_arabic, to_document_digits, to_thai
from tidtam.thai.errors import UnknownDigitStyle

PROTECTED = [
    "X1",
    "6a",
    "COVID-19",
    "O-NET",
    "v2.1.3",
    "1.5GB",
    "spm18.go.th",
    "www.example.go.th/a/9?x=1",
    "https://example.go.th/2566/9",
    "youtu.be/qy-9kzC6wls",
    "12345@example.go.th",
    "192.168.1.1",
    "10.0.0.1:8080",
    "IP 8.8.8.8",
]


def test_to_thai_all_digits() -> None:
    assert to_thai(ARABIC_DIGITS) == THAI_DIGITS


def test_to_arabic_all_digits() -> None:
    assert to_arabic(THAI_DIGITS) == ARABIC_DIGITS


@pytest.mark.parametrize("code", PROTECTED)
def test_to_document_digits_protected_word(code: str) -> None:
    """A code stays as written while the prose around it changes."""
    text = f"ข้อ 7 {code} ปี 2566"

    converted = to_document_digits(text, "thai")

    assert converted == f"ข้อ ๗ {code} ปี ๒๕๖๖"


@pytest.mark.parametrize("address", ["spm๑๘.go.th", "https://youtu.be/qy-๙kzC๖wls"])
def test_to_document_digits_thai_digits_inside_address(address: str) -> None:
    """A damaged address is a finding for a person, not something to convert silently."""
    assert to_document_digits(f"ดู {address} ข้อ ๒", "arabic") == f"ดู {address} ข้อ 2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ข้อ 3.4.3.2", "ข้อ ๓.๔.๓.๒"),
        ("ร้อยละ 95.35", "ร้อยละ ๙๕.๓๕"),
        ("ม.1-6", "ม.๑-๖"),
        ("สพป.ระยอง เขต 2", "สพป.ระยอง เขต ๒"),
        ("1.Active Learning", "๑.Active Learning"),
        ("เวลา 09.30 น.", "เวลา ๐๙.๓๐ น."),
        ("1,234 คน", "๑,๒๓๔ คน"),
    ],
)
def test_to_document_digits_prose(text: str, expected: str) -> None:
    assert to_document_digits(text, "thai") == expected


def test_to_document_digits_unknown_style() -> None:
    with pytest.raises(UnknownDigitStyle) as refusal:
        to_document_digits("1", "roman")  # type: ignore[arg-type]

    assert (refusal.value.th, refusal.value.en) == (
        'ไม่มีแบบตัวเลข "roman" ใช้ได้เพียง "thai" หรือ "arabic"',
        'There is no digit style "roman"; use "thai" or "arabic".',
    )


@given(st.text())
def test_to_thai_and_back_keeps_everything_else(text: str) -> None:
    assert to_arabic(to_thai(text)) == to_arabic(text)


@given(st.text(alphabet="กขabX019๑๙ .-/:@\n"), st.sampled_from(["thai", "arabic"]))
def test_to_document_digits_only_changes_digits(text: str, style: str) -> None:
    """Position by position only the script of digits may differ, and twice is as once."""
    once = to_document_digits(text, style)  # type: ignore[arg-type]

    assert to_arabic(once) == to_arabic(text)
    assert to_document_digits(once, style) == once  # type: ignore[arg-type]


@given(st.text(alphabet="กา 0123456789๐๕", max_size=30))
def test_to_document_digits_without_latin_converts_all(text: str) -> None:
    assert to_document_digits(text, "thai") == to_thai(text)

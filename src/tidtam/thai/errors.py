"""What this room refuses, as a tree.

ThaiTextError
├── UnknownDigitStyle   a digit style other than "thai" or "arabic"
├── YearOutOfRange      a Buddhist year that no calendar date has
└── NotAThaiDate        a text in which no Thai date can be read
"""

from __future__ import annotations

from tidtam.thai.bilingual import Bilingual


class ThaiTextError(ValueError):
    """A refusal of this room: one sentence in each language.

    Attributes:
        th: what is wrong and what to do, in Thai.
        en: the same in English.
    """

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.th)
        self.th = message.th
        self.en = message.en


class UnknownDigitStyle(ThaiTextError):
    """The digit style asked for does not exist."""

    def __init__(self, style: str) -> None:
        super().__init__(
            Bilingual(
                th=f'ไม่มีแบบตัวเลข "{style}" ใช้ได้เพียง "thai" หรือ "arabic"',
                en=f'There is no digit style "{style}"; use "thai" or "arabic".',
            )
        )


class YearOutOfRange(ThaiTextError):
    """The Buddhist year lies outside the calendar (544 to 10542)."""

    def __init__(self, year: int) -> None:
        super().__init__(
            Bilingual(
                th=f"ปี พ.ศ. {year} อยู่นอกปฏิทิน ให้ระบุปี พ.ศ. ระหว่าง 544 ถึง 10542",
                en=f"Buddhist year {year} is outside the calendar; give one from 544 to 10542.",
            )
        )


class NotAThaiDate(ThaiTextError):
    """No date can be read from the text, or the date does not exist."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Bilingual(
                th=f'อ่านวันที่จาก "{text}" ไม่ได้ ให้เขียนเป็น วัน เดือน ปี พ.ศ. เช่น 30 กันยายน 2566',
                en=f'No date can be read from "{text}"; '
                "write day, month and Buddhist year, for example 30 กันยายน 2566.",
            )
        )

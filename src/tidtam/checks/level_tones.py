"""The one table of words that praise or blame, and of what each is worth at each level.

Everything a ministry officer may want to argue about stands here as data; docs/checks.md
prints the table. How the words are read in a sentence is in :mod:`level_praise`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tidtam.checks.finding import Severity
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Tone:
    """Words of one force, and when they are too much.

    Attributes:
        name: what the words are.
        words: the words; of words that begin alike the longest is meant.
        at: level given to how serious the words are there; fair at levels left out.
        away: for words that name a level, levels between the one named and the one
            given to how serious that is.
    """

    name: Bilingual
    words: tuple[str, ...]
    at: Mapping[int, Severity] = field(default_factory=dict)
    away: Mapping[int, Severity] = field(default_factory=dict)


# The thresholds are ours; no document states them.
NAMED: Final = Tone(
    Bilingual("ระบุระดับ", "a level named as the one given"),
    ("ระดับ…", "ระดับคุณภาพ…"),
    away={1: "error", 2: "error", 3: "error", 4: "error"},
)
# "ดี" is also an ordinary word: without ระดับ only too much praise or blame is doubted.
BARE: Final = Tone(
    Bilingual("คำของระดับโดยไม่มีคำว่าระดับ", "a level's word without ระดับ, too high or too low"),
    ("ผลการดำเนินงาน…", "ผลการประเมิน…", "ดำเนินงานได้…"),
    away={1: "warning", 2: "error", 3: "error", 4: "error"},
)
SPOKEN: Final[tuple[Tone, ...]] = (
    Tone(
        Bilingual("ยกย่องสูงสุด", "highest praise"),
        (
            "ยอดเยี่ยม",
            "เป็นเลิศ",
            "ดีที่สุด",
            "ดีเด่นที่สุด",
            "โดดเด่นที่สุด",
            "เป็นต้นแบบของประเทศ",
            "เป็นต้นแบบระดับประเทศ",
            "เป็นแบบอย่างของประเทศ",
            "เป็นแบบอย่างระดับประเทศ",
            "ต้นแบบของประเทศ",
            "ต้นแบบระดับประเทศ",
            "แบบอย่างของประเทศ",
            "แบบอย่างระดับประเทศ",
        ),
        at={1: "error", 2: "error", 3: "warning"},
    ),
    Tone(
        Bilingual("ยกย่อง", "praise"),
        (
            "ดีเด่น",
            "โดดเด่น",
            "เป็นต้นแบบ",
            "เป็นแบบอย่าง",
            "ขอชื่นชม",
            "ขอยกย่อง",
            "น่าชื่นชม",
            "น่ายกย่อง",
        ),
        at={1: "warning", 2: "warning"},
    ),
    Tone(
        Bilingual("ตำหนิรุนแรง", "strongest blame"),
        ("ล้มเหลว", "แย่ที่สุด", "ต่ำที่สุด", "ต้องปรับปรุงอย่างเร่งด่วน", "ต้องปรับปรุงโดยเร่งด่วน"),
        at={3: "warning", 4: "error", 5: "error"},
    ),
    Tone(
        Bilingual("ตำหนิ", "blame"),
        ("ไม่ผ่าน", "ต่ำมาก", "ต้องปรับปรุง"),
        at={4: "warning", 5: "warning"},
    ),
)
TONES: Final[tuple[Tone, ...]] = (NAMED, BARE, *SPOKEN)

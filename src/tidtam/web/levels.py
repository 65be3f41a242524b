"""The words of the five levels and of the special values, where a page has no framework.

A framework may carry words of its own; a page that shows a framework's result hands its
word to ``level_badge`` and these stand back.
"""

from __future__ import annotations

from typing import Final

from tidtam.thai.bilingual import Bilingual

LEVELS: Final = (5, 4, 3, 2, 1)

LEVEL_WORDS: Final = {
    5: Bilingual("ดีเยี่ยม", "Excellent"),
    4: Bilingual("ดีมาก", "Very good"),
    3: Bilingual("ดี", "Good"),
    2: Bilingual("พอใช้", "Fair"),
    1: Bilingual("ปรับปรุง", "Needs improvement"),
}

SPECIAL_WORDS: Final = {
    "not_reported": Bilingual("N/A ไม่ได้รายงาน", "N/A not reported"),
    "not_applicable": Bilingual("- ไม่ใช้กับเขตนี้", "- not applicable"),
    "monitored": Bilingual("ติดตามแต่ไม่ประเมินผล", "Monitored, not rated"),
    "pending": Bilingual("อยู่ระหว่างดำเนินการ", "Pending"),
}

NO_LEVEL: Final = Bilingual("ไม่มีระดับ", "No level")

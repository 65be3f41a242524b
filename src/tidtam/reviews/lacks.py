"""What is most often missing from an item, as sentences that the office reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from tidtam.thai.bilingual import Bilingual

LACKS: Final[Mapping[str, Bilingual]] = {
    "no_evidence": Bilingual("ยังไม่มีหลักฐาน โปรดแนบ", "There is no evidence; please attach it"),
    "not_readable": Bilingual(
        "เปิดหลักฐานไม่ได้หรืออ่านไม่ออก โปรดแนบใหม่",
        "The evidence cannot be opened or read; please attach it again",
    ),
    "other_year": Bilingual("หลักฐานไม่ใช่ของปีงบประมาณนี้", "The evidence is not of this fiscal year"),
    "no_date": Bilingual(
        "หลักฐานไม่บอกวันที่หรือไม่บอกว่าเป็นของเขตใด",
        "The evidence does not say its date, or whose it is",
    ),
    "not_asked": Bilingual("คำตอบไม่ตรงกับที่ถาม", "The answer is not to what is asked"),
    "partly": Bilingual("ตอบไม่ครบทุกประเด็น", "Not every point is answered"),
    "figures": Bilingual(
        "ตัวเลขในคำตอบไม่ตรงกับหลักฐาน", "The figures of the answer are not those of the evidence"
    ),
    "other_item": Bilingual("หลักฐานเป็นของข้ออื่น", "The evidence belongs to another item"),
}


def missing_text(codes: Collection[str], own: str = "") -> str:
    """The sentences of some codes in their order, then own words; "" for neither.

    Thai, as everything that offices and the bureau write to each other.
    """
    said = [words.th for code, words in LACKS.items() if code in codes]
    return "\n".join([*said, *([own.strip()] if own.strip() else [])])

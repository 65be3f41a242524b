"""``answer-empty`` and ``answer-short``: nothing was said yet, or very little."""

from __future__ import annotations

import re
from typing import Final

from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual

# What people leave in a field to come back to; "ไม่มี" is an answer and not among them.
_PLACEHOLDER: Final = re.compile(
    r"(?:[\s.…·_*/\-–—]+|x{2,}|n/?a|tbd|test|ทดสอบ|รอข้อมูล|รอกรอก|รอดำเนินการกรอก)[\s.…]*",
    re.IGNORECASE,
)
_NOTHING_TO_REPORT: Final = re.compile(
    r"(?:ไม่มี|ไม่มีข้อมูล|ไม่เกี่ยวข้อง|อยู่ระหว่างดำเนินการ|ไม่มีปัญหา(?:และ)?(?:อุปสรรค)?)[\s.]*"
)
_SPACES: Final = re.compile(r"\s+")


def is_blank(text: str) -> bool:
    """Whether nothing is said: no words, or only what keeps a place free."""
    return not text.strip() or _PLACEHOLDER.fullmatch(text.strip()) is not None


def check_length(text: str, *, least: int, part: str = "") -> tuple[Finding, ...]:
    """A hint where ``text`` is blank or has fewer than ``least`` characters without spaces.

    Silent on an explicit ไม่มี, which is complete as it stands.
    """
    if is_blank(text):
        return (_empty(text, part),)
    length = len(_SPACES.sub("", text))
    if length >= least or _NOTHING_TO_REPORT.fullmatch(text.strip()):
        return ()
    why = Bilingual(
        f"มี {length} ตัวอักษร คำตอบข้อนี้ควรมีอย่างน้อย {least} ตัวอักษร โปรดเพิ่มรายละเอียด",
        f"{length} characters; an answer here should have at least {least}. Please say more.",
    )
    return (_finding("answer-short", text, part, why),)


def _empty(text: str, part: str) -> Finding:
    if not text.strip():
        why = Bilingual(
            "ยังไม่ได้ตอบ หากไม่มีเรื่องรายงาน ให้เลือก ไม่มี และบอกเหตุผล",
            "Not answered yet; if there is nothing to report, choose ไม่มี and say why.",
        )
    else:
        why = Bilingual(
            "ยังไม่ใช่คำตอบ หากไม่มีเรื่องรายงาน ให้เลือก ไม่มี และบอกเหตุผล",
            "Not an answer yet; if there is nothing to report, choose ไม่มี and say why.",
        )
    return _finding("answer-empty", text, part, why)


def _finding(code: str, text: str, part: str, why: Bilingual) -> Finding:
    words = text.strip()
    start = text.find(words)
    return Finding(code, "hint", Place(part, start, start + len(words)), words, why)

"""``comment-missing`` and ``comment-short``: a mark without a reason, or with hardly one."""

from __future__ import annotations

import re
from typing import Final

from tidtam.checks.answer_length import is_blank
from tidtam.checks.comment_office import PLACEHOLDER
from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual

_SPACES: Final = re.compile(r"\s+")
_MISSING: Final = Bilingual(
    "ระดับนี้ต้องมีความเห็น โปรดบอกเหตุผลและสิ่งที่ควรทำ",
    "This level needs a comment; please say why, and what to do.",
)


def check_comment_length(
    text: str, *, least: int, is_needed: bool, part: str = ""
) -> tuple[Finding, ...]:
    """An error where a comment that is needed is blank, a hint where one has hardly any words.

    Args:
        least: how many characters without spaces a comment should have; the office's name
            does not count.
        is_needed: whether the mark given asks for a comment. Without it blank is silent.
    """
    words = text.strip()
    where = Place(part, text.find(words), text.find(words) + len(words))
    if is_blank(text.replace(PLACEHOLDER, "")):
        if is_needed:
            return (Finding("comment-missing", "error", where, words, _MISSING),)
        if not words:
            return ()
    length = len(_SPACES.sub("", text.replace(PLACEHOLDER, "")))
    if length >= least:
        return ()
    why = Bilingual(
        f"มี {length} ตัวอักษร ความเห็นควรมีอย่างน้อย {least} ตัวอักษร โปรดบอกเหตุผลและสิ่งที่ควรทำ",
        f"{length} characters; a comment should have at least {least}. "
        "Please say why, and what to do.",
    )
    return (Finding("comment-short", "hint", where, words, why),)

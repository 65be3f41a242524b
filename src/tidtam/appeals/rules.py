"""What an appeal must hold, and when it may be written: plain rules, no database."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from tidtam.appeals.errors import WindowIsClosed
from tidtam.shared import clock
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime

LONGEST: Final = 5_000
# Characters without spaces under which nobody could tell what is meant.
LEAST_REASON: Final = 20
MOST_EVIDENCE: Final = 20
_SPACES: Final = re.compile(r"\s+")

NO_WINDOW: Final = Bilingual(
    "รอบนี้ยังไม่กำหนดช่วงเวลายื่นคำทักท้วง โปรดสอบถามส่วนกลาง (สตผ.)",
    "No time to appeal is set for this round yet; please ask the bureau.",
)


@dataclass(frozen=True, slots=True)
class Window:
    """When appeals of a round are taken: from ``starts`` to ``closes``, both included."""

    starts: dt.datetime
    closes: dt.datetime

    def is_open(self, now: dt.datetime) -> bool:
        return self.starts <= now <= self.closes


def why_closed(window: Window | None, now: dt.datetime) -> Bilingual | None:
    """Why nothing can be written or sent now; None where it can."""
    if window is None:
        return NO_WINDOW
    if now < window.starts:
        th, en = _named(window.starts)
        return Bilingual(
            f"ยังไม่ถึงเวลายื่นคำทักท้วง เริ่ม {th} โปรดกลับมาเมื่อถึงเวลา",
            f"The time to appeal has not begun; it begins on {en}. Please come back then.",
        )
    if now > window.closes:
        th, en = _named(window.closes)
        return Bilingual(
            f"หมดเวลายื่นคำทักท้วงเมื่อ {th} หากพบว่าผลผิดโปรดแจ้งส่วนกลาง (สตผ.)",
            f"The time to appeal ended on {en}. If a result is wrong, please tell the bureau.",
        )
    return None


def refuse_closed(window: Window | None, now: dt.datetime) -> None:
    """Refuse what comes before or after the time to appeal.

    Raises:
        WindowIsClosed: with the day.
    """
    why = why_closed(window, now)
    if why is not None:
        raise WindowIsClosed(why.th, why.en)


def _named(moment: dt.datetime) -> tuple[str, str]:
    """A moment in Thailand as both languages write it."""
    local = clock.local(moment)
    return thai_datetime(local), f"{local:%Y-%m-%d %H:%M}"


def tidied(text: str) -> str:
    """A text with the ends trimmed and one kind of line end.

    Raises:
        BadInput: it is too long.
    """
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(text) > LONGEST:
        raise BadInput(
            f"ข้อความยาว {len(text):,} ตัวอักษร เกิน {LONGEST:,} ตัวอักษร โปรดย่อ",
            f"The text has {len(text):,} characters, over the limit of {LONGEST:,}; please "
            "shorten it.",
        )
    return text


def refuse_without_words(text: str) -> None:
    """Refuse a reason that says hardly anything.

    Raises:
        BadInput: with how many characters there are and should be.
    """
    length = len(_SPACES.sub("", text))
    if length < LEAST_REASON:
        raise BadInput(
            f"เหตุผลมี {length} ตัวอักษร ควรมีอย่างน้อย {LEAST_REASON} ตัวอักษร "
            "โปรดเขียนว่าคะแนนไม่ตรงกับรายงานหรือหลักฐานใด",
            f"The reason has {length} characters and needs at least {LEAST_REASON}; please "
            "write which part of the report or evidence the mark does not fit.",
        )

"""The words of the letter that goes with a sheet: as the bureau wrote them, or the usual ones.

One line is one paragraph. ``{office}`` and the others of ``PLACEHOLDERS`` are filled in. What
stands in square brackets is left out where a placeholder in it has nothing to say, and so is a
whole paragraph. A line that says ``{results}`` is the place of the table of totals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from tidtam.results.models import SheetSettings
from tidtam.shared.errors import BadInput

RESULTS: Final = "{results}"
PLACEHOLDERS: Final = ("office", "round", "appeal_until", "next_report")
SUBJECT: Final = "แจ้งผลการติดตาม ประเมินผล การบริหารและการจัดการศึกษาขั้นพื้นฐาน {round}"
TEXT: Final = """\
ตามที่สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐานได้ติดตาม ประเมินผล การบริหารและการจัดการศึกษาขั้นพื้นฐาน \
ของสำนักงานเขตพื้นที่การศึกษา {round} นั้น
บัดนี้ การประเมินเสร็จสิ้นแล้ว จึงขอแจ้งผลของ{office} ดังนี้
{results}
ระดับคุณภาพรายข้อและข้อเสนอแนะอยู่ในใบแจ้งผลที่ส่งมาด้วย ที่มาของคะแนนทุกข้ออ่านได้ในระบบ ที่หน้าผลของสำนักงาน
หากเห็นว่าคะแนนของข้อใดไม่ถูกต้อง ขอให้ยื่นคำทักท้วงเป็นรายข้อพร้อมเหตุผลและหลักฐานในระบบ ภายในวันที่ {appeal_until}
ขอให้ตอบรับข้อเสนอแนะแต่ละข้อในระบบ พร้อมสิ่งที่จะดำเนินการ ผู้รับผิดชอบ และวันแล้วเสร็จ\
[ ก่อนกำหนดส่งรายงานรอบถัดไปในวันที่ {next_report}]
จึงเรียนมาเพื่อทราบและดำเนินการต่อไป"""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")


def subject_of(settings: SheetSettings) -> str:
    """The subject line, with its placeholders."""
    return settings.letter_subject.strip() or SUBJECT


def paragraphs_of(settings: SheetSettings) -> list[str]:
    """The paragraphs, with their placeholders, without blank lines."""
    text = settings.letter_text if settings.letter_text.strip() else TEXT
    return [line.strip() for line in text.splitlines() if line.strip()]


def filled(text: str, values: Mapping[str, str]) -> str:
    """A paragraph with its placeholders filled in; "" where one has nothing to say."""

    def optional(found: re.Match[str]) -> str:
        return found[1] if _can_say(found[1], values) else ""

    kept = _OPTIONAL.sub(optional, text)
    if not _can_say(kept, values):
        return ""
    return _PLACE.sub(lambda found: values[found[1]], kept).strip()


def _can_say(text: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _PLACE.findall(text))


def refuse_unknown_placeholders(text: str) -> None:
    """Refuse a text that asks for something no letter can fill in.

    Raises:
        BadInput: an unknown placeholder, or the table's anywhere but on a line of its own.
    """
    names = {name for line in text.splitlines() for name in _names(line)}
    unknown = sorted(names - set(PLACEHOLDERS))
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in (*PLACEHOLDERS, "results"))
        raise BadInput(
            f"ไม่มีช่องเติมคำ {{{unknown[0]}}} ในหนังสือ ให้ใช้ {known} โดย {RESULTS} อยู่บรรทัดเดียวลำพัง",
            f"A letter cannot fill in {{{unknown[0]}}}; use {known}, "
            f"with {RESULTS} alone on its line.",
        )


def _names(line: str) -> list[str]:
    return [] if line.strip() == RESULTS else _PLACE.findall(line)

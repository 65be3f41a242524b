"""Made-up contexts for every template, and short ways to put a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tidtam.notices.actions import put
from tidtam.notices.models import Message
from tidtam.people.actor import SYSTEM
from tidtam.thai.bilingual import Bilingual

OFFICE = Bilingual("สพป.สมมติ 1", "Sample ESAO 1")
ROUND = Bilingual("รอบทดสอบ 6 เดือน", "Test round, six months")
DEADLINE = dt.date(2023, 3, 31)
NOON = dt.datetime(2023, 3, 20, 5, 0, tzinfo=dt.UTC)  # 12.00 in Thailand
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)

_ABOUT: dict[str, object] = {"round": ROUND, "office": OFFICE, "link": "/office/"}

_REVIEWERS: dict[str, object] = {
    "round": ROUND,
    "until": Bilingual("31 มีนาคม 2566", "31 March 2566 B.E."),
    "link": "/reviewing/",
}

CONTEXTS: Mapping[str, Mapping[str, object]] = {
    "invitation": {
        "office": OFFICE,
        "role": Bilingual("ผู้รายงาน", "reporter"),
        "expires": DEADLINE,
        "link": "/invitation/a-secret-word/",
    },
    "round_opened": _ABOUT | {"deadline": DEADLINE},
    "reminder_missing": _ABOUT
    | {
        "deadline": DEADLINE,
        "missing": [Bilingual("ตัวชี้วัดที่ 1", "Indicator 1"), "ตัวชี้วัดที่ 6a"],
    },
    "item_returned": _ABOUT
    | {"item": "ตัวชี้วัดที่ 3", "reason": "ขาดร้อยละ", "by_name": "ผู้อำนวยการสมมติ"},
    "sent_for_approval": _ABOUT | {"by_name": "ผู้รายงานสมมติ"},
    "approved": _ABOUT | {"by_name": "ผู้อำนวยการสมมติ"},
    "submitted": _ABOUT | {"at": NOON, "receipt": "2566-6m/1"},
    "panel_returned": _ABOUT | {"deadline": NOON, "missing": ["QP 1 ตัวชี้วัดที่ 1: ยังไม่มีหลักฐาน"]},
    "reminder_returned": _ABOUT | {"deadline": NOON, "missing": ["QP 1 ตัวชี้วัดที่ 1: ยังไม่มีหลักฐาน"]},
    "returned_ready": _ABOUT | {"deadline": NOON, "items": "QP 1, QP 6a"},
    "items_came_back": _ABOUT | {"items": "QP 1, QP 6a"},
    "conflict_declared": {
        "round": ROUND,
        "offices": [OFFICE],
        "what": Bilingual("ถอนแล้ว 3 ข้อ", "Withdrawn: 3 items"),
        "link": "/panels/",
    },
    "calibration_begun": _REVIEWERS | {"items": "12 ข้อ จาก 2 เขต"},
    "marking_begun": _REVIEWERS | {"items": "12 ข้อ จาก 2 เขต"},
    "reminder_marking": _REVIEWERS | {"items": "12 ข้อ จาก 2 เขต", "open": ["สพป.สมมติ 1: 12 ข้อ"]},
    "reminder_screening": _REVIEWERS | {"items": "2 รายงาน", "open": ["สพป.สมมติ 1: รอกลั่นกรอง"]},
    "third_called": _REVIEWERS | {"office": OFFICE, "item": "ตัวชี้วัดที่ 1"},
    "appeal_sent": _ABOUT | {"item": "QP 1"},
    "appeal_raised": _ABOUT | {"item": "QP 1"},
    "appeal_given": _ABOUT | {"item": "QP 1"},
    "appeal_taken_away": _ABOUT | {"item": "QP 1"},
    "appeal_decided": _ABOUT
    | {"item": "QP 1", "decision": Bilingual("เปลี่ยนคะแนน", "The mark is changed")},
    "result_published": _ABOUT,
    "result_corrected": _ABOUT | {"version": "2"},
    "publication_refused": {
        "round": ROUND,
        "number": "2",
        "reason": Bilingual("คะแนนถูกแก้หลังการคำนวณ", "Marks changed after this computation"),
        "link": "/central/",
    },
    "result_to_sign": {
        "round": ROUND,
        "number": "2",
        "checked_by": "เจ้าหน้าที่สมมติ",
        "link": "/signing/",
    },
    "follow_ups_waiting": _ABOUT | {"count": "12"},
    "follow_ups_changed": _ABOUT | {"count": "1"},
    "reminder_follow_ups": _ABOUT | {"count": "12", "days": "30"},
    "reminder_planned_days": _ABOUT | {"count": "1", "over": ["QP 1: 31 มีนาคม 2566"]},
    "dates_changed": _ABOUT | {"deadline": DEADLINE},
    "extension_given": _ABOUT | {"deadline": DEADLINE, "reason": "น้ำท่วม"},
}


def remind(**more: Any) -> Message:
    """A reminder of what is missing, to somebody without an account unless named."""
    receiver = {} if "to_person" in more else {"to_email": "somebody@example.go.th"}
    given = {"context": CONTEXTS["reminder_missing"], "by": SYSTEM} | receiver | more
    return put("reminder_missing", **given)


def state_of(message: Message) -> tuple[str, int, str]:
    """State, number of tries, last trouble."""
    message.refresh_from_db()
    return message.state, message.attempts, message.last_error

"""What a page sends when it saves a field, read strictly: nothing is guessed, nothing is cut."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from tidtam.forms.states import AnswerState
from tidtam.shared.errors import BadInput

MOST_BYTES: Final = 4 * 1024 * 1024
_KNOWN: Final = frozenset({"edit", "state", "value", "reason", "copied_from", "save_id"})
_SAVE_ID: Final = re.compile(r"[A-Za-z0-9_-]{0,40}")
_ROUND: Final = re.compile(r"[A-Za-z0-9_-]{0,40}")
_STATES: Final = {state.value: state for state in AnswerState}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One save as it came in.

    Attributes:
        edit: the edit the page last saw; 0 for none.
        value: whatever JSON holds; the question's kind reads it.
        save_id: the page's own mark of this save; a resend carries the same.
    """

    edit: int
    state: AnswerState
    value: object
    reason: str
    copied_from: str
    save_id: str


def read_incoming(request: HttpRequest) -> Incoming:
    """The save in a request's body.

    Raises:
        BadInput: it is too large, no JSON object, or a field is missing or of a wrong shape.
    """
    data = _object(_body(request))
    if unknown := set(data) - _KNOWN:
        raise _unreadable(f"ไม่รู้จัก {min(unknown)[:40]!r}", "an unknown field")
    edit = data.get("edit")
    if not isinstance(edit, int) or isinstance(edit, bool) or edit < 0:
        raise _unreadable("ไม่มีเลขครั้งที่แก้", "the number of the edit is missing")
    state = data.get("state")
    if not isinstance(state, str) or state not in _STATES:
        raise BadInput(
            "ไม่รู้จักสถานะของคำตอบนี้ โปรดเลือก ตอบแล้ว ไม่มี หรือไม่เกี่ยวข้อง แล้วบันทึกอีกครั้ง",
            "This state of an answer is not known; choose answered, none or not applicable "
            "and save again.",
        )
    return Incoming(
        edit=edit,
        state=_STATES[state],
        value=data.get("value"),
        reason=_text(data, "reason"),
        copied_from=_fitting(_text(data, "copied_from"), _ROUND),
        save_id=_fitting(_text(data, "save_id"), _SAVE_ID),
    )


def _body(request: HttpRequest) -> bytes:
    try:
        length = int(request.headers.get("Content-Length") or 0)
        body = request.body if length <= MOST_BYTES else None
    except (RequestDataTooBig, ValueError):
        body = None
    if body is None or len(body) > MOST_BYTES:
        raise BadInput(
            "คำตอบนี้ใหญ่เกินที่รับได้ โปรดย่อข้อความ หรือแนบเป็นหลักฐาน",
            "This answer is too large to take; please shorten it, or attach it as evidence.",
        )
    return body


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise _unreadable("ไม่ใช่ข้อมูลของหน้านี้", "it is not what this page sends")
    return data


def _text(data: dict[str, Any], name: str) -> str:
    text = data.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise _unreadable(f"{name} ไม่ใช่ข้อความ", f"{name} is no text")
    return text


def _fitting(text: str, shape: re.Pattern[str]) -> str:
    if shape.fullmatch(text) is None:
        raise _unreadable("รหัสไม่ถูกรูป", "a code has a wrong shape")
    return text


def _unreadable(th: str, en: str) -> BadInput:
    return BadInput(
        f"อ่านสิ่งที่หน้านี้ส่งมาไม่ได้ ({th}) โปรดคัดลอกข้อความไว้แล้วเปิดหน้านี้ใหม่",
        f"What this page sent cannot be read ({en}); please copy your text and reload the page.",
    )

"""One save of a review as it comes in: from a script strictly, from a form as forms are."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import RequestDataTooBig

from tidtam.shared.errors import BadInput

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_BYTES: Final = 512 * 1024
_SAVE_ID: Final = re.compile(r"[A-Za-z0-9_-]{0,40}")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One save.

    Attributes:
        edit: the edit the page last saw; 0 for none.
        mark: as it was chosen or typed.
        save_id: the page's own mark of this save; a resend carries the same.
        seconds: how long the item was open in front since the last save.
    """

    edit: int
    mark: str
    comment: str
    private_note: str
    save_id: str = ""
    seconds: int = 0


def from_form(request: HttpRequest) -> Incoming:
    """The save of an ordinary form."""
    data = request.POST
    return Incoming(
        edit=_typed_number(data.get("edit", "")),
        mark=data.get("mark", "") or data.get("figure", ""),
        comment=data.get("comment", ""),
        private_note=data.get("private_note", ""),
        seconds=_typed_number(data.get("seconds", "")),
    )


def from_json(request: HttpRequest) -> Incoming:
    """The save in a request's body: nothing is guessed, nothing is cut.

    Raises:
        BadInput: it is too large, or not what the page sends.
    """
    data = _object(_body(request))
    value = _object(data.get("value"))
    return Incoming(
        edit=_number(data.get("edit")),
        mark=_text(value.get("mark")),
        comment=_text(value.get("comment")),
        private_note=_text(value.get("private_note")),
        save_id=_save_id(data.get("save_id", "")),
        seconds=_number(data.get("seconds", 0)),
    )


def _body(request: HttpRequest) -> Any:
    try:
        length = int(request.headers.get("Content-Length") or 0)
        return json.loads(request.body) if length <= MOST_BYTES else None
    except (RequestDataTooBig, ValueError, RecursionError):
        return None


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise _unreadable()
    return found


def _number(found: Any) -> int:
    if type(found) is not int or found < 0:
        raise _unreadable()
    return found


def _save_id(found: Any) -> str:
    if _SAVE_ID.fullmatch(_text(found)) is None:
        raise _unreadable()
    return _text(found)


def _typed_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _unreadable() -> BadInput:
    return BadInput(
        "อ่านสิ่งที่หน้านี้ส่งมาไม่ได้ โปรดคัดลอกข้อความไว้แล้วเปิดหน้านี้ใหม่",
        "What this page sent cannot be read; please copy your text and reload the page.",
    )

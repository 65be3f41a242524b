"""One save of an appeal as it comes in: from a script strictly, from a form as forms are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import RequestDataTooBig

from tidtam.shared.errors import BadInput

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_BYTES: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """One save.

    Attributes:
        edit: the edit the page last saw.
        wanted: the mark held right, as it was chosen or typed; "" for none.
    """

    edit: int
    reason: str
    wanted: str


def from_form(request: HttpRequest) -> Incoming:
    """The save of an ordinary form."""
    data = request.POST
    return Incoming(
        edit=number_in(data.get("edit", "")),
        reason=data.get("reason", ""),
        wanted=data.get("wanted", "") or data.get("figure", ""),
    )


def from_json(request: HttpRequest) -> Incoming:
    """The save in a request's body: nothing is guessed, nothing is cut.

    Raises:
        BadInput: it is too large, or not what the page sends.
    """
    data = _object(_body(request))
    value = _object(data.get("value"))
    edit = data.get("edit")
    if type(edit) is not int or edit < 0:
        raise _unreadable()
    return Incoming(edit, _text(value.get("reason")), _text(value.get("wanted")))


def number_in(text: str) -> int:
    """A number of a form's hidden field; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


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


def _unreadable() -> BadInput:
    return BadInput(
        "อ่านสิ่งที่หน้านี้ส่งมาไม่ได้ โปรดคัดลอกข้อความไว้แล้วเปิดหน้านี้ใหม่",
        "What this page sent cannot be read; please copy your text and reload the page.",
    )

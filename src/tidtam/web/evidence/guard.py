"""Only somebody signed in may send or see evidence; scripts are told so in their own way."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from tidtam.evidence.errors import StorageFull, WrongOffset
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound, TidtamError, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, View, say
from tidtam.web.ways_back import to_sign_in

SIGNED_OUT = Bilingual(
    "หมดเวลาเข้าสู่ระบบ โปรดเข้าสู่ระบบในแท็บใหม่ แล้วกลับมากดส่งต่อ ส่วนที่ส่งแล้วยังอยู่",
    "You are signed out. Please sign in in a new tab, then come back and go on; what was sent "
    "is still there.",
)
_STATUS: tuple[tuple[type[TidtamError], int], ...] = (
    (StorageFull, 507),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (WrongState, 409),
    (BadInput, 422),
)


def signed_in(view: View) -> View:
    """Others go to the sign-in page; a script gets 401 and a sentence."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.actor.person_id is not None:
            return view(request, *args, **kwargs)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": say(SIGNED_OUT)}, status=401)
        return to_sign_in(request)

    return guarded


def in_json(view: View) -> View:
    """An error for people as JSON: its sentence, and where a piece should go on."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except TidtamError as error:
            answer: dict[str, Any] = {"error": say(error.message)}
            if isinstance(error, WrongOffset):
                answer["offset"] = error.offset
            status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
            return JsonResponse(answer, status=status)

    return guarded

"""Signing in with a passkey: what you have and who you are in one, so no second step."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tidtam.people import limits
from tidtam.people.models import Person
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import tell
from tidtam.web.signing_session import address_of, finish, pending_of

WRONG_KEY = Bilingual(
    "พาสคีย์นี้ใช้เข้าสู่ระบบไม่ได้ โปรดลองอีกครั้ง หรือเข้าด้วยชื่อผู้ใช้และรหัสผ่าน",
    "This passkey could not be used. Please try again, or sign in with name and password.",
)


@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """GET: what the browser must sign, as JSON. POST: the signed answer, which lets in."""
    if request.method == "GET":
        return JsonResponse(auth.begin_authentication(None))
    limits.take(limits.BY_ADDRESS, address_of(request))
    person = _owner(request.POST.get("credential", ""))
    if person is None:
        tell(request, WRONG_KEY, good=False)
        return redirect("sign-in")
    limits.give_back(limits.BY_ADDRESS, address_of(request))
    pending = pending_of(request)
    next_path = pending[0].next_path if pending else request.POST.get("next", "")
    return finish(request, person, way="passkey", next_path=next_path)


def _owner(text: str) -> Person | None:
    """The person whose passkey signed this answer; None for anything that is not right."""
    response = read_credential(text)
    if response is None:
        return None
    try:
        person = auth.extract_user_from_response(response)
        authenticator = auth.complete_authentication(person, response)
    except (ValidationError, ValueError, TypeError, KeyError):
        return None
    if not isinstance(person, Person) or not person.is_active:
        return None
    authenticator.record_usage()
    return person


def read_credential(text: str) -> dict[str, Any] | None:
    """The browser's answer as a dictionary; None for what is no such thing."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("response"), dict) else None

"""The second step at the door: a code, a passkey, or the set-up that a role requires."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tidtam.people.models import Person
from tidtam.people.second_factor import (
    APP,
    KEY,
    add_app,
    check_code,
    factors_of,
    has_second_factor,
    new_secret,
)
from tidtam.shared.errors import TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import posted, say, tell
from tidtam.web.signing_adapters import qr_picture
from tidtam.web.signing_session import (
    finish,
    let_in,
    pending_of,
    remember_browser,
    safe_path,
)

SECRET = "tidtam-new-app"  # noqa: S105  the name under which the session keeps it
TOO_LATE = Bilingual(
    "ขั้นที่สองค้างไว้นานเกินไป โปรดเข้าสู่ระบบใหม่ตั้งแต่ต้น",
    "The second step took too long. Please sign in again from the start.",
)
APP_ADDED = Bilingual("เพิ่มแอปยืนยันตัวตนแล้ว", "The authenticator app is added.")


class CodeForm(forms.Form):
    """One code: of the app, or a recovery code."""

    code = forms.CharField(
        label=_("รหัสยืนยันตัวตน"),
        max_length=20,
        error_messages={"required": _("กรอกรหัสยืนยันตัวตน")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a right one lets in."""
    found = pending_of(request)
    if found is None:
        return _start_again(request)
    pending, person = found
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            check_code(person, form.cleaned_data["code"])
        except TidtamError as refusal:
            form.add_error("code", say(refusal.message))
        else:
            return finish(request, person, way=pending.way, next_path=pending.next_path)
    kinds = set(factors_of(person).values_list("type", flat=True))
    context = {"form": form, "has_app": APP in kinds, "has_key": KEY in kinds}
    return render(request, "web/sign_in_second.html", context)


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """A role needs a second factor that this person has not yet: set the app up, then in."""
    found = pending_of(request)
    if found is None:
        return _start_again(request)
    pending, person = found
    if has_second_factor(person):
        return redirect("sign-in-second")
    form = CodeForm(posted(request))
    secret = secret_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            codes = add_app(person, secret=secret, code=form.cleaned_data["code"])
        except TidtamError as refusal:
            form.add_error("code", say(refusal.message))
        else:
            request.session.pop(SECRET, None)
            next_path = safe_path(request, pending.next_path)
            let_in(request, person, way=pending.way)
            response = show_codes(request, codes, next_path=next_path, added=APP_ADDED)
            remember_browser(request, response, person.sign_in_name)
            return response
    context = {"form": form} | app_picture(person, secret)
    return render(request, "web/sign_in_set_up.html", context)


def secret_of(request: HttpRequest) -> str:
    """The secret of the app that is being set up; the same until it is done."""
    secret: str = request.session.get(SECRET) or new_secret()
    request.session[SECRET] = secret
    return secret


def app_picture(person: Person, secret: str) -> dict[str, str]:
    """What the set-up page shows: the QR picture and the secret in groups of four."""
    url = get_adapter().build_totp_url(person, secret)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": qr_picture(url), "secret": groups}


def show_codes(
    request: HttpRequest, codes: list[str], *, next_path: str = "", added: Bilingual | None = None
) -> HttpResponse:
    """The recovery codes, to be printed or written down; and what was added before, in words."""
    groups = [f"{code[:4]} {code[4:]}" for code in codes]
    context = {"codes": groups, "next_path": next_path, "added": added}
    response = render(request, "web/people/codes.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _start_again(request: HttpRequest) -> HttpResponse:
    tell(request, TOO_LATE, good=False)
    return redirect("sign-in")

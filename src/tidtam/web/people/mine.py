"""One's own account: posts, password, second factor, sessions, linked provider."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.webauthn.internal import auth
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.people.models import Person, SignIn
from tidtam.people.providers import providers_of, unlink_provider
from tidtam.people.queries import post_history, sign_ins_of
from tidtam.people.second_factor import (
    APP,
    CODES,
    KEY,
    add_app,
    add_passkey,
    factors_of,
    is_required_of,
    recovery_codes,
    remove_factor,
)
from tidtam.people.signing_in import (
    change_password,
    confirm_password,
    end_other_sessions,
    end_session,
    follow_session,
)
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail, posted, say, tell
from tidtam.web.people.doors import for_oneself, reader
from tidtam.web.people.forms import ConfirmForm, NewPasswordForm
from tidtam.web.signing_oidc import LINK, provider_names
from tidtam.web.signing_passkey import read_credential
from tidtam.web.signing_second import (
    APP_ADDED,
    SECRET,
    CodeForm,
    app_picture,
    secret_of,
    show_codes,
)

ME = Bilingual("บัญชีของฉัน", "My account")
_KEY_ADDED = Bilingual("เพิ่มพาสคีย์แล้ว", "The passkey is added.")
_FRESH = timedelta(minutes=15)

WAYS = {
    "password": Bilingual("รหัสผ่าน", "Password"),
    "passkey": Bilingual("พาสคีย์", "Passkey"),
    "oidc": Bilingual("บัญชีของผู้ให้บริการ", "Account of a provider"),
    "invitation": Bilingual("คำเชิญ", "Invitation"),
}


@require_GET
@for_oneself
def me(request: ActorRequest) -> HttpResponse:
    """The own account at a glance."""
    person = reader(request)
    key = request.session.session_key
    linked = providers_of(person)
    providers = [(id_, name, id_ in linked) for id_, name in provider_names()]
    context = {
        "person": person,
        "posts": list(post_history(person, seen_by=request.actor)),
        "today": clock.today(),
        "sessions": [_session(each, key) for each in sign_ins_of(person)],
        "providers": providers,
        "is_required": is_required_of(request.actor),
        "trail": [],
    }
    return render(request, "web/people/me.html", context | _factors(person))


def _factors(person: Person) -> dict[str, object]:
    found = list(factors_of(person))
    keys = [(factor.pk, str(factor), factor.created_at) for factor in found if factor.type == KEY]
    return {
        "app": next((factor for factor in found if factor.type == APP), None),
        "keys": keys,
        "has_codes": any(factor.type == CODES for factor in found),
    }


def _session(sign_in: SignIn, key: str | None) -> tuple[SignIn, Bilingual, bool]:
    return sign_in, WAYS.get(sign_in.way, Bilingual(sign_in.way)), sign_in.session_key == key


def _confirmed(request: ActorRequest, person: Person, form: forms.Form) -> bool:
    """Whether the reader proved anew who they are; writes the refusal on the form."""
    try:
        if person.has_usable_password():
            confirm_password(person, form.cleaned_data.get("current_password", ""))
        elif not _is_fresh(person, request.session.session_key):
            raise NotAllowed(
                "เพื่อความปลอดภัย โปรดออกจากระบบแล้วเข้าใหม่ แล้วทำรายการนี้ภายใน 15 นาที",
                "To be safe, please sign out and in again, and do this within 15 minutes.",
            )
    except TidtamError as refusal:
        field = "current_password" if "current_password" in form.fields else None
        form.add_error(field, say(refusal.message))
        return False
    return True


def _is_fresh(person: Person, key: str | None) -> bool:
    return person.sign_ins.filter(session_key=key, at__gt=clock.now() - _FRESH).exists()


def _keep_session(request: ActorRequest, person: Person) -> None:
    """Give this session the new hash of its person, so that only the others end."""
    before = request.session.session_key or ""
    update_session_auth_hash(request, person)
    follow_session(before=before, after=request.session.session_key or "")


def _trail(here: Bilingual) -> Trail:
    return [(ME, "/me/"), (here, "")]


@require_http_methods(["GET", "POST"])
@for_oneself
def password(request: ActorRequest) -> HttpResponse:
    """Change the password; the other sessions end."""
    person = reader(request)
    form = NewPasswordForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid() and _confirmed(request, person, form):
        _keep_session(request, change_password(person, password=form.cleaned_data["password"]))
        tell(
            request,
            Bilingual(
                "เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นที่เข้าระบบไว้ถูกออกทั้งหมด",
                "The password is changed; every other session has ended.",
            ),
        )
        return redirect("me")
    title = Bilingual("เปลี่ยนรหัสผ่าน", "Change password")
    return _form_page(request, form, title)


class AppForm(ConfirmForm, CodeForm):
    """The current password and a first code of the app."""

    field_order = ["code", "current_password"]


@never_cache
@require_http_methods(["GET", "POST"])
@for_oneself
def add_the_app(request: ActorRequest) -> HttpResponse:
    """Set up the authenticator app; shows the recovery codes at the end."""
    person, secret = reader(request), secret_of(request)
    form = AppForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid() and _confirmed(request, person, form):
        try:
            codes = add_app(person, secret=secret, code=form.cleaned_data["code"])
        except TidtamError as refusal:
            form.add_error("code", say(refusal.message))
        else:
            request.session.pop(SECRET, None)
            return show_codes(request, codes, added=APP_ADDED)
    title = Bilingual("เพิ่มแอปยืนยันตัวตน", "Add an authenticator app")
    return _form_page(request, form, title, **app_picture(person, secret))


@require_http_methods(["GET", "POST"])
@for_oneself
def codes(request: ActorRequest) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    person = reader(request)
    form = ConfirmForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid() and _confirmed(request, person, form):
        if not factors_of(person).filter(type__in=(APP, KEY)).exists():
            raise BadInput(
                "ยังไม่มีวิธียืนยันตัวตนขั้นที่สอง โปรดเพิ่มแอปหรือพาสคีย์ก่อน",
                "There is no second factor yet. Please add an app or a passkey first.",
            )
        return show_codes(request, recovery_codes(person, anew=True))
    title = Bilingual("ออกรหัสสำรองชุดใหม่", "New recovery codes")
    return _form_page(request, form, title)


@require_http_methods(["GET", "POST"])
@for_oneself
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove the app or a passkey."""
    person = reader(request)
    form = ConfirmForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid() and _confirmed(request, person, form):
        remove_factor(person, pk=pk)
        tell(request, Bilingual("ถอดวิธียืนยันตัวตนแล้ว", "The second factor is removed."))
        return redirect("me")
    title = Bilingual("ถอดวิธียืนยันตัวตนขั้นที่สอง", "Remove a second factor")
    return _form_page(request, form, title)


class PasskeyForm(ConfirmForm):
    """A name for the passkey, and the browser's answer."""

    name = forms.CharField(
        label=_("ชื่อของพาสคีย์"),
        max_length=60,
        initial=_("พาสคีย์ของฉัน"),
        error_messages={"required": _("ตั้งชื่อพาสคีย์ เช่น โทรศัพท์ของฉัน")},
    )
    credential = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["name", "current_password"]


@require_http_methods(["GET", "POST"])
@for_oneself
def add_a_passkey(request: ActorRequest) -> HttpResponse:
    """Register a passkey of this machine or phone."""
    person = reader(request)
    form = PasskeyForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid() and _confirmed(request, person, form):
        credential = _proved(form.cleaned_data["credential"])
        if credential is not None:
            name = form.cleaned_data["name"]
            codes = add_passkey(person, name=name, credential=credential)
            return show_codes(request, codes, added=_KEY_ADDED)
        form.add_error(None, _("เพิ่มพาสคีย์ไม่สำเร็จ โปรดลองอีกครั้งในเบราว์เซอร์ที่รองรับพาสคีย์"))
    title = Bilingual("เพิ่มพาสคีย์", "Add a passkey")
    return _form_page(request, form, title, is_passkey=True)


@never_cache
@require_GET
@for_oneself
def passkey_options(request: ActorRequest) -> HttpResponse:
    """What the browser is asked to make, as JSON."""
    return JsonResponse(auth.begin_registration(reader(request), True))


def _proved(text: str) -> dict[str, Any] | None:
    """The browser's answer if it is right; None otherwise."""
    credential = read_credential(text)
    if credential is None:
        return None
    try:
        auth.complete_registration(auth.parse_registration_response(credential))
    except (ValidationError, ValueError, TypeError, KeyError):
        return None
    return credential


@require_POST
@for_oneself
def end_sessions(request: ActorRequest) -> HttpResponse:
    """Sign out everywhere else."""
    person = reader(request)
    _keep_session(request, end_other_sessions(person, but=request.session.session_key or ""))
    tell(request, Bilingual("ออกจากระบบในเครื่องอื่นแล้ว", "You are signed out everywhere else."))
    return redirect("me")


@require_POST
@for_oneself
def end_one_session(request: ActorRequest, pk: int) -> HttpResponse:
    """Sign out on one other machine; one that is out already is as good."""
    end_session(reader(request), sign_in=pk, but=request.session.session_key or "")
    tell(request, Bilingual("ออกจากระบบในเครื่องนั้นแล้ว", "That session has ended."))
    return redirect("me")


@require_http_methods(["GET", "POST"])
@for_oneself
def link_provider(request: ActorRequest, provider_id: str) -> HttpResponse:
    """Confirm who one is, then go to the provider to bind its account."""
    person = reader(request)
    form = ConfirmForm(posted(request), person=person)
    title = Bilingual("ผูกบัญชีของผู้ให้บริการ", "Link an account of a provider")
    if request.method == "POST" and form.is_valid() and _confirmed(request, person, form):
        request.session[LINK] = clock.now().timestamp()
        names = dict(provider_names())
        context = {"provider_id": provider_id, "name": names.get(provider_id, ""), "title": title}
        return render(request, "web/people/link.html", context | {"trail": _trail(title)})
    return _form_page(request, form, title)


@require_http_methods(["GET", "POST"])
@for_oneself
def unlink(request: ActorRequest, provider_id: str) -> HttpResponse:
    """Unbind the account of a provider; refused where it is the only way in."""
    person = reader(request)
    form = ConfirmForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid() and _confirmed(request, person, form):
        try:
            unlink_provider(person, provider=provider_id)
        except TidtamError as refusal:
            form.add_error(None, say(refusal.message))
        else:
            tell(request, Bilingual("เลิกผูกบัญชีแล้ว", "The account is not linked any more."))
            return redirect("me")
    title = Bilingual("เลิกผูกบัญชีของผู้ให้บริการ", "Unlink the account of a provider")
    return _form_page(request, form, title)


def _form_page(
    request: ActorRequest, form: forms.Form, title: Bilingual, **more: object
) -> HttpResponse:
    context = {"form": form, "title": title, "trail": _trail(title)} | more
    status = 422 if form.errors else 200
    return render(request, "web/people/own_form.html", context, status=status)

"""Signing in with an account of a provider (OpenID Connect).

The flow with the provider (state, PKCE, token, issuer, audience) is allauth's. Who comes in is
decided here: somebody already bound, or somebody with an invitation, or, where the settings
say so, the one person with exactly this verified e-mail. A provider never makes rights.
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from requests import RequestException

from tidtam.people.invitations import open_invitation
from tidtam.people.models import Person
from tidtam.people.providers import link_provider, owner_of
from tidtam.people.queries import person_by_email
from tidtam.rounds.handing_over import accept_as_new
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import say, tell
from tidtam.web.signing_session import address_of, begin

LINK = "tidtam-link-provider"
LINK_SECONDS = 5 * 60
INVITATION = "tidtam-invitation"

FAILED = Bilingual(
    "เข้าสู่ระบบผ่านผู้ให้บริการนี้ไม่สำเร็จ โปรดเริ่มใหม่จากหน้าเข้าสู่ระบบ หากยังไม่ได้โปรดแจ้งผู้ดูแลระบบ",
    "Signing in through this provider failed. Please start again from the sign-in page; if it "
    "fails again, tell the administrator.",
)
UNKNOWN = Bilingual(
    "ยังไม่มีบัญชีของท่านในระบบนี้ โปรดใช้รหัสคำเชิญก่อน หรือเข้าสู่ระบบด้วยรหัสผ่านแล้วผูกบัญชีนี้ในหน้า “บัญชีของฉัน”",
    "This account is not known here yet. Please use your invitation first, or sign in with your "
    "password and link it on the page “My account”.",
)
LINKED = Bilingual(
    "ผูกบัญชีแล้ว ครั้งต่อไปเข้าสู่ระบบด้วยบัญชีนี้ได้",
    "The account is linked: you can sign in with it next time.",
)
OTHERS = Bilingual(
    "บัญชีนี้ผูกกับผู้ใช้อื่นแล้ว โปรดออกจากบัญชีของผู้ให้บริการแล้วเลือกบัญชีของท่าน",
    "This account is linked to somebody else. Please sign out at the provider and choose yours.",
)


class CarefulAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """Takes the provider's word only if it names itself as the settings do."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        expected = self.get_provider().app.settings["server_url"]
        if "/.well-known/" in expected:
            expected = expected.partition("/.well-known/")[0]
        if str(config.get("issuer", "")).rstrip("/") != expected.rstrip("/"):
            raise OAuth2Error("the provider names another issuer than the settings")
        return config

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Both the signed token and the profile must speak of the same subject."""
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        subjects = {told.get(part, {}).get("sub") for part in ("id_token", "userinfo")}
        if len(subjects) != 1 or None in subjects:
            raise OAuth2Error("the token and the profile speak of different subjects")
        return login


# The provider makes the address it sends people to with its own adapter class.
OpenIDConnectProvider.oauth2_adapter_class = CarefulAdapter


def provider_names() -> list[tuple[str, str]]:
    """The providers of the settings, as (id, name); mostly none or one."""
    return [(app.provider_id, app.name) for app in get_adapter().list_apps(None)]


@require_GET
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider; with ``?link=1`` to bind its account to who asks."""
    adapter = _adapter(request, provider_id)
    asked = float(request.session.get(LINK) or 0)
    is_link = bool(request.GET.get("link")) and clock.now().timestamp() - asked < LINK_SECONDS
    process = AuthProcess.CONNECT if is_link and request.user.is_authenticated else None
    try:
        answer: HttpResponse = adapter.get_provider().redirect(
            request,
            process or AuthProcess.LOGIN,
            next_url=request.GET.get("next", ""),
        )
    except (OAuth2Error, RequestException, KeyError):
        return provider_failed(request)
    return answer


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends the browser back; ``come_in`` decides."""
    view = OAuth2CallbackView.adapter_view(_adapter(request, provider_id))
    try:
        answer: HttpResponse = view(request)
    except (OAuth2Error, RequestException, KeyError):
        return provider_failed(request)
    return answer


def _adapter(request: HttpRequest, provider_id: str) -> CarefulAdapter:
    if provider_id not in dict(provider_names()):
        raise Http404
    return CarefulAdapter(request, provider_id)


def come_in(request: HttpRequest, told: SocialLogin) -> HttpResponse:
    """Somebody proved to hold an account of the provider: who is that here?"""
    owner = owner_of(provider=told.account.provider, uid=told.account.uid)
    if told.state.get("process") == AuthProcess.CONNECT:
        return _link(request, told, owner)
    next_path = told.state.get("next") or ""
    person = owner or _invited(request, told) or _with_same_email(told)
    if person is None or not person.is_active:
        return _refuse(request, UNKNOWN, status=403)
    return begin(request, person, way="oidc", next_path=next_path)


def provider_failed(request: HttpRequest) -> HttpResponse:
    """The page for every fault on the way, without the provider's own words."""
    return _refuse(request, FAILED, status=401)


def _link(request: HttpRequest, told: SocialLogin, owner: Person | None) -> HttpResponse:
    person = request.user
    if not isinstance(person, Person) or request.session.pop(LINK, None) is None:
        return provider_failed(request)
    if owner is not None and owner != person:
        return _refuse(request, OTHERS, status=409)
    if owner is None:
        _bind(person, told)
    tell(request, LINKED)
    return redirect("me")


def _invited(request: HttpRequest, told: SocialLogin) -> Person | None:
    code = request.session.pop(INVITATION, "")
    if not code:
        return None
    invitation = open_invitation(code, address=address_of(request))
    with transaction.atomic():
        person = accept_as_new(
            invitation,
            sign_in_name=f"oidc-{secrets.token_hex(6)}",
            full_name=invitation.full_name or str(_claims(told).get("name") or "")[:200],
            password=None,
        ).person
        _bind(person, told)
    return person


def _with_same_email(told: SocialLogin) -> Person | None:
    if not settings.TIDTAM_OIDC_MATCH_EMAIL or _claims(told).get("email_verified") is not True:
        return None
    person = person_by_email(str(_claims(told).get("email") or ""))
    if person is not None:
        _bind(person, told)
    return person


def _bind(person: Person, told: SocialLogin) -> None:
    link_provider(person, provider=told.account.provider, uid=told.account.uid)


def _claims(told: SocialLogin) -> dict[str, Any]:
    claims: dict[str, Any] = told.account.extra_data.get("userinfo", {})
    return claims


def _refuse(request: HttpRequest, sentence: Bilingual, *, status: int) -> HttpResponse:
    return render(request, "web/sign_in_failed.html", {"sentence": say(sentence)}, status=status)

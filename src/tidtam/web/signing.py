"""Signing in, signing out, choosing the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from tidtam.demo.load import DEMO_PASSWORD, SIGN_INS, is_loaded
from tidtam.people.errors import TooManyTries
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import ROLE_NAMES
from tidtam.people.signing_in import try_password
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import say
from tidtam.web.navigation import place_of
from tidtam.web.signing_oidc import provider_names
from tidtam.web.signing_session import address_of, begin, known_device


class SignInForm(AuthenticationForm):
    """Sign-in name and password; one message for every wrong pair, so no name is betrayed."""

    username = UsernameField(
        label=_("ชื่อผู้ใช้"),
        error_messages={"required": _("กรอกชื่อผู้ใช้")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("รหัสผ่าน"),
        strip=False,
        error_messages={"required": _("กรอกรหัสผ่าน")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if self.request is None or not name or not password:
            return self.cleaned_data
        try:
            person = try_password(
                name,
                password,
                address=address_of(self.request),
                device=known_device(self.request, name),
            )
        except TooManyTries as refusal:
            raise ValidationError(say(refusal.message), code="too_many_tries") from refusal
        if person is None:
            raise self.get_invalid_login_error()
        self.user_cache = person
        return self.cleaned_data

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(
            _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง โปรดตรวจตัวพิมพ์เล็กใหญ่และภาษาของแป้นพิมพ์"),
            code="invalid_login",
        )


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """A demonstration account as the sign-in page shows it."""

    label: Bilingual
    sign_in_name: str
    password: str


def demo_sign_ins() -> list[DemoSignIn]:
    """The demonstration accounts, where they exist and may be shown; never in production."""
    if not settings.TIDTAM_DEMO_ALLOWED or not is_loaded():
        return []
    return [DemoSignIn(ROLE_NAMES[one.role], one.name, DEMO_PASSWORD) for one in SIGN_INS]


class SignInView(LoginView):
    """The page for signing in; leads to where the person came from, or to their work."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"demo_sign_ins": demo_sign_ins(), "providers": provider_names()}
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        person = form.get_user()
        return begin(self.request, person, way="password", next_path=self.get_redirect_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error("__all__", "too_many_tries"):
            response.status_code = 429
        return response

    def get_default_redirect_url(self) -> str:
        user = self.request.user
        return place_of(actor_for(user if isinstance(user, Person) else None))

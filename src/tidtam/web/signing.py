"""Signing in, signing out, choosing the language."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.web.navigation import place_of


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

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(
            _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง โปรดตรวจตัวพิมพ์เล็กใหญ่และภาษาของแป้นพิมพ์"),
            code="invalid_login",
        )


class SignInView(LoginView):
    """The page for signing in; leads to where the person came from, or to their work."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        user = self.request.user
        return place_of(actor_for(user if isinstance(user, Person) else None))

"""What allauth asks of this site: how secrets are kept, how names are shown, who comes in."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any, Never

import qrcode
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from qrcode.image.svg import SvgPathImage


def _box() -> MultiFernet:
    """Seals with the secret key; opens with the fallback keys too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hashlib.sha256(f"tidtam.second-factor {key!s}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def qr_picture(text: str) -> str:
    """A text as a QR picture: the address of an image that is its own content."""
    picture = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(picture)
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.getvalue()).decode()}"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps secrets sealed with the secret key of the site."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return "ติดตาม"

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Mails go through ``notices`` alone."""


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Hands everybody who comes from a provider to our own door, and every fault to our page."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Providers come from settings alone; the table of allauth is not asked."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> Never:
        from tidtam.web.signing_oidc import come_in

        raise ImmediateHttpResponse(come_in(request, sociallogin))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, *args: object, **kwargs: object
    ) -> Never:
        from tidtam.web.signing_oidc import provider_failed

        raise ImmediateHttpResponse(provider_failed(request))

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Mails go through ``notices`` alone."""

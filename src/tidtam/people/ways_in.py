"""What a person can sign in with, so that nobody takes their own last way in away."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount

from tidtam.people.errors import OnlyWayIn
from tidtam.people.models import Person


def keep_a_way_in(person: Person, *, but_provider: str = "", but_factor: int | None = None) -> None:
    """Refuse to take away a provider's account or a passkey that is the last way in.

    Only providers that this site still knows count; the code of an app alone lets nobody in.

    Raises:
        OnlyWayIn: without it there is no password, no passkey and no provider's account.
    """
    known = [app.provider_id for app in get_adapter().list_apps(None)]
    accounts = SocialAccount.objects.filter(user=person, provider__in=known)
    passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    if not (
        person.has_usable_password()
        or passkeys.exclude(pk=but_factor).exists()
        or accounts.exclude(provider=but_provider).exists()
    ):
        raise OnlyWayIn

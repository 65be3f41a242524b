"""The letter with the code of an invitation: one place, whoever makes the invitation."""

from __future__ import annotations

from django.utils import timezone

from tidtam.notices.actions import put
from tidtam.people.actor import SYSTEM
from tidtam.people.invitations import NewInvitation
from tidtam.thai.bilingual import Bilingual

_BUREAU = Bilingual("สตผ. สพฐ.", "the bureau")


def mail_invitation(made: NewInvitation, *, link: str) -> bool:
    """Put the letter into the outbox; False where the invitation has no address.

    Args:
        made: with the code, which is forgotten once the letter went.
        link: the page that takes the code: a path of ours or a whole address.
    """
    invitation = made.invitation
    if not invitation.email:
        return False
    agency = invitation.agency
    put(
        "invitation",
        to_email=invitation.email,
        context={
            "office": Bilingual(agency.name_th, agency.name_en) if agency else _BUREAU,
            "role": invitation.role_name,
            "expires": timezone.localdate(invitation.expires_at),
            "link": link,
        },
        by=SYSTEM,
        subject_key=f"people.invitation:{invitation.pk}",
    )
    return True

"""What is typed into a form here stays on the device until it is saved: which form was.

``keeping.js`` keeps it; the page after a save names the form whose words are over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tidtam.followups.models import FollowUp
    from tidtam.web.http import ActorRequest

# In the session until the next page: the form whose words the device need not keep any more.
_SAVED: Final = "follow_up_saved"


def end(request: ActorRequest, follow_up: FollowUp, form: str) -> None:
    """Remember that a form of a follow-up was saved."""
    request.session[_SAVED] = f"follow-up-{follow_up.pk}/{form}"


def ended(request: ActorRequest) -> str:
    """The form that was saved just before, once; "" for none."""
    return str(request.session.pop(_SAVED, ""))

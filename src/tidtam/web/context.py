"""What every template may read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tidtam.people.actor import PUBLIC, Actor
from tidtam.results.to_sign import waiting_for_signature
from tidtam.web.navigation import address, links_for


def house(request: HttpRequest) -> dict[str, Any]:
    """The actor, the menu and who is signed in; looked up only by pages that show them."""
    actor = getattr(request, "actor", PUBLIC)
    return {
        "actor": actor,
        "signed_in": SimpleLazyObject(lambda: actor.person_id is not None),
        "navigation": SimpleLazyObject(
            lambda: links_for(actor, path=request.path, counts=_waiting(actor))
        ),
        "public_results_url": SimpleLazyObject(lambda: address("public-results")),
    }


def _waiting(actor: Actor) -> dict[str, int]:
    """How much waits for somebody in a place of the menu; asks nothing for most people."""
    return {"signing": len(found)} if (found := waiting_for_signature(actor)) else {}

"""A page guarded by an act: whoever may ever do it comes in, and the action asks the state."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tidtam.people.actor import PUBLIC, Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.shared.errors import NotAllowed
from tidtam.web.http import ActorRequest, for_act

OFFICER = Actor("ก", 1, (HeldPost(Role.CENTRAL_OFFICER),))
MODERATOR = Actor("ข", 2, (HeldPost(Role.MODERATOR),))


@for_act("panels.close")
def closing(request: ActorRequest) -> HttpResponse:
    """A page of an act that is open in one state alone."""
    return HttpResponse("in")


@for_act("panels.close")
def closing_what_is_closed(request: ActorRequest) -> HttpResponse:
    """A page whose thing is in another state."""
    request.actor.must("panels.close", state="closed")
    return HttpResponse("in")


def asked(actor: Actor) -> ActorRequest:
    request = RequestFactory().get("/closing/")
    request.actor = actor  # type: ignore[attr-defined]
    return request  # type: ignore[return-value]


def test_whoever_may_in_some_state_comes_in() -> None:
    assert closing(asked(OFFICER)).status_code == 200


def test_the_action_still_refuses_the_state() -> None:
    with pytest.raises(NotAllowed, match="ทำได้เมื่ออยู่ในสถานะ"):
        closing_what_is_closed(asked(OFFICER))


def test_whoever_may_in_no_state_is_told_whose_task_it_is() -> None:
    with pytest.raises(NotAllowed, match="เจ้าหน้าที่ส่วนกลาง"):
        closing(asked(MODERATOR))


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    response = closing(asked(PUBLIC))

    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/closing/")

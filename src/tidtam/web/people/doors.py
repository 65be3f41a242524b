"""Who may open a page about people."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from tidtam.people.models import Person
from tidtam.web.http import ActorRequest
from tidtam.web.ways_back import to_sign_in

OwnView = Callable[..., HttpResponse]


def for_oneself(view: OwnView) -> Callable[..., HttpResponseBase]:
    """A page about the reader's own account; others sign in first."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.actor.person_id is None:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def reader(request: ActorRequest) -> Person:
    """The person who is signed in; only behind ``for_oneself`` or a right."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101  the door has looked
    return person

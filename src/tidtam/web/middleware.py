"""What every request gets: the actor who asks, and plain sentences for refusals."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound, TidtamError, WrongState

GetResponse = Callable[[HttpRequest], HttpResponse]

_STATUS: tuple[tuple[type[TidtamError], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (WrongState, 409),
    (BadInput, 422),
)


class ActorMiddleware:
    """Gives ``request.actor``: who asks, with the posts they hold today."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def find() -> object:
            user = request.user
            return actor_for(user if isinstance(user, Person) else None)

        request.actor = SimpleLazyObject(find)  # type: ignore[attr-defined]
        return self.get_response(request)


class PlainErrorsMiddleware:
    """Turns an error meant for people into a page with its sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TidtamError):
            return None
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
        sentence = error.message.in_language(get_language() or "th")
        context = {"sentence": sentence, "status": status}
        template = "web/parts/refusal.html" if getattr(request, "htmx", False) else "web/refusal.html"
        return render(request, template, context, status=status)

"""What every request gets: its language, the actor who asks, plain sentences for refusals."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import SimpleLazyObject

from tidtam.evidence.errors import StorageFull
from tidtam.people.errors import TooManyTries
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound, TidtamError, WrongState
from tidtam.web.errors import no_page, refuse

GetResponse = Callable[[HttpRequest], HttpResponse]

_STATUS: tuple[tuple[type[TidtamError], int], ...] = (
    (TooManyTries, 429),
    (StorageFull, 507),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (WrongState, 409),
    (BadInput, 422),
)


class LanguageMiddleware:
    """Thai, unless the reader chose English.

    The browser's own language is not asked: most machines in Thai offices run an English
    Windows, and their users read Thai.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _ in settings.LANGUAGES}
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        _keep_apart(request, response)
        response.headers.setdefault("Content-Language", language)
        return response


def _keep_apart(request: HttpRequest, response: HttpResponse) -> None:
    """A page and its htmx part share one address: no copy of one may stand for the other.

    Without this the browser's back button shows the bare part where the page was.
    """
    patch_vary_headers(response, ("Cookie", "HX-Request"))
    if request.headers.get("HX-Request"):
        patch_cache_control(response, no_store=True)


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
    """Turns an error meant for people, or an address that is no page, into a page of ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return no_page(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TidtamError):
            return None
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
        return refuse(request, error.message, status=status)

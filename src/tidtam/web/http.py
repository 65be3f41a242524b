"""The request as our pages know it, and the small things every page needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django_htmx.middleware import HtmxDetails

from tidtam.people.actor import Actor
from tidtam.thai.bilingual import Bilingual
from tidtam.web.ways_back import to_sign_in

Trail = list[tuple[Bilingual, str]]


class ActorRequest(HttpRequest):
    """A request after the middleware: who asks, and whether htmx asks."""

    actor: Actor
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def for_act(act: str) -> Callable[[View], View]:
    """A page for those who may do ``act`` in some state; others sign in first, or are told why not.

    The state of the thing is not known at the door: the page, and the action behind it, ask that.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.actor.person_id is None and not request.actor.may_ever(act):
                return to_sign_in(request)
            request.actor.must_ever(act)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is given: the fields that were sent, even none; None where nothing was."""
    return request.POST if request.method == "POST" else None


def say(text: Bilingual) -> str:
    """A text in the language of the page being made."""
    return text.in_language(get_language() or "th")


def tell(request: HttpRequest, text: Bilingual, *, good: bool = True) -> None:
    """A sentence shown once, on the next page."""
    messages.add_message(request, messages.SUCCESS if good else messages.WARNING, say(text))


def tell_here(request: HttpRequest, text: Bilingual) -> None:
    """A refusal shown once, on the next page, at the button that was pressed (``#here``)."""
    messages.add_message(request, messages.WARNING, say(text), extra_tags="here")


def download(data: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Bytes as a file with a Thai name; always saved, never shown as a page of ours."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def download_file(response: FileResponse, *, name: str) -> FileResponse:
    """A stored file under a Thai name."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response

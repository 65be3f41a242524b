"""What the pages of appeals share at the door: who decides, and where a button's address leads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tidtam.appeals.queries import appeal_for
from tidtam.web.http import ActorRequest, View, for_act


def for_heads(view: View) -> View:
    """A page for the bureau and the panel's heads; no browser keeps what stands there."""
    return for_act("appeals.give")(_unkept(view))


def for_deciders(view: View) -> View:
    """A page for whoever may be given an appeal; the queries decide what they find."""
    return for_act("appeals.decide")(_unkept(view))


def to_a_page(name: str, guard: Callable[[View], View]) -> Callable[[View], View]:
    """A button's address that is opened (a reload, another language) leads to its page.

    The browser stands there after a refusal.
    """

    def wrap(view: View) -> View:
        @guard
        def opened(request: ActorRequest, pk: int) -> HttpResponseBase:
            return redirect(name, appeal_for(request.actor, pk=pk).pk)

        @wraps(view)
        def posted(request: ActorRequest, pk: int) -> HttpResponseBase:
            return (opened if request.method in {"GET", "HEAD"} else view)(request, pk)

        return require_http_methods(["GET", "HEAD", "POST"])(posted)

    return wrap


def _unkept(view: View) -> View:
    @wraps(view)
    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded

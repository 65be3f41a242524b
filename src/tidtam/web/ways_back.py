"""The page a request came from, and the page to return to after signing in."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

_READING = ("GET", "HEAD")


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """To the page for signing in, and from there back to where the reader was."""
    return redirect(f"{reverse('sign-in')}?next={quote(page_behind(request))}")


def page_behind(request: HttpRequest) -> str:
    """The page to come back to: this one; for a form that was sent, the page it stood on.

    What a form sends cannot be sent again by an address; its address may be no page at all.
    """
    here = request.get_full_path()
    if request.method in _READING:
        return here
    came = came_from(request)
    if came and is_page(came) and urlsplit(came).path != reverse("sign-in"):
        return came
    return here if is_page(here) else reverse("home")


def came_from(request: HttpRequest) -> str:
    """The address on this site that led here, without the site's name; "" from elsewhere."""
    try:
        came = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    here = request.META.get("HTTP_HOST", "")  # get_host() raises on a host that is not ours
    if not came.path.startswith("/") or came.netloc != here or came.path.startswith("//"):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def is_page(address: str) -> bool:
    """Whether an address of this site can be opened, not only sent to."""
    try:
        found = resolve(unquote(urlsplit(address).path))
    except (Resolver404, ValueError):
        return False
    return _opens(found.func)


def _opens(view: Callable[..., Any]) -> bool:
    """Whether a view answers GET, as the outermost of Django's guards by method says."""
    if kind := getattr(view, "view_class", None):
        return "get" in kind.http_method_names and hasattr(kind, "get")
    guard: Any = view
    while guard is not None:
        if inspect.isfunction(guard) and "request_method_list" in guard.__code__.co_freevars:
            return "GET" in inspect.getclosurevars(guard).nonlocals["request_method_list"]
        guard = getattr(guard, "__wrapped__", None)
    return True

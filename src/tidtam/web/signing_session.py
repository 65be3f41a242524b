"""From a proved identity to a session: second step where needed, then in."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.second_factor import has_second_factor, is_required_of
from tidtam.people.signing_in import keep_sign_in
from tidtam.results.to_sign import waiting_for_signature
from tidtam.shared import clock
from tidtam.web.navigation import place_of

BACKEND: Final = "tidtam.people.signed_in.Backend"
PENDING: Final = "tidtam-second-step"
SECOND_STEP_SECONDS: Final = 10 * 60
_KNOWN: Final = "tidtam_known"
_KNOWN_DAYS: Final = 180
_KNOWN_NAMES: Final = 5


@dataclass(frozen=True)
class Pending:
    """Somebody whose first step was right and whose second is awaited."""

    person_id: int
    way: str
    next_path: str
    at: float


def begin(request: HttpRequest, person: Person, *, way: str, next_path: str = "") -> HttpResponse:
    """Let a person in whose first step was right, by way of the second where there is one."""
    if has_second_factor(person):
        return _ask(request, person, way, next_path, "sign-in-second")
    if is_required_of(actor_for(person)):
        return _ask(request, person, way, next_path, "sign-in-set-up")
    return finish(request, person, way=way, next_path=next_path)


def _ask(request: HttpRequest, person: Person, way: str, next_path: str, page: str) -> HttpResponse:
    pending = Pending(person.pk, way, next_path, clock.now().timestamp())
    request.session[PENDING] = asdict(pending)
    return redirect(page)


def pending_of(request: HttpRequest) -> tuple[Pending, Person] | None:
    """Whose second step is awaited; None where nobody's, or for too long."""
    kept = request.session.get(PENDING)
    if not kept:
        return None
    pending = Pending(**kept)
    if clock.now().timestamp() - pending.at > SECOND_STEP_SECONDS:
        return None
    person = Person.objects.filter(pk=pending.person_id, is_active=True).first()
    return (pending, person) if person else None


def let_in(request: HttpRequest, person: Person, *, way: str) -> None:
    """Begin the session and remember it for the person's own list."""
    request.session.pop(PENDING, None)
    login(request, person, backend=BACKEND)
    keep_sign_in(
        person,
        session_key=request.session.session_key or "",
        way=way,
        browser=browser_of(request.headers.get("User-Agent", "")),
    )


def finish(request: HttpRequest, person: Person, *, way: str, next_path: str = "") -> HttpResponse:
    """Begin the session and lead to where the person came from, or to their work."""
    let_in(request, person, way=way)
    response = redirect(safe_path(request, next_path) or _place_of(person))
    remember_browser(request, response, person.sign_in_name)
    return response


def _place_of(person: Person) -> str:
    """Where the work is; the own account, which says what comes, for who has no post today.

    Who signs results begins with those that wait for the signature.
    """
    actor = actor_for(person)
    if waiting_for_signature(actor):
        return reverse("signing")
    return place_of(actor) if actor.posts else reverse("me")


def safe_path(request: HttpRequest, path: str) -> str:
    """The path if it stays on this site, else ""."""
    is_ours = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if path and is_ours else ""


def address_of(request: HttpRequest) -> str:
    """The network address the request comes from, as our own proxies tell it."""
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    count: int = settings.TIDTAM_PROXY_COUNT
    if count and len(told) >= count and told[-count]:
        return told[-count]
    return str(request.META.get("REMOTE_ADDR", ""))


def known_device(request: HttpRequest, name: str) -> str:
    """The mark of this browser if the name signed in here before, else ""."""
    wanted = _name_mark(name)
    return next(
        (mark for known, mark in _known(request) if constant_time_compare(known, wanted)), ""
    )


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Mark this browser as one in which the name signed in."""
    mine = _name_mark(name)
    others = [pair for pair in _known(request) if pair[0] != mine]
    kept = [(mine, secrets.token_urlsafe(12)), *others][:_KNOWN_NAMES]
    response.set_cookie(
        _KNOWN,
        signing.dumps(kept, salt=_KNOWN),
        max_age=_KNOWN_DAYS * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        pairs = signing.loads(
            request.COOKIES.get(_KNOWN, ""), salt=_KNOWN, max_age=_KNOWN_DAYS * 24 * 60 * 60
        )
    except signing.BadSignature:
        return []
    return [(known, mark) for known, mark in pairs]


def _name_mark(name: str) -> str:
    return salted_hmac(_KNOWN, name.strip().lower(), algorithm="sha256").hexdigest()[:32]


_BROWSERS: Final = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """The browser and system in two words ("Chrome Windows"); "" where they are not told."""
    name = next((word for sign, word in _BROWSERS if sign in agent), "")
    if not name and "Safari/" in agent:
        name = "Safari"
    system = next((word for sign, word in _SYSTEMS if sign in agent), "")
    return f"{name} {system}".strip()

"""The outbox of the bureau: what was sent, what waits, what failed and can be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tidtam.jobs.notices import ready_ways
from tidtam.notices.actions import retry, retry_all_failed
from tidtam.notices.errors import words_of
from tidtam.notices.queries import counts, message_seen_by, outbox, words_to_show
from tidtam.notices.states import STATE_LABELS, WAY_LABELS, State, Way
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tidtam.notices.models import Message

OUTBOX = Bilingual("ข้อความแจ้ง", "Notices")
PER_PAGE = 50
_TONES = {
    State.WAITING: "info",
    State.HELD: "idle",
    State.SENDING: "info",
    State.SENT: "good",
    State.FAILED: "bad",
    State.DROPPED: "idle",
}
_HELD_BY_DEFAULT = Bilingual("พักไว้ถึงเช้า (ช่วงเงียบเริ่มต้น)", "Held until morning (usual quiet hours)")
_UNSENT = (State.WAITING, State.HELD)


@require_GET
@for_act("notices.see")
def notices(request: ActorRequest) -> HttpResponse:
    """The messages, newest first, by state and way."""
    state, way = _asked(request, "state", State), _asked(request, "way", Way)
    found = counts(request.actor)
    words = request.GET.get("q", "").strip()[:100]
    pages = Paginator(outbox(request.actor, state=state, way=way, words=words), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(message) | {"offices": _offices(message)} for message in page],
        "state": state,
        "way": way,
        "words": words,
        "tabs": _tabs(found),
        "ways": [(each.value, WAY_LABELS[each]) for each in Way],
        "failed": _count(found, State.FAILED),
        "not_set_up": _not_set_up(found),
        "trail": [],
    }
    return render(request, "web/notices/outbox.html", context)


@require_GET
@for_act("notices.see")
def notice(request: ActorRequest, pk: int) -> HttpResponse:
    """One message with its words; a link that opens something stays hidden.

    Where mail is not set up in an installation for trying, the outbox is the only place to
    read it, and the link shows.
    """
    message = message_seen_by(request.actor, pk)
    is_for_trying = settings.TIDTAM_DEMO_ALLOWED and Way(message.way) not in ready_ways()
    context = _row(message) | {
        "words": words_to_show(message, with_secrets=is_for_trying),
        "not_set_up": [] if Way(message.way) in ready_ways() else [WAY_LABELS[Way(message.way)]],
        "address": message.to_person.email if message.to_person else message.to_email,
        "trail": [
            (OUTBOX, reverse("central-notices")),
            (Bilingual(f"ข้อความที่ {pk}", f"Notice {pk}"), ""),
        ],
    }
    return render(request, "web/notices/notice.html", context)


@require_POST
@for_act("notices.retry")
def retry_one(request: ActorRequest, pk: int) -> HttpResponse:
    """Send a failed message again; a second click changes nothing."""
    if retry(message_seen_by(request.actor, pk), by=request.actor):
        tell(request, Bilingual("จะส่งอีกครั้งในไม่กี่วินาที", "It will be sent again in a few seconds."))
    else:
        tell(request, Bilingual("ข้อความนี้ไม่ได้ค้างอยู่แล้ว", "This notice is not failed any more."))
    return redirect("central-notice", pk)


@require_POST
@for_act("notices.retry")
def retry_all(request: ActorRequest) -> HttpResponse:
    """Send everything that failed again."""
    count = retry_all_failed(by=request.actor)
    tell(request, Bilingual(f"จะส่งอีกครั้ง {count} ข้อความ", f"{count} notices will be sent again."))
    return redirect("central-notices")


def _asked(request: ActorRequest, name: str, known: type[State] | type[Way]) -> str:
    """A filter of the address; "" for none or an unknown one."""
    value = request.GET.get(name, "")
    return value if value in {each.value for each in known} else ""


def _count(found: Mapping[tuple[State, Way], int], *states: State) -> int:
    return sum(count for (state, _way), count in found.items() if state in states)


def _tabs(found: Mapping[tuple[State, Way], int]) -> list[tuple[str, Bilingual, int]]:
    every = ("", Bilingual("ทั้งหมด", "All"), sum(found.values()))
    return [every, *((each.value, STATE_LABELS[each], _count(found, each)) for each in State)]


def _not_set_up(found: Mapping[tuple[State, Way], int]) -> list[Bilingual]:
    """The ways that are not set up: mail always, others where something waits for them."""
    waiting = {way for state, way in found if state in _UNSENT} | {Way.EMAIL}
    return [WAY_LABELS[way] for way in Way if way in waiting - ready_ways()]


def _row(message: Message) -> dict[str, Any]:
    state = State(message.state)
    person = message.to_person
    return {
        "message": message,
        "receiver": person.full_name if person else masked(message.to_email),
        "way": WAY_LABELS[Way(message.way)],
        "state": _HELD_BY_DEFAULT if _is_default(message) else STATE_LABELS[state],
        "tone": _TONES[state],
        "trouble": words_of(message.last_error),
        "is_failed": state is State.FAILED,
        "is_unsent": state in _UNSENT,
    }


def _offices(message: Message) -> list[Bilingual]:
    """The offices where the receiver holds a post today, each once."""
    posts = getattr(message.to_person, "posts_today", [])
    return list(dict.fromkeys(post.agency.short_name for post in posts))


def _is_default(message: Message) -> bool:
    """Whether a message is held by hours that its receiver did not choose."""
    person = message.to_person
    chose = person is None or hasattr(person, "notice_preference")
    return message.state == State.HELD and not message.digest_key and not chose


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else can use."""
    name, _at, host = address.partition("@")
    return f"{name[:2]}•••@{host}"

"""Where a school replies: a link with a code, no account, no cookie.

The form carries no token against forged forms. Such a token protects what a browser sends by
itself, a cookie; here everything that counts is the code in the address, and whoever can forge
the form has it already. A token would need a cookie, and it would fail just here: the page says
``no-referrer``, so that the address leaks nowhere, and then browsers name no origin. Forms sent
from other sites are still refused where the browser tells (``Sec-Fetch-Site``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tidtam.checks.answer_personal import check_personal
from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds import Count, Plain
from tidtam.forms.values import read_value
from tidtam.people.errors import TooManyTries
from tidtam.schools.codes import read_link
from tidtam.schools.errors import NoRepliesTaken, NoSuchLink, RepliedMeanwhile
from tidtam.schools.queries import Linked, linked, reply_text
from tidtam.schools.replying import actor_of_school, reply, school_name
from tidtam.schools.rules import DONE, MOST_NOTE, MOST_TEXT, NOT_DONE, why_closed
from tidtam.schools.states import Way
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed, TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import say
from tidtam.web.signing_session import address_of

_LINK = re.compile(r"/s/([^/?#\s]+)")
_OWN = frozenset({"same-origin", "none", ""})


@dataclass(frozen=True)
class Shown:
    """What the fields hold, and what is wrong with them.

    Attributes:
        value: as typed or stored: text, or {"n", "of"}.
        seen_edit: the reply that whoever fills them saw.
    """

    value: Any = ""
    note: str = ""
    seen_edit: int = 0
    error: str = ""


def _code_in(typed: str) -> str:
    """The code of a pasted link, or what was typed."""
    found = _LINK.search(typed)
    return found[1] if found else typed


def _in_chosen_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a page in the language of its address (``?lang=en``): these pages keep no cookie."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        chosen = _language_of(request)
        if not chosen:
            return view(request, *args, **kwargs)
        with translation.override(chosen):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = chosen
        return response

    return shown


def _language_of(request: HttpRequest) -> str:
    chosen = request.GET.get("lang", "")
    return chosen if chosen in ("th", "en") else ""


def _query_of(request: HttpRequest) -> str:
    chosen = _language_of(request)
    return f"?lang={chosen}" if chosen else ""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@_in_chosen_language
def door(request: HttpRequest) -> HttpResponse:
    """Type the code of a slip; leads to its page, which judges it."""
    typed = request.POST.get("code", "").strip()
    code = _code_in(typed)
    claim = read_link(code)
    if request.method == "POST" and claim is not None:
        address = reverse("school-reply", args=["".join(code.split()).casefold()])
        return _private(redirect(address + _query_of(request)))
    error = say(NoSuchLink().message) if request.method == "POST" else ""
    context = {"error": error, "typed": typed[:300]}
    return _private(_page(request, "door", context, status=422 if error else 200))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@_in_chosen_language
def reply_page(request: HttpRequest, link: str) -> HttpResponse:
    """The question with its fields; the reply that was sent; or why none is taken."""
    try:
        opened = linked(link, address=address_of(request))
    except NoSuchLink as refusal:
        return _refused(request, refusal, status=404)
    except TooManyTries as refusal:
        return _refused(request, refusal, status=429)
    if request.method == "POST":
        return _private(_take(request, opened))
    wants_change = request.GET.get("change") == "yes"
    if opened.asked.edit and not wants_change:
        return _private(_sent(request, opened))
    return _private(_form(request, opened, _stored(opened)))


def _take(request: HttpRequest, opened: Linked) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site", "") not in _OWN:
        return _refused(request, _FORGED, status=403)
    typed = _typed(request, opened)
    try:
        reply(
            opened,
            value=typed.value,
            note=typed.note,
            seen_edit=typed.seen_edit,
            by=actor_of_school(opened.asked.school),
        )
    except AnswerProblem as problem:
        error = say(Bilingual(problem.th, problem.en))
        return _form(request, opened, _with(typed, error), status=422)
    except RepliedMeanwhile as clash:
        # Seen now: sending again replaces it knowingly.
        opened.asked.refresh_from_db()
        again = Shown(typed.value, typed.note, opened.asked.edit, say(clash.message))
        return _form(request, opened, again, clash=_words(opened), status=409)
    except NoRepliesTaken as refusal:
        return _form(request, opened, _with(typed, say(refusal.message)), status=409)
    return redirect(reverse("school-reply", args=[opened.link]) + _query_of(request))


def _typed(request: HttpRequest, opened: Linked) -> Shown:
    given = request.POST
    is_pair = _is_pair(opened)
    value = {"n": given.get("n", ""), "of": given.get("of", "")} if is_pair else given.get("value")
    seen = given.get("seen", "0")
    return Shown(value or "", given.get("note", ""), int(seen) if seen.isdecimal() else 0)


def _with(typed: Shown, error: str) -> Shown:
    return Shown(typed.value, typed.note, typed.seen_edit, error)


def _stored(opened: Linked) -> Shown:
    asked = opened.asked
    empty: Plain = {"n": "", "of": ""} if _is_pair(opened) else ""
    return Shown(read_value(asked.value) or empty, asked.note, asked.edit)


def _is_pair(opened: Linked) -> bool:
    return isinstance(opened.kind, Count)


def _words(opened: Linked) -> str:
    """The stored reply as one reads it."""
    return reply_text(opened.asked, opened.kind, say(Bilingual("th", "en")))


def _form(
    request: HttpRequest, opened: Linked, shown: Shown, *, clash: str = "", status: int = 200
) -> HttpResponse:
    context = _about(opened) | {
        "shown": shown,
        "clash": clash,
        "is_pair": _is_pair(opened),
        "is_yes_no": opened.way is Way.DID,
        "is_text": opened.way is Way.TEXT,
        "choices": [(each.code, each.title) for each in (DONE, NOT_DONE)],
        "kind": opened.kind,
        "most_text": MOST_TEXT,
        "most_note": MOST_NOTE,
    }
    return _page(request, "reply", context, status=status)


def _sent(request: HttpRequest, opened: Linked) -> HttpResponse:
    said = _words(opened)
    findings = [*check_personal(said), *check_personal(opened.asked.note)]
    context = _about(opened) | {"said": said, "findings": findings}
    return _page(request, "replied", context)


def _about(opened: Linked) -> dict[str, Any]:
    """What every page behind a right link says."""
    inquiry, asked = opened.inquiry, opened.asked
    report = inquiry.item.submission
    closed = why_closed(
        inquiry.state,
        inquiry.closes_at,
        is_withdrawn=asked.is_withdrawn,
        now=clock.now(),
        has_replied=bool(asked.edit),
    )
    return {
        "inquiry": inquiry,
        "asked": asked,
        "school": school_name(asked.school),
        "office": report.office,
        "closed": closed,
        "is_demo": report.round.is_demo,
        "here": reverse("school-reply", args=[opened.link]),
        "draft": f"tidtam-school-{asked.pk}-{asked.edit}",
    }


def _refused(request: HttpRequest, refusal: TidtamError, *, status: int) -> HttpResponse:
    return _private(_page(request, "unknown", {"sentence": say(refusal.message)}, status=status))


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    language = {"chosen": _language_of(request), "lang_query": _query_of(request)}
    return render(request, f"web/schools/{name}.html", context | language, status=status)


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key: no search engine, no other site and no copy may have it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


_FORGED = NotAllowed(
    "คำตอบนี้ไม่ได้ส่งจากหน้าของเรา จึงไม่ได้บันทึก โปรดเปิดลิงก์ของโรงเรียนแล้วตอบใหม่",
    "This reply was not sent from our page, so it was not stored; please open the school's link "
    "and reply again.",
)

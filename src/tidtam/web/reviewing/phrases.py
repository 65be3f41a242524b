"""A reviewer's own bank of phrases: the list, one more, one changed, one taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.reviews.phrases import (
    LONGEST_PHRASE,
    MOST_PHRASES,
    add_phrase,
    change_phrase,
    count_use,
    phrases_of,
    remove_phrase,
)
from tidtam.shared.errors import BadInput, NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.levels import LEVEL_WORDS
from tidtam.web.reviewing.doors import MINE, for_reviewers

if TYPE_CHECKING:
    from tidtam.web.http import Trail

HERE = Bilingual("คลังข้อความของฉัน", "My phrases")
_ADDED = Bilingual("เพิ่มข้อความแล้ว", "The phrase is added.")
_CHANGED = Bilingual(
    "แก้ข้อความแล้ว ความเห็นที่ใช้ข้อความเดิมไปแล้วไม่เปลี่ยน",
    "The phrase is changed; comments it was used in stay as they are.",
)
_LAST_REMOVED = "reviewing-phrase-removed"


@dataclass(frozen=True, slots=True)
class PhraseForm:
    """The form of a phrase as it stands: ``error`` says why it was not kept."""

    text: str = ""
    level: str = ""
    error: str = ""


@require_GET
@for_reviewers
def phrases(request: ActorRequest) -> HttpResponse:
    """The list, and a form for one more."""
    return _list(request, PhraseForm())


@require_POST
@for_reviewers
def new(request: ActorRequest) -> HttpResponse:
    """Keep one more phrase; a script of the marking page hears of it in JSON."""
    form = _posted(request)
    in_json = "application/json" in request.headers.get("Accept", "")
    try:
        add_phrase(form.text, level=_level(form.level), by=request.actor)
    except BadInput as error:
        words = say(error.message)
        if in_json:
            return JsonResponse({"error": words}, status=422)
        return _list(request, PhraseForm(form.text, form.level, words), status=422)
    if in_json:
        return JsonResponse({"kept": True}, status=201)
    tell(request, _ADDED)
    return redirect("reviewing-phrases")


@require_http_methods(["GET", "POST"])
@for_reviewers
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Write one phrase anew."""
    held = next((each for each in phrases_of(request.actor) if each.pk == pk), None)
    if held is None:
        raise NotFound(
            "ไม่พบข้อความนี้ในคลังของท่าน โปรดเลือกจากรายการ",
            "No such phrase among yours; please choose from the list.",
        )
    form = PhraseForm(held.text, str(held.level or ""))
    if request.method == "POST":
        form = _posted(request)
        try:
            change_phrase(pk, text=form.text, level=_level(form.level), by=request.actor)
        except BadInput as error:
            form = PhraseForm(form.text, form.level, say(error.message))
        else:
            tell(request, _CHANGED)
            return redirect("reviewing-phrases")
    context = _frame() | {"form": form, "phrase": held}
    status = 422 if form.error else 200
    return render(request, "web/reviewing/phrase.html", context, status=status)


@require_POST
@for_reviewers
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a phrase out; twice is once."""
    held = next((each for each in phrases_of(request.actor) if each.pk == pk), None)
    remove_phrase(pk, by=request.actor)
    if held is not None:
        request.session[_LAST_REMOVED] = [held.text, str(held.level or "")]
    return redirect("reviewing-phrases")


@require_POST
@for_reviewers
def used(request: ActorRequest, pk: int) -> HttpResponse:
    """A script put a phrase into a comment: what is used most stands first."""
    count_use(pk, by=request.actor)
    return HttpResponse(status=204)


def _list(request: ActorRequest, form: PhraseForm, *, status: int = 200) -> HttpResponse:
    wanted = request.GET.get("level", "")
    level = _level(wanted) if wanted in map(str, LEVEL_WORDS) else None
    context = _frame() | {
        "phrases": phrases_of(request.actor, level=level),
        "removed": request.session.pop(_LAST_REMOVED, None),
        "form": form,
        "wanted": wanted if level else "",
        "longest": LONGEST_PHRASE,
        "most": MOST_PHRASES,
    }
    return render(request, "web/reviewing/phrases.html", context, status=status)


def _frame() -> dict[str, Any]:
    trail: Trail = [(MINE, reverse("reviewing")), (HERE, "")]
    return {"trail": trail, "levels": LEVEL_WORDS.items()}


def _posted(request: ActorRequest) -> PhraseForm:
    return PhraseForm(request.POST.get("text", ""), request.POST.get("level", ""))


def _level(text: str) -> int | None:
    """A level that was chosen; None for any level, 0 for none there is (and is refused)."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0

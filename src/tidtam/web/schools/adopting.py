"""Taking replies over into the report: a preview, then one button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tidtam.forms.kinds import Kind, Plain
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.rounds.errors import AnswerChangedMeanwhile
from tidtam.schools.adopting import Choice, HeldAnswer, Preview, adopt, preview_adoption
from tidtam.schools.errors import BadInquiry, RepliesChanged
from tidtam.schools.queries import inquiry_for
from tidtam.schools.states import BASES, Base, Way
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.office.doors import for_readers
from tidtam.web.schools.frame import must_make, page_of_inquiry

if TYPE_CHECKING:
    from django.http import QueryDict

    from tidtam.forms.definition import Question

_HERE = Bilingual("รับคำตอบเข้ารายงาน", "Adopt the replies")
_KEEP = "keep"
_DONE = Bilingual(
    "เขียนลงรายงานแล้ว ข้อความก่อนหน้ายังเรียกดูได้", "Written into the report; earlier texts are kept."
)
_CLASH = Bilingual(
    "คำตอบในรายงานถูกบันทึกใหม่หลังจากที่ท่านเปิดหน้านี้ จึงยังไม่ได้เขียนทับ โปรดดูคำตอบที่บันทึกอยู่ตอนนี้แล้วยืนยันอีกครั้ง",
    "The report's answer was saved after you opened this page, so nothing was written over. "
    "Please look at what stands there now and confirm again.",
)


@require_http_methods(["GET", "POST"])
@for_readers
def adopt_page(request: ActorRequest, pk: int) -> HttpResponse:
    """What adopting would write; on confirmation, write it."""
    found = inquiry_for(request.actor, pk=pk)
    must_make(request, found.item)
    if request.method == "GET":
        return _show(request, preview_adoption(found))
    try:
        adopt(found, choice=_choice(request.POST), by=request.actor)
    except (RepliesChanged, BadInquiry) as refusal:
        status = 409 if isinstance(refusal, RepliesChanged) else 422
        return _show(request, preview_adoption(found), sentence=refusal.message, status=status)
    except AnswerChangedMeanwhile:
        return _show(request, preview_adoption(found), sentence=_CLASH, status=409)
    tell(request, _DONE)
    return redirect("office-item", found.item_id)


def _choice(given: QueryDict) -> Choice:
    base = given.get("base", "")
    return Choice(
        seal=given.get("seal", ""),
        seen_edit=_whole(given.get("seen", "")),
        seen_story_edit=_whole(given.get("seen_story", "")),
        base=None if base == _KEEP else Base(base) if base in set(Base) else Base.ASKED,
        quotes=frozenset(_whole(each) for each in given.getlist("quote")),
        with_story=given.get("with_story") == "yes",
    )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _show(
    request: ActorRequest, seen: Preview, *, sentence: Bilingual | None = None, status: int = 200
) -> HttpResponse:
    kind: Kind = seen.question.answer
    is_count = seen.way is Way.DID and seen.question.answer.kind == "count"
    shown = [
        (base, BASES[base], _plain(kind, value))
        for base, value in seen.values.items()
        if is_count or base is Base.ASKED
    ]
    context: dict[str, Any] = page_of_inquiry(request, seen.inquiry, here=_HERE) | {
        "seen": seen,
        "shown": shown,
        "is_count": is_count,
        "held": _held(seen.question, seen.held),
        "held_story": _held(seen.story, seen.held_story) if seen.story else "",
        "has_untaken": any(not each.is_taken for each in seen.quotes),
        "refusal": sentence,
    }
    return render(request, "web/schools/adopt.html", context, status=status)


def _plain(kind: Kind, value: Plain) -> str:
    return kind.plain(value, say(Bilingual("th", "en")))


def _held(question: Question, held: HeldAnswer) -> str:
    """What stands in the report now, as one reads it."""
    if held.state is AnswerState.ANSWERED and held.value is not None:
        return _plain(question.answer, held.value)
    words = say(ANSWER_STATE_NAMES[held.state])
    return f"{words}: {held.reason}" if held.reason else words

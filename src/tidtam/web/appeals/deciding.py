"""What somebody is given to decide: the list, and the page, which names no earlier marker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.appeals.actions import decide, look_over
from tidtam.appeals.deciding import MARK, REASON
from tidtam.appeals.errors import DecisionUnsound
from tidtam.appeals.queries import appeal_for, given_to
from tidtam.appeals.rules import LONGEST
from tidtam.appeals.shown import judged_of
from tidtam.appeals.states import OUTCOMES, AppealState, Outcome
from tidtam.reviews.advice import filled
from tidtam.reviews.correcting import advice_now, official_mark
from tidtam.reviews.errors import MarkRefused
from tidtam.shared.errors import BadInput, NotAllowed, TidtamError, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.doors import for_deciders
from tidtam.web.appeals.hints import hints_on
from tidtam.web.appeals.shown import OUTCOME_TONES, TONES, about
from tidtam.web.http import ActorRequest, Trail, say, tell
from tidtam.web.reviewing.marks import MarkField, mark_field, read_mark

if TYPE_CHECKING:
    from tidtam.appeals.deciding import Decided
    from tidtam.appeals.models import Appeal
    from tidtam.appeals.queries import AppealView
    from tidtam.reviews.judging import Judged

MINE: Final = Bilingual("คำทักท้วงที่มอบให้ฉัน", "Appeals given to me")
_DECIDED: Final = Bilingual(
    "บันทึกผลการพิจารณาแล้ว ระบบแจ้งเขตโดยไม่บอกว่าใครพิจารณา",
    "The decision is recorded. The office is being told, and not by whom it was decided.",
)
_NO_OUTCOME: Final = Bilingual(
    "ยังไม่ได้เลือกว่าคงหรือเปลี่ยนคะแนน โปรดเลือก", "Please choose whether the mark stands or is changed."
)
_NO_MARK: Final = Bilingual("ยังไม่ได้เลือกคะแนนใหม่ โปรดเลือก", "Please choose the new mark.")
_NO_REASON: Final = Bilingual(
    "ยังไม่ได้เขียนเหตุผล เขตจะอ่านเหตุผลนี้ โปรดเขียน",
    "There is no reason yet, which the office is to read; please write it.",
)
_STILL_FITS: Final = Bilingual(
    "ข้อเสนอแนะเดิมเขียนไว้กับคะแนนเดิม โปรดอ่านแล้วทำเครื่องหมายว่ายังใช้ได้ หรือกลับไปแก้ไขข้อเสนอแนะ",
    "The recommendation was written for the old mark; please read it and tick that it still fits, "
    "or go back and change it.",
)
# Where a refusal stands that is about no field: who may decide, and whether it is decided already.
_STATE: Final = "state"
# In the session until the next page: the appeal whose words this device need not keep any more.
_KEPT: Final = "decided_appeal"


@dataclass(frozen=True, slots=True)
class Row:
    """One appeal on the decider's list."""

    view: AppealView
    tone: str
    outcome_tone: str


@dataclass
class DecidingForm:
    """The form of a decision: untouched, or what was typed and why it was not kept."""

    field: MarkField
    now: str
    outcome: Outcome | None = None
    mark: str = ""
    comment: str = ""
    reason: str = ""
    answer: str = ""
    error: str = ""
    error_at: str = ""

    @property
    def figure(self) -> str:
        """What stands in the box of a figure."""
        specials = {each.text for each in self.field.specials}
        return "" if self.mark in specials else self.mark

    @property
    def most(self) -> int:
        return LONGEST

    @property
    def words(self) -> dict[str, Any]:
        """What is decided, as the acts take it."""
        return {
            "outcome": self.outcome,
            "answer": self.answer,
            "comment": self.comment,
            "reason": self.reason,
        }

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Place and sentence of what is refused."""
        return [(self.error_at, self.error)] if self.error else []

    def refuse(self, words: Bilingual, *, at: str) -> None:
        """Say why it was not kept, at its field."""
        self.error, self.error_at = say(words), at


@require_GET
@for_deciders
def appeals(request: ActorRequest) -> HttpResponse:
    """What the reader has: first what waits for them, then what they decided."""
    rows = [
        Row(each, TONES[each.state], OUTCOME_TONES[each.outcome] if each.outcome else "idle")
        for each in given_to(request.actor)
    ]
    context = {
        "heading": MINE,
        "waiting": [row for row in rows if row.view.state is AppealState.GIVEN],
        "done": [row for row in rows if row.view.state is not AppealState.GIVEN],
        "trail": [],
    }
    return render(request, "web/appeals/mine.html", context)


@require_http_methods(["GET", "POST"])
@for_deciders
def appeal(request: ActorRequest, pk: int) -> HttpResponse:
    """One appeal; POST shows the decision once more, saves it, or goes back to it (``act``).

    What saving would refuse is refused before it is shown once more.
    """
    found = appeal_for(request.actor, pk=pk)
    if request.method == "GET":
        return _page(request, found, _fresh(found))
    form = _sent(found, request.POST)
    act = request.POST.get("act", "")
    if act == "edit":
        return _page(request, found, form)
    decided = _looked_over(request, found, form)
    if decided is None:
        return _page(request, found, form)
    if act != "save":
        return _ask(request, found, form, decided)
    if _leaves_old_advice(found, decided) and request.POST.get("still_fits") != "yes":
        form.refuse(_STILL_FITS, at="still-fits")
        return _ask(request, found, form, decided)
    return _save(request, found, form)


@require_POST
@for_deciders
def hints(request: ActorRequest, pk: int) -> HttpResponse:
    """Doubts about the reason and the recommendation as they stand, as a part of the page."""
    found = appeal_for(request.actor, pk=pk)
    form = _sent(found, request.POST)
    return render(request, "web/appeals/hints.html", {"hints": _hints(found, form)})


# ---------------------------------------------------------------- the form


def _fresh(found: Appeal) -> DecidingForm:
    now = official_mark(found.item)
    return DecidingForm(mark_field(found.item, answer=""), now, comment=advice_now(found.item))


def _sent(found: Appeal, sent: QueryDict) -> DecidingForm:
    kind = sent.get("kind", "")
    mark = (sent.get("mark", "") or sent.get("figure", "")).strip()[:60]
    outcome = Outcome(kind) if kind in {each.value for each in Outcome} else None
    form = DecidingForm(
        mark_field(found.item, answer=""),
        official_mark(found.item),
        outcome=outcome,
        mark=mark,
        comment=_clean(sent.get("comment", "")),
        reason=_clean(sent.get("reason", "")),
    )
    answer = read_mark(found.item, mark) if outcome is Outcome.CHANGED else ""
    form.answer = answer if isinstance(answer, str) else ""
    if isinstance(answer, Bilingual):
        form.refuse(answer, at=MARK)
    return form


def _looked_over(request: ActorRequest, found: Appeal, form: DecidingForm) -> Decided | None:
    """What would be stored; None, with the sentence at its field, where it cannot be."""
    if not form.error and form.outcome is None:
        form.refuse(_NO_OUTCOME, at="outcome")
    elif not form.error and form.outcome is Outcome.CHANGED and not form.answer:
        form.refuse(_NO_MARK, at=MARK)
    elif not form.error and not form.reason.strip():
        form.refuse(_NO_REASON, at=REASON)
    if form.error:
        return None
    try:
        return look_over(found, **form.words, by=request.actor)
    except (BadInput, WrongState, NotAllowed) as error:
        form.refuse(error.message, at=_place_of(error))
        return None


def _place_of(error: TidtamError) -> str:
    """The field a refusal is about."""
    if isinstance(error, DecisionUnsound):
        return error.at
    return MARK if isinstance(error, MarkRefused) else _STATE


def _leaves_old_advice(found: Appeal, decided: Decided) -> bool:
    """Whether a new mark would stand beside the recommendation that was written for the old one."""
    is_left = decided.outcome is Outcome.CHANGED and decided.comment is None
    return is_left and bool(advice_now(found.item))


def _hints(found: Appeal, form: DecidingForm) -> list[str]:
    marks = (form.answer or form.now, form.now)
    advice = [form.comment] if form.comment != advice_now(found.item) else []
    doubts = hints_on(found.item, form.reason, marks=marks)
    for text in advice:
        doubts += hints_on(found.item, text, marks=marks[:1])
    return list(dict.fromkeys(doubts))


def _save(request: ActorRequest, found: Appeal, form: DecidingForm) -> HttpResponse:
    try:
        decide(found, **form.words, by=request.actor)
    except (BadInput, WrongState, NotAllowed) as error:
        form.refuse(error.message, at=_place_of(error))
        return _page(request, found, form)
    request.session[_KEPT] = f"appeal-{found.pk}"
    tell(request, _DECIDED)
    return redirect("appeal-decide", found.pk)


def _ask(
    request: ActorRequest, found: Appeal, form: DecidingForm, decided: Decided
) -> HttpResponse:
    """The decision as the office will read it, with the button that makes it."""
    context = about(found, actor=request.actor) | {
        "form": form,
        "outcome": OUTCOMES[decided.outcome],
        "outcome_tone": OUTCOME_TONES[decided.outcome],
        "is_changed": decided.outcome is Outcome.CHANGED,
        "now": judged_of(found.item, form.now),
        "after": judged_of(found.item, decided.answer),
        "is_new_advice": decided.comment is not None,
        "advice": filled(form.comment, found.item.submission.office),
        "asks_still_fits": _leaves_old_advice(found, decided),
        "reason": decided.reason,
        "errors": form.errors,
        "hints": _hints(found, form),
        "trail": _trail(found, here=Bilingual("ตรวจก่อนบันทึก", "Before it is saved")),
    }
    status = 422 if form.error else 200
    return render(request, "web/appeals/decide_confirm.html", context, status=status)


def _page(request: ActorRequest, found: Appeal, form: DecidingForm) -> HttpResponse:
    may_decide = request.actor.may("appeals.decide", state=found.state)
    now: Judged | None = judged_of(found.item, form.now)
    context: dict[str, Any] = about(found, actor=request.actor)
    context |= {
        "form": form,
        "now": now,
        "may_decide": may_decide and found.decider_id == request.actor.person_id,
        "outcomes": [(each.value, OUTCOMES[each]) for each in Outcome],
        "errors": form.errors,
        "hints": _hints(found, form) if form.reason else [],
        "saved_item": request.session.pop(_KEPT, None),
        "writer": request.actor.person_id,
        "trail": _trail(found),
    }
    status = 422 if form.error else 200
    return render(request, "web/appeals/decide.html", context, status=status)


def _trail(found: Appeal, *, here: Bilingual | None = None) -> Trail:
    office = found.item.submission.office.short_name
    if here is None:
        return [(MINE, reverse("reviewing-appeals")), (office, "")]
    return [
        (MINE, reverse("reviewing-appeals")),
        (office, reverse("appeal-decide", args=[found.pk])),
        (here, ""),
    ]


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n")

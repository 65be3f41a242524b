"""The form of a decision: what can be chosen, what was typed, what it does to the total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import QueryDict

from tidtam.checks.comment_office import PLACEHOLDER
from tidtam.reviews.advice import LONGEST
from tidtam.reviews.decision_texts import only_one
from tidtam.reviews.decisions import decide
from tidtam.reviews.effects import Effect, effect_of
from tidtam.reviews.errors import DecidedMeanwhile, MarkRefused, ReasonMissing
from tidtam.reviews.judging import judge_stored
from tidtam.reviews.queries import recommendations_of
from tidtam.reviews.standing import TO_CHOOSE
from tidtam.reviews.states import DecisionKind
from tidtam.shared.errors import BadInput, TidtamError, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, say
from tidtam.web.reviewing.marks import Choice, MarkField, mark_field, read_mark

if TYPE_CHECKING:
    from tidtam.reviews.models import Decision
    from tidtam.reviews.moderating import Difference, GivenMark
    from tidtam.rounds.models import Item

NO_MARK: Final = Bilingual(
    "ยังไม่ได้เลือกคะแนน โปรดเลือกคะแนนก่อน", "No mark is chosen yet; please choose one."
)
_SEAT: Final = "seat-"
# In the session until the next page: the item whose words this device need not keep any more.
_SAVED: Final = "decided_item"


@dataclass(frozen=True, slots=True)
class Option:
    """A mark that can be chosen, and whose marks say the same.

    Attributes:
        text: what the form sends.
        given_by: numbers of the seats that gave it.
        comment: what the first of them wrote, which goes with it unless somebody changes it.
    """

    text: str
    level: int | None
    word: Bilingual | None
    given_by: tuple[int, ...]
    comment: str
    is_chosen: bool


@dataclass
class DecisionForm:
    """The form as it is shown: untouched, or with what was typed and why it was not kept."""

    item: Item
    difference: Difference
    field: MarkField
    kind: DecisionKind
    mark: str
    comment: str
    reason: str
    seen: int
    error: str = ""
    error_at: str = ""
    clash: Decision | None = None
    effect: Effect | None = None
    effect_error: str = ""

    @property
    def status(self) -> int:
        if self.clash is not None:
            return 409
        return 422 if self.error else 200

    @property
    def options(self) -> list[Option]:
        """What can be chosen without typing: levels, words, or the marks that were given."""
        given = _all_marks(self.difference)
        if self.field.kind == "none":
            return [
                self._option(f"{_SEAT}{mark.seat}", mark.judged.level, mark.judged.word, [mark])
                for mark in given
                if mark.judged and not mark.judged.is_refused
            ]
        choices: tuple[Choice, ...] = (*self.field.choices, *self.field.specials)
        return [
            self._option(
                each.text,
                each.level,
                each.word,
                [mark for mark in given if mark.judged and mark.judged.shown == each.text],
            )
            for each in choices
        ]

    @property
    def figure(self) -> str:
        """What stands in the box of a figure."""
        return "" if self.mark in {each.text for each in self.options} else self.mark

    @property
    def names_office(self) -> bool:
        """Whether the text still has the sign that becomes the office's name."""
        return PLACEHOLDER in self.comment

    @property
    def is_outside(self) -> bool:
        """Whether the chosen mark is above, or below, every mark that was given."""
        given = [mark.judged for mark in _all_marks(self.difference) if mark.judged]
        ranks = [each.rank for each in given if not each.is_refused]
        if self.effect is None or len(ranks) < 2:
            return False
        judged = judge_stored(
            self.difference.definition,
            kind=self.difference.standing.kind,
            node_code=self.item.node_code,
            answer=self.effect.answer,
        )
        return not min(ranks) <= judged.rank <= max(ranks)

    @property
    def calls_off_third(self) -> bool:
        """Whether a third mark is still to come, which a decision makes needless."""
        third = self.difference.third
        return third is not None and third.judged is None

    @property
    def most(self) -> int:
        """Most characters of a text."""
        return LONGEST

    def _option(
        self, text: str, level: int | None, word: Bilingual | None, given: list[GivenMark]
    ) -> Option:
        seats = tuple(mark.seat for mark in given)
        comment = only_one([mark.comment for mark in given], self.item.submission.office)
        return Option(text, level, word, seats, comment, is_chosen=text == self.mark)


def fresh_form(item: Item, difference: Difference, *, kind: DecisionKind) -> DecisionForm:
    """The form before anything is typed: what is decided now, or the reviewers' words."""
    now, office = difference.decision, item.submission.office
    field = mark_field(item, answer=now.answer if now else "")
    held = recommendations_of(item.instrument, office_id=office.pk).get(item.node_code, "")
    form = DecisionForm(
        item=item,
        difference=difference,
        field=field,
        kind=DecisionKind(now.kind) if now and DecisionKind(now.kind) in TO_CHOOSE else kind,
        mark=field.text,
        comment=held,
        reason="",
        seen=now.number if now else 0,
    )
    if now is None and not held:
        form.comment = _comment_of(form)
    _foresee(form)
    return form


def sent_form(
    item: Item, difference: Difference, sent: QueryDict, *, kind: DecisionKind
) -> DecisionForm:
    """The form as it was sent."""
    given = sent.get("kind", "")
    form = DecisionForm(
        item=item,
        difference=difference,
        field=mark_field(item, answer=""),
        kind=DecisionKind(given) if given in {each.value for each in TO_CHOOSE} else kind,
        mark=mark_sent(sent),
        comment=_clean(sent.get("comment", "")),
        reason=_clean(sent.get("reason", "")),
        seen=_number(sent.get("seen", "")),
    )
    if sent.get("act") == "foresee" and not form.comment:
        form.comment = _comment_of(form)
    _foresee(form)
    return form


def mark_sent(sent: QueryDict) -> str:
    """The mark that was chosen, else the figure that was typed."""
    return (sent.get("mark", "") or sent.get("figure", "")).strip()[:60]


def save(request: ActorRequest, form: DecisionForm) -> Decision | None:
    """Decide as the form says; None where it was refused, and the form then says why."""
    answer = _answer(form)
    if isinstance(answer, Bilingual):
        form.error, form.error_at = say(answer), "mark"
        return None
    try:
        made = decide(
            form.item,
            kind=form.kind,
            answer=answer,
            comment=form.comment,
            reason=form.reason,
            seen_number=form.seen,
            by=request.actor,
        )
        request.session[_SAVED] = form.item.pk
        return made
    except DecidedMeanwhile as error:
        form.clash = form.item.decisions.filter(is_current=True).first()
        form.seen = form.clash.number if form.clash else 0
        form.error = say(error.message)
    except (BadInput, WrongState) as error:
        form.error, form.error_at = say(error.message), _place(error)
    return None


def drafts_of(request: ActorRequest) -> dict[str, object]:
    """What a page needs so that its device keeps words that are not saved yet."""
    return {"saved_item": request.session.pop(_SAVED, None), "writer": request.actor.person_id}


def _comment_of(form: DecisionForm) -> str:
    """The words of whoever gave the chosen mark; never of two people."""
    return next((each.comment for each in form.options if each.is_chosen), "")


def _place(error: TidtamError) -> str:
    if isinstance(error, ReasonMissing):
        return "reason"
    return "mark" if isinstance(error, MarkRefused) else "comment"


def _foresee(form: DecisionForm) -> None:
    # With the marks closed nothing is decided any more, and the total may be under an embargo.
    if not form.mark or form.item.submission.round.frozen_at is not None:
        return
    answer = _answer(form)
    try:
        if isinstance(answer, Bilingual):
            form.effect_error = say(answer)
        else:
            form.effect = effect_of(form.item, answer=answer)
    except MarkRefused as error:
        form.effect_error = say(error.message)


def _answer(form: DecisionForm) -> str | Bilingual:
    """What was chosen as JSON text, or why it is no mark."""
    if form.field.kind == "none":
        seats = {f"{_SEAT}{mark.seat}": mark.answer for mark in _all_marks(form.difference)}
        return seats.get(form.mark) or NO_MARK
    return read_mark(form.item, form.mark) or NO_MARK


def _all_marks(difference: Difference) -> list[GivenMark]:
    third = [difference.third] if difference.third else []
    return [*difference.marks, *third]


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0

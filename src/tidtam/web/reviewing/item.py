"""The page of one item: evidence and answer left, rubric, mark and comment right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.queries import definition_of
from tidtam.results.hidden import hidden_from
from tidtam.reviews.access import assignment_for, assignments_seen_by, closed_to
from tidtam.reviews.beside import LastTime, last_time
from tidtam.reviews.labels import item_label
from tidtam.reviews.models import Assignment
from tidtam.reviews.phrases import fill, phrases_of
from tidtam.reviews.progress import my_items
from tidtam.reviews.states import (
    ASSIGNMENT_STATES,
    PURPOSE_NAMES,
    AssignmentState,
    Purpose,
    ScreeningState,
)
from tidtam.rounds.models import Stage
from tidtam.rounds.states import StageCode, SubmissionState
from tidtam.rounds.tasks import headings_above
from tidtam.rounds.workspace import content_of_item
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.web.followups.shown import follow_ups_beside
from tidtam.web.http import ActorRequest, say
from tidtam.web.office.evidence import Row, row_of
from tidtam.web.office.moments import days_left, said_moment
from tidtam.web.office.reading import Reading, reading_of
from tidtam.web.reviewing.doors import for_reviewers, office_title, round_title, trail_to
from tidtam.web.reviewing.item_hints import hints_on
from tidtam.web.reviewing.marks import Shown, mark_field, shown_mark, with_text

if TYPE_CHECKING:
    from tidtam.people.actor import Actor
    from tidtam.reviews.models import Review
    from tidtam.rounds.models import Evidence, Item, Submission
    from tidtam.scoring.definition import Framework

_PROBLEM = "reviewing-problem"
TONES = {
    AssignmentState.GIVEN: "idle",
    AssignmentState.BEGUN: "info",
    AssignmentState.DONE: "good",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form held that could not be kept, to be shown again."""

    edit: int
    mark: str
    comment: str
    private_note: str


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """One question of the item with what the office said, as its read view shows it."""

    code: str
    title: Bilingual
    reading: Reading


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence in the list; ``host`` is where a link leads, as people read it."""

    row: Row
    host: str


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    """A phrase of the reviewer's own, with the office's name filled in to be read."""

    pk: int
    text: str
    filled: str
    level: int | None


@dataclass(frozen=True, slots=True)
class AllProgress:
    """How many of all items the reviewer has now are marked."""

    total: int
    done: int

    @property
    def left(self) -> int:
        return self.total - self.done


@require_GET
@for_reviewers
def item(request: ActorRequest, pk: int) -> HttpResponse:
    """One item, to be marked or read; why it was not confirmed, once."""
    closed = closed_to(request.actor)
    assignment = assignment_for(request.actor, pk=pk, closed=closed)
    kept = request.session.pop(_PROBLEM, None)
    problem = Bilingual(kept[1], kept[2]) if kept and kept[0] == pk else None
    return item_page(request, assignment, problem=problem, closed=closed)


def keep_problem(request: ActorRequest, pk: int, problem: Bilingual) -> None:
    """Have the next page of an item say why it was not confirmed."""
    request.session[_PROBLEM] = [pk, problem.th, problem.en]


def item_page(
    request: ActorRequest,
    assignment: Assignment,
    *,
    typed: Typed | None = None,
    problem: Bilingual | None = None,
    clash: Mapping[str, str] | None = None,
    closed: Collection[int] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an item; with ``typed`` what could not be kept, and why not."""
    closed = closed_to(request.actor) if closed is None else closed
    item = assignment.item
    label = item_label(definition_of(item.instrument.framework), item.node_code)
    is_away = item.open_until is not None and item.open_until > clock.now()
    context: dict[str, Any] = (
        _frame(assignment)
        | _reading(item, is_away=is_away)
        | _review(assignment, typed)
        | _beside(request.actor, assignment, closed)
        | {
            "trail": trail_to(item.submission, here=label),
            "is_away": is_away,
            "problem": say(problem) if problem else "",
            "errors": [("mark", say(problem))] if problem else [],
            "clash": clash,
        }
    )
    return render(request, "web/reviewing/item.html", context, status=status)


def next_open(actor: Actor, *, after: Assignment, closed: Collection[int]) -> int | None:
    """The next item that can be confirmed: of the same office first, then of the others."""
    here = after.item.submission_id
    found = open_to_mark(actor, closed=closed).exclude(pk=after.pk)
    own = set(found.filter(item__submission=here).values_list("pk", flat=True))
    mine = my_items(actor, submission=after.item.submission, closed=closed)
    works = [each.assignment_id for each in mine]
    place = works.index(after.pk) if after.pk in works else 0
    in_turn = [key for key in (*works[place:], *works[:place]) if key in own]
    if in_turn:
        return in_turn[0]
    return found.exclude(item__submission=here).values_list("pk", flat=True).first()


def open_to_mark(actor: Actor, *, closed: Collection[int] | None = None) -> QuerySet[Assignment]:
    """Items that wait for this reviewer's mark and can be confirmed, in the order of the list."""
    ready = Q(purpose=Purpose.CALIBRATE.value) | Q(
        item__submission__screening__state=ScreeningState.COMPLETE.value
    )
    found = assignments_seen_by(actor, closed=closed).filter(
        ready, item__submission__state=SubmissionState.SUBMITTED.value
    )
    return found.exclude(state=AssignmentState.DONE.value).order_by(
        "-item__submission__round__fiscal_year",
        "-item__submission__round__code",
        "item__submission__office__order",
        "item__instrument__order",
        "item__order",
    )


def start_of(request: ActorRequest) -> tuple[int, Bilingual] | None:
    """The first own item to mark of the report that was just found complete."""
    asked = request.GET.get("complete", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return None
    found = open_to_mark(request.actor).filter(item__submission=int(asked))
    first = found.select_related("item__submission__office").first()
    return (first.pk, office_title(first.item.submission)) if first else None


def progress_over_all(actor: Actor, *, closed: Collection[int] | None = None) -> AllProgress:
    """How far the reviewer is over everything they have now; one query."""
    counts = assignments_seen_by(actor, closed=closed).aggregate(
        total=Count("pk"), done=Count("pk", filter=Q(state=AssignmentState.DONE.value))
    )
    return AllProgress(counts["total"], counts["done"])


# ---------------------------------------------------------------- the parts of the page


def _frame(assignment: Assignment) -> dict[str, Any]:
    """What the head says: where this is, how far it is, by when."""
    item, submission = assignment.item, assignment.item.submission
    definition = definition_of(item.instrument.framework)
    state = AssignmentState(assignment.state)
    screening = getattr(submission, "screening", None)
    is_calibration = assignment.purpose == Purpose.CALIBRATE
    is_screened = screening is not None and screening.state == ScreeningState.COMPLETE
    due_at = _due_at(submission)
    return {
        "assignment": assignment,
        "item": item,
        "submission": submission,
        "office_title": office_title(submission),
        "round_title": round_title(submission),
        "is_demo": submission.round.is_demo,
        "framework": definition,
        "node": definition.by_code[item.node_code],
        "label": item_label(definition, item.node_code),
        "above": headings_above(definition).get(item.node_code),
        "note": _note(item),
        "state": {"label": ASSIGNMENT_STATES[state], "tone": TONES[state]},
        "purpose": _purpose(assignment),
        "is_done": state is AssignmentState.DONE,
        "is_screened": is_calibration or is_screened,
        "is_screener": screening is not None and screening.screener_id == assignment.reviewer_id,
        "due_at": due_at,
        "left": days_left(due_at) if due_at else "",
    }


def _purpose(assignment: Assignment) -> Bilingual | None:
    """What the item is for, where it is not the usual."""
    purpose = Purpose(assignment.purpose)
    return None if purpose is Purpose.MARK else PURPOSE_NAMES[purpose]


def _due_at(submission: Submission) -> Any:
    stages = Stage.objects.filter(round=submission.round_id, code=StageCode.MARK.value)
    return stages.values_list("due_at", flat=True).first()


def _note(item: Item) -> Bilingual | None:
    if item.instrument.form is None:
        return None
    asked = form_of(item.instrument.form).by_item.get(item.node_code)
    return asked.note if asked else None


def _reading(item: Item, *, is_away: bool) -> dict[str, Any]:
    """The answers as the office's own read view shows them, and the evidence in its order.

    Nothing while the office mends the item: its director has not approved what stands there.
    """
    if is_away:
        return {"answers": [], "evidence": []}
    read = content_of_item(item).items[0]
    return {
        "answers": [
            ReadQuestion(each.question.code, each.question.title, reading_of(each))
            for each in read.answers
        ],
        "evidence": [_evidence_line(each) for each in read.evidence],
    }


def _evidence_line(evidence: Evidence) -> EvidenceLine:
    return EvidenceLine(row_of(evidence), _host(evidence.url) if evidence.url else "")


def _host(url: str) -> str:
    """Where a link leads; a Thai host in Thai, as far as it can be read."""
    host = urlsplit(url).hostname or url
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _review(assignment: Assignment, typed: Typed | None) -> dict[str, Any]:
    """What stands in the fields: what is stored, or what was typed and not kept."""
    review: Review | None = getattr(assignment, "review", None)
    answer = review.answer if review else ""
    comment = review.comment if review else ""
    field = mark_field(assignment.item, answer=answer)
    wants_hints = comment and assignment.state != AssignmentState.DONE
    return {
        "edit": typed.edit if typed else review.edit if review else 0,
        "saved_at": said_moment(review.changed_at) if review and typed is None else "",
        "field": with_text(field, typed.mark) if typed else field,
        "shown": shown_mark(assignment.item, answer),
        "comment": typed.comment if typed else comment,
        "private_note": typed.private_note if typed else (review.private_note if review else ""),
        "hints": hints_on(assignment, comment=comment, answer=answer) if wants_hints else [],
    }


def _beside(actor: Actor, assignment: Assignment, closed: Collection[int]) -> dict[str, Any]:
    """Last time and what was done since, own phrases, items before and after, all progress."""
    item, submission = assignment.item, assignment.item.submission
    works = my_items(actor, submission=submission, closed=closed)
    keys = [work.assignment_id for work in works]
    place = keys.index(assignment.pk) if assignment.pk in keys else 0
    return {
        "before": _before(actor, item),
        "follow_ups": follow_ups_beside(item),
        "phrases": _phrases(actor, submission),
        "phrase_levels": _levels(definition_of(item.instrument.framework)),
        "place": place + 1,
        "places": len(keys),
        "previous": keys[place - 1] if place else None,
        "following": keys[place + 1] if place + 1 < len(keys) else None,
        "progress": progress_over_all(actor, closed=closed),
    }


@dataclass(frozen=True, slots=True)
class Before:
    """Last time, with the mark as the page shows marks."""

    last: LastTime
    mark: Shown | None


def _before(actor: Actor, item: Item) -> Before | None:
    """Last time, but for what an embargo of that round holds back."""
    last = last_time(item)
    if last is None or item.submission.office_id in hidden_from(actor, last.round):
        return None
    mark = last.mark
    return Before(last, Shown(mark.shown, mark.level, mark.word) if mark else None)


def _phrases(actor: Actor, submission: Submission) -> list[OwnPhrase]:
    return [
        OwnPhrase(each.pk, each.text, fill(each.text, submission.office), each.level)
        for each in phrases_of(actor)
    ]


def _levels(definition: Framework) -> Sequence[Any]:
    return sorted(definition.levels, key=lambda level: -level.level)

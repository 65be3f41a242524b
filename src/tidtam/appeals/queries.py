"""What an actor may read of appeals: an office its own, the panel's heads and the bureau those
that were sent, a decider those given to them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tidtam.appeals.errors import AppealNotFound
from tidtam.appeals.models import Appeal, AppealEvidence
from tidtam.appeals.published import PublishedMark, marks_in_force, published_marks
from tidtam.appeals.rules import Window, why_closed
from tidtam.appeals.shown import (
    NEAR,
    TEXTS,
    AppealView,
    in_force_in,
    label_of,
    published_of,
    sees_who,
    views_of,
    without_names,
)
from tidtam.appeals.states import AppealState, Outcome
from tidtam.frameworks.queries import definition_of
from tidtam.people.actor import Actor
from tidtam.results.hidden import hidden_by_round
from tidtam.results.models import Computation
from tidtam.reviews.interests import closed_offices
from tidtam.reviews.judging import Judged
from tidtam.rounds.models import Item, Round, Stage
from tidtam.rounds.states import StageCode
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

__all__ = [
    "AppealCounts",
    "AppealView",
    "AppealableItem",
    "OfficeCounts",
    "appeal_for",
    "appealable_items",
    "appeals_of_office",
    "appeals_of_round",
    "appeals_seen_by",
    "counts_of",
    "counts_of_own",
    "evidence_for",
    "given_to",
    "took_effect_in",
    "view_of",
    "waiting_for",
    "window_of",
]

# What is the office's alone: its draft, before it is sent and after it was taken back.
_NOT_SENT = Q(state=AppealState.WRITING.value) | Q(sent_at=None)
_AT_WORK = (AppealState.GIVEN.value, AppealState.DECIDED.value)


def window_of(round_: Round) -> Window | None:
    """When appeals of a round are taken; None where the round sets no time for them."""
    stage = Stage.objects.filter(round=round_, code=StageCode.APPEAL.value).first()
    return Window(starts=stage.starts_at, closes=stage.closes_at) if stage else None


def appeals_seen_by(actor: Actor) -> QuerySet[Appeal]:
    """Appeals an actor may know of, with office, round, item and framework.

    An office its own, unless an embargo holds its result back; the bureau and the panel's heads
    every one that was sent, the heads not of an office they must not judge; others those that
    were given to them, while nothing closes the office to them.
    """
    found = Appeal.objects.select_related(*NEAR).defer(*TEXTS)
    return found.filter(_own(actor) | _of_the_panel(actor))


def _own(actor: Actor) -> Q:
    codes = [code for code in actor.agency_codes if actor.may("appeals.see", agency_code=code)]
    own = Q(item__submission__office__code__in=codes)
    if not codes or actor.may("results.see"):
        return own
    for round_id, offices in hidden_by_round().items():
        own &= ~Q(round=round_id, item__submission__office__in=offices)
    return own


def _of_the_panel(actor: Actor) -> Q:
    if actor.person_id is None:
        return ~_NOT_SENT if actor.may("appeals.see") else Q(pk__in=[])
    seen = Q(pk__in=[])
    if actor.may("appeals.see"):
        seen = ~_NOT_SENT
    elif actor.may_ever("appeals.decide"):
        seen = Q(decider=actor.person_id, state__in=_AT_WORK)
    if actor.may("submissions.see"):
        return seen
    return seen & ~Q(item__submission__office__in=closed_offices(actor.person_id))


def appeal_for(actor: Actor, *, pk: int) -> Appeal:
    """One appeal, with all that names nobody of the panel for its office (``without_names``).

    Raises:
        AppealNotFound: none for this actor.
    """
    found = appeals_seen_by(actor).filter(pk=pk).first()
    if found is None:
        raise AppealNotFound
    return found if sees_who(actor, found.item.submission.office.code) else without_names(found)


def view_of(appeal: Appeal, *, actor: Actor) -> AppealView:
    """One appeal as plain data; ``appeal_for`` has asked whether the actor may read it."""
    return views_of([appeal], actor=actor)[0]


def appeals_of_round(round_: Round, *, actor: Actor) -> list[AppealView]:
    """The appeals of a round that an actor may know of, in the order they came."""
    return views_of(list(appeals_seen_by(actor).filter(round=round_)), actor=actor)


def appeals_of_office(actor: Actor, *, office_code: str) -> list[AppealView]:
    """The appeals of one office in every round, the newest round first."""
    seen = appeals_seen_by(actor).filter(item__submission__office__code=office_code)
    return views_of(list(seen.order_by("-round__fiscal_year", "-round", "number")), actor=actor)


def given_to(actor: Actor) -> list[AppealView]:
    """What a decider has: first what waits for them, then what they decided."""
    if actor.person_id is None:
        return []
    mine = appeals_seen_by(actor).filter(decider=actor.person_id, state__in=_AT_WORK)
    found = mine.order_by("given_at", "pk")
    waiting = [each for each in found if each.state == AppealState.GIVEN]
    done = [each for each in found if each.state != AppealState.GIVEN]
    return views_of([*waiting, *done], actor=actor)


def waiting_for(actor: Actor) -> int:
    """How many appeals wait for an actor to decide them; one query."""
    if actor.person_id is None:
        return 0
    mine = Appeal.objects.filter(decider=actor.person_id, state=AppealState.GIVEN.value)
    return mine.filter(_of_the_panel(actor)).count()


def took_effect_in(appeal: Appeal) -> Computation | None:
    """The first published computation that holds a changed mark; None while there is none."""
    return in_force_in(appeal, published_of([appeal.round_id]))


# ---------------------------------------------------------------- choosing


@dataclass(frozen=True, slots=True)
class AppealableItem:
    """One item of an office's published result, on the page where the office chooses.

    Attributes:
        mark: as it was published; None where nothing was.
        advice: the recommendation as it was published; "" for none.
        why_not: why nothing can be begun (or gone on with) now; None where it can.
    """

    item: Item
    label: Bilingual
    title: Bilingual
    mark: Judged | None
    advice: str
    appeal: AppealView | None
    why_not: Bilingual | None


NOT_MARKED = Bilingual(
    "ข้อนี้ไม่มีคะแนนในผลที่ประกาศ จึงไม่มีคะแนนให้ทักท้วง",
    "This item has no mark in the published result, so there is none to appeal against.",
)
ONCE = Bilingual(
    "ข้อนี้ยื่นคำทักท้วงแล้ว ยื่นได้ข้อละครั้งเดียว โปรดติดตามผลในรายการคำทักท้วง",
    "This item is appealed already, and an item is appealed once; please follow it in the list "
    "of appeals.",
)
# In these the office may write, or write again.
OPEN_TO_WRITE = (AppealState.WRITING, AppealState.WITHDRAWN)


def appealable_items(round_: Round, *, office_code: str, actor: Actor) -> list[AppealableItem]:
    """Every item of an office's report with what was published and what was said against it.

    Raises:
        NotAllowed: another office's.
    """
    actor.must("appeals.see", agency_code=office_code)
    near = ("submission__office", "submission__round", "instrument__framework")
    rows = Item.objects.filter(submission__round=round_, submission__office__code=office_code)
    items = list(rows.select_related(*near).defer("instrument__framework__source"))
    if not items:
        return []
    found = marks_in_force if actor.may("results.see") else published_marks
    marks = found(round_, office=items[0].submission.office)
    seen = appeals_seen_by(actor).filter(item__in=[item.pk for item in items])
    appeals = {view.item_id: view for view in views_of(list(seen), actor=actor)}
    closed = why_closed(window_of(round_), clock.now())
    return [_appealable(item, marks, appeals.get(item.pk), closed) for item in items]


def _appealable(
    item: Item,
    marks: Mapping[int, PublishedMark],
    appeal: AppealView | None,
    closed: Bilingual | None,
) -> AppealableItem:
    mark = marks.get(item.pk)
    why_not = closed if mark else NOT_MARKED
    if appeal is not None and appeal.state not in OPEN_TO_WRITE:
        why_not = ONCE
    return AppealableItem(
        item=item,
        label=label_of(item),
        title=definition_of(item.instrument.framework).by_code[item.node_code].title,
        mark=mark.judged if mark else None,
        advice=mark.advice if mark else "",
        appeal=appeal,
        why_not=why_not,
    )


# ---------------------------------------------------------------- counting, evidence


@dataclass(frozen=True, slots=True)
class AppealCounts:
    """How many appeals of a round stand where; what offices still write is not counted.

    Attributes:
        sent: to be given to somebody; ``given``: being considered.
        kept, changed: decided so.
        not_in_force: changed, and no published result holds it yet.
    """

    sent: int
    given: int
    withdrawn: int
    kept: int
    changed: int
    not_in_force: int

    @property
    def decided(self) -> int:
        return self.kept + self.changed

    @property
    def waiting(self) -> int:
        """What is still to be decided."""
        return self.sent + self.given


def counts_of(round_: Round) -> AppealCounts:
    """How many appeals of a round stand where; two queries."""
    newest = max(
        (each.computed_at for each in published_of([round_.pk]) if each.computed_at), default=None
    )
    late = Q(outcome=Outcome.CHANGED.value)
    if newest is not None:
        late &= Q(decided_at__gte=newest)
    sent = Appeal.objects.filter(round=round_).exclude(_NOT_SENT).order_by()
    found = sent.aggregate(
        sent=Count("pk", filter=Q(state=AppealState.SENT.value)),
        given=Count("pk", filter=Q(state=AppealState.GIVEN.value)),
        withdrawn=Count("pk", filter=Q(state=AppealState.WITHDRAWN.value)),
        kept=Count("pk", filter=Q(outcome=Outcome.KEPT.value)),
        changed=Count("pk", filter=Q(outcome=Outcome.CHANGED.value)),
        not_in_force=Count("pk", filter=late),
    )
    return AppealCounts(**found)


@dataclass(frozen=True, slots=True)
class OfficeCounts:
    """How many appeals of one office in a round stand where, as the office may know it.

    What was withdrawn is not counted.
    """

    writing: int
    considered: int
    decided: int


def counts_of_own(
    actor: Actor, *, round_ids: Collection[int]
) -> dict[tuple[int, str], OfficeCounts]:
    """(Round id, unit code) -> the appeals of the actor's own offices, where there are any.

    Three queries at most, however many rounds.
    """
    if not round_ids:
        return {}
    own = appeals_seen_by(actor).filter(
        round__in=round_ids, item__submission__office__code__in=actor.agency_codes
    )
    considered = (AppealState.SENT.value, AppealState.GIVEN.value)
    rows = (
        own.exclude(state=AppealState.WITHDRAWN.value)
        .order_by()
        .values_list("round_id", "item__submission__office__code")
        .annotate(
            writing=Count("pk", filter=Q(state=AppealState.WRITING.value)),
            considered=Count("pk", filter=Q(state__in=considered)),
            decided=Count("pk", filter=Q(state=AppealState.DECIDED.value)),
        )
    )
    return {(round_id, code): OfficeCounts(*counts) for round_id, code, *counts in rows}


def evidence_for(actor: Actor, *, pk: int) -> AppealEvidence:
    """A piece of evidence of an appeal the actor may read.

    What the office took out is the office's alone.

    Raises:
        AppealNotFound: none for this actor.
    """
    near = ("stored_file", "appeal__item__submission__office")
    found = AppealEvidence.objects.select_related(*near).filter(pk=pk).first()
    if found is None or not appeals_seen_by(actor).filter(pk=found.appeal_id).exists():
        raise AppealNotFound
    if found.removed_at is not None:
        code = found.appeal.item.submission.office.code
        if not actor.may("appeals.see", agency_code=code) or sees_who(actor, code):
            raise AppealNotFound
    return found

"""An appeal as one reader may read it: plain data, in which an office finds nobody of the panel.

Everything an office must not learn is left out here and not in a page: who has the appeal, since
when, who gave it and who decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from tidtam.appeals.models import Appeal, AppealEvidence
from tidtam.appeals.states import (
    OFFICE_LABELS,
    OUTCOMES,
    STAFF_LABELS,
    AppealState,
    Outcome,
)
from tidtam.frameworks.queries import definition_of
from tidtam.people.actor import Actor
from tidtam.results.models import Computation
from tidtam.results.states import EVER_PUBLISHED
from tidtam.reviews.actions import office_kind
from tidtam.reviews.judging import Judged, judge_stored
from tidtam.rounds.models import Item
from tidtam.rounds.reminding import short_code
from tidtam.thai.bilingual import Bilingual

NEAR = (
    "round",
    "computation",
    "item__submission__office",
    "item__submission__round",
    "item__instrument__framework",
    "decider",
)
TEXTS = ("item__instrument__framework__source", "round__letter_th")


@dataclass(frozen=True, slots=True)
class AppealView:
    """One appeal, as its reader may know it.

    Attributes:
        state, label: for an office an appeal that somebody has is still "sent".
        edit: what a save says it saw; 0 once the appeal is sent.
        wanted, before, answer: marks as people read them; None for none.
        pieces: how many pieces of evidence came with it.
        raised_by_bureau: the bureau noticed it itself.
        made_by, sent_by: "" for an office where the bureau raised it.
        decider, given_at, given_by, decided_by: None or "" for an office, always.
        in_force_since: when a version of the result was published that holds the decision;
            None where it was not yet, or where the mark stands.
    """

    pk: int
    number: int
    round_code: str
    round_title: Bilingual
    office_code: str
    office: Bilingual
    item_id: int
    item_label: Bilingual
    item_title: Bilingual
    state: AppealState
    label: Bilingual
    edit: int
    reason: str
    wanted: Judged | None
    pieces: int
    raised_by_bureau: bool
    made_at: dt.datetime
    made_by: str
    sent_at: dt.datetime | None
    sent_by: str
    decider: str
    decider_id: int | None
    given_at: dt.datetime | None
    given_by: str
    outcome: Outcome | None
    outcome_label: Bilingual | None
    before: Judged | None
    answer: Judged | None
    decision_reason: str
    decided_at: dt.datetime | None
    decided_by: str
    in_force_since: dt.datetime | None


def sees_who(actor: Actor, office_code: str) -> bool:
    """Whether a reader may know who has an appeal of an office and who decided it."""
    return office_code not in actor.agency_codes


def without_names(appeal: Appeal) -> Appeal:
    """The appeal in memory as its office may know it; nothing is stored."""
    if appeal.state == AppealState.GIVEN:
        appeal.state = AppealState.SENT.value
    appeal.decider = None
    appeal.given_at, appeal.given_by, appeal.decided_by = None, "", ""
    if appeal.is_for_the_office:
        appeal.made_by = appeal.sent_by = ""
    return appeal


def views_of(appeals: Sequence[Appeal], *, actor: Actor) -> list[AppealView]:
    """Appeals as an actor may read them, in their order; two queries beside them."""
    pieces = _pieces(appeals)
    published = _published({each.round_id for each in appeals})
    return [
        _view(each, actor, pieces.get(each.pk, 0), published.get(each.round_id, ()))
        for each in appeals
    ]


def _view(
    appeal: Appeal, actor: Actor, pieces: int, published: Sequence[Computation]
) -> AppealView:
    item, office = appeal.item, appeal.item.submission.office
    is_open = sees_who(actor, office.code)
    if not is_open:
        without_names(appeal)
    state = AppealState(appeal.state)
    outcome = Outcome(appeal.outcome) if appeal.outcome else None
    in_force = in_force_in(appeal, published)
    node = definition_of(item.instrument.framework).by_code[item.node_code]
    return AppealView(
        pk=appeal.pk,
        number=appeal.number,
        round_code=appeal.round.code,
        round_title=appeal.round.title,
        office_code=office.code,
        office=Bilingual(office.short_th, office.short_en),
        item_id=item.pk,
        item_label=label_of(item),
        item_title=node.title,
        state=state,
        label=(STAFF_LABELS if is_open else OFFICE_LABELS)[state],
        edit=appeal.edit if state is AppealState.WRITING else 0,
        reason=appeal.reason,
        wanted=judged_of(item, appeal.wanted),
        pieces=pieces,
        raised_by_bureau=appeal.is_for_the_office,
        made_at=appeal.made_at,
        made_by=appeal.made_by,
        sent_at=appeal.sent_at,
        sent_by=appeal.sent_by,
        decider=appeal.decider.full_name if appeal.decider else "",
        decider_id=appeal.decider_id,
        given_at=appeal.given_at,
        given_by=appeal.given_by,
        outcome=outcome,
        outcome_label=OUTCOMES[outcome] if outcome else None,
        before=judged_of(item, appeal.before),
        answer=judged_of(item, appeal.answer),
        decision_reason=appeal.decision_reason,
        decided_at=appeal.decided_at,
        decided_by=appeal.decided_by,
        in_force_since=in_force.published_at if in_force else None,
    )


def label_of(item: Item) -> Bilingual:
    """The instrument and the code of an item: "QP 3"."""
    label = f"{short_code(item.instrument.framework.code)} {item.node_code}"
    return Bilingual(label, label)


def judged_of(item: Item, answer: str) -> Judged | None:
    """What a mark of an item comes to; None for none."""
    if not answer:
        return None
    definition = definition_of(item.instrument.framework)
    kind = office_kind(item.submission.office)
    return judge_stored(definition, kind=kind, node_code=item.node_code, answer=answer)


def in_force_in(appeal: Appeal, published: Iterable[Computation]) -> Computation | None:
    """The first of a round's published computations, oldest first, that holds a changed mark."""
    decided_at = appeal.decided_at
    if appeal.outcome != Outcome.CHANGED or decided_at is None:
        return None
    return next(
        (each for each in published if each.computed_at and each.computed_at > decided_at), None
    )


def published_of(round_ids: Iterable[int]) -> list[Computation]:
    """Every computation of rounds that was ever published, oldest first."""
    found = Computation.objects.filter(round__in=list(round_ids), state__in=EVER_PUBLISHED)
    return list(found.order_by("published_at", "number"))


def _published(round_ids: Iterable[int]) -> Mapping[int, Sequence[Computation]]:
    found: dict[int, list[Computation]] = {}
    for each in published_of(round_ids):
        found.setdefault(each.round_id, []).append(each)
    return found


def _pieces(appeals: Sequence[Appeal]) -> dict[int, int]:
    there = AppealEvidence.objects.filter(appeal__in=[each.pk for each in appeals])
    counted = (
        there.order_by()
        .values_list("appeal")
        .annotate(pieces=Count("pk", filter=Q(removed_at=None)))
    )
    return dict(counted)

"""What the chair signs: which results wait, and what is shown beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tidtam.people.actor import Actor
from tidtam.results.errors import ResultNotFound
from tidtam.results.models import Computation
from tidtam.results.queries import computations_seen_by, totals_of
from tidtam.results.states import EVER_PUBLISHED, State
from tidtam.reviews.models import Decision, Panel
from tidtam.reviews.states import DecisionKind
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of

_SIGNABLE = (State.CHECKED.value, State.SIGNED.value)
Counts = Mapping[int | None, int]


@dataclass(frozen=True)
class LevelsBeside:
    """The levels of one instrument, and those of the same one in the round before.

    Attributes:
        counts, before: level -> offices, None for those without a level; ``before`` is None
            where the round before did not ask it.
    """

    instrument: Instrument
    counts: Counts
    before: Counts | None


def waiting_for_signature(actor: Actor) -> list[Computation]:
    """The checked results that may only be published signed, for somebody who may sign: a query."""
    if not actor.may("results.sign"):
        return []
    return list(_newest(actor).filter(Exists(_panels()), state=State.CHECKED.value))


def signed_or_to_sign(actor: Actor) -> list[Computation]:
    """What can be signed, is signed or was published signed, the newest first: a query."""
    if not actor.may("results.sign"):
        return []
    checked = Q(pk__in=_newest(actor).filter(state=State.CHECKED.value).values("pk"))
    found = computations_seen_by(actor).filter(checked | Q(signed_at__isnull=False))
    return list(found.annotate(has_panel=Exists(_panels())).order_by("-checked_at", "-pk"))


def result_to_sign(actor: Actor, *, round_code: str, number: int | None = None) -> Computation:
    """The result of a round that the chair reads: the one numbered, else what waits or is signed.

    Raises:
        ResultNotFound: nothing of the round was checked yet.
    """
    actor.must("results.sign")
    found = computations_seen_by(actor).filter(
        round__code=round_code, state__in=(*_SIGNABLE, *EVER_PUBLISHED)
    )
    if number is not None:
        found = found.filter(number=number)
    computation = found.order_by("-number").first()
    if computation is None:
        raise ResultNotFound(
            f"รอบ {round_code} ยังไม่มีผลที่ตรวจแล้วให้ลงนาม โปรดรอส่วนกลางตรวจผล",
            f"Nothing of round {round_code} is checked yet; please wait for the bureau.",
        )
    return computation


def levels_beside(computation: Computation, *, actor: Actor) -> list[LevelsBeside]:
    """The levels of every instrument beside those of the round before: a few queries."""
    now = _counts(computation, actor)
    last = last_published(computation, actor=actor)
    before = _by_family(_counts(last, actor)) if last is not None else {}
    return [
        LevelsBeside(
            each, now.get(each.framework.code, {}), before.get(_family(each.framework.code))
        )
        for each in instruments_of(computation.round)
    ]


def last_published(computation: Computation, *, actor: Actor) -> Computation | None:
    """What was published of the round before: the earlier one of the year, else its model."""
    round_ = computation.round
    wanted = [key for key in (round_.earlier_id, round_.copied_from_id) if key is not None]
    if not wanted:
        return None
    found = computations_seen_by(actor).filter(round__in=wanted, state=State.PUBLISHED.value)
    by_round = {each.round_id: each for each in found}
    return next((by_round[key] for key in wanted if key in by_round), None)


def decisions_by_kind(round_: Round) -> dict[DecisionKind, int]:
    """How the official marks of a round came about: kind of decision -> items, a query."""
    current = Decision.objects.filter(item__submission__round=round_, is_current=True).order_by()
    rows = dict(current.values_list("kind").annotate(n=Count("pk")))
    return {kind: rows[kind.value] for kind in DecisionKind if rows.get(kind.value)}


def _newest(actor: Actor) -> QuerySet[Computation]:
    later = Computation.objects.filter(round=OuterRef("round"), number__gt=OuterRef("number"))
    return computations_seen_by(actor).filter(~Exists(later))


def _panels() -> QuerySet[Panel]:
    return Panel.objects.filter(round=OuterRef("round"))


def _counts(computation: Computation, actor: Actor) -> dict[str, dict[int | None, int]]:
    found: dict[str, dict[int | None, int]] = {}
    for (_office, code), (_value, level, _word) in totals_of(computation, actor=actor).items():
        levels = found.setdefault(code, {})
        levels[level] = levels.get(level, 0) + 1
    return found


def _by_family(counts: Mapping[str, Counts]) -> dict[str, Counts]:
    return {_family(code): found for code, found in counts.items()}


def _family(code: str) -> str:
    """ "qp" of "qp-2566": what stays the same over the years."""
    return code.rpartition("-")[0] or code

"""What a correction would change: the offices whose result or advice differs, and how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import MD5

from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.results.advice import advice_of
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.queries import computations_seen_by, results_seen_by
from tidtam.results.reading import read_result
from tidtam.results.states import EVER_PUBLISHED, State
from tidtam.results.versions import Change, differences
from tidtam.reviews.models import Mark
from tidtam.rounds.models import Instrument, Round


@dataclass(frozen=True)
class OfficeChange:
    """One office whose published result a correction changes.

    Attributes:
        changes: in printed order; empty where the result stood under no common framework.
    """

    office: Agency
    changes: tuple[Change, ...]


_Key = tuple[int, str]


def may_replace(published: Computation, computation: Computation) -> bool:
    """Whether a computation could correct what is published: made later, by the same frameworks.

    One that has no results yet may still become so.
    """
    if computation.state in EVER_PUBLISHED or computation.number < published.number:
        return False
    computed, since = computation.computed_at, published.published_at
    if computed is None or since is None:
        return True
    return computed > since and _frameworks(computation) == _frameworks(published)


def rounds_on_old_marks(actor: Actor) -> set[int]:
    """The rounds whose published result counts marks that changed after it was made: a query.

    Marks of the earlier round are among them, since a full-year result counts both.
    """
    changed = Exists(_changed_marks("round")) | Exists(_changed_marks("round__earlier"))
    return set(_published(actor).filter(changed).values_list("round_id", flat=True))


def later_on_old_marks(round_: Round, *, actor: Actor) -> list[Computation]:
    """What is published of later rounds and counts marks of this one as they were: a query."""
    found = _published(actor).filter(
        Exists(_changed_marks("round__earlier")), round__earlier=round_
    )
    return list(found.order_by("round__code"))


def _published(actor: Actor) -> QuerySet[Computation]:
    return computations_seen_by(actor).filter(state=State.PUBLISHED.value)


def _changed_marks(of_round: str) -> QuerySet[Mark]:
    """The marks of a round, by an instrument the computation's round asks, changed since it."""
    asked = Instrument.objects.filter(
        round=OuterRef(OuterRef("round")),
        framework__code=OuterRef("instrument__framework__code"),
    )
    return Mark.objects.filter(
        Exists(asked),
        instrument__round=OuterRef(of_round),
        changed_at__gt=OuterRef("computed_at"),
    )


def changes_between(
    published: Computation, computation: Computation, *, actor: Actor
) -> list[OfficeChange]:
    """The offices whose marks, results or advice differ from what is published, in printing order.

    What is compared is small; only what differs is read whole.
    """
    was, now = _rows(published, actor), _rows(computation, actor)
    before = advice_of(was.values(), round_=published.round)
    after = advice_of(now.values(), round_=computation.round)
    keys = {
        key
        for key in now
        if key not in was
        or was[key].seal != now[key].seal  # type: ignore[attr-defined]
        or before[was[key].pk] != after[now[key].pk]
    }
    advice = before | after
    wanted = [rows[key].pk for rows in (was, now) for key in keys if key in rows]
    return _read(wanted, published, advice)


def _rows(computation: Computation, actor: Actor) -> dict[_Key, OfficeResult]:
    """(office, framework code) -> result without its texts, with the seal of its outputs."""
    seen = results_seen_by(actor).filter(computation=computation).order_by()
    near = seen.select_related(None).select_related("framework").annotate(seal=MD5("outputs"))
    rows = near.only("office_id", "framework__code", "computation_id", "advice")
    return {(row.office_id, row.framework.code): row for row in rows}


def _read(
    keys: list[int], published: Computation, advice: Mapping[int, Mapping[str, str]]
) -> list[OfficeChange]:
    pairs: dict[int, dict[str, dict[bool, OfficeResult]]] = defaultdict(lambda: defaultdict(dict))
    near = OfficeResult.objects.filter(pk__in=keys).select_related("office", "framework")
    offices: dict[int, Agency] = {}
    for row in near.order_by("office__order", "pk"):
        row.advice = dict(advice[row.pk])
        offices[row.office_id] = row.office
        is_old = row.computation_id == published.pk
        pairs[row.office_id][row.framework.code][is_old] = row
    return [
        OfficeChange(office, tuple(_of_office(pairs[key].values())))
        for key, office in offices.items()
    ]


def _of_office(pairs: object) -> list[Change]:
    return [
        change
        for pair in pairs  # type: ignore[attr-defined]
        if len(pair) == 2
        for change in differences(read_result(pair[True]), read_result(pair[False]))
    ]


def _frameworks(computation: Computation) -> set[int]:
    used = OfficeResult.objects.filter(computation=computation).order_by()
    return set(used.values_list("framework_id", flat=True).distinct())

"""Which seats of which panels a conflict of interest empties: before it is declared, and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from tidtam.orgs.models import Agency, Province
from tidtam.orgs.queries import agencies
from tidtam.people.models import Person
from tidtam.reviews.models import Assignment, Conflict, Panel
from tidtam.reviews.moves import is_open
from tidtam.reviews.states import AssignmentState, Purpose

# What an assignment says that a conflict withdrew; the declared reason stays with the conflict.
CONFLICT_ENDS_IT = "มีส่วนได้เสียกับเขตนี้"


@dataclass(frozen=True, slots=True)
class FallingOpen:
    """What one panel loses.

    Attributes:
        seats: that nobody has then; ``done`` of them were marked.
        offices: whose items they are, in printing order.
    """

    panel: Panel
    seats: int
    done: int
    offices: tuple[Agency, ...]


def offices_closed_by(office: Agency | None, province: Province | None) -> list[int]:
    """Keys of the offices a declaration closes: one, or all of a province."""
    if office is not None:
        return [office.pk]
    assert province is not None  # noqa: S101  one of both, by the table's constraint
    return list(agencies(province=province.code).values_list("pk", flat=True))


def falling_open(
    person: Person, *, office: Agency | None, province: Province | None
) -> list[FallingOpen]:
    """The seats a declaration would empty, by panel; nothing is stored."""
    held = _seats(person.pk, offices_closed_by(office, province))
    return _by_panel(held.exclude(state=AssignmentState.WITHDRAWN.value))


def fallen_open(conflict: Conflict) -> list[FallingOpen]:
    """The seats a declared conflict emptied that nobody has yet, by panel."""
    lost = _seats(conflict.person_id, offices_closed_by(conflict.office, conflict.province)).filter(
        state=AssignmentState.WITHDRAWN.value,
        withdrawn_reason=CONFLICT_ENDS_IT,
        withdrawn_at__gte=conflict.declared_at,
    )
    taken = Assignment.objects.exclude(state=AssignmentState.WITHDRAWN.value).filter(
        item=OuterRef("item"), purpose=OuterRef("purpose"), seat=OuterRef("seat")
    )
    return _by_panel(lost.exclude(Exists(taken)))


def _seats(person_id: int, offices: Collection[int]) -> QuerySet[Assignment]:
    found = Assignment.objects.filter(
        reviewer__person=person_id, item__submission__office__in=offices
    ).exclude(purpose=Purpose.CALIBRATE.value)
    return found.select_related("reviewer__panel__round", "item__submission__office")


def _by_panel(rows: Iterable[Assignment]) -> list[FallingOpen]:
    """The rows of panels that are open; calibration leaves no seat."""
    grouped: defaultdict[Panel, list[Assignment]] = defaultdict(list)
    for row in rows:
        if is_open(row.reviewer.panel):
            grouped[row.reviewer.panel].append(row)
    found = []
    for panel, lost in sorted(grouped.items(), key=lambda each: each[0].pk):
        places = {row.item.submission.office for row in lost}
        done = sum(bool(row.done_at) for row in lost)
        offices = tuple(sorted(places, key=lambda each: (each.order, each.pk)))
        found.append(FallingOpen(panel, len(lost), done, offices))
    return found

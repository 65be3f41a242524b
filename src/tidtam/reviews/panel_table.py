"""Who marks which block of which office: the table that is edited by hand, some offices at a time.

A *place* is one seat of one block (the items of an office in one field) with whoever sits in it
now, so the same seat of a block has several places where its items went to several people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import QuerySet

from tidtam.orgs.models import Agency
from tidtam.reviews.fields import field_map, fields_of
from tidtam.reviews.models import Assignment, Panel, Reviewer
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.rounds.models import Item
from tidtam.thai.bilingual import Bilingual

SEATS: Final = (1, 2, 3)
_PURPOSES: Final = (Purpose.MARK.value, Purpose.THIRD.value)


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of a block with whoever sits in it; nobody where ``reviewer_id`` is None.

    Attributes:
        items: keys of the items.
        started: how many of them are begun or done.
        why: codes of the reasons, as the proposal gave them.
    """

    office: str
    field: str
    seat: int
    reviewer_id: int | None
    name: str
    items: tuple[int, ...]
    started: int = 0
    by_hand: bool = False
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A block of an office: how many items, and its places by seat."""

    field: str
    name: Bilingual
    items: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """An office with a cell for each field."""

    office: Agency
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class _Gathered:
    """What is being counted for one place."""

    items: list[int] = field(default_factory=list)
    started: int = 0
    by_hand: bool = False
    why: dict[str, None] = field(default_factory=dict)


_Key = tuple[str, str, int, int | None]  # office, field, seat, reviewer


def columns_of(panel: Panel) -> dict[str, Bilingual]:
    """The fields that items stand under, in printing order: code -> title."""
    used = {field for nodes in field_map(panel.round).values() for field in nodes.values()}
    return {code: name for code, name in fields_of(panel.round).items() if code in used}


def table_rows(
    panel: Panel, offices: Sequence[Agency], *, doubled: Collection[int]
) -> list[TableRow]:
    """The blocks of some offices with their places: a constant number of queries.

    Args:
        doubled: the items that have a second seat.
    """
    columns = columns_of(panel)
    blocks = _blocks(panel, offices)
    places = _places(panel, blocks, doubled)
    by_block: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        by_block[place.office, place.field].append(place)
    sizes = _sizes(blocks)
    return [
        TableRow(
            office,
            tuple(
                Cell(
                    code,
                    name,
                    sizes.get((office.code, code), 0),
                    tuple(by_block[office.code, code]),
                )
                for code, name in columns.items()
            ),
        )
        for office in offices
    ]


def place_of(
    panel: Panel,
    *,
    office: Agency,
    field: str,
    seat: int,
    now: int | None,
    doubled: Collection[int],
) -> Place | None:
    """One place as it is; None where whoever is meant does not sit there (any more).

    Args:
        now: key of the reviewer who sits there; None for nobody.
    """
    blocks = {
        item: key for item, key in _blocks(panel, [office]).items() if key == (office.code, field)
    }
    places = _places(panel, blocks, doubled)
    return next((each for each in places if (each.seat, each.reviewer_id) == (seat, now)), None)


def offices_of(panel: Panel) -> list[Agency]:
    """The offices that report in a panel's round, in printing order."""
    asked = Item.objects.filter(submission__round=panel.round_id).order_by()
    return list(Agency.objects.filter(pk__in=asked.values("submission__office")))


def offices_with_open_seats(panel: Panel, *, doubled: Collection[int]) -> set[int]:
    """Keys of the offices of which some seat has nobody: two queries."""
    taken: defaultdict[int, set[int]] = defaultdict(set)
    for item, seat in _held(panel).values_list("item_id", "seat"):
        taken[item].add(seat)
    items = Item.objects.filter(submission__round=panel.round_id).order_by()
    return {
        office
        for item, office in items.values_list("pk", "submission__office_id")
        if 1 not in taken[item] or (item in doubled and 2 not in taken[item])
    }


def offices_with(panel: Panel, *, reviewer_id: int) -> set[int]:
    """Keys of the offices of which a reviewer has something."""
    held = _held(panel).filter(reviewer=reviewer_id)
    return set(held.values_list("item__submission__office_id", flat=True))


def offices_doubled(panel: Panel, *, doubled: Collection[int]) -> set[int]:
    """Keys of the offices with an item that two people mark."""
    items = Item.objects.filter(submission__round=panel.round_id).order_by()
    rows = items.values_list("pk", "submission__office_id")
    return {office for item, office in rows if item in doubled}


def _held(panel: Panel) -> QuerySet[Assignment]:
    found = Assignment.objects.filter(reviewer__panel=panel, purpose__in=_PURPOSES)
    return found.exclude(state=AssignmentState.WITHDRAWN.value).order_by()


def _blocks(panel: Panel, offices: Iterable[Agency]) -> dict[int, tuple[str, str]]:
    """Item -> the office and field it belongs to."""
    fields = field_map(panel.round)
    items = Item.objects.filter(submission__round=panel.round_id, submission__office__in=offices)
    rows = items.values_list("pk", "submission__office__code", "instrument_id", "node_code")
    return {
        pk: (office, fields[instrument][node])
        for pk, office, instrument, node in rows
        if node in fields.get(instrument, {})
    }


def _sizes(blocks: Mapping[int, tuple[str, str]]) -> dict[tuple[str, str], int]:
    sizes: defaultdict[tuple[str, str], int] = defaultdict(int)
    for key in blocks.values():
        sizes[key] += 1
    return dict(sizes)


def _places(
    panel: Panel, blocks: Mapping[int, tuple[str, str]], doubled: Collection[int]
) -> list[Place]:
    """Every place of some blocks, by seat and then by name; open ones first."""
    names = dict(
        Reviewer.objects.filter(panel=panel).order_by().values_list("pk", "person__full_name")
    )
    gathered: defaultdict[_Key, _Gathered] = defaultdict(_Gathered)
    taken: set[tuple[int, int]] = set()
    rows = _held(panel).filter(item__in=list(blocks))
    for item, seat, reviewer, state, by_hand, why in rows.values_list(
        "item_id", "seat", "reviewer_id", "state", "by_hand", "why"
    ):
        taken.add((item, seat))
        one = gathered[*blocks[item], seat, reviewer]
        one.items.append(item)
        one.started += state != AssignmentState.GIVEN
        one.by_hand |= by_hand
        one.why |= dict.fromkeys(why)
    for item, key in blocks.items():
        for seat in (1, 2) if item in doubled else (1,):
            if (item, seat) not in taken:
                gathered[*key, seat, None].items.append(item)
    found = [
        Place(
            office=office,
            field=field_code,
            seat=seat,
            reviewer_id=reviewer,
            name=names.get(reviewer, "") if reviewer else "",
            items=tuple(sorted(one.items)),
            started=one.started,
            by_hand=one.by_hand,
            why=tuple(one.why),
        )
        for (office, field_code, seat, reviewer), one in gathered.items()
    ]
    return sorted(found, key=lambda place: (place.seat, place.name))

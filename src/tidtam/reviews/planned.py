"""A proposal with the names it is about, as pages show it and ``assigning`` stores it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tidtam.marking.proposal import Proposal
from tidtam.orgs.models import Agency
from tidtam.reviews.models import Reviewer
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where an item belongs."""

    office_id: int
    field: str
    node_code: str


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment that is not withdrawn, for marking or as a third mark."""

    key: int
    item: int
    reviewer: int
    seat: int
    purpose: Purpose
    state: AssignmentState
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How many items and offices a reviewer would have."""

    reviewer: Reviewer
    items: int
    offices: int


@dataclass(frozen=True, slots=True)
class PlannedBlock:
    """Items of one office in one field that one reviewer would have in one seat.

    Attributes:
        why: codes of ``marking.reasons.REASONS``.
        is_new: whether the reviewer does not have them yet.
    """

    office: Agency
    field: str
    seat: int
    reviewer: Reviewer
    items: tuple[int, ...]
    codes: tuple[str, ...]
    why: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A seat of an item that nobody can take; ``why`` is a code of ``reasons.UNPLACED``."""

    office: Agency
    field: str
    item: int
    node_code: str
    seat: int
    why: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What using a proposal would do: seats given anew, taken from somebody, left as they are."""

    given: int
    taken: int
    left: int


@dataclass(frozen=True)
class Planned:
    """A proposal with the names it is about; nothing is stored.

    Attributes:
        seen_edit: the panel's count of changes it was made from.
        fills_only: whether it leaves everything that is given where it is.
        doubled: items that two people mark: by the draw, or because a second marker went.
        held: what is given now.
        reviewers: everybody who is named in it, those who left too.
        fields: the titles of the fields.
    """

    panel_id: int
    seen_edit: int
    fills_only: bool
    proposal: Proposal
    doubled: frozenset[int]
    held: tuple[Held, ...]
    reviewers: Mapping[int, Reviewer]
    places: Mapping[int, ItemPlace]
    offices: Mapping[int, Agency]
    fields: Mapping[str, Bilingual]

    @cached_property
    def digest(self) -> str:
        """A checksum of who would have what: a page shows it, and what is used has the same."""
        seats = [(each.item, each.seat, each.judge) for each in self.proposal.seats]
        return hashlib.sha256(repr((self.seen_edit, seats)).encode()).hexdigest()

    @cached_property
    def loads(self) -> tuple[Load, ...]:
        """What everybody would have, by name."""
        offices: defaultdict[int, set[int]] = defaultdict(set)
        for seat in self.proposal.seats:
            offices[seat.judge].add(self.places[seat.item].office_id)
        found = [
            Load(self.reviewers[key], items, len(offices[key]))
            for key, items in self.proposal.loads.items()
        ]
        return tuple(sorted(found, key=lambda each: (each.reviewer.person.full_name, each.items)))

    @cached_property
    def blocks(self) -> tuple[PlannedBlock, ...]:
        """Who would have what, by office in printing order, field and seat."""
        holders = {(each.item, each.seat): each.reviewer for each in self.held}
        grouped: defaultdict[tuple[int, str, int, int, tuple[str, ...], bool], list[int]]
        grouped = defaultdict(list)
        for seat in self.proposal.seats:
            place = self.places[seat.item]
            is_new = holders.get((seat.item, seat.seat)) != seat.judge
            key = (place.office_id, place.field, seat.seat, seat.judge, seat.why, is_new)
            grouped[key].append(seat.item)
        found = [
            PlannedBlock(
                office=self.offices[office],
                field=field,
                seat=number,
                reviewer=self.reviewers[judge],
                items=tuple(items),
                codes=tuple(self.places[item].node_code for item in items),
                why=why,
                is_new=is_new,
            )
            for (office, field, number, judge, why, is_new), items in grouped.items()
        ]
        return tuple(
            sorted(
                found,
                key=lambda each: (
                    each.office.order,
                    each.office.code,
                    each.field,
                    each.seat,
                    each.items,
                ),
            )
        )

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The seats that stay open, by office."""
        found = [
            Gap(
                self.offices[place.office_id],
                place.field,
                each.item,
                place.node_code,
                each.seat,
                each.why,
            )
            for each in self.proposal.unplaced
            for place in [self.places[each.item]]
        ]
        return tuple(sorted(found, key=lambda each: (each.office.order, each.item, each.seat)))

    @cached_property
    def changes(self) -> Changes:
        """What using it would do."""
        marking = [each for each in self.held if each.purpose is Purpose.MARK]
        before = {(each.item, each.seat): each.reviewer for each in marking}
        after = {
            (each.item, each.seat): each.judge for each in self.proposal.seats if each.seat != 3
        }
        left = sum(after.get(key) == reviewer for key, reviewer in before.items())
        return Changes(given=len(after) - left, taken=len(before) - left, left=left)


def _in_print(block: PlannedBlock) -> tuple[int, str, str, int, tuple[int, ...]]:
    return (block.office.order, block.office.code, block.field, block.seat, block.items)

"""What a proposal of assignments is made from, and the proposal with names, nothing stored.

The items of a round in blocks (one office, one field), the reviewers who can be given work, what
stays as it is, and which items two people mark: loaded in a constant number of queries, handed to
``marking.proposal``. The same rows always give the same proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tidtam.marking.double import draw_doubled
from tidtam.marking.proposal import Block, Judge, Kept, propose
from tidtam.orgs.models import Agency, AgencyProvince, ProvinceRegion
from tidtam.people.actor import Actor
from tidtam.reviews.fields import field_map, fields_of
from tidtam.reviews.interests import in_force
from tidtam.reviews.models import Assignment, Panel, Reviewer
from tidtam.reviews.moves import refuse_out_of_reach
from tidtam.reviews.planned import Held, ItemPlace, Planned
from tidtam.reviews.screeners import Bench, bench_of
from tidtam.reviews.states import AssignmentState, PanelState, Purpose
from tidtam.rounds.models import Item
from tidtam.shared import clock


def propose_for(panel: Panel, *, actor: Actor, fills_only: bool = False) -> Planned:
    """Who could mark what; nothing is stored.

    What is begun, done or chosen by hand stays. Offices that have not submitted yet are in it:
    work is planned before the reports are in.

    Args:
        fills_only: leave everything that is given where it is and fill only what is open.

    Raises:
        NotAllowed: not this actor, or the panel is closed.
        WrongState: the round is not open yet, or is published.
    """
    fresh = Panel.objects.select_related("round").get(pk=panel.pk)
    actor.must("panels.assign", state=fresh.state)
    refuse_out_of_reach(fresh.round)
    places = places_of(fresh)
    offices = Agency.objects.in_bulk({place.office_id for place in places.values()})
    bench, held = bench_of(fresh), held_of(fresh)
    drawn = draw_doubled(list(places), share=fresh.double_share, seed=fresh.seed)
    void = [row for row in held if is_void(row, places[row.item], bench)]
    doubled = drawn | _vacated(fresh, held, void)
    kept = [row for row in held if stays(row, places[row.item], bench, fills_only=fills_only)]
    return Planned(
        panel_id=fresh.pk,
        seen_edit=fresh.edit,
        fills_only=fills_only,
        proposal=propose(
            _blocks(places, offices),
            _judges(fresh, bench, offices),
            doubled=doubled,
            kept=[Kept(row.item, row.reviewer, row.seat) for row in kept],
        ),
        doubled=doubled,
        held=held,
        reviewers=bench.reviewers | bench.gone,
        places=places,
        offices=offices,
        fields=fields_of(fresh.round),
    )


def doubled_of(panel: Panel) -> frozenset[int]:
    """The items of a panel that two people mark, by the draw: anybody can repeat it."""
    items = Item.objects.filter(submission__round=panel.round_id).order_by()
    keys = list(items.values_list("pk", flat=True))
    return draw_doubled(keys, share=panel.double_share, seed=panel.seed)


def places_of(panel: Panel) -> dict[int, ItemPlace]:
    """Every item of a panel's round with its office and field; one query for the items."""
    fields = field_map(panel.round)
    rows = Item.objects.filter(submission__round=panel.round_id).order_by("pk")
    return {
        item: ItemPlace(office, fields[instrument][node_code], node_code)
        for item, office, instrument, node_code in rows.values_list(
            "pk", "submission__office_id", "instrument_id", "node_code"
        )
    }


def held_of(panel: Panel) -> tuple[Held, ...]:
    """What is given for marking and not withdrawn; one query."""
    rows = Assignment.objects.filter(reviewer__panel=panel).order_by("pk")
    rows = rows.exclude(state=AssignmentState.WITHDRAWN.value)
    rows = rows.exclude(purpose=Purpose.CALIBRATE.value)
    return tuple(
        Held(key, item, reviewer, seat, Purpose(purpose), AssignmentState(state), by_hand)
        for key, item, reviewer, seat, purpose, state, by_hand in rows.values_list(
            "pk", "item_id", "reviewer_id", "seat", "purpose", "state", "by_hand"
        )
    )


def is_void(row: Held, place: ItemPlace, bench: Bench) -> bool:
    """Whether an assignment must not hold any more: a conflict, or nobody there to do it."""
    if place.office_id in bench.closed[row.reviewer]:
        return True
    return row.reviewer in bench.gone and row.state is not AssignmentState.DONE


def stays(row: Held, place: ItemPlace, bench: Bench, *, fills_only: bool) -> bool:
    """Whether a proposal leaves an assignment where it is."""
    if is_void(row, place, bench):
        return False
    is_free = row.purpose is Purpose.MARK and row.state is AssignmentState.GIVEN
    return fills_only or row.by_hand or not is_free


def _vacated(panel: Panel, held: Iterable[Held], void: Iterable[Held]) -> frozenset[int]:
    """Items at work whose second marker was taken away: they wait for another one.

    Before the work begins only the draw counts, which may be drawn anew.
    """
    if panel.state != PanelState.WORKING:
        return frozenset()
    rows = Assignment.objects.filter(
        reviewer__panel=panel,
        purpose=Purpose.MARK.value,
        seat=2,
        state=AssignmentState.WITHDRAWN.value,
    )
    gone = {row.key for row in void}
    empty = set(rows.order_by().values_list("item_id", flat=True))
    empty |= {row.item for row in held if row.seat == 2 and row.key in gone}
    return frozenset(empty - {row.item for row in held if row.seat == 2 and row.key not in gone})


def _blocks(places: Mapping[int, ItemPlace], offices: Mapping[int, Agency]) -> list[Block]:
    grouped: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for item, place in places.items():
        grouped[place.office_id, place.field].append(item)
    where = _provinces_and_regions(offices)
    return [
        Block(offices[office].code, *where.get(office, ("", "")), field, tuple(items))
        for (office, field), items in grouped.items()
    ]


def _provinces_and_regions(offices: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Office -> codes of the province of its seat and of that province's region; two queries."""
    today = clock.today()
    regions = dict(
        ProvinceRegion.objects.filter(in_force(today))
        .order_by("-region__order")
        .values_list("province_id", "region__code")
    )
    rows = AgencyProvince.objects.filter(in_force(today), agency__in=list(offices))
    # The seat comes last and wins; an office without one stands in its first province.
    found = rows.order_by("seat", "-order", "pk")
    return {
        agency: (code, regions.get(province, ""))
        for agency, province, code in found.values_list(
            "agency_id", "province_id", "province__code"
        )
    }


def _judges(panel: Panel, bench: Bench, offices: Mapping[int, Agency]) -> list[Judge]:
    known = _known(panel, bench.reviewers.values())
    return [
        Judge(
            key=key,
            fields=frozenset(reviewer.fields),
            regions=frozenset(reviewer.regions),
            capacity=reviewer.capacity,
            closed=_codes(bench.closed[key], offices),
            known=_codes(known[reviewer.person_id], offices),
        )
        for key, reviewer in bench.reviewers.items()
    ]


def _codes(keys: Iterable[int], offices: Mapping[int, Agency]) -> frozenset[str]:
    return frozenset(offices[key].code for key in keys if key in offices)


def _known(panel: Panel, reviewers: Iterable[Reviewer]) -> defaultdict[int, set[int]]:
    """Person -> offices they marked on the panel before this one."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    earlier = Panel.objects.filter(
        made_at__lt=panel.made_at, round__is_demo=panel.round.is_demo
    ).exclude(state=PanelState.PREPARING.value)
    last = earlier.order_by("-made_at").first()
    if last is not None:
        rows = Assignment.objects.filter(
            reviewer__panel=last,
            reviewer__person__in=[each.person_id for each in reviewers],
            state=AssignmentState.DONE.value,
        ).exclude(purpose=Purpose.CALIBRATE.value)
        pairs = rows.order_by().values_list("reviewer__person_id", "item__submission__office_id")
        for person, office in pairs.distinct():
            found[person].add(office)
    return found

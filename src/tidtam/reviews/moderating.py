"""Where two reviewers' marks differ: the list, one item, and what is needed to settle it.

Read by the panel's heads and the bureau only. The acts themselves stand in ``decisions``
(settle, decide), ``third`` (call_third), ``effects`` (effect_of) and ``open_work``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.models import Agency
from tidtam.orgs.queries import regions_by_code
from tidtam.people.actor import Actor
from tidtam.reviews.access import items_open_to
from tidtam.reviews.advice import filled
from tidtam.reviews.decisions import decide, settle
from tidtam.reviews.effects import Effect, effect_of
from tidtam.reviews.judging import Judged
from tidtam.reviews.labels import item_label
from tidtam.reviews.models import Decision, Panel, Review, Reviewer
from tidtam.reviews.open_work import open_work
from tidtam.reviews.standing import (
    TO_CHOOSE,
    Need,
    PanelStandings,
    Seat,
    Standing,
    standings_of,
)
from tidtam.reviews.states import AssignmentState, DecisionKind, Purpose
from tidtam.reviews.third import call_third
from tidtam.rounds.collecting import has_words
from tidtam.rounds.models import Instrument, Item
from tidtam.scoring.definition import Framework, Node
from tidtam.shared.errors import NotFound
from tidtam.thai.bilingual import Bilingual

__all__ = [
    "Difference",
    "Effect",
    "call_third",
    "decide",
    "differences_of",
    "effect_of",
    "open_work",
    "settle",
]

OPEN, DECIDED = "open", "decided"


@dataclass(frozen=True, slots=True)
class GivenMark:
    """One reviewer's mark with its reason; ``judged`` is None until it is confirmed."""

    seat: int
    is_third: bool
    reviewer: str
    state: AssignmentState
    judged: Judged | None
    answer: str = ""
    comment: str = ""
    private_note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """An item that two people marked differently.

    Attributes:
        size: how many levels apart; 0 for the same level with another value.
        marks: of the first and second marker.
        third: the third mark, where one was called for.
        decision: the current one; None where nothing is decided. ``decided`` is its mark.
    """

    item_id: int
    office: Agency
    instrument: Instrument
    definition: Framework
    node: Node
    size: int
    need: Need
    marks: tuple[GivenMark, ...]
    third: GivenMark | None
    decision: Decision | None
    decided: Judged | None
    standing: Standing

    @property
    def label(self) -> Bilingual:
        """The item as it is named everywhere: "SA 3.3.1"."""
        return item_label(self.definition, self.node.code)

    @property
    def is_decided(self) -> bool:
        """Whether a person or a third mark decided it."""
        return self.need is Need.NOTHING

    @property
    def is_near(self) -> bool:
        """Whether the level is the same and only the value differs."""
        return self.size == 0


@dataclass(frozen=True, slots=True)
class DifferenceFilter:
    """What somebody wants to see; empty fields want everything.

    Attributes:
        words: of the office's name, or its code.
        framework, node: codes.
        size: "1", "2", "3" (three and more), "0" (same level, another value); "" is 1 and more.
        region: code of an inspection region.
        state: "open", "decided" or "".
    """

    words: str = ""
    framework: str = ""
    node: str = ""
    size: str = ""
    region: str = ""
    state: str = ""


def moderated_item(actor: Actor, *, pk: int) -> Item:
    """One item of a panel, with its report, office, framework and form.

    Raises:
        NotFound: none for this actor.
    """
    items = items_open_to(actor) if actor.may("reviews.see_all") else Item.objects.none()
    near = items.select_related(
        "submission__round__earlier",
        "submission__office",
        "instrument__framework",
        "instrument__form",
        "instrument__round",
    ).defer("instrument__framework__source", "instrument__form__source")
    found = near.filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "ไม่พบข้อนี้ รายงานยังไม่ส่ง หรือท่านมีส่วนได้เสียกับเขตนี้ โปรดเลือกจากรายการ",
            "No such item: its report is not submitted, or you have an interest in its office. "
            "Please choose from the list.",
        )
    return found


def differences_of(panel: Panel, *, actor: Actor, with_words: bool = True) -> list[Difference]:
    """Every item that was marked twice and differently, the largest difference first.

    Decided ones stay in the list. ``with_words=False`` leaves names, comments and decisions
    out, for lists that read them for one page (:func:`with_words_of`).
    """
    actor.must("reviews.see_all")
    items = Item.objects.filter(pk__in=_unlike_pairs(items_open_to(actor), panel))
    standings = standings_of(panel, items=items)
    rows = [row for row in standings.items if row.differs]
    found = _differences(rows, standings)
    found.sort(key=lambda each: -each.size)  # stable: printing order within a size
    return with_words_of(found) if with_words else found


def difference_of(item: Item, *, panel: Panel, actor: Actor) -> Difference:
    """One item with its marks, whether they differ or not."""
    actor.must("reviews.see_all")
    standings = standings_of(panel, items=Item.objects.filter(pk=item.pk))
    return with_words_of(_differences(standings.items, standings))[0]


def filtered_differences(rows: Sequence[Difference], wanted: DifferenceFilter) -> list[Difference]:
    """The rows that fit."""
    regions: Mapping[str, set[str]] = {}
    if wanted.region:
        offices = {row.office.pk: row.office for row in rows}.values()
        found = regions_by_code(offices)
        regions = {code: {region.code for region in each} for code, each in found.items()}
    return [
        row
        for row in rows
        if _fits_size(row.size, wanted.size)
        and wanted.framework in ("", row.definition.code)
        and wanted.node in ("", row.node.code)
        and (not wanted.region or wanted.region in regions.get(row.office.code, set()))
        and (not wanted.state or row.is_decided == (wanted.state == DECIDED))
        and has_words(row.office, wanted.words)
    ]


def tally_of(rows: Iterable[Difference]) -> Counter[str]:
    """How many differ by a level or more ("all"), of them "open" and "decided"; "near" apart."""
    found: Counter[str] = Counter(all=0, open=0, decided=0, near=0, near_open=0)
    for row in rows:
        if row.is_near:
            found["near"] += 1
            found["near_open"] += not row.is_decided
        else:
            found["all"] += 1
            found[DECIDED if row.is_decided else OPEN] += 1
    return found


def with_words_of(rows: Sequence[Difference]) -> list[Difference]:
    """The same rows with names, comments and current decisions: three queries for a page."""
    seats = [seat for row in rows for seat in (*row.standing.seats, row.standing.third) if seat]
    names = dict(
        Reviewer.objects.filter(pk__in={seat.reviewer_id for seat in seats})
        .order_by()
        .values_list("pk", "person__full_name")
    )
    reviews = {
        each.assignment_id: each
        for each in Review.objects.filter(
            assignment__in=[seat.assignment_id for seat in seats if seat.is_done]
        )
    }
    decisions = {
        each.item_id: each
        for each in Decision.objects.filter(item__in=[row.item_id for row in rows], is_current=True)
    }
    return [
        replace(
            row,
            marks=tuple(
                _worded(mark, seat, row.office, names, reviews)
                for mark, seat in zip(row.marks, row.standing.seats, strict=True)
            ),
            third=_worded(row.third, row.standing.third, row.office, names, reviews)
            if row.third and row.standing.third
            else None,
            decision=decisions.get(row.item_id),
        )
        for row in rows
    ]


def resolved_items(
    panel: Panel, *, actor: Actor, kinds: Iterable[DecisionKind] = TO_CHOOSE
) -> list[Difference]:
    """What people decided and is in force, in the order in which it was decided."""
    actor.must("reviews.see_all")
    decided = Decision.objects.filter(
        item=OuterRef("pk"), is_current=True, kind__in=[kind.value for kind in kinds]
    )
    items = items_open_to(actor).filter(Exists(decided), submission__round=panel.round_id)
    standings = standings_of(panel, items=items)
    rows = with_words_of(_differences(standings.items, standings))
    return sorted(rows, key=lambda row: (row.decision.decided_at, row.item_id))  # type: ignore[union-attr]


def _unlike_pairs(items: QuerySet[Item], panel: Panel) -> list[int]:
    """Keys of the items whose first two marks are confirmed and not the same text."""
    first, second = (
        FilteredRelation(
            "assignments",
            condition=Q(
                assignments__seat=seat,
                assignments__purpose=Purpose.MARK.value,
                assignments__state=AssignmentState.DONE.value,
            ),
        )
        for seat in (1, 2)
    )
    pairs = items.filter(submission__round=panel.round_id).annotate(first=first, second=second)
    both = pairs.filter(first__isnull=False, second__isnull=False)
    unlike = both.exclude(first__review__answer=F("second__review__answer"))
    return list(unlike.order_by().values_list("pk", flat=True))


def _fits_size(size: int, wanted: str) -> bool:
    if wanted == "3":
        return size >= 3
    if wanted in ("0", "1", "2"):
        return size == int(wanted)
    return size >= 1


def _differences(rows: Iterable[Standing], standings: PanelStandings) -> list[Difference]:
    rows = list(rows)
    offices = Agency.objects.in_bulk({row.office_id for row in rows})
    definitions = {
        key: definition_of(each.framework) for key, each in standings.instruments.items()
    }
    return [
        Difference(
            item_id=row.item_id,
            office=offices[row.office_id],
            instrument=standings.instruments[row.instrument_id],
            definition=definitions[row.instrument_id],
            node=definitions[row.instrument_id].by_code[row.node_code],
            size=row.size or 0,
            need=row.need,
            marks=tuple(_given(row, seat, standings.judged) for seat in row.seats),
            third=_given(row, row.third, standings.judged, is_third=True) if row.third else None,
            decision=None,
            decided=standings.judged(row, row.decision.answer) if row.decision else None,
            standing=row,
        )
        for row in rows
    ]


def _given(
    row: Standing,
    seat: Seat,
    judged: Callable[[Standing, str], Judged],
    *,
    is_third: bool = False,
) -> GivenMark:
    return GivenMark(
        seat=seat.number,
        is_third=is_third,
        reviewer="",
        state=seat.state,
        judged=judged(row, seat.answer) if seat.answer else None,
        answer=seat.answer,
    )


def _worded(
    mark: GivenMark,
    seat: Seat,
    office: Agency,
    names: Mapping[int, str],
    reviews: Mapping[int, Review],
) -> GivenMark:
    review = reviews.get(seat.assignment_id)
    return replace(
        mark,
        reviewer=names.get(seat.reviewer_id, ""),
        comment=filled(review.comment, office) if review else "",
        private_note=filled(review.private_note, office) if review else "",
    )

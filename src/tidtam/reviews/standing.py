"""Where every item of a panel stands: its seats, its marks, its decision, what it needs next.

One reading for the list of differences, for settling and for what is still open, so that all
three mean the same. A constant number of queries, whatever the number of items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

from django.db.models import QuerySet

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.reviews.judging import Judged, judge_of, levels_apart
from tidtam.reviews.models import Assignment, Decision, Mark, Panel
from tidtam.reviews.proposing import doubled_of
from tidtam.reviews.states import AssignmentState, DecisionKind, Purpose
from tidtam.rounds.models import Instrument, Item
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.states import SubmissionState
from tidtam.thai.bilingual import Bilingual

# Decisions that only say what the reviewers' marks say; a new mark replaces them.
BY_RULE = frozenset({DecisionKind.SINGLE, DecisionKind.SAME, DecisionKind.THIRD})
# Decisions of people; no later mark touches them.
BY_PEOPLE = frozenset({DecisionKind.AGREED, DecisionKind.MEETING, DecisionKind.APPEAL})
# What a moderator chooses from; an appeal is decided elsewhere, after publication.
TO_CHOOSE = frozenset({DecisionKind.AGREED, DecisionKind.MEETING})


class Need(StrEnum):
    """What an item needs next before it has its official mark."""

    REPORT = "report"
    MARKS = "marks"
    SECOND = "second"
    REFUSED = "refused"
    THIRD = "third"
    DECISION = "decision"
    BY_HAND = "by_hand"
    SETTLING = "settling"
    NOTHING = "nothing"


NEEDS = {
    Need.REPORT: Bilingual("เขตยังไม่ส่งรายงาน", "The office has not submitted its report"),
    Need.MARKS: Bilingual("รอคะแนนจากผู้ประเมิน", "Waits for the reviewers' marks"),
    Need.SECOND: Bilingual("ยังไม่มีผู้ประเมินคนที่สอง", "Has no second reviewer yet"),
    Need.REFUSED: Bilingual(
        "คะแนนนี้ใช้กับกรอบไม่ได้ รอให้คะแนนใหม่หรือชี้ขาด",
        "The framework does not accept a mark: to be marked again or decided",
    ),
    Need.THIRD: Bilingual("รอคะแนนคนที่สาม", "Waits for the third mark"),
    Need.DECISION: Bilingual("คะแนนต่างกัน รอชี้ขาด", "The marks differ: to be decided"),
    Need.BY_HAND: Bilingual(
        "คะแนนทางการที่บันทึกไว้ก่อนไม่ตรงกับผู้ประเมิน รอชี้ขาด",
        "An official mark entered earlier is not the reviewers': to be decided",
    ),
    Need.SETTLING: Bilingual("พร้อมสรุปเป็นคะแนนทางการ", "Ready to become official"),
    Need.NOTHING: Bilingual("มีคะแนนทางการแล้ว", "Has its official mark"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """One reviewer's seat at an item; ``answer`` is "" until the mark is confirmed."""

    assignment_id: int
    reviewer_id: int
    number: int
    state: AssignmentState
    answer: str

    @property
    def is_done(self) -> bool:
        return self.state is AssignmentState.DONE


@dataclass(frozen=True, slots=True)
class Held:
    """The current decision of an item."""

    number: int
    kind: DecisionKind
    answer: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One item.

    Attributes:
        kind: of the office, as the framework names it.
        seats: of the first and second marker, in order.
        is_in: whether the office's report is submitted.
        vacant: a seat was given once and stands empty now, or the draw of double marking asks
            for a second one that nobody ever had.
        is_refused: whether the framework does not accept a confirmed mark, or what people decided.
        size: levels between the two marks; 0 for the same level; None while one is missing.
        same: whether the marks are the same answer.
        official: the official mark as JSON text; "" for none.
    """

    item_id: int
    submission_id: int
    office_id: int
    kind: str
    instrument_id: int
    node_code: str
    seats: tuple[Seat, ...]
    third: Seat | None
    is_in: bool
    vacant: bool
    is_refused: bool
    size: int | None
    same: bool
    decision: Held | None
    official: str

    @property
    def is_marked(self) -> bool:
        """Whether every seat has its mark."""
        return bool(self.seats) and not self.vacant and all(seat.is_done for seat in self.seats)

    @property
    def differs(self) -> bool:
        """Whether two people gave different answers."""
        return self.is_marked and len(self.seats) > 1 and not self.same

    @property
    def proposal(self) -> tuple[DecisionKind, str] | None:
        """What the marks alone decide; None where a person must."""
        if not self.is_in or not self.is_marked or self.is_refused:
            return None
        if not self.differs:
            single = len(self.seats) == 1
            return (DecisionKind.SINGLE if single else DecisionKind.SAME), self.seats[0].answer
        if self.third is not None and self.third.is_done:
            return DecisionKind.THIRD, self.third.answer
        return None

    @property
    def need(self) -> Need:
        held = self.decision
        if held is not None and held.kind in BY_PEOPLE:
            return Need.REFUSED if self.is_refused else Need.NOTHING
        if not self.is_in:
            # Nobody marks a report that is not there: what the bureau entered is the mark.
            return Need.NOTHING if self.official else Need.REPORT
        if self.is_refused:
            return Need.REFUSED
        if not self.is_marked:
            return self._need_of_marks
        if self.proposal is None:
            return Need.DECISION if self.third is None else Need.THIRD
        if held is not None and (held.kind, held.answer) == self.proposal:
            return Need.NOTHING
        if held is None and self.official and self.official != self.proposal[1]:
            return Need.BY_HAND
        return Need.SETTLING

    @property
    def _need_of_marks(self) -> Need:
        if not self.seats:
            return Need.NOTHING if self.official and self.decision is None else Need.MARKS
        return Need.SECOND if all(seat.is_done for seat in self.seats) else Need.MARKS


@dataclass(frozen=True)
class PanelStandings:
    """Every item asked for, with the instruments that tell what its marks mean."""

    items: list[Standing]
    instruments: Mapping[int, Instrument]
    judges: Mapping[int, Callable[[str, str, str], Judged]]

    def judged(self, row: Standing, answer: str) -> Judged:
        """What one mark of an item comes to."""
        return self.judges[row.instrument_id](row.kind, row.node_code, answer)


class _Row(NamedTuple):
    """An item as the database gives it."""

    item_id: int
    submission_id: int
    office_id: int
    office_kind: str
    report: str
    instrument_id: int
    node_code: str


_ROW: Final = (
    "pk",
    "submission_id",
    "submission__office_id",
    "submission__office__kind",
    "submission__state",
    "instrument_id",
    "node_code",
)


@dataclass(frozen=True)
class _Known:
    """What is known of a panel's items, each read once for all of them."""

    seats: Mapping[int, list[tuple[str, Seat]]]
    vacated: Mapping[int, set[int]]
    drawn: frozenset[int]
    decisions: Mapping[int, Held]
    marks: Mapping[tuple[int, int, str], str]
    judges: Mapping[int, Callable[[str, str, str], Judged]]

    def standing(self, row: _Row) -> Standing:
        """Where one item stands."""
        kind = FRAMEWORK_KINDS[AgencyKind(row.office_kind)]
        given = self.seats.get(row.item_id, [])
        own = tuple(seat for purpose, seat in given if purpose != Purpose.THIRD)
        third = next((seat for purpose, seat in given if purpose == Purpose.THIRD), None)
        judged = partial(self.judges[row.instrument_id], kind, row.node_code)
        size, same = _apart(own, judged)
        missing = self.vacated[row.item_id] - {seat.number for seat in own}
        decision = self.decisions.get(row.item_id)
        return Standing(
            item_id=row.item_id,
            submission_id=row.submission_id,
            office_id=row.office_id,
            kind=kind,
            instrument_id=row.instrument_id,
            node_code=row.node_code,
            seats=own,
            third=third,
            is_in=row.report == SubmissionState.SUBMITTED,
            vacant=bool(missing) or (row.item_id in self.drawn and len(own) == 1),
            is_refused=_is_refused((*own, third), decision, judged),
            size=size,
            same=same,
            decision=decision,
            official=self.marks.get((row.instrument_id, row.office_id, row.node_code), ""),
        )


def standings_of(panel: Panel, *, items: QuerySet[Item] | None = None) -> PanelStandings:
    """Where the items of a panel stand; only ``items`` of them where given."""
    instruments = {each.pk: each for each in instruments_of(panel.round)}
    judges = {key: judge_of(definition_of(each.framework)) for key, each in instruments.items()}
    found = Item.objects.filter(submission__round=panel.round_id)
    if items is not None:
        found = found.filter(pk__in=items.values("pk"))
    order = ("instrument__order", "order", "submission__office__order")
    rows = [_Row(*each) for each in found.order_by(*order).values_list(*_ROW)]
    seats, vacated = _seats(panel, items)
    known = _Known(
        seats=seats,
        vacated=vacated,
        drawn=_drawn(panel, seats),
        decisions=_decisions(panel, items),
        marks=_marks(instruments, items),
        judges=judges,
    )
    return PanelStandings([known.standing(row) for row in rows], instruments, judges)


def _drawn(panel: Panel, seats: Mapping[int, list[tuple[str, Seat]]]) -> frozenset[int]:
    """The items two people are to mark; not drawn again where every item has both."""
    counts = (sum(purpose != Purpose.THIRD for purpose, _seat in each) for each in seats.values())
    return doubled_of(panel) if 1 in counts else frozenset()


def _is_refused(
    seats: tuple[Seat | None, ...], decision: Held | None, judged: Callable[[str], Judged]
) -> bool:
    """Whether what counts is not accepted: what people decided, else a confirmed mark."""
    if decision is not None and decision.kind in BY_PEOPLE:
        return judged(decision.answer).is_refused
    return any(judged(seat.answer).is_refused for seat in seats if seat and seat.answer)


def _apart(seats: tuple[Seat, ...], judged: Callable[[str], Judged]) -> tuple[int | None, bool]:
    if len(seats) < 2 or not all(seat.is_done and seat.answer for seat in seats):
        return None, False
    if len({seat.answer for seat in seats}) == 1:
        return 0, True
    first, *others = found = [judged(seat.answer) for seat in seats]
    size = max(levels_apart(first, other) for other in others)
    is_sound = not any(each.is_refused for each in found)
    return size, size == 0 and is_sound and all(each.answer == first.answer for each in others)


def _seats(
    panel: Panel, among: QuerySet[Item] | None
) -> tuple[dict[int, list[tuple[str, Seat]]], defaultdict[int, set[int]]]:
    """The seats that are taken, by item, and the numbers of seats that were given up."""
    found = Assignment.objects.filter(reviewer__panel=panel).exclude(
        purpose=Purpose.CALIBRATE.value
    )
    if among is not None:
        found = found.filter(item__in=among.values("pk"))
    taken: dict[int, list[tuple[str, Seat]]] = {}
    vacated: defaultdict[int, set[int]] = defaultdict(set)
    rows = found.order_by("item_id", "seat", "pk").values_list(
        "item_id", "pk", "reviewer_id", "seat", "purpose", "state", "review__answer"
    )
    for item_id, key, reviewer_id, number, purpose, state, answer in rows:
        if state == AssignmentState.WITHDRAWN:
            if purpose == Purpose.MARK:
                vacated[item_id].add(number)
            continue
        is_done = state == AssignmentState.DONE
        seat = Seat(
            assignment_id=key,
            reviewer_id=reviewer_id,
            number=number,
            state=AssignmentState(state),
            answer=(answer or "") if is_done else "",
        )
        taken.setdefault(item_id, []).append((purpose, seat))
    return taken, vacated


def _decisions(panel: Panel, among: QuerySet[Item] | None) -> dict[int, Held]:
    found = Decision.objects.filter(item__submission__round=panel.round_id, is_current=True)
    if among is not None:
        found = found.filter(item__in=among.values("pk"))
    rows = found.order_by().values_list("item_id", "number", "kind", "answer")
    return {key: Held(number, DecisionKind(kind), answer) for key, number, kind, answer in rows}


def _marks(
    instruments: Mapping[int, Instrument], among: QuerySet[Item] | None
) -> dict[tuple[int, int, str], str]:
    marks = Mark.objects.filter(instrument__in=list(instruments)).order_by()
    if among is not None:
        marks = marks.filter(office__in=among.values("submission__office"))
    found = marks.values_list("instrument_id", "office_id", "node_code", "answer")
    return {(instrument, office, code): answer for instrument, office, code, answer in found}

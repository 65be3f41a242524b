"""How good a panel's marking is: agreement, severity, shifts of levels, what is worth a look.

The figures are those of ``marking`` (``docs/agreement.md``); here they get their names. Read by
the panel's heads and the bureau only: reviewers stand here by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tidtam.frameworks.queries import definition_of
from tidtam.marking.agreement import Agreement, Estimate, agreement_of, calibration_of
from tidtam.marking.distribution import Shift, shift_of
from tidtam.marking.severity import GivenMark, Severity, severities_of
from tidtam.marking.suspicion import Judged, Suspicion, suspicions_of
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.reviews.access import items_open_to
from tidtam.reviews.labels import item_label
from tidtam.reviews.models import Panel, Reviewer
from tidtam.reviews.quality_rows import MarkRow, PanelMarks, marks_of_panel
from tidtam.reviews.states import Purpose
from tidtam.rounds.models import Instrument
from tidtam.scoring.definition import Framework, Node
from tidtam.thai.bilingual import Bilingual

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class IndicatorQuality:
    """One indicator: how well its double marks agree, and its levels beside the last round's.

    Attributes:
        without_level: items with two marks of which one has no level (not reported, a
            target); they are in none of the figures.
    """

    instrument: Instrument
    definition: Framework
    node: Node
    agreement: Agreement
    without_level: int
    shift: Shift


@dataclass(frozen=True, slots=True)
class ReviewerQuality:
    """One reviewer beside the others."""

    reviewer: Reviewer
    severity: Severity


@dataclass(frozen=True, slots=True)
class SuspectedItem:
    """An item that a pattern names, for an actor who may open it."""

    item_id: int
    office: Agency
    instrument: Instrument
    node: Node
    level: int | None
    seconds: int

    @property
    def label(self) -> Bilingual:
        return item_label(definition_of(self.instrument.framework), self.node.code)


@dataclass(frozen=True, slots=True)
class SuspectedPattern:
    """One pattern of one reviewer, with the items it names.

    Attributes:
        sample: the comment concerned, where an item that has it may be opened.
        closed: how many items are left out because the actor may not open them.
    """

    suspicion: Suspicion
    reviewer: Reviewer
    items: tuple[SuspectedItem, ...]
    sample: str
    closed: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of a panel's marking now.

    Attributes:
        marks: confirmed marks, calibration left out.
        without_level: how many of them have no level (not reported, a target): in no mean.
        refused: confirmed marks that the framework does not accept; they are in no figure.
        doubled: items with both marks confirmed.
        overall: the agreement over all indicators.
        calibrated: items of the calibration with two marks or more, and their alpha.
        reviewers: the strictest first, those of whom nothing can be said last.
        has_last: whether there is an earlier round to compare levels with.
    """

    panel: Panel
    marks: int
    without_level: int
    refused: int
    doubled: int
    overall: Agreement
    calibrated: tuple[int, Estimate]
    indicators: tuple[IndicatorQuality, ...]
    reviewers: tuple[ReviewerQuality, ...]
    suspicions: tuple[SuspectedPattern, ...]
    has_last: bool


def quality_of(panel: Panel, *, actor: Actor, but_last: Collection[int] = ()) -> Quality:
    """Everything about a panel's marking, in a constant number of queries.

    Figures count every mark; items are named only where the actor may open them.

    Args:
        but_last: offices whose marks of the round before are not counted, for an embargo.

    Raises:
        NotAllowed: the actor is neither a head of the panel nor of the bureau.
    """
    actor.must("reviews.see_all")
    marks = marks_of_panel(panel, but_last=but_last)
    people = {
        each.pk: each
        for each in Reviewer.objects.filter(panel=panel).select_related("person").order_by("pk")
    }
    pairs, without_level = _pairs(marks)
    every = [pair for found in pairs.values() for pair in found]
    return Quality(
        panel=panel,
        marks=len(marks.of(Purpose.MARK, Purpose.THIRD)),
        without_level=sum(row.level is None for row in marks.of(Purpose.MARK, Purpose.THIRD)),
        refused=marks.refused,
        doubled=len(every) + sum(without_level.values()),
        overall=agreement_of(every, levels=marks.levels, seed=panel.seed),
        calibrated=_calibrated(marks, panel.seed),
        indicators=tuple(_indicators(marks, pairs, without_level, panel.seed)),
        reviewers=_reviewers(marks, people),
        suspicions=_suspicions(marks, people, panel, actor),
        has_last=panel.round.earlier_id is not None,
    )


# ---------------------------------------------------------------- agreement


def _pairs(marks: PanelMarks) -> tuple[dict[str, Pairs], dict[str, int]]:
    """The levels of items with both marks, by indicator; and how many have one without level."""
    seats: defaultdict[int, dict[int, MarkRow]] = defaultdict(dict)
    for row in marks.of(Purpose.MARK):
        seats[row.item_id][row.seat] = row
    pairs: defaultdict[str, Pairs] = defaultdict(list)
    without_level: defaultdict[str, int] = defaultdict(int)
    for taken in seats.values():
        if 1 not in taken or 2 not in taken:
            continue
        first, second = taken[1], taken[2]
        if first.level is None or second.level is None:
            without_level[first.indicator] += 1
        else:
            pairs[first.indicator].append((first.level, second.level))
    return pairs, without_level


def _calibrated(marks: PanelMarks, seed: str) -> tuple[int, Estimate]:
    items: defaultdict[int, list[int]] = defaultdict(list)
    for row in marks.of(Purpose.CALIBRATE):
        if row.level is not None:
            items[row.item_id].append(row.level)
    return calibration_of(list(items.values()), levels=marks.levels, seed=f"{seed}/calibration")


def _indicators(
    marks: PanelMarks, pairs: Mapping[str, Pairs], without_level: Mapping[str, int], seed: str
) -> Iterable[IndicatorQuality]:
    now = _levels_now(marks)
    for instrument, definition, node in marks.nodes():
        key = f"{instrument.pk}/{node.code}"
        levels = [level.level for level in definition.levels]
        yield IndicatorQuality(
            instrument=instrument,
            definition=definition,
            node=node,
            agreement=agreement_of(
                pairs.get(key, []),
                levels=sorted(levels),
                # Named by codes, so that the draw is the same in every installation.
                seed=f"{seed}/{definition.code}/{node.code}",
            ),
            without_level=without_level.get(key, 0),
            shift=shift_of(
                now.get(key, []),
                marks.last.get((definition.code, node.code), []),
                levels=sorted(levels),
            ),
        )


def _levels_now(marks: PanelMarks) -> dict[str, list[int]]:
    """One level for each item: the decided one, else that of the first marker who is done."""
    by_item: dict[int, MarkRow] = {}
    for row in sorted(marks.of(Purpose.MARK), key=lambda row: row.seat):
        by_item.setdefault(row.item_id, row)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for item, row in by_item.items():
        level = marks.decided.get(item, row.level)
        if level is not None:
            found[row.indicator].append(level)
    return found


# ---------------------------------------------------------------- reviewers


def _reviewers(marks: PanelMarks, people: Mapping[int, Reviewer]) -> tuple[ReviewerQuality, ...]:
    given = [
        GivenMark(
            reviewer=row.reviewer_id,
            # Marks of the calibration are compared among themselves: somebody may mark the
            # same item again later.
            item=-row.item_id if row.purpose is Purpose.CALIBRATE else row.item_id,
            office=str(row.office_id),
            indicator=row.indicator,
            level=row.level,
            finished_at=row.done_at,
        )
        for row in marks.rows
        if row.level is not None
    ]
    found = [ReviewerQuality(people[each.reviewer], each) for each in severities_of(given)]
    return tuple(sorted(found, key=_strictest_first))


def _strictest_first(row: ReviewerQuality) -> tuple[bool, float, str, int]:
    value = row.severity.lean.value
    return value is None, value or 0.0, row.reviewer.person.full_name, row.reviewer.pk


# ---------------------------------------------------------------- what is worth a look


def _suspicions(
    marks: PanelMarks, people: Mapping[int, Reviewer], panel: Panel, actor: Actor
) -> tuple[SuspectedPattern, ...]:
    rows = {row.assignment_id: row for row in marks.of(Purpose.MARK, Purpose.THIRD)}
    found = suspicions_of([_judged(row) for row in rows.values()], levels=marks.levels)
    may_open = items_open_to(actor).filter(submission__round=panel.round_id)
    open_items = set(may_open.order_by().values_list("pk", flat=True))
    named = {rows[key].office_id for each in found for key in each.assignments}
    offices = Agency.objects.in_bulk(named)
    return tuple(
        _pattern(each, [rows[key] for key in each.assignments], people, marks, offices, open_items)
        for each in found
    )


def _judged(row: MarkRow) -> Judged:
    return Judged(
        assignment=row.assignment_id,
        reviewer=row.reviewer_id,
        office=str(row.office_id),
        indicator=row.indicator,
        level=row.level,
        comment=row.comment,
        seconds=row.seconds,
    )


def _pattern(
    suspicion: Suspicion,
    rows: Sequence[MarkRow],
    people: Mapping[int, Reviewer],
    marks: PanelMarks,
    offices: Mapping[int, Agency],
    open_items: set[int],
) -> SuspectedPattern:
    instruments = {each.pk: each for each in marks.instruments}
    seen = [row for row in rows if row.item_id in open_items]
    return SuspectedPattern(
        suspicion=suspicion,
        reviewer=people[suspicion.reviewer],
        items=tuple(
            SuspectedItem(
                row.item_id,
                offices[row.office_id],
                instruments[row.instrument_id],
                marks.definitions[row.instrument_id].by_code[row.node_code],
                row.level,
                row.seconds,
            )
            for row in seen
        ),
        sample=seen[0].comment if suspicion.sample and seen else "",
        closed=len(rows) - len(seen),
    )

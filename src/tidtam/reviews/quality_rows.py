"""The confirmed marks of a panel as plain rows, read in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.reviews.judging import Judged, judge_of
from tidtam.reviews.models import Assignment, Decision, Mark, Panel
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of
from tidtam.scoring.definition import Framework, Node


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One confirmed mark; ``level`` is None where the answer has none (not reported)."""

    assignment_id: int
    reviewer_id: int
    item_id: int
    office_id: int
    instrument_id: int
    node_code: str
    purpose: Purpose
    seat: int
    level: int | None
    comment: str
    seconds: int
    done_at: dt.datetime

    @property
    def indicator(self) -> str:
        """One name for the node of the instrument, whatever the office."""
        return f"{self.instrument_id}/{self.node_code}"


@dataclass(frozen=True)
class PanelMarks:
    """Everything quality is computed of.

    Attributes:
        rows: every confirmed mark, in the order it was confirmed.
        refused: how many confirmed marks are in none of the rows, as the framework does not
            accept them.
        decided: item -> level of its current decision; None for a decision without a level.
        last: framework code and node -> levels of the last round's official marks.
    """

    instruments: tuple[Instrument, ...]
    rows: tuple[MarkRow, ...]
    refused: int
    decided: Mapping[int, int | None]
    last: Mapping[tuple[str, str], list[int]]

    @cached_property
    def definitions(self) -> dict[int, Framework]:
        """Instrument -> its framework."""
        return {each.pk: definition_of(each.framework) for each in self.instruments}

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """Every level that any of the frameworks has, lowest first."""
        found = (level.level for each in self.definitions.values() for level in each.levels)
        return tuple(sorted(set(found)))

    def of(self, *purposes: Purpose) -> list[MarkRow]:
        """The marks given for these purposes."""
        return [row for row in self.rows if row.purpose in purposes]

    def nodes(self) -> Iterator[tuple[Instrument, Framework, Node]]:
        """The indicators that were marked, in printing order."""
        marked = {row.indicator for row in self.rows}
        for instrument in self.instruments:
            definition = self.definitions[instrument.pk]
            for node in definition.by_code.values():
                if f"{instrument.pk}/{node.code}" in marked:
                    yield instrument, definition, node


class _Levels:
    """The level of a mark, by the framework that was asked; each answer is read once."""

    def __init__(self, instruments: tuple[Instrument, ...]) -> None:
        self._judges = {each.pk: judge_of(definition_of(each.framework)) for each in instruments}

    def of(self, instrument_id: int, office_kind: str, node_code: str, answer: str) -> int | None:
        return self.judged(instrument_id, office_kind, node_code, answer).level

    def judged(self, instrument_id: int, office_kind: str, node_code: str, answer: str) -> Judged:
        kind = FRAMEWORK_KINDS[AgencyKind(office_kind)]
        return self._judges[instrument_id](kind, node_code, answer)


def marks_of_panel(panel: Panel, *, but_last: Collection[int] = ()) -> PanelMarks:
    """The confirmed marks of a panel, its decisions and the last round's marks.

    Args:
        but_last: offices left out of the last round's marks.
    """
    instruments = tuple(instruments_of(panel.round))
    levels = _Levels(instruments)
    found = list(_rows(panel, levels))
    rows = tuple(row for row in found if row is not None)
    return PanelMarks(
        instruments=instruments,
        rows=rows,
        refused=len(found) - len(rows),
        decided=_decided(panel, levels),
        last=_last(panel.round.earlier, {each.framework.code for each in instruments}, but_last),
    )


def _rows(panel: Panel, levels: _Levels) -> Iterator[MarkRow | None]:
    """A row for each confirmed mark; None for one that the framework does not accept."""
    done = Assignment.objects.filter(reviewer__panel=panel, state=AssignmentState.DONE.value)
    found = done.filter(review__isnull=False).exclude(review__answer="").order_by("done_at", "pk")
    rows = found.values_list(
        "pk",
        "reviewer_id",
        "item_id",
        "item__submission__office_id",
        "item__submission__office__kind",
        "item__instrument_id",
        "item__node_code",
        "purpose",
        "seat",
        "review__answer",
        "review__comment",
        "review__seconds",
        "done_at",
    )
    for each in rows:
        key, reviewer, item, office, kind, instrument, node, purpose, seat, answer = each[:10]
        comment, seconds, done_at = each[10:]
        if done_at is None:  # confirmed without a moment: no act writes such a row
            continue
        judged = levels.judged(instrument, kind, node, answer)
        if judged.is_refused:
            yield None
            continue
        yield MarkRow(
            assignment_id=key,
            reviewer_id=reviewer,
            item_id=item,
            office_id=office,
            instrument_id=instrument,
            node_code=node,
            purpose=Purpose(purpose),
            seat=seat,
            level=judged.level,
            comment=comment,
            seconds=seconds,
            done_at=done_at,
        )


def _decided(panel: Panel, levels: _Levels) -> dict[int, int | None]:
    found = Decision.objects.filter(item__submission__round=panel.round_id, is_current=True)
    rows = found.order_by().values_list(
        "item_id",
        "item__instrument_id",
        "item__submission__office__kind",
        "item__node_code",
        "answer",
    )
    return {
        item: levels.of(instrument, kind, node, answer)
        for item, instrument, kind, node, answer in rows
    }


def _last(
    earlier: Round | None, codes: set[str], but: Collection[int]
) -> dict[tuple[str, str], list[int]]:
    """Levels of the official marks of the round before, under the same framework codes."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    if earlier is None:
        return found
    instruments = tuple(each for each in instruments_of(earlier) if each.framework.code in codes)
    levels, names = _Levels(instruments), {each.pk: each.framework.code for each in instruments}
    rows = Mark.objects.filter(instrument__in=list(names)).order_by()
    if but:
        rows = rows.exclude(office__in=list(but))
    for instrument, kind, node, answer in rows.values_list(
        "instrument_id", "office__kind", "node_code", "answer"
    ):
        level = levels.of(instrument, kind, node, answer)
        if level is not None:
            found[names[instrument], node].append(level)
    return found

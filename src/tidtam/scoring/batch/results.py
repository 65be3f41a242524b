"""What batch evaluation gives: one column per node and one of totals; results on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tidtam.scoring.batch.exact import BoolArray, Exact, IntArray, exact_of, integers
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.results import NodeResult, Result, TotalResult
from tidtam.scoring.rollups import Part, RollUp, contribution
from tidtam.scoring.rounding import Rounding, printed, round_to
from tidtam.scoring.values import EXCLUDED_PRECEDENCE, Status

# A status code is the place here. An excluded parent takes the least code beneath it: first the
# states that may still change, then the others in the order of their words.
STATUSES: tuple[Status, ...] = (
    *EXCLUDED_PRECEDENCE,
    *sorted(status for status in Status if status not in EXCLUDED_PRECEDENCE),
)
STATUS_CODES: Mapping[Status, int] = {status: code for code, status in enumerate(STATUSES)}


class NodeColumn(Protocol):
    """One node in every unit; all arrays have the shape [units]."""

    @property
    def value(self) -> Exact:
        """The exact values; ``value.present`` is False where there is none."""

    @property
    def feeds(self) -> Exact:
        """The values that enter the roll-up above."""

    @property
    def status(self) -> IntArray:
        """Places in ``STATUSES``, int8."""

    @property
    def level(self) -> IntArray:
        """int8, 0 for none; a framework that has a level 0 tells it apart by ``status``."""

    @property
    def printed(self) -> IntArray:
        """The value in units of its last printed decimal, 242 for "2.42"; 0 for none."""

    @property
    def voiced(self) -> BoolArray:
        """Whether something reported stands behind what feeds."""

    def cell(self, unit: int) -> NodeResult:
        """What ``evaluate`` says of this node in one unit."""

    def cells(self) -> list[NodeResult]:
        """The same for all units."""


class CellTable:
    """The distinct results of a leaf, as arrays of the shape [cells]."""

    def __init__(self, framework: Framework, results: Sequence[NodeResult]) -> None:
        rounding = framework.rounding.result
        self.results = results
        self.value = exact_of([result.value for result in results])
        self.feeds = exact_of([result.feeds for result in results])
        self.status = np.array([STATUS_CODES[r.status] for r in results], dtype=np.int8)
        self.level = np.array([r.level or 0 for r in results], dtype=level_type(framework))
        self.printed = integers([units_of(result.value, rounding) for result in results])
        reported = np.array([result.reported for result in results], dtype=bool)
        self.voiced = reported & self.feeds.present


class LeafColumn:
    """A column that takes every unit's result from a small table."""

    def __init__(self, node: Node, table: CellTable, index: IntArray, above: RollUp | None) -> None:
        self._node, self._table, self._index, self._above = node, table, index, above
        self._seen: dict[int, NodeResult] = {}

    @cached_property
    def value(self) -> Exact:
        return self._table.value.take(self._index)

    @property
    def feeds(self) -> Exact:
        return self._table.feeds.take(self._index)

    @cached_property
    def status(self) -> NDArray[np.int8]:
        return self._table.status.take(self._index)

    @cached_property
    def level(self) -> IntArray:
        return self._table.level.take(self._index)

    @cached_property
    def printed(self) -> IntArray:
        return self._table.printed.take(self._index)

    @property
    def voiced(self) -> BoolArray:
        return self._table.voiced.take(self._index)

    def cell(self, unit: int) -> NodeResult:
        return self._result(int(self._index[unit]))

    def cells(self) -> list[NodeResult]:
        return [self._result(place) for place in self._index.tolist()]

    def _result(self, place: int) -> NodeResult:
        result = self._seen.get(place)
        if result is None:
            found = replace(self._table.results[place], code=self._node.code)
            result = self._seen[place] = _with_contribution(found, self._node, self._above)
        return result


@dataclass(frozen=True)
class RolledColumn:
    """A column computed from the columns beneath."""

    framework: Framework
    node: Node
    above: RollUp | None
    value: Exact
    status: NDArray[np.int8]
    level: IntArray
    printed: IntArray
    voiced: BoolArray
    _seen: dict[tuple[int, int, int, bool], NodeResult] = field(default_factory=dict)

    @property
    def feeds(self) -> Exact:
        return self.value

    def cell(self, unit: int) -> NodeResult:
        return self._result(
            *self.value.at(unit),
            int(self.status[unit]),
            bool(self.value.present[unit]),
            bool(self.voiced[unit]),
        )

    def cells(self) -> list[NodeResult]:
        value = self.value
        columns = (value.num, value.divisor(), self.status, value.present, self.voiced)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return [self._result(*row) for row in rows]

    def _result(self, num: int, den: int, status: int, present: bool, voiced: bool) -> NodeResult:
        key = (num, den, status, voiced)
        result = self._seen.get(key)
        if result is None:
            exact = Fraction(num, den) if present else None
            found = self._described(exact, STATUSES[status], voiced or not present)
            result = _with_contribution(found, self.node, self.above)
            self._seen[key] = result
        return result

    def _described(self, value: Fraction | None, status: Status, reported: bool) -> NodeResult:
        if value is None:
            return NodeResult(self.node.code, None, None, None, None, status)
        level = self.framework.level_of(value) if status is Status.RATED else None
        return NodeResult(
            code=self.node.code,
            value=value,
            printed=printed(value, self.framework.rounding.result),
            level=level,
            word=self.framework.words.get(level) if level is not None else None,
            status=status,
            feeds=value,
            reported=reported,
        )


@dataclass(frozen=True)
class TotalColumn:
    """The line under the table in every unit; ``count`` is how many items entered each total."""

    framework: Framework
    value: Exact
    level: IntArray
    printed: IntArray
    count: IntArray

    def cells(self) -> list[TotalResult]:
        """The totals as ``evaluate`` gives them."""
        seen: dict[tuple[int, int, bool, int], TotalResult] = {}
        columns = (self.value.num, self.value.divisor(), self.value.present, self.count)
        totals = []
        for row in zip(*(column.tolist() for column in columns), strict=True):
            total = seen.get(row)
            if total is None:
                total = seen[row] = self._described(*row)
            totals.append(total)
        return totals

    def cell(self, unit: int) -> TotalResult:
        """The total of one unit."""
        return self._described(
            *self.value.at(unit),
            bool(self.value.present[unit]),
            int(self.count[unit]),
        )

    def _described(self, num: int, den: int, present: bool, count: int) -> TotalResult:
        if not present:
            return TotalResult(None, None, None, None, 0)
        value = Fraction(num, den)
        level = self.framework.level_of(value)
        return TotalResult(
            value=value,
            printed=printed(value, self.framework.rounding.result),
            level=level,
            word=self.framework.words.get(level) if level is not None else None,
            count=count,
        )


@dataclass(frozen=True)
class BatchResult:
    """All units under one framework: columns for figures, results for people.

    Attributes:
        nodes: the column of every node, in printed order.
        total: the column of totals.
    """

    framework: Framework
    nodes: Mapping[str, NodeColumn]
    total: TotalColumn

    def __len__(self) -> int:
        return len(self.total.count)

    @property
    def total_units(self) -> IntArray:
        """Printed totals in units of their last decimal, 242 for "2.42"; 0 where none."""
        return self.total.printed

    @property
    def total_levels(self) -> IntArray:
        """Levels of the totals; 0 for none."""
        return self.total.level

    @property
    def total_counts(self) -> IntArray:
        """How many items entered each total."""
        return self.total.count

    def result(self, unit: int) -> Result:
        """What ``evaluate`` gives for one unit; IndexError where there is no such unit."""
        nodes = tuple(column.cell(unit) for column in self.nodes.values())
        return Result(self.framework.code, nodes, self.total.cell(unit))

    def results(self) -> list[Result]:
        """What ``evaluate`` gives, for every unit; equal cells share one object."""
        columns = [column.cells() for column in self.nodes.values()]
        rows = zip(*columns, strict=True) if columns else [()] * len(self)
        totals = self.total.cells()
        return [
            Result(self.framework.code, nodes, total)
            for nodes, total in zip(rows, totals, strict=True)
        ]


def units_of(value: Fraction | None, rounding: Rounding) -> int:
    """A value as printed, in units of its last decimal; 0 for none."""
    return 0 if value is None else int(round_to(value, rounding) * 10**rounding.digits)


def level_type(framework: Framework) -> type[np.int8] | type[np.int64]:
    """int8 unless a framework has levels beyond it."""
    levels = [*framework.words, *(band.level for band in framework.bands)]
    return np.int8 if all(-128 <= level <= 127 for level in levels) else np.int64


def level_column(framework: Framework, units: IntArray, where: BoolArray) -> IntArray:
    """The band of each printed value, given in units of its last decimal; 0 elsewhere."""
    kind = level_type(framework)
    if not framework.bands:
        return np.zeros(len(units), kind)
    scale = 10**framework.rounding.result.digits
    levels = np.full(len(units), framework.bands[-1].level, kind)
    for band in reversed(framework.bands):
        levels[units <= band.up_to * scale // 1] = band.level
    levels[~where] = 0
    return levels


def _with_contribution(result: NodeResult, node: Node, above: RollUp | None) -> NodeResult:
    if above is None or above.kind != "weighted_sum" or result.feeds is None:
        return result
    return replace(result, contribution=contribution(above, Part(result.feeds, node.weight)))

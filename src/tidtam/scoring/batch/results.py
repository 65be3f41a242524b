"""What batch evaluation gives: one column per node and one of totals; results on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tidtam.scoring.batch.exact import BoolArray, Exact, IntArray, exact_of
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.results import NodeResult, Result, TotalResult
from tidtam.scoring.rollups import Part, RollUp, contribution
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
    """The distinct results of a leaf, and the same as arrays of the shape [cells] on demand."""

    def __init__(self, framework: Framework, results: Sequence[NodeResult]) -> None:
        self.framework, self.results = framework, results

    @cached_property
    def value(self) -> Exact:
        return exact_of([result.value for result in self.results])

    @cached_property
    def feeds(self) -> Exact:
        return exact_of([result.feeds for result in self.results])

    @cached_property
    def status(self) -> IntArray:
        return np.array([STATUS_CODES[r.status] for r in self.results], dtype=np.int8)

    @cached_property
    def level(self) -> IntArray:
        levels = [result.level or 0 for result in self.results]
        return np.array(levels, dtype=level_type(self.framework))

    @cached_property
    def printed(self) -> IntArray:
        return self.value.rounded(self.framework.rounding.result)

    @cached_property
    def voiced(self) -> BoolArray:
        return np.array([r.reported and r.feeds is not None for r in self.results], dtype=bool)


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


_Row = tuple[Any, ...]
_WIDEST_TABLE = 2**16


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
    _seen: dict[_Row, NodeResult] = field(default_factory=dict)

    @property
    def feeds(self) -> Exact:
        return self.value

    def cell(self, unit: int) -> NodeResult:
        columns = (self.printed, self.level, self.status, self.value.present, self.voiced)
        return self._result((*self.value.at(unit), *(column.item(unit) for column in columns)))

    def cells(self) -> list[NodeResult]:
        columns = (self.printed, self.level, self.status, self.value.present, self.voiced)
        return [self._result(row) for row in _rows(self.value, columns)]

    def _result(self, row: _Row) -> NodeResult:
        result = self._seen.get(row)
        if result is None:
            found = self._described(*row)
            result = self._seen[row] = _with_contribution(found, self.node, self.above)
        return result

    def _described(
        self, num: int, den: int, units: int, level: int, code: int, present: bool, voiced: bool
    ) -> NodeResult:
        status = STATUSES[code]
        if not present:
            return NodeResult(self.node.code, None, None, None, None, status)
        value = Fraction(num, den)
        banded = status is Status.RATED and bool(self.framework.bands)
        return NodeResult(
            code=self.node.code,
            value=value,
            printed=decimal_text(units, self.framework.decimals),
            level=level if banded else None,
            word=self.framework.words.get(level) if banded else None,
            status=status,
            feeds=value,
            reported=voiced,
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
        columns = (self.printed, self.level, self.value.present, self.count)
        return [self._described(*row) for row in _rows(self.value, columns)]

    def cell(self, unit: int) -> TotalResult:
        """The total of one unit."""
        columns = (self.printed, self.level, self.value.present, self.count)
        return self._described(*self.value.at(unit), *(column.item(unit) for column in columns))

    def _described(
        self, num: int, den: int, units: int, level: int, present: bool, count: int
    ) -> TotalResult:
        if not present:
            return TotalResult(None, None, None, None, 0)
        banded = bool(self.framework.bands)
        return TotalResult(
            value=Fraction(num, den),
            printed=decimal_text(units, self.framework.decimals),
            level=level if banded else None,
            word=self.framework.words.get(level) if banded else None,
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


def decimal_text(units: int, digits: int) -> str:
    """A number given in units of its last decimal: 242 with two digits is "2.42"."""
    text = str(abs(units)).rjust(digits + 1, "0")
    cut = len(text) - digits
    return ("-" if units < 0 else "") + text[:cut] + ("." + text[cut:] if digits else "")


def level_type(framework: Framework) -> type[np.int8] | type[np.int64]:
    """int8 unless a framework has levels beyond it."""
    levels = [*framework.words, *(band.level for band in framework.bands)]
    return np.int8 if all(-128 <= level <= 127 for level in levels) else np.int64


class Bands:
    """The levels of printed values: ``Framework.level_of``, asked once for each value."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self._type = level_type(framework)
        self._scale = 10**framework.decimals
        self._seen: dict[int, int] = {}

    def levels(self, printed: IntArray, where: BoolArray) -> IntArray:
        """Levels of values in units of their last decimal, shape [units]; 0 elsewhere."""
        if not self._framework.bands or not where.any():
            return np.zeros(len(printed), self._type)
        low, high = int(printed.min()), int(printed.max())
        if high - low > _WIDEST_TABLE:
            levels = np.array([self._level(value) for value in printed.tolist()], self._type)
        else:
            offsets = (printed - low).astype(np.intp)
            table = np.zeros(high - low + 1, self._type)
            for offset in np.flatnonzero(np.bincount(offsets)).tolist():
                table[offset] = self._level(low + offset)
            levels = table.take(offsets)
        levels[~where] = 0
        return levels

    def _level(self, units: int) -> int:
        level = self._seen.get(units)
        if level is None:
            level = self._framework.level_of(Fraction(units, self._scale)) or 0
            self._seen[units] = level
        return level


def _with_contribution(result: NodeResult, node: Node, above: RollUp | None) -> NodeResult:
    if above is None or above.kind != "weighted_sum" or result.feeds is None:
        return result
    return replace(result, contribution=contribution(above, Part(result.feeds, node.weight)))


def _rows(value: Exact, columns: Sequence[IntArray]) -> Iterator[Any]:
    """Numerator and denominator of every unit, then its place in each column; plain Python."""
    divisors = repeat(value.den) if value.count is None else value.divisor().tolist()
    lists = [column.tolist() for column in columns]
    return zip(value.num.tolist(), divisors, *lists, strict=False)

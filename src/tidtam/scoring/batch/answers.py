"""The answers of many units as columns: each leaf's distinct cells, and who has which.

A *cell* is all that decides what becomes of one leaf in one unit: its answers round by round, or
the status by which the framework excludes it there. Few cells differ (a mark of 1-5 or a special
value in two rounds makes less than a hundred), so each is evaluated once, by the very function
that evaluates one office, and every unit only holds the number of its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tidtam.scoring.answers import Answer, Answers
from tidtam.scoring.batch.exact import IntArray
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.values import Kind, Status

# Answers by round, in the unit's order of rounds, or the status by which it is not asked.
Cell = tuple[Answer, ...] | Status


class NoAnswer:
    """Stands in a cell where a round has no answer (a target value left out)."""

    def __repr__(self) -> str:
        return "NO_ANSWER"


NO_ANSWER: Final = NoAnswer()


@dataclass(frozen=True, slots=True)
class LeafCells:
    """One leaf in every unit.

    Attributes:
        index: the number of each unit's cell, shape [units].
        cells: the distinct cells, each with its rounds; some may stand for no unit.
    """

    index: IntArray
    cells: tuple[tuple[tuple[str, ...], Cell], ...]


@dataclass(frozen=True)
class Batch:
    """The checked answers of many units under one framework.

    Attributes:
        framework: what the answers were checked against.
        kinds: the kinds of office that occur.
        kind_index: for each unit its place in ``kinds``, shape [units].
        round_sets: the sets of rounds that occur, each in order.
        round_index: for each unit its place in ``round_sets``, shape [units].
        leaves: the cells of each leaf of the framework, by code.
    """

    framework: Framework
    kinds: tuple[str, ...]
    kind_index: IntArray
    round_sets: tuple[tuple[str, ...], ...]
    round_index: IntArray
    leaves: Mapping[str, LeafCells]

    def __len__(self) -> int:
        return len(self.kind_index)

    @classmethod
    def from_answers(cls, framework: Framework, answers: Sequence[Answers]) -> Batch:
        """The answers of many offices, already checked by ``parse_answers``."""
        kinds, kind_index = numbered(each.office_kind for each in answers)
        round_sets, round_index = numbered(tuple(each.rounds) for each in answers)
        excluded = exclusions(framework, kinds)
        given = [tuple(each.rounds.values()) for each in answers]
        places = list(zip(kind_index.tolist(), round_index.tolist(), given, strict=True))
        leaves = {
            leaf.code: _interned(leaf.code, excluded[leaf.code], round_sets, places)
            for leaf in leaves_of(framework)
        }
        return cls(framework, kinds, kind_index, round_sets, round_index, leaves)

    @classmethod
    def from_columns(
        cls,
        framework: Framework,
        office_kinds: Sequence[str],
        marks: Mapping[str, NDArray[Any]],
        *,
        others: Mapping[str, Sequence[Sequence[object]]] | None = None,
        rounds: Sequence[str] | None = None,
    ) -> Batch:
        """Bulk answers straight from rows of a database, checked here.

        Args:
            office_kinds: the kind of office of each unit.
            marks: for each leaf its marks, integers of shape [rounds, units]; special values by
                ``SPECIAL_MARKS``, no answer as ``MISSING``. Leaves that are not asked of any
                unit may be left out.
            others: for leaves whose answer is no mark (a target value), the raw answers as
                ``parse_answers`` takes them, [rounds][units]; None for no answer.
            rounds: codes of the rounds given, in the framework's order; all by default.

        Raises:
            AnswerError: naming the unit (counted from 0), the code and the remedy.
        """
        from tidtam.scoring.batch.columns import read_columns

        return read_columns(framework, office_kinds, marks, others or {}, rounds)

    def answers(self, unit: int) -> Answers:
        """The answers of one unit as ``evaluate`` takes them; what is not asked is left out."""
        rounds = self.round_sets[self.round_index[unit]]
        table: dict[str, dict[str, Answer]] = {code: {} for code in rounds}
        for code, leaf in self.leaves.items():
            _, cell = leaf.cells[leaf.index[unit]]
            if not isinstance(cell, Status):
                for round_, answer in zip(rounds, cell, strict=True):
                    if answer is not NO_ANSWER:
                        table[round_][code] = answer
        return Answers(self.kinds[self.kind_index[unit]], table)


def leaves_of(framework: Framework) -> list[Node]:
    """Every node without children, in printed order."""
    return [node for top in framework.nodes for node in top.walk() if not node.children]


def exclusions(framework: Framework, kinds: Sequence[str]) -> dict[str, list[Status | None]]:
    """For each node and kind of office the status by which the framework excludes it there."""
    table: dict[str, list[Status | None]] = {}
    for top in framework.nodes:
        _exclude(top, kinds, [None] * len(kinds), table)
    return table


def _exclude(
    node: Node,
    kinds: Sequence[str],
    above: Sequence[Status | None],
    table: dict[str, list[Status | None]],
) -> None:
    own = [_own_exclusion(node, kind) for kind in kinds]
    here = [before or status for before, status in zip(above, own, strict=True)]
    table[node.code] = here
    for child in node.children:
        _exclude(child, kinds, here, table)


def _own_exclusion(node: Node, kind: str) -> Status | None:
    if not node.applies(kind):
        return Status.NOT_APPLICABLE
    return Status(node.kind.value) if node.kind in (Kind.MONITORED, Kind.PENDING) else None


def numbered(values: Iterable[Any]) -> tuple[tuple[Any, ...], IntArray]:
    """The distinct values in order of appearance, and the number of each one."""
    seen: dict[Any, int] = {}
    index = [seen.setdefault(value, len(seen)) for value in values]
    return tuple(seen), np.array(index, dtype=np.intp)


def _interned(
    code: str,
    excluded: Sequence[Status | None],
    round_sets: Sequence[tuple[str, ...]],
    places: Sequence[tuple[int, int, tuple[Mapping[str, Answer], ...]]],
) -> LeafCells:
    drawer = Drawer()
    for kind, rounds, given in places:
        status = excluded[kind]
        cell = status or tuple([table.get(code, NO_ANSWER) for table in given])
        drawer.put(round_sets[rounds], cell)
    return drawer.closed()


class Drawer:
    """Collects cells; equal ones are kept once, those that cannot be compared each by itself."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[str, ...], Cell], int] = {}
        self._cells: list[tuple[tuple[str, ...], Cell]] = []
        self._index: list[int] = []

    def put(self, rounds: tuple[str, ...], cell: Cell) -> None:
        """Add the next unit's cell."""
        entry = (rounds, cell)
        fresh = len(self._cells)
        try:
            number = self._numbers.setdefault(entry, fresh)
        except TypeError:  # an answer that cannot be hashed keeps a cell of its own
            number = fresh
        if number == fresh:
            self._cells.append(entry)
        self._index.append(number)

    def closed(self) -> LeafCells:
        """All that was put in."""
        return LeafCells(np.array(self._index, dtype=np.intp), tuple(self._cells))

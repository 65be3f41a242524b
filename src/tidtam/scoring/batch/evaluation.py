"""One walk up the tree for all units at once; the same results as one office at a time.

Leaves are evaluated cell by cell by ``evaluate`` itself. Above them every roll-up is integer
arithmetic on columns. A roll-up that has no column form sends the whole batch through
``evaluate`` one by one: slower, never different.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tidtam.scoring.answers import Answers
from tidtam.scoring.batch.answers import NO_ANSWER, Batch, Cell, exclusions
from tidtam.scoring.batch.exact import BoolArray, Exact, IntArray, absent, exact_of
from tidtam.scoring.batch.results import (
    STATUS_CODES,
    Bands,
    BatchResult,
    CellTable,
    LeafColumn,
    NodeColumn,
    RolledColumn,
    TotalColumn,
    level_type,
)
from tidtam.scoring.batch.rollups import COLUMN_KINDS, roll_up_columns
from tidtam.scoring.definition import Framework, Node, Total
from tidtam.scoring.errors import AnswerError
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.results import NodeResult, Result
from tidtam.scoring.rollups import RollUp
from tidtam.scoring.values import Kind, Status
from tidtam.thai.bilingual import Bilingual


def evaluate_many(framework: Framework, answers: Sequence[Answers]) -> list[Result]:
    """The same as ``[evaluate(framework, each) for each in answers]``, much faster."""
    return evaluate_batch(framework, Batch.from_answers(framework, answers)).results()


def evaluate_batch(framework: Framework, batch: Batch) -> BatchResult:
    """The results of all units; ``.result(i)`` equals what ``evaluate`` gives for unit i.

    Raises:
        AnswerError: the batch was checked against another framework, or another version of it.
    """
    if batch.framework != framework:
        raise _other_framework(batch.framework, framework)
    if not has_column_form(framework):
        return _one_by_one(framework, batch)
    walk = _Walk(framework, batch)
    for top in framework.nodes:
        walk.visit(top, framework.total.roll_up)
    return BatchResult(
        framework, {code: walk.columns[code] for code in framework.by_code}, walk.total()
    )


def has_column_form(framework: Framework) -> bool:
    """Whether every roll-up of this framework can be computed on columns."""
    used = {framework.total.roll_up.kind}
    for node in framework.by_code.values():
        if node.children:
            used.add((node.roll_up or framework.roll_up).kind)
    return used <= COLUMN_KINDS


class _Walk:
    """The columns computed so far, from the leaves upwards."""

    def __init__(self, framework: Framework, batch: Batch) -> None:
        self.framework, self.batch = framework, batch
        self.columns: dict[str, NodeColumn] = {}
        self._excluded = exclusions(framework, batch.kinds)
        self._tables = _Tables(framework)
        self._bands = Bands(framework)

    def visit(self, node: Node, above: RollUp) -> None:
        """Compute this node after all beneath it; ``above`` is the roll-up it enters."""
        if not node.children:
            leaf = self.batch.leaves[node.code]
            table = self._tables.of(node, leaf.cells)
            self.columns[node.code] = LeafColumn(node, table, leaf.index, above)
            return
        how = node.roll_up or self.framework.roll_up
        for child in node.children:
            self.visit(child, how)
        self.columns[node.code] = self._rolled(node, how, above)

    def total(self) -> TotalColumn:
        """The line under the table."""
        how = self.framework.total.roll_up
        value, count = self._rolled_up(how, self.framework.nodes)
        printed = value.rounded(self.framework.rounding.result)
        return TotalColumn(
            framework=self.framework,
            value=value,
            level=self._bands.levels(printed, value.present),
            printed=printed,
            count=np.where(value.present, count, 0),
        )

    def _rolled(self, node: Node, how: RollUp, above: RollUp) -> RolledColumn:
        exact, _ = self._rolled_up(how, node.children)
        value = exact.rounded_to(self.framework.rounding.upward)
        voiced = np.zeros(len(self.batch), bool)
        for child in node.children:
            voiced |= self.columns[child.code].voiced
        voiced &= value.present
        status = self._status(node, value.present, voiced)
        printed = value.rounded(self.framework.rounding.result)
        rated = status == STATUS_CODES[Status.RATED]
        return RolledColumn(
            framework=self.framework,
            node=node,
            above=above,
            value=value,
            status=status,
            level=self._bands.levels(printed, rated & value.present),
            printed=printed,
            voiced=voiced,
        )

    def _rolled_up(self, how: RollUp, nodes: Sequence[Node]) -> tuple[Exact, IntArray]:
        if how.over == "leaves":
            nodes = [leaf for node in nodes for leaf in node.walk() if not leaf.children]
        if not nodes:
            units = len(self.batch)
            return absent(units), np.zeros(units, np.int64)
        parts = [self.columns[node.code].feeds for node in nodes]
        return roll_up_columns(how, parts, [node.weight for node in nodes])

    def _status(self, node: Node, present: BoolArray, voiced: BoolArray) -> IntArray:
        codes = STATUS_CODES
        if node.kind is Kind.HEADING:
            status = np.full(len(present), codes[Status.HEADING], np.int8)
        else:
            silent = np.int8(codes[Status.NOT_REPORTED])
            status = np.where(voiced, np.int8(codes[Status.RATED]), silent)
        if not present.all():
            beneath = [self.columns[child.code].status for child in node.children]
            status = np.where(present, status, np.minimum.reduce(beneath))
        by_kind = self._excluded[node.code]
        if any(by_kind):
            own = [codes[each] if each else -1 for each in by_kind]
            excluded = np.array(own, np.int8).take(self.batch.kind_index)
            status = np.where(excluded >= 0, excluded, status)
        return status


class _Tables:
    """The results of distinct cells; leaves that differ in words only share them."""

    def __init__(self, framework: Framework) -> None:
        self._alone = replace(
            framework, nodes=(), tables=(), roll_up=RollUp(), total=Total(_NOTHING)
        )
        self._bare: list[tuple[Node, Framework, dict[object, NodeResult]]] = []
        self._made: dict[tuple[int, int], CellTable] = {}

    def of(self, leaf: Node, cells: tuple[tuple[tuple[str, ...], Cell], ...]) -> CellTable:
        """The table of this leaf; the batch keeps ``cells`` alive, so its id stands for it."""
        bare = replace(
            leaf,
            code="-",
            label=_NOTHING,
            title=_NOTHING,
            applies_to=(),
            rubric=None,
            evidence=(),
            note=None,
            members=(),
        )
        place = self._place(bare)
        key = (place, id(cells))
        if key not in self._made:
            _, framework, seen = self._bare[place]
            results = [_remembered(framework, bare, rounds, cell, seen) for rounds, cell in cells]
            self._made[key] = CellTable(self._alone, results)
        return self._made[key]

    def _place(self, bare: Node) -> int:
        for place, (known, _, _) in enumerate(self._bare):
            if known == bare:
                return place
        framework = replace(self._alone, nodes=(bare,))
        self._bare.append((bare, framework, {}))
        return len(self._bare) - 1


_NOTHING = Bilingual(th="", en="")


def _remembered(
    framework: Framework,
    leaf: Node,
    rounds: tuple[str, ...],
    cell: Cell,
    seen: dict[object, NodeResult],
) -> NodeResult:
    key = (rounds, cell)
    try:
        if key in seen:
            return seen[key]
    except TypeError:  # an answer that cannot be hashed
        return _evaluated(framework, leaf, rounds, cell)
    result = seen[key] = _evaluated(framework, leaf, rounds, cell)
    return result


def _evaluated(framework: Framework, leaf: Node, rounds: tuple[str, ...], cell: Cell) -> NodeResult:
    if isinstance(cell, Status):
        return NodeResult(leaf.code, None, None, None, None, cell)
    given = {
        round_: {} if answer is NO_ANSWER else {leaf.code: answer}
        for round_, answer in zip(rounds, cell, strict=True)
    }
    return evaluate(framework, Answers("", given)).nodes[0]


def _one_by_one(framework: Framework, batch: Batch) -> BatchResult:
    units = len(batch)
    results = [evaluate(framework, batch.answers(unit)) for unit in range(units)]
    index = np.arange(units)
    columns: dict[str, NodeColumn] = {}
    for place, node in enumerate(framework.by_code.values()):
        table = CellTable(framework, [result.nodes[place] for result in results])
        columns[node.code] = LeafColumn(node, table, index, None)
    totals = [result.total for result in results]
    value = exact_of([each.value for each in totals])
    total = TotalColumn(
        framework=framework,
        value=value,
        level=np.array([each.level or 0 for each in totals], dtype=level_type(framework)),
        printed=value.rounded(framework.rounding.result),
        count=np.array([each.count for each in totals], dtype=np.int64),
    )
    return BatchResult(framework, columns, total)


def _other_framework(made: Framework, asked: Framework) -> AnswerError:
    old, new = f"{made.code} (version {made.version})", f"{asked.code} (version {asked.version})"
    return AnswerError(
        f"ชุดคำตอบนี้ตรวจกับ {old} ไว้ ให้ตรวจใหม่กับ {new} ก่อนคำนวณ",
        f"these answers were checked against {old}; check them against {new} first",
    )

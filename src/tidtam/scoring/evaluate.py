"""From checked answers to values, levels and words: one walk up the tree, exact throughout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from tidtam.scoring.answers import Answer, Answers
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.results import NodeResult, Result, RoundMark, TotalResult
from tidtam.scoring.rollups import Part, RollUp, contribution, roll_up
from tidtam.scoring.rounding import printed, round_to
from tidtam.scoring.rules import Outcome
from tidtam.scoring.rules.base import NOT_COMPUTABLE
from tidtam.scoring.values import EXCLUDED_PRECEDENCE, Effect, Kind, Special, Status
from tidtam.thai.bilingual import Bilingual


def evaluate(framework: Framework, answers: Answers) -> Result:
    """The result of one office; every number exact until the declared rounding.

    Raises:
        KeyError: an answer is missing; ``parse_answers`` never lets that happen.
    """
    results: dict[str, NodeResult] = {}
    for node in framework.nodes:
        _evaluate_node(framework, answers, node, results)
    parts = _parts(framework.total.roll_up, framework.nodes, results)
    _note_contributions(framework.total.roll_up, framework.nodes, results)
    return Result(
        framework=framework.code,
        nodes=tuple(results[code] for code in framework.by_code),
        total=_total(framework, parts),
    )


def _evaluate_node(
    framework: Framework, answers: Answers, node: Node, results: dict[str, NodeResult]
) -> None:
    excluded = _excluded_by_framework(node, answers.office_kind)
    if excluded is not None:
        for beneath in node.walk():
            results[beneath.code] = _excluded(beneath.code, excluded)
    elif node.children:
        for child in node.children:
            _evaluate_node(framework, answers, child, results)
        results[node.code] = _from_children(framework, node, results)
    else:
        results[node.code] = _from_rounds(framework, node, answers)


def _excluded_by_framework(node: Node, office_kind: str) -> Status | None:
    if not node.applies(office_kind):
        return Status.NOT_APPLICABLE
    if node.kind in (Kind.MONITORED, Kind.PENDING):
        return Status(node.kind.value)
    return None


def _from_children(framework: Framework, node: Node, results: dict[str, NodeResult]) -> NodeResult:
    how = node.roll_up or framework.roll_up
    value = roll_up(how, _parts(how, node.children, results))
    beneath = [results[child.code] for child in node.children]
    if value is None:
        return _excluded(node.code, _status_of_excluded(item.status for item in beneath))
    _note_contributions(how, node.children, results)
    reported = any(item.reported for item in beneath if item.feeds is not None)
    return _counted(framework, node, value, reported=reported)


def _from_rounds(framework: Framework, node: Node, answers: Answers) -> NodeResult:
    outcomes = {
        code: outcome_of(framework, node, given[node.code])
        if node.code in given
        else Outcome(None, feeds=False, status=Status.NOT_REPORTED)
        for code, given in answers.rounds.items()
    }
    marks = tuple(_mark(framework, code, outcome) for code, outcome in outcomes.items())
    told = list(outcomes.values())
    return replace(
        _from_marks(framework, node, marks, told[-1], alone=len(told) == 1),
        marks=marks,
        warnings=tuple(doubt for outcome in told for doubt in outcome.warnings),
        small_count=any(outcome.small_count for outcome in told),
    )


def _from_marks(
    framework: Framework,
    node: Node,
    marks: Sequence[RoundMark],
    latest: Outcome,
    *,
    alone: bool,
) -> NodeResult:
    feeding = [mark for mark in marks if mark.value is not None]
    value = roll_up(
        framework.combine_rounds, [Part(m.value) for m in feeding if m.value is not None]
    )
    if node.kind is Kind.TARGET:
        return _target(framework, node, latest, value)
    if value is None:
        return _excluded(node.code, _status_of_excluded(mark.status for mark in marks))
    reported = any(mark.status is not Status.NOT_REPORTED for mark in feeding)
    # A rule's own word belongs to its own answer; a mean of rounds has the band's word.
    return _counted(framework, node, value, reported, latest.word if alone else None)


def outcome_of(framework: Framework, node: Node, answer: Answer) -> Outcome:
    """What one round's answer comes to: the rule's outcome, or the special value's effect."""
    if not isinstance(answer, Special):
        outcome: Outcome = node.rule.score(answer)
        return outcome
    zero = framework.specials[answer].effect is Effect.ZERO and node.kind is not Kind.TARGET
    return Outcome(Fraction(0) if zero else None, feeds=zero, status=Status(answer.value))


def result_of(framework: Framework, node: Node, answer: Answer) -> NodeResult:
    """What one round's answer to a leaf comes to on its own: value, level, word, state."""
    outcome = outcome_of(framework, node, answer)
    marks = (_mark(framework, framework.rounds[0].code, outcome),)
    return replace(_from_marks(framework, node, marks, outcome, alone=True), marks=marks)


def _mark(framework: Framework, code: str, outcome: Outcome) -> RoundMark:
    value = outcome.value if outcome.feeds else None
    if outcome.status.value in framework.specials:
        text = framework.specials[Special(outcome.status.value)].printed
    elif outcome.value is None:
        text = NOT_COMPUTABLE.th
    elif outcome.value.denominator == 1:
        text = str(outcome.value.numerator)
    else:
        text = printed(outcome.value, framework.rounding.result)
    return RoundMark(code, text, value, outcome.status)


def _target(
    framework: Framework,
    node: Node,
    outcome: Outcome,
    value: Fraction | None,
) -> NodeResult:
    shown = outcome.value
    return NodeResult(
        code=node.code,
        value=shown,
        printed=None if shown is None else printed(shown, framework.rounding.result),
        level=None,
        word=outcome.word,
        status=outcome.status,
        feeds=value,
    )


def _counted(
    framework: Framework,
    node: Node,
    exact: Fraction,
    reported: bool,
    word: Bilingual | None = None,
) -> NodeResult:
    value = round_to(exact, framework.rounding.upward)
    status = Status.RATED
    if node.kind is Kind.HEADING:
        status = Status.HEADING
    elif not reported:
        status = Status.NOT_REPORTED
    rated = status is Status.RATED
    level = framework.level_of(value) if rated else None
    banded = framework.words.get(level) if level is not None else None
    return NodeResult(
        code=node.code,
        value=value,
        printed=printed(value, framework.rounding.result),
        level=level,
        word=(word or banded) if rated else None,
        status=status,
        feeds=value,
        reported=reported,
    )


def _excluded(code: str, status: Status) -> NodeResult:
    return NodeResult(code, None, None, None, None, status)


def _status_of_excluded(statuses: Iterable[Status]) -> Status:
    present = set(statuses)
    for status in EXCLUDED_PRECEDENCE:
        if status in present:
            return status
    return min(present, default=Status.NOT_APPLICABLE)


def _parts(how: RollUp, nodes: Sequence[Node], results: dict[str, NodeResult]) -> list[Part]:
    if how.over == "leaves":
        nodes = [leaf for node in nodes for leaf in node.walk() if not leaf.children]
    fed = ((results[node.code].feeds, node.weight) for node in nodes)
    return [Part(value, weight) for value, weight in fed if value is not None]


def _note_contributions(how: RollUp, nodes: Sequence[Node], results: dict[str, NodeResult]) -> None:
    if how.kind != "weighted_sum":
        return
    for node in nodes:
        result = results[node.code]
        if result.feeds is not None:
            added = contribution(how, Part(result.feeds, node.weight))
            results[node.code] = replace(result, contribution=added)


def _total(framework: Framework, parts: Sequence[Part]) -> TotalResult:
    value = roll_up(framework.total.roll_up, parts)
    if value is None:
        return TotalResult(None, None, None, None, 0)
    level = framework.level_of(value)
    return TotalResult(
        value=value,
        printed=printed(value, framework.rounding.result),
        level=level,
        word=framework.words.get(level) if level is not None else None,
        count=len(parts),
    )

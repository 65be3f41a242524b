"""Why a number is what it is: every step in words a director understands, Thai and English.

The steps are told from the same answers, rules and results that were evaluated; the last line of
each node, and of the total, states exactly what the result holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tidtam.scoring.answers import Answers
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.evaluate import evaluate, outcome_of
from tidtam.scoring.explain_words import (
    Names,
    before_rounding,
    conclusion,
    meaning_of,
    of_parts,
    of_rounds,
    part_told,
    rounded,
    special_shown,
    total_conclusion,
    weighted_part,
    why_out,
)
from tidtam.scoring.results import NodeResult, Result
from tidtam.scoring.rollups import Part, RollUp, roll_up
from tidtam.scoring.rounding import printed
from tidtam.scoring.values import Effect, Kind, Special, Status
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation; ``code`` is None for the total."""

    code: str | None
    text: Bilingual


def explain(framework: Framework, answers: Answers, code: str | None = None) -> tuple[Step, ...]:
    """Every step, or those of one node; in printed order, the total last.

    Raises:
        KeyError: the framework has no node ``code``.
    """
    result = evaluate(framework, answers)
    results = {node.code: node for node in result.nodes}
    if code is not None:
        return _of_node(framework, answers, framework.by_code[code], results)
    steps = [
        step
        for node in framework.by_code.values()
        for step in _of_node(framework, answers, node, results)
    ]
    return (*steps, *_of_total(framework, result, results))


def explain_total(framework: Framework, answers: Answers) -> tuple[Step, ...]:
    """The steps of the total alone."""
    result = evaluate(framework, answers)
    return _of_total(framework, result, {node.code: node for node in result.nodes})


def explained_as_dict(steps: Sequence[Step]) -> dict[str, object]:
    """The public shape: ``{"nodes": {code: [{"th", "en"}]}, "total": [{"th", "en"}]}``."""
    nodes: dict[str, list[dict[str, str]]] = {}
    total: list[dict[str, str]] = []
    for step in steps:
        lines = total if step.code is None else nodes.setdefault(step.code, [])
        lines.append({"th": step.text.th, "en": step.text.en})
    return {"nodes": nodes, "total": total}


def _of_node(
    framework: Framework, answers: Answers, node: Node, results: dict[str, NodeResult]
) -> tuple[Step, ...]:
    result = results[node.code]
    told: list[Bilingual] = []
    if node.children and result.feeds is not None:
        how = node.roll_up or framework.roll_up
        told += _parts_lines(framework, how, node.children, results)
        parts = _parts(how, node.children, results)
        exact = roll_up(how, parts) or Fraction(0)
        sums = of_parts(how, parts, before_rounding(exact, framework.rounding.result))
        told += _finish(framework, result, exact, sums)
    elif node.children or not result.marks:
        told.append(_excluded_line(framework, result.status))
    else:
        told += _round_lines(framework, answers, node)
        told += _combine_lines(framework, node, result)
    told += [Bilingual(f"ข้อสังเกต: {doubt.th}", f"Note: {doubt.en}") for doubt in result.warnings]
    told.append(conclusion(framework, node, result))
    return tuple(Step(node.code, text) for text in told)


def _of_total(
    framework: Framework, result: Result, results: dict[str, NodeResult]
) -> tuple[Step, ...]:
    how, total = framework.total.roll_up, result.total
    told = list(_parts_lines(framework, how, framework.nodes, results))
    if total.value is not None:
        exact = before_rounding(total.value, framework.rounding.result)
        sums = of_parts(how, _parts(how, framework.nodes, results), exact)
        told += _rounding_and_band(framework, sums, total.value, total.level, total.word)
    told.append(total_conclusion(total))
    return tuple(Step(None, text) for text in told)


def _round_lines(framework: Framework, answers: Answers, node: Node) -> Iterator[Bilingual]:
    titles = {round_.code: round_.title for round_ in framework.rounds}
    for code, given in answers.rounds.items():
        answer = given.get(node.code, Special.NOT_REPORTED)
        title = titles[code]
        if isinstance(answer, Special):
            lines: Sequence[Bilingual] = (_special_line(framework, node, answer),)
        else:
            lines = outcome_of(framework, node, answer).steps
        for line in lines:
            yield Bilingual(f"{title.th}: {line.th}", f"{title.in_language('en')}: {line.en}")


def _special_line(framework: Framework, node: Node, answer: Special) -> Bilingual:
    special = framework.specials[answer]
    shown = special_shown(special)
    if special.effect is Effect.ZERO and node.kind is not Kind.TARGET:
        return Bilingual(
            f"{shown.th} นับเป็น 0 และยังอยู่ในตัวหาร",
            f"{shown.en}: counts as 0 and stays in the divisor",
        )
    return Bilingual(f"{shown.th} ไม่นับ", f"{shown.en}: left out")


def _combine_lines(framework: Framework, node: Node, result: NodeResult) -> Iterator[Bilingual]:
    values = [Part(mark.value) for mark in result.marks if mark.value is not None]
    exact = roll_up(framework.combine_rounds, values)
    if exact is None or node.kind is Kind.TARGET:
        return
    shown = before_rounding(exact, framework.rounding.result)
    several = len(values) > 1
    sums = of_rounds(framework.combine_rounds, values, shown) if several else None
    yield from _finish(framework, result, exact, sums)


def _finish(
    framework: Framework, result: NodeResult, exact: Fraction, sums: Bilingual | None
) -> Iterator[Bilingual]:
    """From the exact value of a node to its level; ``sums`` is None where nothing was added."""
    result_rounding, upward = framework.rounding.result, framework.rounding.upward
    if upward is not None:
        line = rounded(sums or _number(before_rounding(exact, upward)), exact, upward)
        yield Bilingual(f"ก่อนส่งขึ้น: {line.th}", f"Before passing up: {line.en}")
        sums = None
    if result.status is Status.RATED and result.value is not None:
        before = sums or _number(before_rounding(result.value, result_rounding))
        yield from _rounding_and_band(framework, before, result.value, result.level, result.word)
    elif sums is not None:
        yield sums


def _rounding_and_band(
    framework: Framework,
    before: Bilingual,
    value: Fraction,
    level: int | None,
    word: Bilingual | None,
) -> Iterator[Bilingual]:
    yield rounded(before, value, framework.rounding.result)
    if level is None or word is None:
        return  # no bands: the rule's own word, if any, is told by the rule
    shown = printed(value, framework.rounding.result)
    own = framework.words.get(level) != word
    low, high = _band(framework, level)
    yield Bilingual(
        f"{shown} อยู่ในช่วง {low}-{high}: ระดับ {level}" + ("" if own else f" {word.th}"),
        f"{shown} lies in {low}-{high}: level {level}"
        + ("" if own else f", {word.in_language('en')}"),
    )


def _number(text: str) -> Bilingual:
    return Bilingual(f"คะแนน {text}", f"Score {text}")


def _band(framework: Framework, level: int) -> tuple[str, str]:
    """The printed edges of a level's band; the lowest begins at 0."""
    rounding = framework.rounding.result
    low = Fraction(0)
    for band in framework.bands:
        if band.level == level:
            return printed(low, rounding), printed(band.up_to, rounding)
        low = band.up_to + Fraction(1, 10**rounding.digits)
    raise KeyError(level)


def _parts_lines(
    framework: Framework, how: RollUp, nodes: Sequence[Node], results: dict[str, NodeResult]
) -> Iterator[Bilingual]:
    """Which parts count and with what, which do not and why, by their printed names."""
    names = Names(framework)
    parts = _nodes_of(how, nodes)
    counted = [node for node in parts if results[node.code].feeds is not None]
    left_out = [node for node in parts if results[node.code].feeds is None]
    yield _counted_line(framework, how, counted, len(parts), results, names)
    if left_out:
        yield _left_out_line(framework, left_out, results, names)
    if how.kind == "weighted_sum":
        for node in counted:
            yield weighted_part(how, names.of(node), _part(node, results))


def _counted_line(
    framework: Framework,
    how: RollUp,
    counted: Sequence[Node],
    asked: int,
    results: dict[str, NodeResult],
    names: Names,
) -> Bilingual:
    if not counted:
        return Bilingual(f"ไม่มีข้อใดนับ จาก {asked} ข้อ", f"None of {asked} items counts")
    told = [
        part_told(
            framework,
            names.of(node),
            results[node.code],
            node.weight if how.kind == "weighted_mean" else None,
        )
        for node in counted
    ]
    return Bilingual(
        f"นับ {len(counted)} ข้อ จาก {asked} ข้อ: " + ", ".join(part.th for part in told),
        f"{len(counted)} of {asked} items count: " + ", ".join(part.en for part in told),
    )


def _left_out_line(
    framework: Framework, nodes: Sequence[Node], results: dict[str, NodeResult], names: Names
) -> Bilingual:
    """The parts that do not count, those with the same reason together."""
    groups: dict[Bilingual, list[Bilingual]] = {}
    for node in nodes:
        why = why_out(framework, node, results[node.code])
        groups.setdefault(why, []).append(names.of(node))
    th = [f"{', '.join(name.th for name in group)} เพราะ{why.th}" for why, group in groups.items()]
    en = [f"{', '.join(name.en for name in group)} – {why.en}" for why, group in groups.items()]
    return Bilingual(f"ไม่นับ: {'; '.join(th)}", f"Left out: {'; '.join(en)}")


def _excluded_line(framework: Framework, status: Status) -> Bilingual:
    meaning = meaning_of(framework, status)
    return Bilingual(f"{meaning.th}: ไม่นับ", f"{meaning.en}: left out")


def _nodes_of(how: RollUp, nodes: Sequence[Node]) -> Sequence[Node]:
    if how.over == "leaves":
        return [leaf for node in nodes for leaf in node.walk() if not leaf.children]
    return nodes


def _part(node: Node, results: dict[str, NodeResult]) -> Part:
    return Part(results[node.code].feeds or Fraction(0), node.weight)


def _parts(how: RollUp, nodes: Sequence[Node], results: dict[str, NodeResult]) -> list[Part]:
    counted = (n for n in _nodes_of(how, nodes) if results[n.code].feeds is not None)
    return [_part(node, results) for node in counted]

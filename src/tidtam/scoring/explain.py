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
from tidtam.scoring.results import NodeResult, Result, TotalResult
from tidtam.scoring.rollups import Part, RollUp, contribution, roll_up
from tidtam.scoring.rounding import Rounding, plain, printed
from tidtam.scoring.rules.base import NOT_COMPUTABLE
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


def conclusion(framework: Framework, node: Node, result: NodeResult) -> Bilingual:
    """The last line of a node: exactly what the result holds."""
    if result.status is Status.NOT_REPORTED and result.feeds is not None:
        return Bilingual(
            f"ผล: ไม่ได้รายงาน นับเป็น {result.printed} ไม่มีระดับ",
            f"Result: not reported; counts as {result.printed}, no level",
        )
    if result.printed is None:
        meaning = _meaning(framework, result.status)
        return Bilingual(
            f"ผล: ไม่นับในค่าเฉลี่ย ({meaning.th})",
            f"Result: left out of the mean ({meaning.en})",
        )
    if result.status is Status.HEADING:
        return Bilingual(
            f"ผล: หัวข้อ ไม่แสดงระดับ ส่งค่า {result.printed} ขึ้นไป",
            f"Result: a heading, no level shown; passes {result.printed} up",
        )
    return _stated(result.printed, result.level, result.word)


def total_conclusion(total: TotalResult) -> Bilingual:
    """The last line of all: the total's value, level and word."""
    if total.printed is None:
        return Bilingual(
            "ผลรวม: ไม่มีข้อใดนับ จึงไม่มีค่าเฉลี่ยและไม่มีระดับ",
            "Total: nothing counts, so there is no mean and no level",
        )
    stated = _stated(total.printed, total.level, total.word)
    return Bilingual(stated.th.replace("ผล:", "ผลรวม:"), stated.en.replace("Result:", "Total:"))


def _stated(value: str, level: int | None, word: Bilingual | None) -> Bilingual:
    th, en = f"ผล: {value}", f"Result: {value}"
    if level is not None:
        th, en = f"{th} ระดับ {level}", f"{en}, level {level}"
    if word is not None:
        th, en = f"{th} {word.th}", f"{en}, {word.in_language('en')}"
    return Bilingual(th, en)


def _of_node(
    framework: Framework, answers: Answers, node: Node, results: dict[str, NodeResult]
) -> tuple[Step, ...]:
    result = results[node.code]
    told: list[Bilingual] = []
    if not result.marks and not node.children:
        told.append(_excluded_line(framework, result.status))
    elif node.children and result.feeds is not None:
        how = node.roll_up or framework.roll_up
        told += _roll_up_lines(how, _nodes_of(how, node.children), results, framework)
        told += _finish(framework, result, _exact(how, node.children, results))
    elif node.children:
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
    how = framework.total.roll_up
    told = list(_roll_up_lines(how, _nodes_of(how, framework.nodes), results, framework))
    total = result.total
    if total.value is not None:
        told += _rounding_and_band(framework, total.value, total.level, total.word)
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
    shown_th = f"{special.printed} ({special.meaning.th})"
    shown_en = f"{special.printed} ({special.meaning.in_language('en')})"
    if special.effect is Effect.ZERO and node.kind is not Kind.TARGET:
        return Bilingual(
            f"{shown_th} นับเป็น 0 และยังอยู่ในตัวหาร",
            f"{shown_en} counts as 0 and stays in the denominator",
        )
    return Bilingual(f"{shown_th} ไม่นับ", f"{shown_en} is left out")


def _combine_lines(framework: Framework, node: Node, result: NodeResult) -> Iterator[Bilingual]:
    values = [Part(mark.value) for mark in result.marks if mark.value is not None]
    exact = roll_up(framework.combine_rounds, values)
    if exact is None or node.kind is Kind.TARGET:
        return
    if len(values) > 1:
        sums = _expression(framework.combine_rounds, values, exact)
        yield Bilingual(f"รวม {len(values)} รอบ: {sums.th}", f"{len(values)} rounds: {sums.en}")
    yield from _finish(framework, result, exact)


def _finish(framework: Framework, result: NodeResult, exact: Fraction) -> Iterator[Bilingual]:
    upward = framework.rounding.upward
    if upward is not None:
        line = _rounding_line(upward, exact)
        yield Bilingual(f"ก่อนส่งขึ้น {line.th}", f"before passing up, {line.en}")
    if result.status is Status.RATED and result.value is not None:
        yield from _rounding_and_band(framework, result.value, result.level, result.word)


def _rounding_and_band(
    framework: Framework, value: Fraction, level: int | None, word: Bilingual | None
) -> Iterator[Bilingual]:
    yield _rounding_line(framework.rounding.result, value)
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


def _rounding_line(rounding: Rounding, value: Fraction) -> Bilingual:
    th, en = _MODES[rounding.mode]
    shown = printed(value, rounding)
    return Bilingual(
        f"{th}ที่ทศนิยม {rounding.digits} ตำแหน่ง: {plain(value)} → {shown}",
        f"rounded {en} to {rounding.digits} decimals: {plain(value)} → {shown}",
    )


_MODES = {
    "half_up": ("ปัดครึ่งขึ้น", "half up"),
    "half_even": ("ปัดครึ่งเข้าหาเลขคู่", "half to even"),
    "half_down": ("ปัดครึ่งลง", "half down"),
    "up": ("ปัดขึ้น", "up"),
    "down": ("ปัดทิ้ง", "down"),
}


def _band(framework: Framework, level: int) -> tuple[str, str]:
    """The printed edges of a level's band; the lowest begins at 0."""
    rounding = framework.rounding.result
    low = Fraction(0)
    for band in framework.bands:
        if band.level == level:
            return printed(low, rounding), printed(band.up_to, rounding)
        low = band.up_to + Fraction(1, 10**rounding.digits)
    raise KeyError(level)


def _roll_up_lines(
    how: RollUp, nodes: Sequence[Node], results: dict[str, NodeResult], framework: Framework
) -> Iterator[Bilingual]:
    counted = [node for node in nodes if results[node.code].feeds is not None]
    left_out = [node for node in nodes if results[node.code].feeds is None]
    listed = ", ".join(f"{n.code} = {plain(results[n.code].feeds or Fraction(0))}" for n in counted)
    yield Bilingual(
        f"นับ {len(counted)} ข้อ จาก {len(nodes)} ข้อ: {listed or '-'}",
        f"{len(counted)} of {len(nodes)} items count: {listed or '-'}",
    )
    if left_out:
        yield _left_out_line(framework, left_out, results)
    exact = roll_up(how, [_part(node, results) for node in counted])
    if exact is not None:
        if how.kind == "weighted_sum":
            yield from (_weighted_line(how, node, results) for node in counted)
        yield _expression(how, [_part(node, results) for node in counted], exact)


def _left_out_line(
    framework: Framework, nodes: Sequence[Node], results: dict[str, NodeResult]
) -> Bilingual:
    meanings = [(node.code, _why_out(framework, node, results[node.code])) for node in nodes]
    return Bilingual(
        "ไม่นับ " + ", ".join(f"{code} ({why.th})" for code, why in meanings),
        "left out: " + ", ".join(f"{code} ({why.en})" for code, why in meanings),
    )


def _why_out(framework: Framework, node: Node, result: NodeResult) -> Bilingual:
    if node.kind is Kind.TARGET:
        return Bilingual("เทียบค่าเป้าหมาย ไม่มีระดับ", "compared with a target, has no level")
    return _meaning(framework, result.status)


def _weighted_line(how: RollUp, node: Node, results: dict[str, NodeResult]) -> Bilingual:
    part = _part(node, results)
    added = contribution(how, part)
    shown = printed(added, how.round_parts) if how.round_parts else plain(added)
    text = (
        f"{node.code}: {plain(part.value)} × {plain(part.weight)} ÷ {plain(how.divisor)} = {shown}"
    )
    if how.round_parts is None:
        return Bilingual(text, text)
    th, en = _MODES[how.round_parts.mode]
    digits = how.round_parts.digits
    return Bilingual(f"{text} ({th} {digits} ตำแหน่ง)", f"{text} ({en}, {digits} decimals)")


def _expression(how: RollUp, parts: Sequence[Part], exact: Fraction) -> Bilingual:
    values = " + ".join(plain(part.value) for part in parts)
    result = plain(exact)
    if how.kind == "mean":
        text = f"({values}) ÷ {len(parts)} = {result}"
        return Bilingual(f"ค่าเฉลี่ย {text}", f"mean {text}")
    if how.kind == "weighted_mean":
        products = " + ".join(f"{plain(p.value)}×{plain(p.weight)}" for p in parts)
        weights = " + ".join(plain(part.weight) for part in parts)
        text = f"({products}) ÷ ({weights}) = {result}"
        return Bilingual(f"ค่าเฉลี่ยถ่วงน้ำหนัก {text}", f"weighted mean {text}")
    if how.kind in ("sum", "weighted_sum"):
        added = [contribution(how, p) if how.kind == "weighted_sum" else p.value for p in parts]
        text = f"{' + '.join(map(plain, added))} = {result}"
        return Bilingual(f"ผลรวม {text}", f"sum {text}")
    if how.kind == "highest":
        return Bilingual(f"ค่าสูงสุด {result}", f"highest {result}")
    return Bilingual(f"ค่าล่าสุด {result}", f"latest {result}")


def _excluded_line(framework: Framework, status: Status) -> Bilingual:
    meaning = _meaning(framework, status)
    return Bilingual(f"{meaning.th}: ไม่นับ", f"{meaning.en}: left out")


def _meaning(framework: Framework, status: Status) -> Bilingual:
    if status is Status.NOT_COMPUTABLE:
        return NOT_COMPUTABLE
    meaning = framework.specials[Special(status.value)].meaning
    return Bilingual(meaning.th, meaning.in_language("en"))


def _nodes_of(how: RollUp, nodes: Sequence[Node]) -> Sequence[Node]:
    if how.over == "leaves":
        return [leaf for node in nodes for leaf in node.walk() if not leaf.children]
    return nodes


def _part(node: Node, results: dict[str, NodeResult]) -> Part:
    return Part(results[node.code].feeds or Fraction(0), node.weight)


def _exact(how: RollUp, nodes: Sequence[Node], results: dict[str, NodeResult]) -> Fraction:
    counted = [n for n in _nodes_of(how, nodes) if results[n.code].feeds is not None]
    return roll_up(how, [_part(node, results) for node in counted]) or Fraction(0)

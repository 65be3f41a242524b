"""A kept result read again: the outputs document joined with the framework it was scored by."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tidtam.frameworks.queries import definition_of
from tidtam.results.models import OfficeResult
from tidtam.scoring.answers import Answers, parse_answers
from tidtam.scoring.definition import Framework, Named, Node
from tidtam.scoring.explain import Step, explain, explain_total
from tidtam.scoring.json_text import parse_json
from tidtam.scoring.rounding import plain
from tidtam.scoring.values import Kind, Status
from tidtam.shared.errors import NotFound
from tidtam.thai.bilingual import Bilingual

TOTAL = "total"


@dataclass(frozen=True)
class ReadNode:
    """One line of a kept result.

    Attributes:
        node: the line of the framework.
        depth: from 0.
        marks: as printed, one for each of the result's rounds; empty above the leaves.
        value: the printed value, or None when the line is excluded.
        given: of a target, the value as the office gave it, exact ("79.995"); else None.
    """

    node: Node
    depth: int
    marks: tuple[str, ...]
    value: str | None
    level: int | None
    word: Bilingual | None
    status: Status
    given: str | None = None


@dataclass(frozen=True)
class ReadTotal:
    """The line under the table."""

    label: Bilingual
    value: str | None
    level: int | None
    word: Bilingual | None
    count: int


@dataclass(frozen=True)
class ReadResult:
    """One office's result under one framework, ready to be shown or printed.

    Attributes:
        rounds: the rounds that were answered, in the framework's order.
    """

    kept: OfficeResult
    framework: Framework
    rounds: tuple[Named, ...]
    nodes: tuple[ReadNode, ...]
    total: ReadTotal


def read_result(kept: OfficeResult) -> ReadResult:
    """Join a kept result with its framework; no query when the framework is known."""
    framework = definition_of(kept.framework)
    outputs: dict[str, Any] = json.loads(kept.outputs)
    answered = {code for node in outputs["nodes"] for code in node["marks"]}
    rounds = tuple(named for named in framework.rounds if named.code in answered)
    depths = {node.code: depth for top in framework.nodes for node, depth in _walk(top, 0)}
    given = _given(kept, framework)
    nodes = tuple(
        replace(_node(framework, rounds, depths, line), given=given.get(line["code"]))
        for line in outputs["nodes"]
    )
    return ReadResult(kept, framework, rounds, nodes, _total(framework, outputs["total"]))


def _given(kept: OfficeResult, framework: Framework) -> dict[str, str]:
    """The values compared with targets, as given last: the printed ones are rounded."""
    if not any(node.kind is Kind.TARGET for node in framework.by_code.values()):
        return {}
    inputs: Any = parse_json(kept.inputs)
    return {
        code: plain(Fraction(answer["value"]))
        for answers in inputs["rounds"].values()
        for code, answer in answers.items()
        if framework.by_code[code].kind is Kind.TARGET
        and isinstance(answer, dict)
        and isinstance(answer.get("value"), (int, Decimal))
    }


def _walk(node: Node, depth: int) -> list[tuple[Node, int]]:
    below = [pair for child in node.children for pair in _walk(child, depth + 1)]
    return [(node, depth), *below]


def _node(
    framework: Framework,
    rounds: tuple[Named, ...],
    depths: dict[str, int],
    line: dict[str, Any],
) -> ReadNode:
    node = framework.by_code[line["code"]]
    marks = line["marks"]
    return ReadNode(
        node=node,
        depth=depths[node.code],
        marks=tuple(marks.get(named.code, "") for named in rounds) if marks else (),
        value=line["value"],
        level=line["level"],
        word=_word(framework, node, line),
        status=Status(line["status"]),
    )


def _word(framework: Framework, node: Node, line: dict[str, Any]) -> Bilingual | None:
    """The kept Thai word, with the English of the framework that said it."""
    kept = line["word"]
    if kept is None:
        return None
    rule_words = (getattr(node.rule, name, None) for name in ("attained", "not_attained"))
    known = [*framework.words.values(), *rule_words]
    return next((word for word in known if word and word.th == kept), Bilingual(kept))


def _total(framework: Framework, kept: dict[str, Any]) -> ReadTotal:
    label, count, level = framework.total.label, kept["count"], kept["level"]
    return ReadTotal(
        label=Bilingual(
            label.th.replace("{count}", str(count)), label.en.replace("{count}", str(count))
        ),
        value=kept["value"],
        level=level,
        word=framework.words.get(level) if level is not None else None,
        count=count,
    )


def answers_of(kept: OfficeResult) -> Answers:
    """The answers a kept result was computed from."""
    return parse_answers(definition_of(kept.framework), parse_json(kept.inputs))


def why(kept: OfficeResult, code: str) -> tuple[Step, ...]:
    """Every step to one number of a kept result; ``code`` is a node's or ``TOTAL``.

    Raises:
        NotFound: the framework has no such node.
    """
    framework = definition_of(kept.framework)
    if code == TOTAL:
        return explain_total(framework, answers_of(kept))
    if code not in framework.by_code:
        raise NotFound(
            f"ไม่มีข้อ {code} ใน {framework.code} โปรดเลือกจากตาราง",
            f"{framework.code} has no item {code}; please choose from the table.",
        )
    return explain(framework, answers_of(kept), code)

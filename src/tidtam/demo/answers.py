"""Made-up answers of one office: a leaning of the office, a leaning of the item, a throw."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tidtam.demo.dice import choose, throw
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.values import Kind

# How many offices of a hundred lean to each level: all levels occur, the middle most often.
_LEANINGS = (1,) * 9 + (2,) * 18 + (3,) * 28 + (4,) * 27 + (5,) * 18
_DRIFTS = (-1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 1)
_TARGET_VALUES = ("100", "98.75", "95", "92.4", "88.25", "83.333", "80", "79.995", "76.5", "61.2")
_NOT_REPORTED = "not_reported"


def leaning(office_code: str) -> int:
    """The level an office leans to, 1 … 5."""
    return choose(_LEANINGS, "office", office_code)


def demo_answers(
    framework: Framework, *, office_code: str, office_kind: str, round_code: str
) -> dict[str, Any]:
    """Answers of one office in one round: node code -> raw answer."""
    asked = framework.asked(office_kind)
    answers = {
        code: _answer(node, framework, office_code, round_code) for code, node in asked.items()
    }
    pending = {
        node.code: "pending" for node in framework.by_code.values() if node.kind is Kind.PENDING
    }
    return answers | pending


def _answer(node: Node, framework: Framework, office_code: str, round_code: str) -> Any:
    what = (framework.code, office_code, node.code, round_code)
    tends_to = leaning(office_code)
    # Offices that lean low also leave more unreported.
    if throw("unreported", *what, sides=100) < (12 if tends_to == 1 else 5 - tends_to):
        return _NOT_REPORTED
    if node.kind is Kind.TARGET:
        return {"value": Decimal(choose(_TARGET_VALUES[: 10 - tends_to], "value", *what))}
    later = 1 if round_code == "12m" and throw("grew", *what, sides=4) == 0 else 0
    level = tends_to + choose(_DRIFTS, "drift", *what) + later
    return max(1, min(5, level))

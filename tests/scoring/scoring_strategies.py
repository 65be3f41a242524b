"""Random frameworks and offices for the properties: trees of any shape, any special value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tidtam.frameworks.files import load_code
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.rules import Target
from tidtam.scoring.values import Kind, Special
from tidtam.thai.bilingual import Bilingual

SHIPPED = tuple(load_code(code) for code in ("qp-2566", "ap-2566", "sa-2566"))
SPECIALS = [special.value for special in Special]
MARKS = st.integers(1, 5)
TEXT = Bilingual("ข้อ", "item")


@st.composite
def nodes(draw: st.DrawFn, code: str = "1", depth: int = 3) -> Node:
    """A tree of rated leaves under rated parents and headings, with a few that are left out."""
    count = draw(st.integers(0, 3)) if depth else 0
    children = tuple(draw(nodes(f"{code}.{i}", depth - 1)) for i in range(1, count + 1))
    applies = draw(st.sampled_from([(), (), (), ("primary",), ("secondary",)]))
    if children:
        kind = draw(st.sampled_from([Kind.RATED, Kind.HEADING]))
        return Node(code, TEXT, TEXT, kind, applies, children=children)
    kind = draw(st.sampled_from([Kind.RATED] * 5 + [Kind.MONITORED, Kind.PENDING]))
    return Node(code, TEXT, TEXT, kind, applies)


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """A shipped framework, or a shipped one's rules over a random tree."""
    base = draw(st.sampled_from(SHIPPED))
    if draw(st.booleans()):
        return base
    count = draw(st.integers(1, 4))
    return replace(base, nodes=tuple(draw(nodes(str(i))) for i in range(1, count + 1)))


@st.composite
def offices(draw: st.DrawFn) -> tuple[Framework, dict[str, Any]]:
    """A framework and raw answers that it accepts."""
    framework = draw(frameworks())
    kind = draw(st.sampled_from(["primary", "secondary"]))
    known = [round_.code for round_ in framework.rounds]
    rounds = draw(st.lists(st.sampled_from(known), min_size=1, unique=True))
    asked = framework.asked(kind)
    given = {r: {c: draw(_answers(n)) for c, n in asked.items()} for r in sorted(rounds)}
    return framework, {"office_kind": kind, "rounds": given}


def _answers(node: Node) -> st.SearchStrategy[Any]:
    if isinstance(node.rule, Target):
        return st.fixed_dictionaries({"value": st.none() | st.integers(0, 100)})
    return MARKS | MARKS | st.sampled_from(SPECIALS)


def with_answer(raw: dict[str, Any], round_code: str, code: str, answer: Any) -> dict[str, Any]:
    """The same office with one answer changed."""
    rounds = dict(raw["rounds"])
    rounds[round_code] = rounds[round_code] | {code: answer}
    return raw | {"rounds": rounds}


@st.composite
def changed_marks(draw: st.DrawFn) -> tuple[Framework, dict[str, Any], str, str]:
    """A framework, an office, and the round and code of one rated item to change."""
    framework, raw = draw(offices())
    asked = framework.asked(raw["office_kind"])
    rated = [code for code, node in asked.items() if node.kind is Kind.RATED]
    if not rated:
        framework, raw = SHIPPED[0], sample_office()
        rated = list(raw["rounds"]["6m"])
    round_code = draw(st.sampled_from(sorted(raw["rounds"])))
    return framework, raw, round_code, draw(st.sampled_from(rated))


def sample_office() -> dict[str, Any]:
    """A primary office with 3 everywhere."""
    asked = SHIPPED[0].asked("primary")
    return {"office_kind": "primary", "rounds": {"6m": dict.fromkeys(asked, 3)}}

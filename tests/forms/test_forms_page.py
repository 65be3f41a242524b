"""Every worked example of docs/forms.md is what the code gives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import indent

import pytest

from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds import KINDS, AnyKind
from tidtam.forms.states import ANSWER_STATE_NAMES
from tidtam.forms.values import write_value
from tidtam.frameworks.form_files import parse_form

PAGE = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")
WORKED = re.compile(r"```yaml\n(.*?)```\n<!-- worked -->\n((?:\|[^\n]*\n)+)", re.DOTALL)
HEAD = "code: x-form-2566\nfiscal_year: 2566\nversion: 1\ntitle: {th: x}\nquestions:\n"


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


EXAMPLES = [
    (answer, *cells(line))
    for answer, table in WORKED.findall(PAGE)
    for line in table.splitlines()[2:]
]


def kind_of(answer: str) -> AnyKind:
    question = "  - code: q\n    title: {th: x}\n    answer:\n" + indent(answer, " " * 6)
    return parse_form(HEAD + question, "docs/forms.md").questions[0].answer


def typed_value(cell: str) -> object:
    text = cell.strip("`")
    return json.loads(text) if text.startswith(("[", "{")) else text


def came_out(kind: AnyKind, typed: object) -> tuple[str, str, str]:
    """Kept, shown and hint as the page prints them."""
    try:
        value = kind.read(typed)
    except AnswerProblem as problem:
        return "", problem.th, ""
    shown = kind.plain(value).replace("\n", " / ")
    return f"`{write_value(value)}`", shown, " / ".join(hint.th for hint in kind.hints(value))


@pytest.mark.parametrize(("answer", "typed", "kept", "shown", "hint"), EXAMPLES)
def test_a_worked_example_holds(answer: str, typed: str, kept: str, shown: str, hint: str) -> None:
    assert came_out(kind_of(answer), typed_value(typed)) == (kept, shown, hint)


def test_every_kind_has_a_worked_example() -> None:
    assert {kind_of(answer).kind for answer, *_ in EXAMPLES} == set(KINDS)
    assert re.findall(r"^### (\w+)$", PAGE, re.MULTILINE) == list(KINDS)


def test_every_state_is_on_the_page_with_its_name() -> None:
    shown = re.findall(r"^\| `([a-z_]+)` \| ([ก-๎]+) \|", PAGE, re.MULTILINE)

    assert shown == [(state.value, name.th) for state, name in ANSWER_STATE_NAMES.items()]

"""Form files: what is shipped is sound, and what is wrong is named with line and remedy."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tidtam.commands import frameworks as command
from tidtam.forms.definition import Form, Question
from tidtam.forms.kinds import KINDS, AnyKind, Checklist, Choice, Count, Milestones, Rows
from tidtam.frameworks.files import available, directory, load_code, read_text
from tidtam.frameworks.form_consistency import form_findings, framework_findings
from tidtam.frameworks.form_files import (
    check_form,
    form_codes,
    form_files,
    form_path,
    is_form,
    load_form,
    parse_form,
)
from tidtam.frameworks.form_schema import form_json_schema, read_form_shape
from tidtam.frameworks.problems import FrameworkFileError
from tidtam.thai.bilingual import Bilingual

CODES = ["ap-form-2566", "qp-form-2566", "sa-form-2566"]
SCHEMA = json.loads((directory() / "form-schema.json").read_text("utf-8"))
QP = directory() / "2566" / "qp-form.yaml"
QP_DATA: dict[str, Any] = yaml.safe_load(read_text(QP))

SMALL = """\
code: x-form-2566
fiscal_year: 2566
version: 1
title: {th: "แบบตัวอย่าง"}
framework: sa-2566
questions:
  - code: told
    title: {th: "เล่า"}
    answer: {kind: line}
"""


def small(old: str, new: str) -> str:
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FrameworkFileError) as caught:
        check_form(text, "x-form.yaml")
    return [(problem.line, problem.text.en) for problem in caught.value.problems]


def questions(form: Form) -> list[Question]:
    own = [question for item in form.items for question in item.questions]
    return [*form.opening, *form.questions, *own, *form.closing]


def texts(kind: AnyKind) -> Iterator[Bilingual]:
    if isinstance(kind, Count):
        yield from (kind.counted, kind.base)
    if isinstance(kind, (Choice, Checklist)):
        yield from (option.title for option in kind.options)
    if isinstance(kind, Milestones):
        yield from (step.title for step in kind.steps)
    if isinstance(kind, Rows):
        for column in kind.layout:
            yield column.title
            yield from texts(column.of)


def test_three_forms_of_2566_are_shipped() -> None:
    assert form_codes() == CODES
    assert [load_form(path).code for path in form_files()] == CODES
    assert form_path("qp-form-2566") == QP


def test_a_form_is_no_framework_and_a_framework_no_form() -> None:
    forms = {path for path in form_files() if is_form(read_text(path))}
    frameworks = {directory() / "2566" / f"{code[:2]}.yaml" for code in available()}

    assert forms == set(form_files())
    assert [path for path in frameworks if is_form(read_text(path))] == []
    assert [code for code in available() if "form" in code] == []


def test_shipped_forms_ask_every_kind_of_answer() -> None:
    kinds = Counter(q.answer.kind for path in form_files() for q in questions(load_form(path)))

    assert set(kinds) == set(KINDS)


def test_shipped_forms_use_every_well_known_table() -> None:
    answers = [q.answer for path in form_files() for q in questions(load_form(path))]

    assert {a.preset for a in answers if isinstance(a, Rows)} == {
        None, "partners", "projects", "events", "best_works", "problem_pairs",
    }  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_shipped_form_has_every_text_in_both_languages_and_says_it_is_a_sample(code: str) -> None:
    form = load_form(form_path(code))
    shown = [form.title, *(item.note for item in form.items if item.note)]
    for question in questions(form):
        shown += [question.title, *([question.help] if question.help else [])]
        shown += texts(question.answer)

    assert [text for text in shown if not text.th.strip() or not text.en.strip()] == []
    assert ("ตัวอย่าง" in form.title.th, "sample" in form.title.en) == (True, True)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", ["primary", "secondary"])
def test_shipped_form_asks_something_required_about_every_item(code: str, kind: str) -> None:
    form = load_form(form_path(code))
    asked = load_code(form.framework).asked(kind)

    assert [c for c in asked if not any(q.required for q in form.questions_of(c, kind))] == []


@pytest.mark.parametrize("code", CODES)
def test_schools_are_asked_counts_numbers_and_lines_only(code: str) -> None:
    passed_on = [q for q in questions(load_form(form_path(code))) if q.may_ask_schools]

    assert {q.answer.kind for q in passed_on} <= {"count", "number", "line"}
    assert passed_on != []


@pytest.mark.parametrize("code", CODES)
def test_a_form_with_sound_thai(code: str) -> None:
    text = read_text(form_path(code))

    assert "\u0e4d\u0e32" not in text
    assert not any("\ue000" <= character <= "\uf8ff" for character in text)


def test_schema_file_equals_the_models() -> None:
    """frameworks/form-schema.json is generated; this keeps it so."""
    assert form_json_schema() == SCHEMA


@pytest.mark.parametrize("code", CODES)
def test_every_shipped_form_fits_the_schema(code: str) -> None:
    jsonschema.validate(yaml.safe_load(read_text(form_path(code))), SCHEMA)


@pytest.mark.parametrize(
    ("key", "wrong"), [("items", "none"), ("fiscal_year", "๒๕๖๖"), ("surprise", 1)]
)
def test_a_slip_does_not_fit_the_schema(key: str, wrong: object) -> None:
    document = copy.deepcopy(QP_DATA)
    document[key] = wrong

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_the_small_form_is_sound() -> None:
    assert check_form(SMALL, "x-form.yaml").questions[0].code == "told"


def test_a_form_may_stand_alone() -> None:
    assert check_form(small("framework: sa-2566\n", ""), "x-form.yaml").framework == ""


TOLD = """\
  - code: told
    title: {th: "เล่า"}
    answer: {kind: line}
"""
ROWS_OF_TEXT = "{kind: rows, columns: [{code: a, title: {th: ก}, of: {kind: text}}]}"
NOT_ASKED = """\
items:
  - code: "9.9"
    questions: [{code: told, title: {th: "เล่า"}, answer: {kind: line}}]
"""

WRONG: list[tuple[str, list[tuple[int, str]]]] = [
    (small("kind: line", "kind: lines"), [
        (9, 'the kind of answer "lines" is unknown (did you mean "line"?); use one of '
            "line, text, number, count, date, choice, checklist, milestones, rows")]),
    (small("{kind: line}", ROWS_OF_TEXT), [
        (9, 'the kind of answer "text" is unknown (did you mean "date"?); use one of '
            "line, number, date, choice")]),
    (small("{kind: line}", "line"), [
        (9, '"answer" must be of the form {kind: …}; use one of line, text')]),
    (small("{kind: line}", "{kind: line, most: many}"), [
        (9, 'the value of "most" does not fit: input should be a valid integer, unable to parse '
            "string as an integer; correct it after frameworks/form-schema.json")]),
    (small("{kind: line}", "{kind: number, decimal: 2}"), [
        (9, 'the key "decimal" is unknown (did you mean "decimals"?); correct or remove it')]),
    (small("{kind: line}", "{kind: choice, options: []}"), [
        (9, "the options are empty or repeat a code; give at least one, each with its own code")]),
    (small("{kind: line}", "{kind: choice}"), [(9, '"options" is missing; add it')]),
    (small("version: 1", "version: 0"), [(3, "version lies between 1 and 9999")]),
    (small("x-form-2566", "x-2566"), [
        (1, '"x-2566" does not end with -form-2566; correct it')]),
    (small("sa-2566", "sa-2565"), [
        (5, 'there is no framework "sa-2565" (did you mean "sa-2566"?);'
            " use ap-2566, qp-2566, sa-2566")]),
    (small("code: told", "code: Told"), [
        (7, 'the question code "Told" does not fit; use a-z, digits and _')]),
    (small("เล่า", " "), [(8, "the question has no text; add it")]),
    (SMALL + TOLD, [(10, 'the question code "told" is repeated; use another')]),
    (SMALL + "    applies_to: [school]\n", [
        (10, 'there is no office kind "school"; use primary, secondary')]),
    (SMALL + NOT_ASKED, [
        (11, 'framework sa-2566 does not ask item "9.9"; correct or remove it')]),
    (SMALL + 'items:\n  - {code: "1.1", questions: []}\n', [
        (10, 'item "1.1" has no question for a primary office; add one'),
        (10, 'item "1.1" has no question for a secondary office; add one')]),
    (SMALL + 'opening:\n' + TOLD + 'items:\n  - {code: "1.1", questions: []}\n'
     '  - {code: "1.1", questions: []}\n', [
        (16, 'item "1.1" is repeated; make it one')]),
    (SMALL + "opening:\n" + TOLD + "closing:\n" + TOLD, [
        (15, 'the question code "told" is in opening already; use another')]),
    (SMALL.partition("questions:")[0], [(1, "the form asks nothing; add a question")]),
    ("a: [", [(2, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_what_is_wrong_is_named_with_line_and_remedy(
    text: str, told: list[tuple[int, str]]
) -> None:
    found = problems(text)

    assert [line for line, _ in found] == [line for line, _ in told]
    assert [text.startswith(words) for (_, text), (_, words) in zip(found, told, strict=True)] == [
        True
    ] * len(told), found


PLACES = st.lists(st.integers(0, 30), min_size=1, max_size=8)
JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just("line")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["kind", "code", "of", "th", "x"]), inner, max_size=3),
    ),
    max_leaves=5,
)


def put(data: Any, place: list[int], junk: object) -> None:
    """Put ``junk`` somewhere into a file's data; ``place`` chooses the way down."""
    for step in place:
        keys = list(data) if isinstance(data, dict) else list(range(len(data)))
        if not keys:
            return
        key = keys[step % len(keys)]
        if step == place[-1] or not isinstance(data[key], (dict, list)):
            data[key] = junk
            return
        data = data[key]


@settings(deadline=None)
@given(place=PLACES, junk=JUNK)
def test_a_damaged_form_is_read_or_told_never_a_crash(place: list[int], junk: object) -> None:
    data = copy.deepcopy(QP_DATA)
    put(data, place, junk)

    shape = read_form_shape(data)
    if isinstance(shape, Form):
        found = form_findings(shape) or framework_findings(shape, load_code("qp-2566"))
        assert all(each.text.th and each.text.en for each in found)
    else:
        assert shape != []


def test_a_stored_form_is_read_without_its_framework_file() -> None:
    assert parse_form(small("sa-2566", "sa-2500"), "stored").framework == "sa-2500"


@pytest.mark.parametrize("code", ["qp-2566", "../2566/qp-form", "qp-form", "", "QP-FORM-2566"])
def test_a_code_that_is_no_form_is_refused(code: str) -> None:
    with pytest.raises(FrameworkFileError) as caught:
        form_path(code)

    assert "use ap-form-2566, qp-form-2566, sa-form-2566" in caught.value.en


def test_the_command_checks_a_form(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert command.check(QP) == (
        "qp-form-2566 v1: แบบรายงานนโยบายเร่งด่วน (QP) ปีงบประมาณ พ.ศ. 2566 (ตัวอย่าง)"
        " (questions: primary 89, secondary 88)"
    )
    alone = tmp_path / "x-form.yaml"
    alone.write_text(small("framework: sa-2566\n", ""), encoding="utf-8")
    assert command.check(alone) == "x-form-2566 v1: แบบตัวอย่าง"

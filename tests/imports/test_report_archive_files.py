"""Archives as people and others send them back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from factories.report_files import form_with
from tidtam.forms.states import AnswerState
from tidtam.imports.errors import FileRefused
from tidtam.imports.report_archive import is_archive, read_archive
from tidtam.imports.report_plan import plan_report
from tidtam.reports.report_archive import report_archive
from tidtam.rounds.content import ReadAnswer
from tidtam.rounds.exchange import ReportForm
from tidtam.rounds.exchange_json import JSON_NAME, report_json


def answered(value: str, *, edit: int) -> ReportForm:
    """A report where one line is answered."""
    blank = form_with({})
    question = next(a.question for a in blank.questions if a.question.code == "line")
    return form_with({"line": ReadAnswer(question, AnswerState.ANSWERED, value, edit=edit)})


FORM = answered("เดิม", edit=2)


def told(change: Callable[[dict[str, Any]], None]) -> bytes:
    """The JSON of the report after somebody changed it."""
    content = json.loads(report_json(FORM))
    change(content)
    return json.dumps(content).encode()


def first_answer(content: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = content["instruments"][0]["items"][0]["answers"][0]
    return answer


def line_of(content: dict[str, Any]) -> dict[str, Any]:
    """The one line that is answered."""
    answers = content["instruments"][0]["items"][0]["answers"]
    found: dict[str, Any] = next(each for each in answers if each["question"] == "line")
    return found


def test_zip_and_json_are_told_from_a_workbook() -> None:
    assert is_archive(b"".join(report_archive(FORM)))
    assert is_archive(b"\xef\xbb\xbf " + report_json(FORM).encode())
    assert not is_archive(b"PK\x03\x04")
    assert not is_archive(b"")


def test_an_older_archive_asks_before_it_replaces_a_newer_answer() -> None:
    now = answered("ใหม่กว่า", edit=3)

    plan = plan_report(
        read_archive(told(lambda c: line_of(c).update(value="แก้ในไฟล์")), expected=now), form=now
    )

    assert ([each.key for each in plan.conflicts], plan.changes) == (["qp-2566|1|line"], ())


def test_what_an_older_archive_left_alone_is_no_conflict() -> None:
    now = answered("ใหม่กว่า", edit=3)

    plan = plan_report(read_archive(report_json(FORM).encode(), expected=now), form=now)

    assert (plan.has_work, plan.newer) == (False, 1)


@pytest.mark.parametrize("edit", [0, 1])
def test_an_archive_brings_its_answers_to_a_place_that_holds_less(edit: int) -> None:
    now = answered("เก่ากว่า", edit=1) if edit else form_with({})

    plan = plan_report(read_archive(report_json(FORM).encode(), expected=now), form=now)

    assert (len(plan.changes), len(plan.conflicts)) == (1 - edit, edit)


def test_a_blank_of_an_older_archive_takes_nothing_away() -> None:
    blank, now = form_with({}), answered("ใหม่กว่า", edit=1)

    plan = plan_report(read_archive(report_json(blank).encode(), expected=now), form=now)

    assert (plan.has_work, plan.newer) == (False, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(round="another"),
        lambda content: content.update(office="1022010000"),
        lambda content: content.update(format="tidtam-report/99"),
        lambda content: content.update(instruments="none"),
        lambda content: content["instruments"].append(3),
    ],
)
def test_another_report_or_shape_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(FileRefused):
        read_archive(told(change), expected=FORM)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "maybe"),
        ("state", ["answered"]),
        ("edit", -1),
        ("edit", "1"),
        ("edit", True),
        ("edit", 10**30),
        ("reason", 3),
        ("value", {"x": [1]}),
    ],
)
def test_a_damaged_answer_is_named(field: str, value: object) -> None:
    def change(content: dict[str, Any]) -> None:
        first_answer(content).update({"state": "answered", "value": "ก", "edit": 1, field: value})

    draft = read_archive(told(change), expected=FORM)

    assert (draft.answers, len(draft.problems)) == ((), 1)


def test_an_unknown_or_repeated_question_is_named() -> None:
    def change(content: dict[str, Any]) -> None:
        answers = content["instruments"][0]["items"][0]["answers"]
        answers.append(dict(answers[0]))
        answers.append({"question": "\ud800", "state": "answered", "value": "ก", "edit": 1})

    draft = read_archive(told(change), expected=FORM)

    assert [each.message.en for each in draft.problems] == [
        "this answer stands here twice",
        "the form has no such question",
    ]
    assert "\ud800" not in draft.problems[1].value


@pytest.mark.parametrize(
    "data",
    [b"{", b'{"a":' * 100_000, b"{\xff}", b"PK\x03\x04 broken", b"{}", b"[" * 10],
)
def test_broken_files_are_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read_archive(data, expected=FORM)


def test_a_bomb_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(JSON_NAME, b" " * (60 * 1024 * 1024))

    with pytest.raises(FileRefused, match="มากเกินกว่ารายงาน"):
        read_archive(buffer.getvalue(), expected=FORM)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(JSON_NAME, report_json(FORM))
        archive.writestr(JSON_NAME, report_json(FORM))

    with pytest.raises(FileRefused, match="ไม่ปลอดภัย"):
        read_archive(buffer.getvalue(), expected=FORM)

"""Export, import, export: whatever was answered, the two exports are the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings

from factories.report_files import any_answers, empty_of, form_after, form_with
from tidtam.imports.report import read_report
from tidtam.imports.report_archive import read_archive
from tidtam.imports.report_plan import plan_report
from tidtam.reports.report_archive import report_archive
from tidtam.reports.workbooks.report import report_workbook
from tidtam.rounds.content import ReadAnswer
from tidtam.rounds.exchange import ReportForm
from tidtam.rounds.exchange_json import report_json

RELAXED = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def content(form: ReportForm) -> list[tuple[str, str, Any, str]]:
    """What is answered, without the number of saves."""
    return [(a.key, a.answer.state.value, a.answer.value, a.answer.reason) for a in form.questions]


def zipped(form: ReportForm) -> bytes:
    return b"".join(report_archive(form))


def without_edits(form: ReportForm) -> Any:
    told = json.loads(report_json(form))
    for instrument in told["instruments"]:
        for item in instrument["items"]:
            for answer in item["answers"]:
                del answer["edit"]
    return told


@RELAXED
@given(any_answers())
def test_a_workbook_read_back_changes_nothing(answers: dict[str, ReadAnswer]) -> None:
    form = form_with(answers)

    draft = read_report(report_workbook(form), expected=form)
    plan = plan_report(draft, form=form)

    assert draft.problems == ()
    assert not any(each.is_touched for each in draft.answers)
    assert (plan.has_work, plan.newer, plan.unchanged) == (False, 0, len(form.questions))


@RELAXED
@given(any_answers())
def test_an_archive_read_back_changes_nothing(answers: dict[str, ReadAnswer]) -> None:
    form = form_with(answers)

    plan = plan_report(read_archive(zipped(form), expected=form), form=form)

    assert (plan.has_work, plan.newer, plan.unchanged) == (False, 0, len(form.questions))
    assert zipped(form) == zipped(form)


@RELAXED
@given(any_answers())
def test_an_archive_into_an_empty_report_gives_the_same_archive(
    answers: dict[str, ReadAnswer],
) -> None:
    form = form_with(answers)
    empty = empty_of(form)

    plan = plan_report(read_archive(zipped(form), expected=empty), form=empty)
    after = form_after(empty, plan)

    assert (plan.clears, plan.conflicts) == ((), ())
    assert content(after) == content(form)
    assert without_edits(after) == without_edits(form)


@RELAXED
@given(any_answers())
def test_the_cells_of_a_workbook_fill_an_empty_report_with_the_same_answers(
    answers: dict[str, ReadAnswer],
) -> None:
    """What stands in a filled file is enough to fill an empty report."""
    form = form_with(answers)
    empty = empty_of(form)

    draft = read_report(report_workbook(form), expected=form)
    typed = tuple(replace(each, is_touched=True, seen_edit=0) for each in draft.answers)
    plan = plan_report(replace(draft, answers=typed), form=empty)

    assert content(form_after(empty, plan)) == content(form)
    assert without_edits(form_after(empty, plan)) == without_edits(form)

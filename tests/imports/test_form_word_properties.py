"""A form in Word that nobody touched changes nothing, whatever was answered."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from factories.report_files import any_answers, empty_of, form_with
from factories.word_forms import FACTS, part, plan_of, saved_by_libreoffice, with_parts
from tidtam.forms import rich_text
from tidtam.forms.definition import Question
from tidtam.forms.kinds import Text
from tidtam.forms.rich_text import RichTextProblem
from tidtam.forms.states import AnswerState
from tidtam.imports.errors import FileRefused
from tidtam.imports.word import read_document
from tidtam.reports.forms_word.form import form_document
from tidtam.rounds.content import ReadAnswer
from tidtam.rounds.exchange import ReportForm
from tidtam.thai.bilingual import Bilingual

_Any = TypeVar("_Any")
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_WORDS = st.text(st.sampled_from("กขคำน้ํี่ปฐ์ ABab12๑๒ .,-*|[]()<>&\"'ๆ"), min_size=1, max_size=12)
_LINKS = ["", "", "https://example.th/a?x=1&y=2", "mailto:a@b.th"]
_PIECES = st.builds(rich_text.Run, _WORDS | st.just("\n"), st.booleans(), st.sampled_from(_LINKS))
_RUNS = st.lists(_PIECES, min_size=1, max_size=4).map(tuple)
# LibreOffice 7 loses the end of a link that follows another without a letter between.
_APART = _RUNS.map(lambda runs: tuple(each for run in runs for each in (run, rich_text.Run("ก"))))


def _blocks(runs: st.SearchStrategy[rich_text.Runs]) -> st.SearchStrategy[rich_text.Block]:
    items = st.recursive(
        st.builds(rich_text.Item, runs),
        lambda inner: st.builds(
            rich_text.Item, runs, st.lists(_list(inner), max_size=2).map(tuple)
        ),
        max_leaves=6,
    )
    tables = st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(runs | st.just(()), min_size=width, max_size=width).map(tuple),
            min_size=1,
            max_size=3,
        )
    )
    return st.one_of(
        st.builds(rich_text.Paragraph, runs),
        _list(items),
        tables.map(lambda rows: rich_text.Table(tuple(rows))),
    )


def _list(items: st.SearchStrategy[rich_text.Item]) -> st.SearchStrategy[rich_text.List]:
    return st.builds(
        rich_text.List, st.booleans(), st.lists(items, min_size=1, max_size=3).map(tuple)
    )


@st.composite
def rich_texts(draw: st.DrawFn, runs: st.SearchStrategy[rich_text.Runs] = _RUNS) -> str:
    """Canonical HTML of any shape: paragraphs, lists in lists, tables, bold, links, breaks."""
    try:
        return rich_text.from_blocks(draw(st.lists(_blocks(runs), max_size=5)))
    except RichTextProblem:
        return "<p>ก</p>"


def told(html: str) -> ReportForm:
    question = Question("text", Bilingual("คำถาม text", "text"), Text(), may_not_apply=True)
    answer = ReadAnswer(question, AnswerState.ANSWERED, html, edit=1)
    return form_with({"text": answer} if html and not rich_text.is_empty(html) else {})


def values(form: ReportForm, data: bytes) -> list[tuple[str, object, str]]:
    draft = read_document(data, expected=form)
    assert draft.problems == ()
    return [(a.state.value, a.value, a.reason) for a in draft.answers]


@RELAXED
@given(any_answers())
def test_a_form_read_back_changes_nothing(answers: dict[str, ReadAnswer]) -> None:
    form = form_with(answers)

    draft = read_document(form_document(form), expected=form)
    plan = plan_of(form_document(form), form)

    assert draft.notes == ()
    assert not any(each.is_touched for each in draft.answers)
    assert (plan.has_work, plan.newer, plan.unchanged) == (False, 0, len(form.questions))


@RELAXED
@given(rich_texts())
def test_every_rich_text_survives(html: str) -> None:
    form = told(html)

    assert values(form, form_document(form)) == [
        (each.answer.state.value, each.answer.value, each.answer.reason) for each in form.questions
    ]


@RELAXED
@given(any_answers())
def test_what_a_filled_form_shows_is_enough_without_tags_and_hidden_facts(
    answers: dict[str, ReadAnswer],
) -> None:
    """A program that keeps neither tags nor captions nor the hidden list: bookmarks remain."""
    form = form_with(answers)
    data = form_document(form)
    bare = part(data).replace("<w:tag ", "<w:nothing ").replace("<w:tblCaption ", "<w:nothing ")

    draft = read_document(with_parts(data, {"word/document.xml": bare, FACTS: None}), expected=form)

    assert draft.problems == ()
    assert [each.seen_edit for each in draft.answers] == [-1] * len(form.questions)
    assert [(a.state, a.value, a.reason) for a in draft.answers] == [
        (a.answer.state, a.answer.value, a.answer.reason) for a in form.questions
    ]


@given(any_answers())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_report_gives_the_same_bytes(answers: dict[str, ReadAnswer]) -> None:
    assert form_document(form_with(answers)) == form_document(form_with(answers))


@RELAXED
@given(st.binary(max_size=60), st.integers(0, 170_000))
def test_a_damaged_file_is_refused_or_read_never_a_crash(noise: bytes, at: int) -> None:
    form = empty_of(form_with({}))
    data = form_document(form)
    at = at % len(data)
    with contextlib.suppress(FileRefused):
        read_document(data[:at] + noise + data[at + len(noise) :], expected=form)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_saves_forms_and_nothing_changes(tmp_path: Path) -> None:
    """Sixty reports at once: starting the program takes longer than one of them."""
    forms = [_form(*each) for each in _some(st.tuples(any_answers(), rich_texts(_APART)), 60)]
    files = {f"{number:02}.docx": form_document(form) for number, form in enumerate(forms)}

    saved = saved_by_libreoffice(files, tmp_path)

    for name, form in zip(files, forms, strict=True):
        stored = [(a.answer.state.value, a.answer.value, a.answer.reason) for a in form.questions]
        assert values(form, saved[name]) == stored


def _some(what: st.SearchStrategy[_Any], number: int) -> list[_Any]:
    found: list[_Any] = []

    @settings(
        max_examples=number,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(what)
    def collect(each: _Any) -> None:
        found.append(each)

    collect()
    return found


def _form(answers: dict[str, ReadAnswer], html: str) -> ReportForm:
    if html and not rich_text.is_empty(html):
        question = Question("text", Bilingual("คำถาม text", "text"), Text(), may_not_apply=True)
        answers = answers | {"text": ReadAnswer(question, AnswerState.ANSWERED, html, edit=1)}
    return form_with(answers)

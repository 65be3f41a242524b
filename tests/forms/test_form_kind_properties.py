"""What holds for every kind of answer, whatever is typed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.forms import ANYTHING, FITTING, SAMPLE_KINDS
from tidtam.forms.definition import Question
from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds import AnyKind, Plain
from tidtam.forms.states import AnswerState
from tidtam.forms.values import check_answer, read_value, write_value
from tidtam.thai.bilingual import Bilingual

NAMES = sorted(SAMPLE_KINDS)


def read(kind: AnyKind, typed: object) -> Plain | None:
    """The value, or None where it was refused with a sentence in each language."""
    refused: AnswerProblem | None = None
    try:
        return kind.read(typed)
    except AnswerProblem as problem:
        refused = problem
    assert refused.th.strip()
    assert refused.en.strip()
    return None


def assert_canonical(kind: AnyKind, value: Plain) -> None:
    assert kind.read(value) == value
    assert read_value(write_value(value)) == value
    write_value(value).encode()  # no lone surrogate that a database refuses
    assert "\x00" not in json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_reading_a_canonical_value_gives_itself(name: str, data: st.DataObject) -> None:
    kind = SAMPLE_KINDS[name]
    value = read(kind, data.draw(FITTING[name]))

    if value is not None:
        assert_canonical(kind, value)


@pytest.mark.parametrize("name", NAMES)
@given(typed=ANYTHING)
def test_anything_is_read_or_refused_in_words(name: str, typed: object) -> None:
    kind = SAMPLE_KINDS[name]
    value = read(kind, typed)

    if value is not None:
        assert_canonical(kind, value)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_every_view_of_a_value_can_be_made(name: str, data: st.DataObject) -> None:
    kind = SAMPLE_KINDS[name]
    value = read(kind, data.draw(FITTING[name]))
    if value is None:
        return

    assert (kind.plain(value) == "") == kind.is_empty(value)
    assert (kind.plain(value, "en") == "") == kind.is_empty(value)
    assert all(text.strip() for text in kind.texts(value))
    assert all(hint.th and hint.en for hint in kind.hints(value))
    table = kind.table(value)
    assert table is None or {len(row) for row in table.rows} <= {len(table.headers)}


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_equal_values_have_equal_texts(name: str, data: st.DataObject) -> None:
    kind = SAMPLE_KINDS[name]
    one, other = (read(kind, data.draw(FITTING[name])) for _ in range(2))

    assert (one == other) == (write_value(one) == write_value(other))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_a_kept_answer_is_kept_again_as_it_is(name: str, data: st.DataObject) -> None:
    question = Question("q", Bilingual("ข้อ", "Item"), SAMPLE_KINDS[name])
    try:
        kept = check_answer(question, AnswerState.ANSWERED, data.draw(FITTING[name]))
    except AnswerProblem:
        return

    assert check_answer(question, *kept) == kept
    assert (kept[0] is AnswerState.BLANK) == (kept[1] is None)

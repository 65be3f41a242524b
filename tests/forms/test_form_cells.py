"""Answers as cells of a spreadsheet: nothing is lost on the way there and back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.forms import FITTING, SAMPLE_KINDS
from tidtam.forms.cells import cells_of, column_cells, row_of, row_texts, texts_of, value_of
from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds import Plain, Rows


@pytest.mark.parametrize("name", sorted(SAMPLE_KINDS))
@given(data=st.data())
def test_cells_give_the_value_back(name: str, data: st.DataObject) -> None:
    kind = SAMPLE_KINDS[name]
    try:
        value = kind.read(data.draw(FITTING[name]))
    except AnswerProblem:
        return
    if isinstance(kind, Rows):
        rows: list[Plain] = [row_of(kind, texts) for texts in row_texts(kind, value)]
        assert kind.read(rows) == value
    else:
        assert value_of(kind, texts_of(kind, value)) == value


@pytest.mark.parametrize("name", sorted(SAMPLE_KINDS))
@given(data=st.data())
def test_any_content_is_read_or_refused_with_its_place(name: str, data: st.DataObject) -> None:
    kind = SAMPLE_KINDS[name]
    cells = column_cells(kind) if isinstance(kind, Rows) else cells_of(kind)
    anything = st.one_of(st.text(), st.dates(), st.booleans())
    given_ = {cell.part: data.draw(anything) for cell in cells}
    refused = None
    try:
        if isinstance(kind, Rows):
            assert kind.read([row_of(kind, given_)]) is not None
        else:
            value = value_of(kind, given_)
            assert kind.read(value) == value
    except AnswerProblem as problem:
        refused = problem

    if refused is not None and len(cells) > 1:
        assert refused.path[0] in {cell.part for cell in cells}


@pytest.mark.parametrize(
    ("typed", "ticked"),
    [
        ({"plan": "มี", "act": "ไม่มี"}, ["plan"]),
        ({"plan": True, "act": False, "check": " yes "}, ["plan", "check"]),
        ({"act": "✓"}, ["act"]),
        ({}, []),
    ],
)
def test_ticks_are_taken_as_people_write_them(
    typed: dict[str, str | bool], ticked: list[str]
) -> None:
    assert value_of(SAMPLE_KINDS["checklist"], typed) == {"items": ticked}


def test_no_to_everything_asks_for_the_state_and_its_reason() -> None:
    with pytest.raises(AnswerProblem) as problem:
        value_of(SAMPLE_KINDS["checklist"], {"plan": "ไม่มี", "act": "ไม่มี", "check": "ไม่มี"})

    assert problem.value.path == ("plan",)
    assert "เลือกสถานะ “ไม่มี”" in problem.value.th


@pytest.mark.parametrize("year", [2023, 2566])
def test_date_cells_are_read_in_either_era(year: int) -> None:
    assert value_of(SAMPLE_KINDS["date"], {"": dt.date(year, 3, 31)}) == "2023-03-31"

"""The grid of a round: which nodes it asks, what its cells mean, what does not fit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import load_frameworks, make_office, make_small_round
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.states import AgencyKind
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.reviews.actions import MarkChange, set_marks
from tidtam.reviews.grid import Answer, full_label
from tidtam.reviews.round_grid import (
    StoredMark,
    answer_of,
    columns_of,
    json_of,
    left_out,
    marks_template,
    stored_marks,
)
from tidtam.rounds.queries import instruments_of
from tidtam.shared.errors import NotAllowed

answers = st.one_of(
    st.integers(1, 5).map(lambda level: Answer("mark", str(level))),
    st.sampled_from(["not_reported", "pending"]).map(lambda code: Answer("special", code)),
    st.decimals(0, 100, places=3).map(
        lambda value: Answer("value", f"{value.normalize():f}" if value else "0")
    ),
)


@given(answers)
def test_answer_comes_back_from_its_json(answer: Answer) -> None:
    assert answer_of(json_of(answer)) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("4", Answer("mark", "4")),
        ('"not_reported"', Answer("special", "not_reported")),
        ('{"value": 80}', Answer("value", "80")),
        ('{"value": 80.50}', Answer("value", "80.5")),
        ('{"value": 0.00000010}', Answer("value", "0.0000001")),
        ('{"value": null}', None),
        ('{"numerator": 43, "denominator": 45}', None),
    ],
)
def test_stored_text_is_read_as_its_cell(text: str, answer: Answer | None) -> None:
    assert answer_of(text) == answer


@pytest.mark.django_db
def test_columns_are_the_nodes_of_both_kinds_in_printing_order() -> None:
    (version,) = load_frameworks("qp-2566")

    columns = columns_of(definition_of(version))

    assert [column.code for column in columns] == [
        *("1", "2", "3", "4", "5", "6a", "6b", "7", "8", "9", "10", "X1", "X2")
    ]
    assert {column.kind for column in columns} == {"mark"}
    assert dict(columns[0].specials) == {"not_reported": "N/A"}
    assert dict(columns[0].states) == {
        "not_applicable": "-",
        "monitored": "ติดตามแต่ไม่ประเมินผล",
        "pending": "อยู่ระหว่างดำเนินการ",
    }


@pytest.mark.django_db
def test_columns_of_a_tree_are_named_by_code_and_label() -> None:
    """ "ตัวบ่งชี้ที่ 1" stands under each of three standards; with its code it names one node."""
    (version,) = load_frameworks("sa-2566")

    labels = [column.label for column in columns_of(definition_of(version))]

    assert len(set(labels)) == len(labels)
    assert {"1.1 ตัวบ่งชี้ที่ 1", "2.1 ตัวบ่งชี้ที่ 1", "3.4.4.1"} <= set(labels)


@pytest.mark.parametrize(
    ("code", "label", "full"),
    [
        ("6a", "ตัวชี้วัดที่ 6a", "ตัวชี้วัดที่ 6a"),
        ("13-14", "ตัวชี้วัดที่ 13 และ 14", "ตัวชี้วัดที่ 13 และ 14"),
        ("2.1", "ตัวบ่งชี้ที่ 1", "2.1 ตัวบ่งชี้ที่ 1"),
        ("1", "ตัวชี้วัดที่ 11", "1 ตัวชี้วัดที่ 11"),
        ("3.4.4.1", "4.1", "3.4.4.1"),
    ],
)
def test_label_with_its_code_says_nothing_twice(code: str, label: str, full: str) -> None:
    assert full_label(code, label) == full


@pytest.mark.django_db
def test_target_is_a_value_up_to_its_maximum_and_pending_is_not_asked() -> None:
    (version,) = load_frameworks("ap-2566")

    columns = {column.code: column for column in columns_of(definition_of(version))}

    assert (columns["2"].kind, columns["2"].highest) == ("value", Decimal(100))
    assert columns["13-14"].kind == "mark"
    assert "24" not in columns
    assert left_out(definition_of(version)) == ()


@pytest.mark.django_db
def test_template_holds_every_office_with_its_stored_marks() -> None:
    primary = make_office(21)
    secondary = make_office(22, kind=AgencyKind.SECONDARY_OFFICE)
    round_ = make_small_round()
    (instrument,) = instruments_of(round_)
    set_marks(instrument, changes=[MarkChange(primary.pk, "1", "4")], by=SYSTEM)

    (sheet,) = marks_template(round_, actor=SYSTEM).sheets

    assert [row.office_code for row in sheet.rows] == [primary.code, secondary.code]
    assert sheet.rows[0].cells[0].answer == Answer("mark", "4")
    closed = [
        [c.code for c, cell in zip(sheet.columns, row.cells, strict=True) if not cell.applicable]
        for row in sheet.rows
    ]
    assert closed == [["6b"], ["6a"]]
    assert sheet.framework_checksum == instrument.framework.checksum


@pytest.mark.django_db
def test_template_is_not_for_the_public() -> None:
    round_ = make_small_round()

    with pytest.raises(NotAllowed):
        marks_template(round_, actor=PUBLIC)


@pytest.mark.django_db
def test_stored_marks_tell_edit_and_writer() -> None:
    office, other = make_office(21), make_office(22)
    (instrument,) = instruments_of(make_small_round())
    for answer in ("4", "5"):
        set_marks(
            instrument,
            changes=[MarkChange(each.pk, "1", answer) for each in (office, other)],
            by=SYSTEM,
        )

    held = stored_marks(instrument, offices=[office])

    assert held == {(office.pk, "1"): StoredMark(Answer("mark", "5"), 2, SYSTEM.name)}

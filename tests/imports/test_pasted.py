"""A block pasted into the grid is read as a file is."""

from __future__ import annotations

import pytest
from marks_files import OFFICES, QP, template

from tidtam.imports.errors import FileTooLarge
from tidtam.imports.marks import DraftCell, MarksDraft
from tidtam.imports.pasted import read_paste

SHEET = template().sheets[0]
FIRST, SECOND, THIRD = (code for code, _, _ in OFFICES)


def paste(text: str, office: str = FIRST, node: str = "1") -> MarksDraft:
    return read_paste(text, sheet=SHEET, office_code=office, node_code=node)


def mark(office: str, node: str, text: str) -> DraftCell:
    return DraftCell(QP, office, node, "mark", text)


def test_block_from_excel_fills_offices_and_nodes() -> None:
    draft = paste("4\t5\t-\t2\r\nN/A\t\t\t3\r\n")

    assert draft == MarksDraft(
        (
            mark(FIRST, "1", "4"),
            mark(FIRST, "6a", "5"),
            mark(FIRST, "10", "2"),
            DraftCell(QP, SECOND, "1", "special", "not_reported"),
            mark(SECOND, "10", "3"),
        ),
        (),
        blanks=1,
    )


def test_thai_digits_pasted_on_screen_are_taken() -> None:
    assert paste("๔\t๕").cells == (mark(FIRST, "1", "4"), mark(FIRST, "6a", "5"))


def test_block_starts_where_it_is_pasted() -> None:
    draft = paste("1\t2", office=THIRD, node="6b")

    assert draft.cells == (mark(THIRD, "6b", "1"), mark(THIRD, "10", "2"))


def test_one_problem_stops_the_whole_block() -> None:
    draft = paste("4\t-\n3.5\t5")

    assert draft.cells == ()
    assert [(p.row, p.office, p.indicator, p.value, p.message.en) for p in draft.problems] == [
        (
            1,
            "สพป.ฉะเชิงเทรา เขต 1",
            "ตัวชี้วัดที่ 6a",
            "-",
            "this indicator applies to this kind of office",
        ),
        (
            2,
            "สพป.ฉะเชิงเทรา เขต 2",
            "ตัวชี้วัดที่ 1",
            "3.5",
            "a level is a whole number from 1 to 5",
        ),
    ]


def test_block_beyond_the_grid_is_refused() -> None:
    draft = paste("1\t2\n3\t4", office=THIRD, node="10")

    assert [(p.row, p.value, p.message.en) for p in draft.problems] == [
        (1, "2", "falls outside the grid"),
        (2, "3", "falls outside the grid"),
        (2, "4", "falls outside the grid"),
    ]


def test_blank_lines_and_cells_beyond_the_grid_are_passed_over() -> None:
    draft = paste("5\t\t\n\t\n\n", office=THIRD, node="10")

    assert draft == MarksDraft((mark(THIRD, "10", "5"),), ())


def test_mark_where_the_indicator_does_not_apply_is_refused() -> None:
    draft = paste("4", node="6b")

    assert [p.message.en for p in draft.problems] == [
        "this indicator does not apply to this office"
    ]


def test_quoted_cell_with_a_line_break_is_one_cell() -> None:
    draft = paste('"N\n/A"\t3')

    assert draft.cells == (
        DraftCell(QP, FIRST, "1", "special", "not_reported"),
        mark(FIRST, "6a", "3"),
    )


@pytest.mark.parametrize("text", ["1\t" * 300_000, '"' + "ก" * 200_000])
def test_text_no_grid_can_hold_is_refused(text: str) -> None:
    with pytest.raises(FileTooLarge):
        paste(text)


def test_empty_paste_is_an_empty_draft() -> None:
    assert paste("") == MarksDraft((), ())


def test_unknown_starting_place_is_the_callers_error() -> None:
    with pytest.raises(ValueError, match="not in list"):
        paste("1", office="9999999999")

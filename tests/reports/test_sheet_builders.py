"""The blocks of a sheet: golden text, spans, settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sheet_samples import STYLE, a_round, a_year, imprint

from tidtam.reports.sheets.blocks import Cell, Heading, Paragraph, Signature, Table, texts
from tidtam.reports.sheets.builders import document, round_sheet, year_set
from tidtam.reports.sheets.content import RoundsTable
from tidtam.reports.sheets.style import SheetStyle, Signatory

GOLDEN = Path(__file__).parent / "golden_sheets"


def tables(doc: object) -> list[Table]:
    return [block for block in doc.blocks if isinstance(block, Table)]  # type: ignore[attr-defined]


def printed(cell: Cell) -> str:
    return " ".join(
        "".join(run.text for run in block.runs)
        for block in cell.blocks
        if isinstance(block, Paragraph)
    )


@pytest.mark.parametrize(("name", "make"), [("round", a_round), ("year", a_year)])
def test_the_text_of_a_sheet_is_the_golden_one(name: str, make: object) -> None:
    """Any change of wording or order shows up here as a difference to look at."""
    lines = list(texts(document(make(), STYLE)))  # type: ignore[operator]

    assert lines == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def test_the_mean_row_of_a_round_stands_last_with_value_and_word() -> None:
    table = tables(round_sheet(a_round(), STYLE))[0]

    assert [printed(cell) for cell in table.rows[-1].cells] == [
        "คะแนนเฉลี่ยรวม 12 ตัวชี้วัด",
        "2.42",
        "พอใช้",
    ]


def test_the_label_of_an_indicator_is_bold_and_its_title_is_not() -> None:
    first = tables(round_sheet(a_round(), STYLE))[0].rows[0].cells[0].blocks[0]

    assert isinstance(first, Paragraph)
    assert [(run.text[:15].strip(), run.bold) for run in first.runs] == [
        ("ตัวชี้วัดที่ 1", True),
        ("ระดับความสำเร็", False),
    ]


def test_two_indicators_with_one_rating_share_its_cells() -> None:
    table = tables(year_set(a_year(), STYLE))[2]
    shared = next(row for row in table.rows if row.cells[-1].rowspan == 2)
    after = table.rows[table.rows.index(shared) + 1]

    assert printed(shared.cells[0]).startswith("ตัวชี้วัดที่ 13 ")
    assert [cell.rowspan for cell in shared.cells] == [1, 2, 2]
    assert [printed(cell)[:15] for cell in after.cells] == ["ตัวชี้วัดที่ 14"]


def test_a_monitored_node_spans_level_and_word_and_a_heading_is_blank() -> None:
    rows = tables(year_set(a_year(), STYLE))[4].rows
    monitored = next(r for r in rows if printed(r.cells[0]).startswith("ตัวบ่งชี้ที่ 2 การพัฒนาสู่"))
    heading = next(r for r in rows if "(เฉพาะ สพป.)" in printed(r.cells[0]))

    assert [(printed(c), c.colspan) for c in monitored.cells[1:]] == [("ติดตามแต่ไม่ประเมินผล", 2)]
    assert [(printed(c), c.colspan) for c in heading.cells[1:]] == [("", 1), ("", 1)]
    assert (monitored.cells[0].depth, heading.cells[0].depth) == (1, 2)


def test_the_round_columns_follow_the_framework() -> None:
    """Three rounds give three columns: the number of rounds is data."""
    year = a_year()
    qp, *others = year.instruments
    assert isinstance(qp, RoundsTable)
    lines = tuple(replace(line, levels=("1", "2", "3")) for line in qp.lines)
    three = replace(qp, rounds=("รอบ 4 เดือน", "รอบ 8 เดือน", "รอบ 12 เดือน"), lines=lines)

    table = tables(year_set(replace(year, instruments=(three, *others)), STYLE))[1]

    assert len(table.widths) == 6
    assert [cell.colspan for cell in table.header[0].cells] == [1, 3, 2]
    assert [len(row.cells) for row in table.rows[:-1]] == [6] * len(lines)
    assert sum(cell.colspan for cell in table.rows[-1].cells) == 6


def test_settings_replace_title_lines_and_leave_out_the_annex() -> None:
    style = replace(STYLE, titles={"summary": ("หัวเรื่องใหม่",)}, show_annex=False)

    doc = year_set(a_year(), style)
    headings = [block.lines for block in doc.blocks if isinstance(block, Heading)]

    assert ("หัวเรื่องใหม่",) in headings
    assert not any("ข้อเสนอแนะเพื่อการพัฒนาการขับเคลื่อน" in line for h in headings for line in h)


def test_an_instrument_may_be_left_out_and_the_signature_stays() -> None:
    """Which instruments a year has is data; each starts on a page of its own."""
    year = a_year()
    doc = year_set(replace(year, instruments=year.instruments[:1], annex=None), STYLE)

    assert len(tables(doc)) == 2
    assert [b.new_page for b in doc.blocks if isinstance(b, Heading)] == [False, True]
    assert [isinstance(b, Signature) for b in doc.blocks].count(True) == 2


def test_the_signature_holds_name_positions_and_office_in_order() -> None:
    signatory = Signatory("นางทดสอบ ระบบ", ("ตำแหน่งหนึ่ง", "รักษาการในตำแหน่งสอง"), "สำนักงาน")

    doc = round_sheet(a_round(), SheetStyle(signatory=signatory))

    assert [block.lines for block in doc.blocks if isinstance(block, Signature)] == [
        ("(นางทดสอบ ระบบ)", "ตำแหน่งหนึ่ง", "รักษาการในตำแหน่งสอง", "สำนักงาน")
    ]


def test_without_a_signatory_the_place_to_sign_is_dotted() -> None:
    doc = round_sheet(a_round(), SheetStyle())

    lines = next(block.lines for block in doc.blocks if isinstance(block, Signature))

    assert len(lines) == 2
    assert all("....." in line for line in lines)


def test_a_long_cell_may_be_broken_over_pages_and_a_short_row_not() -> None:
    content = a_round()
    long = replace(content.lines[0], recommendation="ยาว " * 400)

    rows = tables(round_sheet(replace(content, lines=(long, *content.lines[1:])), STYLE))[0].rows

    assert [row.whole for row in rows] == [False] + [True] * (len(rows) - 1)


def test_the_trace_stands_last_and_may_be_absent() -> None:
    with_trace = round_sheet(a_round(), STYLE)
    without = round_sheet(replace(a_round(), imprint=replace(imprint(1), trace="")), STYLE)

    assert list(texts(with_trace))[-1].startswith("กรอบ qp-2566")
    assert isinstance(without.blocks[-1], Signature)

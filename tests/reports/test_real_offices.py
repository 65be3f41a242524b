"""The main job on real input: printed marks go in, the sheets come out as they were printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from printed_sheets import QP_YEAR, SA_LEVELS, SHEET_6M, SHEET_AP, SHEET_SA, SHEET_YEAR
from sheet_reading import poppler_pages

from factories import load_frameworks, make_province
from tidtam.orgs.models import Agency, AgencyProvince
from tidtam.orgs.states import AgencyKind
from tidtam.people.actor import SYSTEM
from tidtam.reports.printing import one_sheet
from tidtam.results.actions import ask_computation, check, compute, publish
from tidtam.results.models import Computation
from tidtam.results.sheets import OfficeSheet, office_sheets
from tidtam.reviews.actions import MarkChange, set_marks
from tidtam.rounds.actions import make_round
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of
from tidtam.scoring.json_text import write_json

pytestmark = pytest.mark.django_db

WORDS = {5: "ดีเยี่ยม", 4: "ดีมาก", 3: "ดี", 2: "พอใช้", 1: "ปรับปรุง"}


def an_office(name: str, kind: AgencyKind) -> Agency:
    word = "ประถมศึกษา" if kind is AgencyKind.PRIMARY_OFFICE else "มัธยมศึกษา"
    short = "สพป." if kind is AgencyKind.PRIMARY_OFFICE else "สพม."
    office = Agency.objects.create(
        code="1099010000",
        kind=kind.value,
        name_th=f"สำนักงานเขตพื้นที่การศึกษา{word}{name}",
        short_th=f"{short}{name}",
        name_en=name,
        short_en=name,
    )
    AgencyProvince.objects.create(agency=office, province=make_province(99), seat=True)
    return office


def a_round(code: str, period: str, *frameworks: str, earlier: Round | None = None) -> Round:
    return make_round(
        code,
        fiscal_year=2566,
        period=period,
        title_th=code,
        title_en=code,
        frameworks=load_frameworks(*frameworks),
        by=SYSTEM,
        earlier=earlier,
    )


def give(round_: Round, office: Agency, answers: dict[str, dict[str, Any]]) -> None:
    for instrument in instruments_of(round_):
        given = answers[instrument.framework.code]
        changes = [
            MarkChange(office.pk, code, write_json(answer)) for code, answer in given.items()
        ]
        set_marks(instrument, changes=changes, by=SYSTEM)


def published(round_: Round) -> Computation:
    computation = compute(ask_computation(round_, by=SYSTEM), by=SYSTEM)
    return publish(check(computation, by=SYSTEM), by=SYSTEM)


def sheet_of(computation: Computation) -> OfficeSheet:
    (sheet,) = office_sheets(computation, actor=SYSTEM)
    return sheet


def text_of(sheet: OfficeSheet, folder: Path) -> str:
    _name, data = one_sheet(sheet, "pdf")
    return " ".join(" ".join(poppler_pages(data, folder)).split())


def test_the_six_month_sheet_says_2_42_fair(tmp_path: Path) -> None:
    office = an_office("ฉะเชิงเทรา เขต 2", AgencyKind.PRIMARY_OFFICE)
    first = a_round("2566-6m", "6m", "qp-2566")
    give(first, office, {"qp-2566": SHEET_6M["rounds"]["6m"]})

    sheet = sheet_of(published(first))
    text = text_of(sheet, tmp_path)

    (result,) = sheet.results
    assert (result.total.value, result.total.word.th if result.total.word else None) == (
        "2.42",
        "พอใช้",
    )
    assert "คะแนนเฉลี่ยรวม 12 ตัวชี้วัด 2.42 พอใช้" in text
    assert "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาฉะเชิงเทรา เขต 2" in text
    assert "(รอบ 6 เดือน)" in text
    assert [line.marks[0] for line in result.nodes if line.marks] == [
        "2", "5", "1", "2", "2", "3", "2", "2", "N/A", "2", "3", "5",
    ]  # fmt: skip


def test_the_full_year_set_says_every_mean_level_and_word(tmp_path: Path) -> None:
    office = an_office("ลำปาง ลำพูน", AgencyKind.SECONDARY_OFFICE)
    first = a_round("2566-6m", "6m", "qp-2566")
    full = a_round("2566-12m", "12m", "qp-2566", "ap-2566", "sa-2566", earlier=first)
    give(first, office, {"qp-2566": SHEET_YEAR["rounds"]["6m"]})
    give(
        full,
        office,
        {
            "qp-2566": SHEET_YEAR["rounds"]["12m"],
            "ap-2566": SHEET_AP["rounds"]["12m"],
            "sa-2566": SHEET_SA["rounds"]["12m"],
        },
    )

    sheet = sheet_of(published(full))
    text = text_of(sheet, tmp_path)

    qp, ap, sa = sheet.results
    assert {
        line.node.code: (*map(int, line.marks), line.value, line.word.th if line.word else "")
        for line in qp.nodes
        if line.value
    } == QP_YEAR
    assert {line.node.code: line.level for line in sa.nodes} == SA_LEVELS
    assert [(r.total.value, r.total.level) for r in (qp, ap, sa)] == [
        ("3.83", 4),
        ("4.80", 5),
        ("4.57", 5),
    ]
    assert "คะแนนเฉลี่ยรวม 12 ตัวชี้วัด 3.83 ดีมาก" in text
    assert "คะแนนเฉลี่ยรวม 5 ตัวชี้วัด 4.80 ดีเยี่ยม" in text
    assert "คะแนนรวมของภาพรวม (3 มาตรฐาน) 5 ดีเยี่ยม" in text
    assert text.count("ร้อยละ 80") == 4
    assert text.count("ร้อยละ 100 บรรลุ") == 4
    assert text.count("ติดตามแต่ไม่ประเมินผล") == 5
    assert "อยู่ระหว่างดำเนินการ" in text
    for _first, _second, value, word in QP_YEAR.values():
        assert f"{value} {word}" in text

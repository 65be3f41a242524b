"""Printing all sheets of a round: one bad sheet never keeps the others from coming."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from factories import computed, fill, make_office, make_region, make_small_round, published
from tidtam.people.actor import SYSTEM
from tidtam.reports.printing import one_sheet, print_into, print_sheets
from tidtam.results.embargoes import lift_embargo, set_embargo
from tidtam.results.models import PrintRun
from tidtam.results.printing import ask_printing
from tidtam.results.sheets import office_sheets
from tidtam.reviews.actions import set_recommendations
from tidtam.rounds.queries import instruments_of
from tidtam.shared.errors import WrongState

pytestmark = pytest.mark.django_db
PRAISE = "ผลในภาพรวมอยู่ในระดับคุณภาพดีเยี่ยม"


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.TIDTAM_WORK_DIR = tmp_path / "work"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }


def test_an_office_whose_comment_contradicts_is_named_and_the_others_are_packed() -> None:
    bad, good = make_office(20), make_office(21)
    round_ = make_small_round()
    fill(round_, mark=2)
    set_recommendations(instruments_of(round_)[0], texts=[(bad.pk, "", PRAISE)], by=SYSTEM)
    run = ask_printing(computed(round_), formats=["docx"], total=2, by=SYSTEM)

    print_sheets(run, by=SYSTEM)

    run = PrintRun.objects.get()
    with default_storage.open(run.archive) as packed:
        names = zipfile.ZipFile(packed).namelist()
    assert (run.state, run.done, run.total, len(run.problems)) == ("done", 2, 4, 1)
    assert bad.short_th in run.problems[0][0]
    assert names == [
        f"หนังสือแจ้งผล r-6m {good.short_th}.docx",
        f"ใบแจ้งผล r-6m {good.short_th}.docx",
        "index.html",
        "index.csv",
    ]


def test_a_printing_without_a_single_sheet_fails() -> None:
    bad = make_office(20)
    round_ = make_small_round()
    fill(round_, mark=2)
    set_recommendations(instruments_of(round_)[0], texts=[(bad.pk, "", PRAISE)], by=SYSTEM)
    run = ask_printing(computed(round_), formats=["docx"], total=1, by=SYSTEM)

    print_sheets(run, by=SYSTEM)

    run = PrintRun.objects.get()
    assert (run.state, run.archive, len(run.problems)) == ("failed", "", 1)


def test_one_sheet_that_contradicts_its_result_is_not_printed() -> None:
    bad = make_office(20)
    round_ = make_small_round()
    fill(round_, mark=2)
    set_recommendations(instruments_of(round_)[0], texts=[(bad.pk, "", PRAISE)], by=SYSTEM)
    (sheet,) = office_sheets(computed(round_), actor=SYSTEM)

    with pytest.raises(WrongState, match="ดีเยี่ยม"):
        one_sheet(sheet, "pdf")


def packed_in(run: PrintRun) -> tuple[list[str], list[list[str]]]:
    """The names of the files in an archive, and the lines of its index."""
    run.refresh_from_db()
    with default_storage.open(run.archive) as packed, zipfile.ZipFile(packed) as archive:
        index = archive.read("index.csv").decode("utf-8-sig")
        return archive.namelist(), list(csv.reader(io.StringIO(index)))


def test_what_an_embargo_holds_back_is_named_and_not_packed_until_it_is_lifted() -> None:
    here, far = make_office(20, region="8"), make_office(50, region="15")
    round_ = make_small_round()
    fill(round_, mark=4)
    held = set_embargo(round_, region=make_region("8"), reason="รอ", by=SYSTEM)
    computation = published(round_)
    first = ask_printing(computation, formats=["docx"], total=2, by=SYSTEM)

    print_sheets(first, by=SYSTEM)
    lift_embargo(held, by=SYSTEM)
    second = ask_printing(computation, formats=["docx"], total=2, by=SYSTEM)
    print_sheets(second, by=SYSTEM)

    names, index = packed_in(first)
    assert names == [
        f"หนังสือแจ้งผล r-6m {far.short_th}.docx",
        f"ใบแจ้งผล r-6m {far.short_th}.docx",
        "index.html",
        "index.csv",
    ]
    assert [row[1:3] for row in index[3:]] == [[f"ใบแจ้งผล r-6m {here.short_th}: ยังไม่ประกาศ", ""]]
    assert (first.state, first.done, first.total) == ("done", 2, 2)
    assert [each[0].split()[:2] for each in first.problems] == [["ไม่รวม", "1"]]
    names, index = packed_in(second)
    assert (len(names), len(index)) == (6, 5)
    assert (second.done, second.total, second.problems) == (4, 4, [])


def test_an_office_held_back_is_printed_where_it_is_asked_for_by_name(tmp_path: Path) -> None:
    here = make_office(20, region="8")
    round_ = make_small_round()
    fill(round_, mark=4)
    set_embargo(round_, region=make_region("8"), reason="รอ", by=SYSTEM)
    computation = published(round_)

    of_all = list(print_into(computation, tmp_path / "all", formats=["docx"], actor=SYSTEM))
    of_one = list(
        print_into(
            computation,
            tmp_path / "one",
            formats=["docx"],
            actor=SYSTEM,
            office_codes=[here.code],
        )
    )

    assert [(each.is_held_back, each.fresh) for each in of_all] == [(True, False)]
    assert [(each.is_held_back, each.fresh) for each in of_one] == [(False, True)] * 2


def test_a_draft_is_printed_whole_whatever_is_held_back() -> None:
    make_office(20, region="8")
    round_ = make_small_round()
    fill(round_, mark=4)
    set_embargo(round_, region=make_region("8"), reason="รอ", by=SYSTEM)
    run = ask_printing(computed(round_), formats=["docx"], total=1, by=SYSTEM)

    print_sheets(run, by=SYSTEM)

    assert len(packed_in(run)[0]) == 4

"""Sheets of drafts, of corrections and of what was replaced: what they say, in every format."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx as word_reader
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from sheet_reading import first_difference, pdfium_pages, poppler_pages, word_texts

from factories import computed, fill, make_office, make_region, make_small_round, published
from factories.publishing import correct, corrected
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.reports.printing import one_letter, one_sheet
from tidtam.reports.sheets.blocks import Document, texts
from tidtam.reports.sheets.builders import document
from tidtam.reports.sheets.compose import sheet_content, sheet_style
from tidtam.reports.sheets.dress import dressed
from tidtam.reports.sheets.print import Format
from tidtam.results.embargoes import set_embargo
from tidtam.results.models import Computation
from tidtam.results.sheets import OfficeSheet, office_sheets
from tidtam.reviews.models import Mark, Recommendation
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.datetime(2023, 9, 29, 18, 0, tzinfo=dt.UTC)  # 30 September in Thailand
SECOND_DAY = dt.datetime(2023, 10, 20, 3, 0, tzinfo=dt.UTC)
REASON = "ตามผลการพิจารณาคำทักท้วงของเขต"
REPLACES = "ฉบับที่ 2 แทนฉบับที่ 1 ซึ่งประกาศเมื่อวันที่ 30 กันยายน 2566"
REPLACED = "ฉบับนี้ถูกแทนด้วยฉบับที่ 2 เมื่อวันที่ 20 ตุลาคม 2566"


@pytest.fixture
def offices() -> tuple[Agency, Agency]:
    return make_office(20), make_office(21)


@pytest.fixture
def both(offices: tuple[Agency, Agency]) -> tuple[Computation, Computation]:
    """The first computation, replaced, and its correction: item 3 of the first office."""
    round_ = make_small_round()
    fill(round_, mark=4)
    first = published(round_)
    Computation.objects.filter(pk=first.pk).update(published_at=FIRST_DAY)
    correct(round_, node="3", mark="5", office_id=offices[0].pk)
    second = corrected(round_, reason=REASON)
    Computation.objects.filter(pk=second.pk).update(published_at=SECOND_DAY)
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second


def sheet_of(computation: Computation, office: Agency) -> OfficeSheet:
    (found,) = office_sheets(computation, actor=SYSTEM, office_codes=[office.code])
    return found


def drawn(sheet: OfficeSheet) -> Document:
    style = sheet_style(sheet.settings, is_demo=sheet.computation.round.is_demo)
    return dressed(document(sheet_content(sheet), style), style.digits)


def headers(data: bytes) -> list[str]:
    """The text of each header of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    (section,) = word_reader.Document(io.BytesIO(data)).sections
    parts = (section.first_page_header, section.header)
    return [" ".join(each.text.strip() for each in part.paragraphs).strip() for part in parts]


def test_a_correction_says_what_it_replaces_why_and_what_changed(
    both: tuple[Computation, Computation], offices: tuple[Agency, Agency]
) -> None:
    lines = list(texts(drawn(sheet_of(both[1], offices[0]))))

    at = lines.index(REPLACES)
    assert lines[at + 1 : at + 13] == [
        REASON,
        "รายการที่แก้",
        "ฉบับที่ 1",
        "ฉบับที่ 2",
        "ตัวชี้วัดที่ 3 ระดับความสำเร็จของการจัดการศึกษาตามแนวพระบรมราโชบายรัชกาลที่ 10 สู่การปฏิบัติ",
        "4",
        "5",
        "ผลรวม",
        "4.00 ดีมาก",
        "4.08 ดีมาก",
        "ผลการประเมินฉบับที่ 2",
        "ตัวชี้วัด",
    ]


def test_what_was_replaced_says_so_on_every_page(
    both: tuple[Computation, Computation], offices: tuple[Agency, Agency], tmp_path: Path
) -> None:
    sheet = sheet_of(both[0], offices[0])

    name, data = one_sheet(sheet, "pdf")
    _name, word = one_sheet(sheet, "docx")

    pages = poppler_pages(data, tmp_path)
    assert name == f"ใบแจ้งผล r-6m {offices[0].short_th}.pdf"
    assert len(pages) > 1
    assert [page.replace("\n", "").count(REPLACED) for page in pages] == [2] + [1] * (
        len(pages) - 1
    )
    assert [REPLACED in each for each in headers(word)] == [True, True]
    assert word_texts(word)[0] == REPLACED


def test_the_words_of_both_versions_come_back_from_every_reader(
    both: tuple[Computation, Computation], offices: tuple[Agency, Agency], tmp_path: Path
) -> None:
    for computation in both:
        sheet = sheet_of(computation, offices[0])
        made = drawn(sheet)
        data, word = (one_sheet(sheet, kind)[1] for kind in ("pdf", "docx"))
        assert first_difference(made, poppler_pages(data, tmp_path)) is None
        assert first_difference(made, pdfium_pages(data)) is None
        assert " ".join(word_texts(word)).split() == " ".join(texts(made)).split()


def test_an_office_that_did_not_change_keeps_its_version_and_says_nothing(
    both: tuple[Computation, Computation], offices: tuple[Agency, Agency]
) -> None:
    for computation in both:
        sheet = sheet_of(computation, offices[1])
        made = drawn(sheet)
        assert (sheet.version.number, sheet.version.replaces, sheet.version.replaced_by) == (
            1,
            None,
            None,
        )
        assert (made.standing, made.banner) == ("", "")
        assert not any("ฉบับที่ 2" in text or "แทน" in text for text in texts(made))


@pytest.mark.parametrize("one", [one_sheet, one_letter])
def test_what_an_unchanged_office_was_sent_stays_as_it_was_printed(
    both: tuple[Computation, Computation],
    offices: tuple[Agency, Agency],
    tmp_path: Path,
    one: Callable[[OfficeSheet, Format], tuple[str, bytes]],
) -> None:
    before, after = (sheet_of(each, offices[1]) for each in both)

    assert (after.source, after.days) == (both[0], before.days)
    for kind in ("pdf", "docx"):
        assert one(before, kind) == one(after, kind)
    pages = [poppler_pages(one(each, "pdf")[1], tmp_path) for each in (before, after)]
    assert pages[0] == pages[1]
    assert "การคำนวณครั้งที่ 1" in " ".join(pages[1])
    changed = [sheet_of(each, offices[0]) for each in both]
    assert [each.source for each in changed] == list(both)
    assert "การคำนวณครั้งที่ 2" in list(texts(drawn(changed[1])))[-1]


def test_a_sheet_of_an_office_held_back_says_so_on_every_page(
    offices: tuple[Agency, Agency], tmp_path: Path
) -> None:
    round_ = make_small_round()
    fill(round_, mark=4)
    set_embargo(round_, region=make_region("8"), reason="รอ", by=SYSTEM)
    sheet = sheet_of(published(round_), offices[0])

    data, word = (one_sheet(sheet, kind)[1] for kind in ("pdf", "docx"))

    pages = poppler_pages(data, tmp_path)
    assert len(pages) > 1
    assert ["ยังไม่ประกาศ" in page.splitlines()[0] for page in pages] == [True] * len(pages)
    assert [each.endswith("ยังไม่ประกาศ") for each in headers(word)] == [True, True]
    assert word_texts(word)[0] == "ยังไม่ประกาศผลของเขตนี้ ใช้ภายในส่วนกลางเท่านั้น"


def test_a_third_version_replaces_the_second_and_the_first_names_the_second(
    both: tuple[Computation, Computation], offices: tuple[Agency, Agency]
) -> None:
    round_ = both[0].round
    correct(round_, node="4", mark="3", office_id=offices[0].pk)
    third = corrected(round_, reason="แก้อีกครั้ง")

    versions = [sheet_of(each, offices[0]).version for each in (*both, third)]

    assert [each.number for each in versions] == [1, 2, 3]
    assert [each.replaces and each.replaces.number for each in versions] == [None, 1, 2]
    assert [each.replaced_by and each.replaced_by.number for each in versions] == [2, 3, None]
    assert [change.node.code for change in versions[2].changes if change.node] == ["4"]


def test_a_changed_recommendation_is_named_without_its_words(
    offices: tuple[Agency, Agency],
) -> None:
    round_ = make_small_round()
    fill(round_, mark=4)
    published(round_)
    advise(round_, offices[0], "2", "ควรวิเคราะห์สาเหตุเป็นรายคน")
    second = corrected(round_)

    sheet = sheet_of(second, offices[0])
    lines = list(texts(drawn(sheet)))

    assert "ตัวชี้วัดที่ 2 ข้อความข้อเสนอแนะ" in lines
    assert lines[lines.index("ตัวชี้วัดที่ 2 ข้อความข้อเสนอแนะ") + 2] == "แก้ข้อความ"


def test_a_replaced_sheet_keeps_the_advice_that_was_published_with_it(
    offices: tuple[Agency, Agency],
) -> None:
    round_ = make_small_round()
    fill(round_, mark=4)
    advise(round_, offices[0], "2", "ข้อความเดิม")
    first = published(round_)
    Recommendation.objects.update(text="ข้อความใหม่")
    second = corrected(round_)

    assert sheet_of(first, offices[0]).advice == {"qp-2566": {"2": "ข้อความเดิม"}}
    assert sheet_of(second, offices[0]).advice == {"qp-2566": {"2": "ข้อความใหม่"}}


def test_a_full_year_names_the_instrument_and_the_round_of_each_change(
    offices: tuple[Agency, Agency],
) -> None:
    earlier = make_small_round()
    fill(earlier, mark=4)
    full = make_small_round("qp-2566", "ap-2566", code="r-12m", period="12m", earlier=earlier)
    fill(full, mark=4)
    published(full)
    (qp, _ap) = instruments_of(full)
    marks = Mark.objects.filter(instrument=qp, office=offices[0], node_code="8")
    assert marks.update(answer="2", changed_at=clock.now()) == 1

    lines = list(texts(drawn(sheet_of(corrected(full), offices[0]))))

    at = lines.index("รายการที่แก้")
    assert lines[at + 1 : at + 10] == [
        "ฉบับที่ 1",
        "ฉบับที่ 2",
        "QP ตัวชี้วัดที่ 8 ระดับความสำเร็จของการส่งเสริมประชาธิปไตยในโรงเรียน (รอบ 12 เดือน)",
        "4",
        "2",
        "QP ผลรวม",
        "4.00 ดีมาก",
        "3.92 ดีมาก",
        "ผลการประเมินฉบับที่ 2",
    ]


def test_a_result_that_is_not_published_says_draft_on_every_page(
    offices: tuple[Agency, Agency], tmp_path: Path
) -> None:
    round_ = make_small_round()
    fill(round_, mark=4)
    sheet = sheet_of(computed(round_), offices[0])

    data, word = (one_sheet(sheet, kind)[1] for kind in ("pdf", "docx"))

    pages = poppler_pages(data, tmp_path)
    assert ["ร่าง" in page.splitlines()[0].split() for page in pages] == [True] * len(pages)
    assert [each.endswith("ร่าง") for each in headers(word)] == [True, True]
    assert word_texts(word)[0] == "ร่าง ผลยังไม่เผยแพร่ ใช้ตรวจทานภายในเท่านั้น"


@pytest.mark.parametrize("corrections", [0, 1])
def test_sheets_take_as_many_queries_for_three_offices_as_for_one(corrections: int) -> None:
    made = [make_office(number) for number in (20, 21, 22)]
    round_ = make_small_round()
    fill(round_, mark=4)
    last = published(round_)
    for _time in range(corrections):
        for office in made:
            correct(round_, node="3", mark="5", office_id=office.pk)
        last = corrected(round_)
    counts = []
    for codes in ([made[0].code], [each.code for each in made]):
        list(office_sheets(last, actor=SYSTEM, office_codes=codes))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = list(office_sheets(last, actor=SYSTEM, office_codes=codes))
        counts.append(len(queries))
        assert len(found) == len(codes)

    assert counts[0] == counts[1]


def advise(round_: Round, office: Agency, node: str, text: str) -> None:
    """Write a recommendation as a decision on an appeal does, past the frost."""
    (instrument,) = instruments_of(round_)
    Recommendation.objects.update_or_create(
        instrument=instrument,
        office=office,
        node_code=node,
        defaults={"text": text, "changed_at": FIRST_DAY, "changed_by": "ทดสอบ"},
    )

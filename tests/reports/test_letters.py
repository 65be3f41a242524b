"""The letter beside a sheet: whom it goes to, what it says, what the bureau may change in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sheet_reading import first_difference, pdfium_pages, poppler_pages, word_texts

from factories import (
    computed,
    fill,
    make_office,
    make_region,
    make_small_round,
    published,
)
from factories.publishing import correct, corrected
from tidtam.followups.reflection import reflection_of
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.reports.printing import one_letter
from tidtam.reports.sheets.blocks import Document, texts
from tidtam.reports.sheets.builders import document
from tidtam.reports.sheets.compose import sheet_style
from tidtam.reports.sheets.dress import dressed
from tidtam.reports.sheets.letter import letter_content
from tidtam.results.embargoes import lift_embargo, set_embargo
from tidtam.results.letter_words import filled
from tidtam.results.models import Computation, Embargo
from tidtam.results.printing import set_sheet_settings
from tidtam.results.sheets import OfficeSheet, office_sheets
from tidtam.rounds.models import Round, Stage, Submission
from tidtam.rounds.states import RoundState, StageCode, SubmissionState
from tidtam.shared.errors import BadInput

pytestmark = pytest.mark.django_db

DAY = dt.datetime(2023, 9, 29, 18, 0, tzinfo=dt.UTC)  # 30 September in Thailand
APPEAL = dt.datetime(2023, 10, 15, 9, 30, tzinfo=dt.UTC)
REPORT = dt.datetime(2130, 3, 15, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def office() -> Agency:
    return make_office(20)


@pytest.fixture
def round_(office: Agency) -> Round:
    made = make_small_round()
    fill(made, mark=4)
    return made


def sheet_of(computation: Computation) -> OfficeSheet:
    Computation.objects.filter(pk=computation.pk, published_at__isnull=False).update(
        published_at=DAY
    )
    computation.refresh_from_db()
    (found,) = office_sheets(computation, actor=SYSTEM)
    return found


def drawn(sheet: OfficeSheet) -> Document:
    style = sheet_style(sheet.settings, is_demo=sheet.computation.round.is_demo)
    return dressed(document(letter_content(sheet), style), style.digits)


def stage(round_: Round, code: StageCode, until: dt.datetime) -> None:
    Stage.objects.create(
        round=round_, code=code.value, starts_at=until - dt.timedelta(days=10), due_at=until
    )


def test_the_letter_says_to_whom_what_and_until_when(round_: Round, office: Agency) -> None:
    stage(round_, StageCode.APPEAL, APPEAL)
    asked_later(round_, office, until=REPORT)

    lines = list(texts(drawn(sheet_of(published(round_)))))

    assert lines == [
        "ที่ ศธ ........................................ สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
        "30 กันยายน 2566",
        "เรื่อง แจ้งผลการติดตาม ประเมินผล การบริหารและการจัดการศึกษาขั้นพื้นฐาน รอบทดสอบ r-6m",
        f"เรียน ผู้อำนวยการ{office.name_th}",
        "สิ่งที่ส่งมาด้วย ใบแจ้งผล จำนวน 1 ชุด",
        "ตามที่สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐานได้ติดตาม ประเมินผล การบริหารและการจัดการศึกษาขั้นพื้นฐาน "
        "ของสำนักงานเขตพื้นที่การศึกษา รอบทดสอบ r-6m นั้น",
        f"บัดนี้ การประเมินเสร็จสิ้นแล้ว จึงขอแจ้งผลของ{office.name_th} ดังนี้",
        "ผลการประเมิน",
        "คะแนนรวม",
        "ระดับคุณภาพ",
        "ตัวชี้วัดนโยบายเร่งด่วนของสำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน (Quick Policy : QP)",
        "4.00",
        "ระดับ 4 ดีมาก",
        "ระดับคุณภาพรายข้อและข้อเสนอแนะอยู่ในใบแจ้งผลที่ส่งมาด้วย ที่มาของคะแนนทุกข้ออ่านได้ในระบบ ที่หน้าผลของสำนักงาน",
        "หากเห็นว่าคะแนนของข้อใดไม่ถูกต้อง ขอให้ยื่นคำทักท้วงเป็นรายข้อพร้อมเหตุผลและหลักฐานในระบบ "
        "ภายในวันที่ 15 ตุลาคม 2566",
        "ขอให้ตอบรับข้อเสนอแนะแต่ละข้อในระบบ พร้อมสิ่งที่จะดำเนินการ ผู้รับผิดชอบ และวันแล้วเสร็จ "
        "ก่อนกำหนดส่งรายงานรอบถัดไปในวันที่ 15 มีนาคม 2673",
        "จึงเรียนมาเพื่อทราบและดำเนินการต่อไป",
        "ขอแสดงความนับถือ",
        *sheet_style(sheet_settings(round_), is_demo=False).signature_lines(),
        lines[-1],
    ]


def asked_later(
    round_: Round,
    office: Agency,
    *,
    until: dt.datetime,
    code: str = "r-12m",
    state: RoundState = RoundState.OPEN,
    submission: SubmissionState = SubmissionState.FILLING,
) -> None:
    """A later round of the same year that asks an office, with a stage of another day."""
    later = make_small_round(code=code, period="12m", earlier=round_)
    Round.objects.filter(pk=later.pk).update(state=state.value)
    stage(later, StageCode.REPORT, until - dt.timedelta(days=9))
    Submission.objects.create(
        round=later, office=office, state=submission.value, due_at=until, open_until=until
    )


def next_report_of(round_: Round) -> dt.date | None:
    (found,) = office_sheets(published(round_), actor=SYSTEM)
    return found.days.next_report


def test_the_day_is_that_of_the_offices_own_report_as_on_its_reflection(
    round_: Round, office: Agency
) -> None:
    asked_later(round_, make_office(21), until=REPORT - dt.timedelta(days=60), code="a-other")
    asked_later(
        round_,
        office,
        until=REPORT - dt.timedelta(days=50),
        code="b-sent",
        submission=SubmissionState.SUBMITTED,
    )
    asked_later(
        round_,
        office,
        until=REPORT - dt.timedelta(days=40),
        code="c-prepared",
        state=RoundState.PREPARING,
    )
    asked_later(round_, office, until=REPORT, code="d-asked")
    fill(round_, mark=4)

    sheets = office_sheets(published(round_), actor=SYSTEM, office_codes=[office.code])
    found = reflection_of(round_, office=office, actor=SYSTEM)

    assert [each.days.next_report for each in sheets] == [dt.date(2130, 3, 15)]
    assert found is not None
    assert found.later is not None
    assert (found.later.round.code, found.later.due_at) == ("d-asked", REPORT)


def test_a_report_that_is_sent_is_not_asked_for_again(round_: Round, office: Agency) -> None:
    asked_later(round_, office, until=REPORT, submission=SubmissionState.SUBMITTED)

    assert next_report_of(round_) is None


def test_a_day_that_is_over_is_not_named(round_: Round, office: Agency) -> None:
    asked_later(round_, office, until=dt.datetime(2024, 3, 15, tzinfo=dt.UTC))

    assert next_report_of(round_) is None


def sheet_settings(round_: Round) -> object:
    (found,) = office_sheets(round_.computations.get(), actor=SYSTEM)
    return found.settings


def test_without_an_appeal_or_a_later_round_their_words_are_left_out(round_: Round) -> None:
    lines = list(texts(drawn(sheet_of(published(round_)))))

    assert not any("ทักท้วง" in line for line in lines)
    assert "ขอให้ตอบรับข้อเสนอแนะแต่ละข้อในระบบ พร้อมสิ่งที่จะดำเนินการ ผู้รับผิดชอบ และวันแล้วเสร็จ" in lines


def test_a_window_that_closed_before_publication_is_not_named(round_: Round) -> None:
    stage(round_, StageCode.APPEAL, DAY - dt.timedelta(days=1))

    assert not any("ทักท้วง" in line for line in texts(drawn(sheet_of(published(round_)))))


def test_the_words_come_back_from_pdf_and_word(round_: Round, tmp_path: Path) -> None:
    sheet = sheet_of(published(round_))
    made = drawn(sheet)

    (name, pdf), (word_name, word) = (one_letter(sheet, kind) for kind in ("pdf", "docx"))

    assert [name, word_name] == [
        f"หนังสือแจ้งผล r-6m {sheet.office.short_th}.{kind}" for kind in ("pdf", "docx")
    ]
    pages = poppler_pages(pdf, tmp_path)
    assert len(pages) == 1
    assert first_difference(made, pages) is None
    assert first_difference(made, pdfium_pages(pdf)) is None
    assert " ".join(word_texts(word)).split() == " ".join(texts(made)).split()


def test_thai_digits_reach_the_letter(round_: Round, tmp_path: Path) -> None:
    set_sheet_settings(round_, changes={"digits": "thai"}, by=SYSTEM)
    sheet = sheet_of(published(round_))

    _name, pdf = one_letter(sheet, "pdf")

    assert "๓๐ กันยายน ๒๕๖๖" in poppler_pages(pdf, tmp_path)[0]


def test_the_day_of_an_office_that_was_held_back_is_the_day_it_could_read(
    round_: Round, office: Agency
) -> None:
    held = set_embargo(round_, region=make_region("8"), reason="รอ", by=SYSTEM)
    computation = published(round_)
    lift_embargo(held, by=SYSTEM)
    lifted = dt.datetime(2023, 10, 20, 3, 0, tzinfo=dt.UTC)
    Embargo.objects.update(lifted_at=lifted)

    assert letter_content(sheet_of(computation)).day == "20 ตุลาคม 2566"


def test_the_letter_of_an_office_held_back_says_so_and_has_no_day(
    round_: Round, office: Agency
) -> None:
    set_embargo(round_, region=make_region("8"), reason="รอ", by=SYSTEM)

    made = drawn(sheet_of(published(round_)))

    lines = list(texts(made))
    assert made.banner == "ยังไม่ประกาศ"
    assert lines[0] == "ยังไม่ประกาศผลของเขตนี้ ใช้ภายในส่วนกลางเท่านั้น"
    assert lines[2] == "วันที่ ........................................"


def test_a_letter_of_a_result_that_is_not_published_is_a_draft_without_a_day(
    round_: Round,
) -> None:
    made = drawn(sheet_of(computed(round_)))

    lines = list(texts(made))
    assert made.banner == "ร่าง"
    assert lines[2] == "วันที่ ........................................"


def test_the_letter_of_a_correction_says_what_it_replaces(round_: Round, office: Agency) -> None:
    sheet_of(published(round_))
    correct(round_, node="3", mark="5", office_id=office.pk)
    second = corrected(round_, reason="ตามผลการพิจารณาคำทักท้วง")
    (sheet,) = office_sheets(second, actor=SYSTEM)

    lines = list(texts(drawn(sheet)))

    assert "สิ่งที่ส่งมาด้วย ใบแจ้งผล ฉบับที่ 2 จำนวน 1 ชุด" in lines
    words = "ฉบับที่ 2 แทนฉบับที่ 1 ซึ่งประกาศเมื่อวันที่ 30 กันยายน 2566 ตามผลการพิจารณาคำทักท้วง"
    at = lines.index(words)
    assert lines[at + 1].startswith("บัดนี้ การประเมินเสร็จสิ้นแล้ว")
    assert lines[at + 2] == "ผลการประเมิน"


def test_every_total_is_told_with_its_value_its_level_and_its_word(office: Agency) -> None:
    made = make_small_round("qp-2566", "sa-2566", code="r-12m", period="12m")
    fill(made, mark=4)

    content = letter_content(sheet_of(published(made)))

    assert [(each.value, each.word) for each in content.totals] == [
        ("4.00", "ระดับ 4 ดีมาก"),
        ("4.00", "ระดับ 4 ดีมาก"),
    ]


def test_the_bureau_writes_its_own_words(round_: Round, office: Agency) -> None:
    text = (
        "ขอแจ้งผลของ {office}\n{results}\n\nทักท้วงได้ถึง {appeal_until}\nโปรดทราบ[ ก่อน {next_report}]"
    )
    set_sheet_settings(
        round_, changes={"letter_subject": "ผล {round}", "letter_text": text}, by=SYSTEM
    )

    content = letter_content(sheet_of(published(round_)))

    assert (content.subject, content.before, content.after) == (
        "ผล รอบทดสอบ r-6m",
        (f"ขอแจ้งผลของ {office.name_th}",),
        ("โปรดทราบ",),
    )


def test_without_a_place_for_the_table_it_stands_last(round_: Round) -> None:
    set_sheet_settings(round_, changes={"letter_text": "หนึ่ง\nสอง"}, by=SYSTEM)

    content = letter_content(sheet_of(published(round_)))

    assert (content.before, content.after) == (("หนึ่ง", "สอง"), ())


@pytest.mark.parametrize("text", ["ถึง {offce}", "ผล {results} นี้", "{}", "{office} {day}"])
def test_a_placeholder_that_no_letter_can_fill_is_refused(round_: Round, text: str) -> None:
    with pytest.raises(BadInput, match="ช่องเติมคำ"):
        set_sheet_settings(round_, changes={"letter_text": text}, by=SYSTEM)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ก {a}", "ก 1"),
        ("ก {b}", ""),
        ("ก[ ข {b}] ค", "ก ค"),
        ("ก[ ข {a}] ค", "ก ข 1 ค"),
        ("ก[ ข] {b}", ""),
    ],
)
def test_what_has_nothing_to_say_is_left_out(text: str, said: str) -> None:
    assert filled(text, {"a": "1", "b": ""}) == said

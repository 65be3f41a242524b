"""A round is copied from last year's, planned, opened; one office gets more time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from factories import make_office, make_person, make_small_round
from factories.reporting import Reporting, actor_of, make_form, make_open_round, reporting
from tidtam.history.queries import entries_about
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.roles import Role
from tidtam.rounds.answering import save_answer
from tidtam.rounds.collecting import wall_of_reports
from tidtam.rounds.models import Item, Round, Submission
from tidtam.rounds.overview import differences_of, exemptions_of, overview_of, stages_of
from tidtam.rounds.planning import (
    StageDates,
    copy_round,
    extend,
    open_round,
    set_exemptions,
    set_form,
    set_letter,
    set_stages,
)
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.states import StageCode
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db

THAI = dt.timezone(dt.timedelta(hours=7))


def thai(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=THAI)


def copied(source: Round, year: int) -> Round:
    return copy_round(
        source,
        code=f"copy-{year}",
        fiscal_year=year,
        title_th=f"รอบ {year}",
        title_en=f"Round {year}",
        earlier=None,
        by=SYSTEM,
    )


@pytest.fixture
def source() -> Round:
    """Last year's round: dates at the end of February of a leap year, a letter, an exemption."""
    for number in (21, 22, 23):
        make_office(number)
    round_ = make_small_round()
    instrument = instruments_of(round_)[0]
    set_form(instrument, form=make_form(), by=SYSTEM)
    set_exemptions(instrument, reasons={"1022010000": "น้ำท่วม"}, by=SYSTEM)
    set_letter(round_, letter_th="โปรดรายงาน", title_th="รอบเดิม", title_en="Old", by=SYSTEM)
    dates = StageDates(
        thai("2024-02-01T08:30:00"), thai("2024-02-29T16:30:00"), thai("2024-03-07T23:59:00")
    )
    set_stages(round_, dates={StageCode.REPORT: dates}, by=SYSTEM)
    round_.refresh_from_db()
    return round_


def dates_of(round_: Round) -> list[str]:
    stage = stages_of(round_)[StageCode.REPORT]
    moments = (stage.starts_at, stage.due_at, stage.late_until)
    return [f"{clock.local(each):%Y-%m-%d %H:%M}" for each in moments if each]


# ---------------------------------------------------------------- copying


@pytest.mark.parametrize(
    ("years", "moved"),
    [
        (1, ["2025-02-01 08:30", "2025-02-28 16:30", "2025-03-07 23:59"]),
        (4, ["2028-02-01 08:30", "2028-02-29 16:30", "2028-03-07 23:59"]),
        (0, ["2024-02-01 08:30", "2024-02-29 16:30", "2024-03-07 23:59"]),
        (-1, ["2023-02-01 08:30", "2023-02-28 16:30", "2023-03-07 23:59"]),
    ],
)
def test_a_copy_moves_dates_by_whole_years(source: Round, years: int, moved: list[str]) -> None:
    assert dates_of(copied(source, 2566 + years)) == moved


def test_a_copy_asks_the_same_of_the_same_offices(source: Round) -> None:
    made = copied(source, 2567)

    was, now = instruments_of(source), instruments_of(made)
    assert [(i.framework, i.form) for i in now] == [(i.framework, i.form) for i in was]
    assert [(e.office.code, e.reason) for e in exemptions_of(made)] == [("1022010000", "น้ำท่วม")]
    assert (made.letter_th, made.state, made.copied_from) == ("โปรดรายงาน", "preparing", source)
    assert made.reminder_days == source.reminder_days
    assert not Submission.objects.exists()


def test_a_fresh_copy_differs_only_in_its_years(source: Round) -> None:
    made = copied(source, 2567)
    assert [each.what.th for each in differences_of(made)] == ["เขตพื้นที่กรอกรายงาน"]

    set_exemptions(instruments_of(made)[0], reasons={}, by=SYSTEM)
    set_form(instruments_of(made)[0], form=None, by=SYSTEM)
    set_letter(made, letter_th="ใหม่", title_th="รอบ", title_en="", by=SYSTEM)

    assert [(d.what.th, d.before, d.after) for d in differences_of(made)[1:]] == [
        ("แบบของ QP-2566", "qp-2566 v1 · qp-form-2566 v1", "qp-2566 v1 · –"),
        ("เขตที่ยกเว้นจาก QP-2566", "1", "0 (+0)"),
        ("ข้อความถึงเขต", "โปรดรายงาน", "ใหม่"),
    ]


def test_only_the_bureau_copies(source: Round) -> None:
    person = make_person(Role.DIRECTOR, agency=Agency.objects.get(code="1021010000"))

    with pytest.raises(NotAllowed):
        copy_round(
            source,
            code="x",
            fiscal_year=2567,
            title_th="ก",
            title_en="a",
            earlier=None,
            by=actor_of(person),
        )


# ---------------------------------------------------------------- opening


def test_the_overview_counts_what_opening_makes(source: Round) -> None:
    overview = overview_of(source)

    assert (overview.offices, overview.missing) == (2, ())
    assert open_round(source, by=SYSTEM) == 2
    assert Item.objects.count() == overview.items
    one = overview.instruments[0]
    assert (one.offices, one.exempt) == (2, 1)
    assert overview.questions == 2 * one.questions["primary"]
    assert overview.items == 2 * one.items["primary"]


def test_an_exempt_office_gets_no_report(source: Round) -> None:
    open_round(source, by=SYSTEM)

    codes = Submission.objects.values_list("office__code", flat=True)
    assert sorted(codes) == ["1021010000", "1023010000"]


def test_opening_twice_adds_nothing(source: Round) -> None:
    open_round(source, by=SYSTEM)
    source.refresh_from_db()
    before = (source.opened_at, Submission.objects.count(), Item.objects.count())

    assert open_round(source, by=SYSTEM) == 2

    source.refresh_from_db()
    assert (source.opened_at, Submission.objects.count(), Item.objects.count()) == before
    acts = [entry.act for entry in entries_about(f"rounds.round:{source.code}")]
    assert acts.count("rounds.open") == 1


def test_what_was_asked_stays_once_open(source: Round) -> None:
    open_round(source, by=SYSTEM)
    instrument = instruments_of(source)[0]

    with pytest.raises(WrongState, match="เปิดแล้ว"):
        set_form(instrument, form=None, by=SYSTEM)
    with pytest.raises(WrongState, match="เปิดแล้ว"):
        set_exemptions(instrument, reasons={}, by=SYSTEM)


def test_a_round_where_everybody_is_exempt_says_so(source: Round) -> None:
    codes = Agency.objects.values_list("code", flat=True)
    set_exemptions(instruments_of(source)[0], reasons=dict.fromkeys(codes, "ทดสอบ"), by=SYSTEM)

    assert [each.th for each in overview_of(source).missing] == ["ทุกเขตได้รับยกเว้น ไม่มีเขตใดต้องรายงาน"]


# ---------------------------------------------------------------- dates and extensions


@pytest.fixture
def world() -> Reporting:
    return reporting()


def open_until(world: Reporting) -> list[dt.datetime]:
    found = Submission.objects.filter(round=world.round).order_by("office__order")
    return [submission.open_until for submission in found]


def move_report(round_: Round, due: dt.datetime) -> None:
    dates = StageDates(due - dt.timedelta(days=60), due)
    set_stages(round_, dates={StageCode.REPORT: dates}, by=SYSTEM)


def test_new_dates_reach_all_but_those_with_a_longer_extension(world: Reporting) -> None:
    due = world.submission.due_at
    long = due + dt.timedelta(days=20)
    extend(world.submission, until=long, reason="น้ำท่วม", by=SYSTEM)

    move_report(world.round, due + dt.timedelta(days=10))
    assert open_until(world) == [long, due + dt.timedelta(days=10)]

    move_report(world.round, due + dt.timedelta(days=30))
    assert open_until(world) == [due + dt.timedelta(days=30)] * 2
    assert world.fresh().due_at == due + dt.timedelta(days=30)


def test_an_extension_reopens_that_office_alone_and_it_stays_late(world: Reporting) -> None:
    due = world.submission.due_at
    with time_machine.travel(due + dt.timedelta(days=1), tick=False):
        extend(world.fresh(), until=clock.now() + dt.timedelta(days=3), reason="ไฟดับ", by=SYSTEM)

        save_answer(
            world.item("2").pk,
            "returned",
            state="answered",
            value="4",
            seen_edit=0,
            by=world.by,
        )
        rows = wall_of_reports(world.round, actor=SYSTEM)

    assert [(row.office.code, row.is_late, row.is_closed) for row in rows] == [
        ("1021010000", True, False),
        ("1022010000", True, True),
    ]
    assert rows[0].extension is not None
    assert (rows[0].extension.reason, rows[0].progress.blank) == (
        "ไฟดับ",
        rows[1].progress.blank - 1,
    )


def test_an_extension_never_takes_time_away(world: Reporting) -> None:
    sooner = world.submission.due_at - dt.timedelta(days=1)

    with pytest.raises(BadInput, match="อยู่แล้ว"):
        extend(world.submission, until=sooner, reason="พิมพ์ผิด", by=SYSTEM)
    assert world.fresh().open_until == world.submission.open_until


@pytest.mark.parametrize("who", ["reporter", "director"])
def test_nobody_of_the_office_extends(world: Reporting, who: str) -> None:
    by: Actor = actor_of(getattr(world, who))

    with pytest.raises(NotAllowed):
        extend(world.submission, until=clock.now() + dt.timedelta(days=90), reason="อยากได้", by=by)


def test_an_office_sees_its_own_line_of_the_wall_only(world: Reporting) -> None:
    assert [row.office for row in wall_of_reports(world.round, actor=world.by)] == [world.office]


def test_reports_of_another_round_are_not_on_the_wall(world: Reporting) -> None:
    make_open_round(offices=2, code="another")

    assert len(wall_of_reports(world.round, actor=SYSTEM)) == 2


def test_a_shorter_extension_is_refused_and_the_same_one_is_stored_once(world: Reporting) -> None:
    due = world.submission.due_at
    until = due + dt.timedelta(days=20)
    first = extend(world.submission, until=until, reason="น้ำท่วม", by=SYSTEM)

    assert extend(world.submission, until=until, reason="น้ำท่วม ", by=SYSTEM) == first
    with pytest.raises(BadInput, match="ขยายเวลาให้สั้นลงไม่ได้"):
        extend(world.submission, until=due + dt.timedelta(days=9), reason="ใหม่", by=SYSTEM)
    assert world.submission.extensions.count() == 1


def test_new_dates_never_close_an_open_round_by_the_way(world: Reporting) -> None:
    with pytest.raises(BadInput, match="หน้าปิดรับรายงาน"):
        move_report(world.round, clock.now() - dt.timedelta(days=1))
    assert world.fresh().due_at == world.submission.due_at


def test_doubts_are_told_and_keep_nothing_from_opening(source: Round) -> None:
    made = copied(source, 2570)
    set_letter(made, letter_th="เรียน {{ name }} <b>", title_th="รอบ", title_en="", by=SYSTEM)
    begin = clock.now()
    dates = {
        StageCode.REPORT: StageDates(begin, begin + dt.timedelta(days=200)),
        StageCode.MARK: StageDates(begin + dt.timedelta(days=190), begin + dt.timedelta(days=210)),
    }
    set_stages(made, dates=dates, by=SYSTEM)

    assert [each.th for each in overview_of(made).doubts] == [
        "QP-2566 หรือแบบรายงานเป็นของปี 2566 แต่รอบเป็นปี 2570",
        "ข้อความถึงเขตมีเครื่องหมาย “{{” ซึ่งเขตจะเห็นตามตัวอักษร",
        "ขั้นเขตพื้นที่กรอกรายงานยาวกว่า 180 วัน โปรดตรวจปี",
        "ขั้นประเมินและให้คะแนนเริ่มก่อนขั้นเขตพื้นที่กรอกรายงานสิ้นสุด",
    ]
    assert overview_of(made).missing == ()

"""The bureau's pages of a round: copy, plan, look, open, watch, remind, extend."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pages import assert_strict_page

from factories import client_for, make_office, make_person, make_small_round
from factories.reporting import make_form, make_open_round
from tidtam.history.queries import entries_about
from tidtam.orgs.models import Agency
from tidtam.orgs.states import AgencyKind
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.rounds.models import Exemption, Round, Stage, Submission
from tidtam.rounds.planning import StageDates, set_form, set_letter, set_stages
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.states import StageCode
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 5, 0, tzinfo=dt.UTC)
PLAN = "/central/rounds/r-6m/plan/"


@pytest.fixture
def central() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


@pytest.fixture
def planned() -> Round:
    """A round being prepared that asks two primary offices and a secondary one."""
    make_office(21)
    make_office(22)
    make_office(23, kind=AgencyKind.SECONDARY_OFFICE)
    return make_small_round()


def moment(name: str, day: str, month: str, year: str, time: str = "") -> dict[str, str]:
    parts = {"day": day, "month": month, "year": year, "time": time}
    return {f"{name}_{part}": value for part, value in parts.items()}


def text(response: HttpResponse) -> str:
    return response.content.decode()


def ready(round_: Round) -> Round:
    """A round that can open: form and dates."""
    set_form(instruments_of(round_)[0], form=make_form(), by=SYSTEM)
    now = clock.now()
    dates = StageDates(now - dt.timedelta(days=1), now + dt.timedelta(days=30))
    set_stages(round_, dates={StageCode.REPORT: dates}, by=SYSTEM)
    return round_


PAGES = [
    "",
    "dates/",
    "letter/",
    "forms/",
    "reminders/",
    "open/",
    "close/",
    "offices/",
    "preview/",
    "discard/",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("is_ready", [False, True])
def test_each_page_of_a_plan_is_strict(
    central: Client, planned: Round, page: str, is_ready: bool
) -> None:
    if is_ready:
        ready(planned)

    response = central.get(PLAN + page)

    assert response.status_code == 200
    assert_strict_page(text(response))


@pytest.mark.parametrize(
    ("role", "status"), [(Role.REPORTER, 403), (Role.DIRECTOR, 403), (None, 302)]
)
@pytest.mark.parametrize(
    "address",
    [
        *(f"/central/rounds/open-x/plan/{page}" for page in PAGES),
        "/central/new-round/",
        "/central/rounds/open-x/reports/",
        "/central/rounds/open-x/reports.csv",
        "/central/rounds/open-x/reports.xlsx",
        "/central/rounds/open-x/reports/1021010000/extend/",
    ],
)
def test_a_plan_is_the_bureaus_alone(role: Role | None, status: int, address: str) -> None:
    round_ = make_open_round(code="open-x")
    office = Agency.objects.get(code="1021010000")
    client = client_for(role, agency=office if role else None)

    assert client.get(address).status_code == status
    assert client.post(address).status_code in (status, 405)
    assert Submission.objects.filter(round=round_).count() == 1


# ---------------------------------------------------------------- copying


def test_a_copy_is_suggested_for_the_next_year_and_made(central: Client, planned: Round) -> None:
    page = central.get("/central/new-round/?source=r-6m")

    assert_strict_page(text(page))
    assert page.context["form"].initial == {
        "code": "2567-6m",
        "fiscal_year": 2567,
        "title_th": "รอบทดสอบ r-6m",
        "title_en": "Test round r-6m",
        "earlier": "",
    }

    made = central.post("/central/new-round/", {"source": "r-6m", **page.context["form"].initial})

    assert made["Location"] == "/central/rounds/2567-6m/plan/"
    assert Round.objects.get(code="2567-6m").copied_from == planned


def test_a_code_that_is_taken_is_named_at_its_field(central: Client, planned: Round) -> None:
    given = {"code": "r-6m", "fiscal_year": 2567, "title_th": "ก", "title_en": "a", "earlier": ""}

    answer = central.post("/central/new-round/", {"source": "r-6m", **given})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"code": ["มีรอบรหัส r-6m อยู่แล้ว โปรดใช้รหัสอื่น"]}


def test_without_a_source_the_rounds_are_there_to_choose(central: Client, planned: Round) -> None:
    page = central.get("/central/new-round/")

    assert_strict_page(text(page))
    assert 'href="?source=r-6m"' in text(page)


# ---------------------------------------------------------------- dates


def test_dates_are_written_in_the_buddhist_era(central: Client, planned: Round) -> None:
    answer = central.post(
        f"{PLAN}dates/",
        moment("report_starts", "๑", "มิถุนายน", "๒๕๖๙")
        | moment("report_due", "31", "กรกฎาคม", "2569", "16.30")
        | moment("report_late", "5", "สิงหาคม", "2569"),
    )

    stage = Stage.objects.get(round=planned)
    local = [clock.local(m) for m in (stage.starts_at, stage.due_at, stage.late_until)]
    assert answer["Location"] == PLAN
    assert [f"{each:%Y-%m-%d %H:%M}" for each in local] == [
        "2026-06-01 00:00",
        "2026-07-31 16:30",
        "2026-08-05 23:59",
    ]
    again = text(central.get(f"{PLAN}dates/"))
    assert 'name="report_due_year" value="2569"' in again
    assert 'name="report_due_time" value="16.30"' in again


REPORT = "เขตพื้นที่กรอกรายงาน"


@pytest.mark.parametrize(
    ("starts", "due", "name", "said"),
    [
        (
            ("1", "มิถุนายน", "2569"),
            ("31", "มิถุนายน", "2569"),
            "report_due",
            "ไม่มีวันที่ 31 มิถุนายน 2569 ในปฏิทิน โปรดแก้",
        ),
        (
            ("1", "มิถุนายน", "2026"),
            ("30", "มิถุนายน", "2569"),
            "report_starts",
            "ปี “2026” ไม่ใช่ปี พ.ศ. โปรดใส่เช่น 2569",
        ),
        (
            ("1", "มิถุนายน", "2569"),
            ("30", "", "2569"),
            "report_due",
            "วันที่ไม่ครบ โปรดใส่วัน เดือน และปี พ.ศ.",
        ),
        (
            ("1", "มิถุนายน", "2569"),
            ("30", "พฤษภาคม", "2569"),
            "report_due",
            "ต้องอยู่หลังวันเริ่ม",
        ),
        (
            ("1", "มิถุนายน", "2569"),
            ("30", "มิถุนายน", "2569", "25.10"),
            "report_due",
            "เวลา “25.10” อ่านไม่ได้ โปรดเขียนชั่วโมง.นาที เช่น 16.30",
        ),
        (
            ("", "", ""),
            ("30", "มิถุนายน", "2569"),
            "report_starts",
            "ยังไม่มีวันที่ โปรดใส่วัน เดือน และปี พ.ศ.",
        ),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_wrong_date_is_named_at_its_field(
    central: Client,
    planned: Round,
    starts: tuple[str, ...],
    due: tuple[str, ...],
    name: str,
    said: str,
) -> None:
    given = moment("report_starts", *starts) | moment("report_due", *due)

    answer = central.post(f"{PLAN}dates/", given)

    label = {"report_starts": f"{REPORT} – เริ่ม", "report_due": f"{REPORT} – กำหนดส่ง"}[name]
    assert answer.status_code == 422
    assert answer.context["form"].errors == {name: [f"{label}: {said}"]}
    assert_strict_page(text(answer))
    assert f'href="#id_{name}_0"' in text(answer)
    assert not Stage.objects.exists()


def test_a_stage_with_one_end_is_named_and_an_empty_one_is_left_out(
    central: Client, planned: Round
) -> None:
    report = moment("report_starts", "1", "มิถุนายน", "2569") | moment(
        "report_due", "30", "มิถุนายน", "2569"
    )

    half = central.post(f"{PLAN}dates/", report | moment("mark_due", "30", "สิงหาคม", "2569"))
    assert half.context["form"].errors == {
        "mark_starts": ["ประเมินและให้คะแนน – เริ่ม: ใส่ทั้งวันเริ่มและกำหนดส่ง หรือเว้นว่างทั้งคู่"]
    }

    central.post(f"{PLAN}dates/", report)
    assert [stage.code for stage in Stage.objects.all()] == ["report"]


@time_machine.travel(NOON, tick=False)
def test_the_calendar_names_the_days_in_buddhist_years(central: Client, planned: Round) -> None:
    starts, due = clock.now(), clock.now() + dt.timedelta(days=35)
    set_stages(planned, dates={StageCode.REPORT: StageDates(starts, due)}, by=SYSTEM)

    months = central.get(PLAN).context["months"]

    assert [month.name.th for month in months] == ["มิถุนายน 2569", "กรกฎาคม 2569"]
    assert [(event.day.isoformat(), event.text.th) for m in months for event in m.events] == [
        ("2026-06-01", "เริ่มเขตพื้นที่กรอกรายงาน"),
        ("2026-07-06", "ครบกำหนดเขตพื้นที่กรอกรายงาน"),
    ]
    first_week = [day.day.day if day.day else None for day in months[0].weeks[0]]
    assert first_week == [None, 1, 2, 3, 4, 5, 6]  # 1 June 2026 is a Monday
    running = [day.day.day for week in months[1].weeks for day in week if day.running]
    assert running == [1, 2, 3, 4, 5, 6]


# ---------------------------------------------------------------- words, forms, offices


def test_a_letter_is_looked_at_before_it_is_saved(central: Client, planned: Round) -> None:
    words = {"title_th": "รอบใหม่", "title_en": "New", "letter_th": "เรียน <b>ผอ.</b>\n\nโปรดรายงาน"}

    look = central.post(f"{PLAN}letter/", words | {"look": "yes"})

    assert "<p>เรียน &lt;b&gt;ผอ.&lt;/b&gt;</p>" in text(look)
    assert Round.objects.get().letter_th == ""

    central.post(f"{PLAN}letter/", words)
    round_ = Round.objects.get()
    assert (round_.title_th, round_.title_en, round_.letter_th) == tuple(words.values())


def test_a_form_is_chosen_for_an_instrument(central: Client, planned: Round) -> None:
    instrument, form = instruments_of(planned)[0], make_form()

    central.post(f"{PLAN}forms/", {f"form-{instrument.pk}": str(form.pk)})

    assert instruments_of(planned)[0].form == form


def test_forms_and_offices_of_an_open_round_stay_with_a_sentence(central: Client) -> None:
    round_ = make_open_round(code="open-x")
    instrument = instruments_of(round_)[0]
    plan = "/central/rounds/open-x/plan/"

    forms = central.post(f"{plan}forms/", {f"form-{instrument.pk}": ""})
    offices = central.post(f"{plan}offices/", {"name": "1021010000", "reason": "ปิดชั่วคราว"})

    for answer in (forms, offices):
        assert answer.status_code == 409
        assert "รอบ open-x เปิดแล้ว คำถามและผู้ที่ต้องรายงานจึงเปลี่ยนไม่ได้" in text(answer)
    assert instruments_of(round_)[0].form is not None
    assert not Exemption.objects.exists()


def test_an_office_is_exempted_by_its_name_and_asked_again(central: Client, planned: Round) -> None:
    address = f"{PLAN}offices/"
    instrument = instruments_of(planned)[0]

    central.post(address, {"name": "สพป.สมมติ 21", "reason": "น้ำท่วม"})
    assert list(Exemption.objects.values_list("office__code", "reason")) == [
        ("1021010000", "น้ำท่วม")
    ]
    page = central.get(address)
    assert page.context["overview"].instruments[0].offices == 2
    assert_strict_page(text(page))

    central.post(f"{address}ask/", {"exemption": f"{instrument.pk}:1021010000"})
    assert not Exemption.objects.exists()


def test_a_whole_kind_is_exempted(central: Client, planned: Round) -> None:
    central.post(f"{PLAN}offices/", {"kind": "secondary_office", "reason": "ไม่ถามมัธยม"})

    assert list(Exemption.objects.values_list("office__code", flat=True)) == ["1023110000"]


def test_a_name_that_fits_several_offices_is_asked_back(central: Client, planned: Round) -> None:
    answer = central.post(f"{PLAN}offices/", {"name": "สมมติ 2", "reason": "น้ำท่วม"})

    assert answer.status_code == 422
    assert len(answer.context["candidates"]) > 1
    assert not Exemption.objects.exists()
    assert_strict_page(text(answer))


@pytest.mark.parametrize("given", [{}, {"name": "1021010000", "kind": "primary_office"}])
def test_an_exemption_is_of_an_office_or_of_a_kind(
    central: Client, planned: Round, given: dict[str, str]
) -> None:
    answer = central.post(f"{PLAN}offices/", given | {"reason": "น้ำท่วม"})

    assert answer.context["form"].errors == {"name": ["ใส่ชื่อเขต หรือเลือกประเภท อย่างใดอย่างหนึ่ง"]}


# ---------------------------------------------------------------- looking and opening


def test_the_preview_shows_questions_and_stores_nothing(central: Client, planned: Round) -> None:
    ready(planned)

    page = central.get(f"{PLAN}preview/", {"office": "สพป.สมมติ 21"})
    shown = text(page)

    assert_strict_page(shown)
    assert page.context["office"].code == "1021010000"
    assert "โรงเรียนที่ดำเนินการ · โรงเรียนทั้งหมด" in shown
    assert "ภัยหนึ่ง · ภัยสอง" in shown
    assert not Submission.objects.exists()


def test_opening_asks_once_more_and_says_what_is_missing(central: Client, planned: Round) -> None:
    page = central.get(f"{PLAN}open/")
    assert [each.th for each in page.context["overview"].missing] == [
        "ยังไม่กำหนดวันเริ่มและวันส่งของขั้นกรอกรายงาน",
        "ยังไม่เลือกแบบรายงานของเครื่องมือใดเลย",
    ]
    assert "ยืนยันเปิดรอบ" not in text(page)

    refused = central.post(f"{PLAN}open/", follow=True)
    assert "ยังเปิดรอบไม่ได้ เพราะยังไม่กำหนดวันรายงาน" in text(refused)
    assert not Submission.objects.exists()


def test_a_round_opens_and_a_second_click_adds_nothing(central: Client, planned: Round) -> None:
    ready(planned)
    page = central.get(f"{PLAN}open/")
    overview = page.context["overview"]
    assert_strict_page(text(page))

    answers = [central.post(f"{PLAN}open/")["Location"] for _ in range(2)]

    assert answers == ["/central/rounds/r-6m/reports/"] * 2
    assert Submission.objects.count() == overview.offices == 3
    items = sum(submission.items.count() for submission in Submission.objects.all())
    assert items == overview.items


def test_days_of_reminding_are_set_and_wrong_ones_named(central: Client, planned: Round) -> None:
    wrong = central.post(f"{PLAN}reminders/", {"days": "สิบ"})
    assert list(wrong.context["form"].errors) == ["days"]
    for far in ("61", "-31"):
        assert central.post(f"{PLAN}reminders/", {"days": far}).status_code == 422

    central.post(f"{PLAN}reminders/", {"days": "1, 30,7 -1"})
    assert Round.objects.get().reminder_days == "30,7,1,-1"


def test_english_pages_say_the_same(planned: Round) -> None:
    client = Client()
    client.force_login(make_person())
    client.cookies["django_language"] = "en"

    assert_strict_page(text(client.get(PLAN)), language="en")
    dates = text(client.get(f"{PLAN}dates/"))
    assert '<option value="มิถุนายน">June</option>' in dates


# ---------------------------------------------------------------- two officers at once


REPORT_DATES = moment("report_starts", "1", "มิถุนายน", "2569") | moment(
    "report_due", "30", "มิถุนายน", "2569"
)
WORDS = {"title_th": "รอบใหม่", "title_en": "New", "letter_th": "โปรดรายงาน"}


@pytest.mark.parametrize(
    ("page", "given"),
    [
        ("letter/", WORDS),
        ("dates/", REPORT_DATES),
        ("reminders/", {"days": "9"}),
        ("forms/", {}),
        ("offices/", {"name": "1021010000", "reason": "น้ำท่วม"}),
        ("offices/ask/", {"exemption": "1:1021010000"}),
    ],
)
def test_what_another_officer_saved_in_between_is_never_overwritten_unseen(
    central: Client, planned: Round, page: str, given: dict[str, str]
) -> None:
    seen = central.get(PLAN + page.replace("ask/", "")).context["edit"]
    set_letter(planned, letter_th="ของอีกคน", title_th="รอบ", title_en="R", by=SYSTEM)
    before = Round.objects.values().get()

    answer = central.post(PLAN + page, given | {"edit": str(seen)})

    assert answer.status_code == 409
    assert_strict_page(text(answer))
    assert Round.objects.values().get() == before
    assert (Stage.objects.count(), Exemption.objects.count()) == (0, 0)
    assert answer.context["edit"] == before["edit"]

    again = central.post(PLAN + page, given | {"edit": str(before["edit"])})
    assert again.status_code == 302


def test_both_letters_are_shown_and_mine_is_kept(central: Client, planned: Round) -> None:
    set_letter(planned, letter_th="ของอีกคน", title_th="รอบใหม่", title_en="New", by=SYSTEM)

    answer = central.post(f"{PLAN}letter/", WORDS | {"edit": "0"})

    assert [(each.theirs, each.mine) for each in answer.context["clash"]] == [
        ("ของอีกคน", "โปรดรายงาน")
    ]
    assert answer.context["form"]["letter_th"].value() == "โปรดรายงาน"


def test_a_mistake_keeps_the_count_that_was_seen(central: Client, planned: Round) -> None:
    set_letter(planned, letter_th="ของอีกคน", title_th="รอบ", title_en="R", by=SYSTEM)

    answer = central.post(f"{PLAN}letter/", {"title_th": "", "letter_th": "ก", "edit": "0"})

    assert answer.status_code == 422
    assert answer.context["edit"] == 0


def test_earlier_letters_stay_readable(central: Client, planned: Round) -> None:
    for words in ("ฉบับหนึ่ง", "ฉบับสอง", "ฉบับสาม"):
        set_letter(planned, letter_th=words, title_th="รอบ", title_en="R", by=SYSTEM)

    page = central.get(f"{PLAN}letter/")

    earlier = [each.letter_th for each in page.context["earlier"]]
    assert earlier == ["ฉบับสอง", "ฉบับหนึ่ง", ""]
    assert_strict_page(text(page))


def test_a_look_with_a_mistake_shows_what_was_typed(central: Client, planned: Round) -> None:
    given = {"title_th": "", "title_en": "", "letter_th": "ข้อความที่พิมพ์", "look": "yes"}

    answer = central.post(f"{PLAN}letter/", given)

    assert answer.status_code == 422
    assert "<p>ข้อความที่พิมพ์</p>" in text(answer)


# ---------------------------------------------------------------- exempting the right office


def test_a_name_that_stands_in_several_names_is_asked_back(central: Client) -> None:
    make_office(21)
    make_office(22)
    make_small_round()

    answer = central.post(f"{PLAN}offices/", {"name": "สมมติ", "reason": "น้ำท่วม"})

    assert [each.code for each in answer.context["candidates"]] == ["1021010000", "1022010000"]
    assert not Exemption.objects.exists()


def test_the_reason_of_an_exempt_office_is_replaced_only_when_said(
    central: Client, planned: Round
) -> None:
    address = f"{PLAN}offices/"
    central.post(address, {"name": "1021010000", "reason": "น้ำท่วม"})

    asked = central.post(address, {"name": "1021010000", "reason": "อื่น"})
    assert asked.status_code == 422
    assert "เหตุผลเดิม “น้ำท่วม” ยังคงอยู่" in text(asked)
    central.post(address, {"kind": "primary_office", "reason": "ทั้งประเภท"})
    reasons = Exemption.objects.order_by("office__code").values_list("reason", flat=True)
    assert list(reasons) == ["น้ำท่วม", "ทั้งประเภท"]

    central.post(address, {"name": "1021010000", "reason": "อื่น", "replace": "on"})
    assert list(reasons.all()) == ["อื่น", "ทั้งประเภท"]


# ---------------------------------------------------------------- new rounds


def test_a_copy_names_a_round_of_its_own_year_and_stays_near(
    central: Client, planned: Round
) -> None:
    address = "/central/new-round/?source=r-6m"
    given = {"code": "a b", "fiscal_year": 2570, "title_th": "ก", "title_en": "a", "earlier": ""}

    page = central.get(address)
    wrong = central.post(address, given | {"source": "r-6m"})

    assert [code for code, _words in page.context["form"].fields["earlier"].choices] == [""]
    assert wrong.context["form"].errors == {
        "code": ["รหัสรอบใช้ได้เฉพาะอักษรอังกฤษ ตัวเลข และขีด ไม่มีเว้นวรรค เช่น 2567-6m"],
        "fiscal_year": ["ปี 2570 ห่างจากรอบเดิม (ปี 2566) เกิน 3 ปี โปรดตรวจปี หรือเลือกรอบอื่น"],
    }
    same = central.post(address, given | {"source": "r-6m", "fiscal_year": 2566})
    assert [c for c, _w in same.context["form"].fields["earlier"].choices] == ["", "r-6m"]


def test_a_round_that_never_opened_is_put_away_with_a_reason(
    central: Client, planned: Round
) -> None:
    ready(planned)
    assert central.post(f"{PLAN}discard/", {"reason": ""}).status_code == 422

    done = central.post(f"{PLAN}discard/", {"reason": "ปีผิด"})

    assert done["Location"] == "/central/"
    assert (Round.objects.count(), Stage.objects.count()) == (0, 0)
    entry = entries_about("rounds.round:r-6m").get(act="rounds.discard")
    assert entry.reason == "ปีผิด"


def test_an_open_round_is_not_put_away(central: Client) -> None:
    make_open_round(code="open-x")

    answer = central.post("/central/rounds/open-x/plan/discard/", {"reason": "ผิด"})

    assert answer.status_code == 409
    assert Round.objects.filter(code="open-x").exists()

"""The bureau's way from marks to published: every step, every refusal, at its place."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from pages import assert_strict_page
from samples_of_people import dated

from factories import (
    client_for,
    computed,
    fill,
    make_office,
    make_person,
    make_region,
    make_small_round,
    published,
)
from factories.publishing import CHAIR, give_panel, in_state, signed
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.actions import check, sign, thaw
from tidtam.results.embargoes import set_embargo
from tidtam.results.models import Computation, PrintRun
from tidtam.results.states import State
from tidtam.reviews.states import PanelState
from tidtam.rounds.models import Round
from tidtam.shared import clock
from tidtam.web.central.publishing import next_working_morning, time_left

pytestmark = pytest.mark.django_db

ROUND = "/central/rounds/r-6m/"
ACTS = ("check/", "open-marks/", "publish/", "publish/later/", "publish/by-hand/")


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def qp_round(office: Agency) -> Round:
    round_ = make_small_round()
    fill(round_)
    return round_


@pytest.fixture
def bureau() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


def page(client: Client, address: str = ROUND) -> str:
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    assert_strict_page(html)
    return html


def posted(client: Client, act: str, sent: dict[str, str] | None = None) -> str:
    """The page of the round after an act, which leads back to it; a refusal to its next step."""
    response = client.post(ROUND + act, sent or {}, follow=True)
    html = response.content.decode()
    assert response.redirect_chain[0][0].startswith(ROUND)
    assert response.redirect_chain[0][0].endswith(("#next", "#open")) is ('id="here"' in html)
    return html


def panel_of(html: str) -> str:
    """The part of the page about the next step."""
    return html[html.index('id="next"') : html.index("</section>", html.index('id="next"'))]


def steps_of(html: str) -> list[tuple[str, str]]:
    """The steps in words: done, here or nothing."""
    part = html.partition('<ol class="steps"')[2].partition("</ol>")[0]
    found = re.findall(r"<li([^>]*)>([^<]*)", part)
    said = {' class="is-done"': "done", ' aria-current="step"': "here"}
    return [(words.strip(), said.get(marks, "")) for marks, words in found]


def state() -> tuple[int, str]:
    return Computation.objects.order_by("-number").values_list("number", "state")[0]


def in_two_days() -> dict[str, str]:
    return {"number": "1", **dated("at", clock.today() + dt.timedelta(days=2)), "at_time": "9.00"}


# ---------------------------------------------------------------- the steps


def test_a_round_with_a_panel_has_six_steps_and_says_which_is_next(
    qp_round: Round, bureau: Client
) -> None:
    give_panel(qp_round, PanelState.WORKING)

    assert steps_of(page(bureau)) == [
        ("คะแนนครบ", "done"),
        ("คณะปิดการให้คะแนน", "here"),
        ("คำนวณผล", ""),
        ("ปิดคะแนนและตรวจผล", ""),
        ("ประธานลงนามรับรอง", ""),
        ("เผยแพร่", ""),
    ]
    assert "/panels/r-6m/close/" in panel_of(page(bureau))


def test_a_round_without_a_panel_needs_no_signature(qp_round: Round, bureau: Client) -> None:
    check(computed(qp_round), by=SYSTEM)

    html = page(bureau)

    assert steps_of(html) == [
        ("คะแนนครบ", "done"),
        ("คำนวณผล", "done"),
        ("ปิดคะแนนและตรวจผล", "done"),
        ("เผยแพร่", "here"),
    ]
    assert "/publish/?n=1" in panel_of(html)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (State.FAILED, "คำนวณผล"),
        (State.COMPUTED, "ปิดคะแนนและตรวจผล"),
        (State.CHECKED, "ตั้งเวลาเผยแพร่"),
        (State.SIGNED, "ประธานสมมติ ลงนามรับรองผลแล้วเมื่อ"),
        (State.PUBLISHED, "เผยแพร่แล้วเมื่อ"),
    ],
)
def test_every_state_says_its_next_step(
    qp_round: Round, bureau: Client, made: State, words: str
) -> None:
    in_state(made, qp_round)

    assert words in panel_of(page(bureau))


def test_a_checked_round_with_a_panel_waits_for_the_chair_by_name(
    qp_round: Round, bureau: Client
) -> None:
    give_panel(qp_round)
    check(computed(qp_round), by=SYSTEM)
    nobody = panel_of(page(bureau))
    chair = make_person(Role.CHAIR)

    waiting = panel_of(page(bureau))

    assert "ยังไม่มีผู้ดำรงตำแหน่งประธานคณะกรรมการ" in nobody
    assert ("รอประธานลงนาม:" in waiting, chair.full_name in waiting) == (True, True)
    assert "ประธานคณะกรรมการ</p>" in waiting
    assert "/publish/?n=1" not in waiting


def test_missing_marks_come_first(qp_round: Round, bureau: Client) -> None:
    make_office(22)
    give_panel(qp_round, PanelState.WORKING)

    part = panel_of(page(bureau))

    assert "ยังขาดคะแนน 12 ช่องใน 1 เขต" in part
    assert "/panels/r-6m/open/" in part


# ---------------------------------------------------------------- refusals, where the button was


def test_a_check_of_a_panel_at_work_is_refused_at_the_button(
    qp_round: Round, bureau: Client
) -> None:
    give_panel(qp_round, PanelState.WORKING)
    computed(qp_round)

    html = posted(bureau, "check/", {"number": "1"})

    assert "โปรดปิดการให้คะแนนของคณะก่อน" in panel_of(html)
    assert state() == (1, "computed")


@pytest.mark.parametrize("act", ["publish/", "publish/later/"])
def test_what_needs_a_signature_is_not_published_without(
    qp_round: Round, bureau: Client, act: str
) -> None:
    give_panel(qp_round)
    check(computed(qp_round), by=SYSTEM)
    html = posted(bureau, act, in_two_days())

    assert "ยังไม่มีลายเซ็นของประธานคณะกรรมการ" in panel_of(html)
    assert state() == (1, "checked")
    assert "รอประธานลงนามรับรองผล" in page(bureau, ROUND + act + "?n=1")


@pytest.mark.parametrize("act", ["check/", "publish/", "publish/later/"])
def test_an_act_that_comes_too_late_says_what_has_changed(
    qp_round: Round, bureau: Client, act: str
) -> None:
    """The back button: the page shown is older than the state."""
    made = signed(qp_round)
    if act != "check/":
        thaw(made, reason="แก้", by=SYSTEM)
    html = posted(bureau, act, in_two_days())

    assert "อยู่ในสถานะ" in panel_of(html)
    assert Computation.objects.get().state == ("signed" if act == "check/" else "computed")


def test_pressing_publish_twice_publishes_once(qp_round: Round, bureau: Client) -> None:
    signed(qp_round)

    posted(bureau, "publish/", {"number": "1"})
    html = posted(bureau, "publish/", {"number": "1"})

    assert "เผยแพร่การคำนวณครั้งที่ 1 แล้ว การกดซ้ำไม่เปลี่ยนสิ่งใด" in html
    assert (state(), PrintRun.objects.count()) == ((1, "published"), 1)


@pytest.mark.parametrize("act", ACTS)
def test_a_number_that_is_not_there_is_not_found(qp_round: Round, bureau: Client, act: str) -> None:
    computed(qp_round)

    assert bureau.post(ROUND + act, {"number": "7"}).status_code == 404


@pytest.mark.parametrize("role", [Role.CHAIR, Role.MODERATOR, Role.REVIEWER])
@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_the_bureau_moves_a_round(qp_round: Round, act: str, role: Role) -> None:
    signed(qp_round)

    response = client_for(role).post(ROUND + act, {"number": "1", "reason": "ก"})

    assert (response.status_code, state()) == (403, (1, "signed"))


# ---------------------------------------------------------------- opening the marks


def test_the_marks_are_opened_with_a_reason(qp_round: Round, bureau: Client) -> None:
    signed(qp_round)
    assert "เปิดคะแนนให้แก้อีกครั้ง" in page(bureau)

    refused = posted(bureau, "open-marks/", {"number": "1", "reason": " "})
    opened = posted(bureau, "open-marks/", {"number": "1", "reason": "เขต 21 ใส่ผิดช่อง"})

    assert "ยังไม่มีเหตุผล" in refused.partition('<details id="open" open>')[2]
    assert "เปิดคะแนนให้แก้แล้ว" in opened
    assert state() == (1, "computed")
    assert "เปิดคะแนนให้แก้อีกครั้ง" not in page(bureau)


def test_marks_of_a_published_round_are_not_opened(qp_round: Round, bureau: Client) -> None:
    published(qp_round)
    assert "เปิดคะแนนให้แก้อีกครั้ง" not in page(bureau)

    html = posted(bureau, "open-marks/", {"number": "1", "reason": "แก้"})

    assert "เผยแพร่ผลแล้ว คะแนนจึงเปิดให้แก้อีกไม่ได้" in panel_of(html)


# ---------------------------------------------------------------- the page before publication


def test_the_page_says_exactly_what_publication_does(
    qp_round: Round, office: Agency, bureau: Client
) -> None:
    far = make_office(50, region="15")
    fill(qp_round)
    for role in (Role.REPORTER, Role.DIRECTOR):
        make_person(role, agency=office)
    make_person(Role.REPORTER, agency=far)
    signed(qp_round)
    set_embargo(qp_round, region=make_region("15"), reason="รอผลสอบสวน", by=SYSTEM)

    html = page(bureau, f"{ROUND}publish/?n=1")

    assert "1 เขต เห็นผลพร้อมกันทันที" in html
    assert "เขตตรวจราชการที่ 15: 1 เขต · จนกว่าจะยกเลิก" in html
    assert "2 คน ใน 1 เขต" in html
    assert "ทั้ง PDF และ Word ของ 1 เขต" in html
    assert "qp-2566 ฉบับที่ 1" in html
    assert "เขตจึงยื่นคำทักท้วงในระบบไม่ได้" in html


@pytest.mark.parametrize("made", [State.COMPUTED, State.FAILED, State.PUBLISHED])
def test_what_cannot_be_published_has_no_button(
    qp_round: Round, bureau: Client, made: State
) -> None:
    in_state(made, qp_round)

    assert "ยืนยันเผยแพร่ผล" not in page(bureau, f"{ROUND}publish/?n=1")


# ---------------------------------------------------------------- at a set time


def test_a_round_is_published_at_a_set_time_and_the_time_is_taken_back(
    qp_round: Round, bureau: Client
) -> None:
    signed(qp_round)
    day = clock.today() + dt.timedelta(days=3)
    sent = {"number": "1", **dated("at", day), "at_time": "13.30"}

    html = posted(bureau, "publish/later/", sent)
    waiting = Computation.objects.get().publish_at
    assert waiting is not None
    assert (clock.local(waiting).date(), f"{clock.local(waiting):%H.%M}") == (day, "13.30")
    assert all(each in panel_of(html) for each in ("จะเผยแพร่เองเมื่อ", f"{ROUND}sheets/?n=1"))
    assert re.search(r"อีก \d วัน", panel_of(html))
    assert "ตั้งเวลาเผยแพร่ไว้" in page(bureau, f"{ROUND}publish/?n=1")

    html = [posted(bureau, "publish/by-hand/", {"number": "1"}) for _twice in range(2)][1]
    assert "จะเผยแพร่เองเมื่อ" not in panel_of(html)
    assert Computation.objects.get().publish_at is None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"at_day": "1", "at_month": "มกราคม", "at_year": "2560"}, "เวลาที่ตั้งผ่านไปแล้ว"),
        ({"at_day": "1", "at_month": "มกราคม", "at_year": "2026"}, "ไม่ใช่ปี พ.ศ."),
        ({}, "ยังไม่มีวันที่"),
    ],
)
def test_a_wrong_moment_stands_at_its_field(
    qp_round: Round, bureau: Client, sent: dict[str, str], words: str
) -> None:
    signed(qp_round)

    response = bureau.post(f"{ROUND}publish/later/", {"number": "1", **sent})

    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert_strict_page(html)
    assert Computation.objects.get().publish_at is None


def test_the_proposed_moment_is_nine_on_the_next_working_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    friday = dt.datetime(2023, 3, 31, 3, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: friday)
    monkeypatch.setattr(clock, "today", lambda: friday.date())

    assert f"{next_working_morning():%Y-%m-%d %H:%M}" == "2023-04-03 09:00"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, None),
        (0.5, "กำลังจะเผยแพร่ภายในไม่กี่นาที"),
        (20, "อีก 20 นาที"),
        (200, "อีก 3 ชั่วโมง 20 นาที"),
        (60 * 24 * 2 + 61, "อีก 2 วัน 1 ชั่วโมง"),
    ],
)
def test_the_time_left_in_words(minutes: float | None, words: str | None) -> None:
    now = clock.now() + dt.timedelta(seconds=5)
    found = time_left(None if minutes is None else now + dt.timedelta(minutes=minutes))

    assert (found.th if found else None) == words


# ---------------------------------------------------------------- what is closed


@pytest.mark.parametrize("place", ["marks/", "marks/{code}/"])
def test_the_pages_of_marks_tell_closed_from_published(
    qp_round: Round, office: Agency, bureau: Client, place: str
) -> None:
    address = ROUND + place.format(code=office.code)
    assert "อ่านได้อย่างเดียว" not in page(bureau, address)
    made = check(computed(qp_round), by=SYSTEM)
    closed = page(bureau, address)
    sign(made, by=CHAIR)
    bureau.post(f"{ROUND}publish/", {"number": "1"})

    after = page(bureau, address)

    assert "ปิดคะแนนเพื่อตรวจผลตั้งแต่" in closed
    assert f'href="{ROUND}#next"' in closed
    assert "รอบนี้เผยแพร่ผลแล้วเมื่อ" in after
    assert "แก้ทางคำทักท้วงผล" in after


def test_marks_that_a_later_round_rests_on_say_which(qp_round: Round, bureau: Client) -> None:
    later = make_small_round(code="r-12m", period="12m", earlier=qp_round)
    fill(later)
    check(computed(later), by=SYSTEM)

    assert "คะแนนของรอบนี้นับในรอบทดสอบ r-12m" in page(bureau, f"{ROUND}marks/")

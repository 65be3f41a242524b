"""Who may do what is one table; posts of the day decide."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import pytest

from factories import make_office
from tidtam.appeals.states import AppealState
from tidtam.people import actor as actor_module
from tidtam.people import roles
from tidtam.people.actions import add_person, give_post
from tidtam.people.actor import PUBLIC, SYSTEM, Actor, HeldPost
from tidtam.people.models import Person, Post
from tidtam.people.queries import actor_for
from tidtam.people.roles import RIGHTS, STATE_NAMES, Right, Role, Scope, rights_to
from tidtam.results.states import State
from tidtam.shared.errors import NotAllowed
from tidtam.thai.bilingual import Bilingual

REPORTER = Actor("ก", 1, (HeldPost(Role.REPORTER, "1021020000"),))
OFFICER = Actor("ข", 2, (HeldPost(Role.CENTRAL_OFFICER),))


@pytest.mark.parametrize(
    ("actor", "agency_code", "state", "allowed"),
    [
        (PUBLIC, "1021020000", "published", True),
        (PUBLIC, "1021020000", "checked", False),
        (REPORTER, "1021020000", "checked", False),
        (REPORTER, "1021020000", "published", True),
        (OFFICER, "1021020000", "computed", True),
    ],
)
def test_results_are_seen_by_the_bureau_always_and_by_others_when_published(
    actor: Actor, agency_code: str, state: str, allowed: bool
) -> None:
    assert actor.may("results.see", agency_code=agency_code, state=state) is allowed


def test_a_sheet_is_downloaded_by_its_own_office_only() -> None:
    own = REPORTER.may("sheets.download", agency_code="1021020000", state="published")
    foreign = REPORTER.may("sheets.download", agency_code="1021010000", state="published")
    without_agency = REPORTER.may("sheets.download", state="published")

    assert (own, foreign, without_agency) == (True, False, False)


@pytest.mark.parametrize(
    ("act", "role", "allowed"),
    [
        ("panels.close", Role.CENTRAL_OFFICER, True),  # in one state only
        ("panels.close", Role.MODERATOR, False),
        ("reviews.write", Role.REVIEWER, True),
        ("reviews.write", Role.CENTRAL_OFFICER, False),
        ("rounds.change", Role.CENTRAL_OFFICER, True),  # in every state
        ("answers.write", Role.REPORTER, False),  # of no agency
    ],
)
def test_a_door_asks_whether_an_act_is_ever_somebodys(act: str, role: Role, allowed: bool) -> None:
    actor = Actor("ค", 3, (HeldPost(role, "1021020000"),))

    assert actor.may_ever(act) is allowed
    if allowed:
        actor.must_ever(act)
    else:
        with pytest.raises(NotAllowed):
            actor.must_ever(act)


def test_an_act_that_is_ever_somebodys_still_asks_the_state() -> None:
    assert OFFICER.may_ever("panels.close")
    assert not OFFICER.may("panels.close")
    assert not OFFICER.may("panels.close", state="closed")
    assert OFFICER.may("panels.close", state="working")


def test_own_things_are_ever_of_the_own_agency_alone() -> None:
    assert REPORTER.may_ever("answers.write", agency_code="1021020000")
    assert not REPORTER.may_ever("answers.write", agency_code="1021010000")


def test_an_act_that_is_not_in_the_table_is_refused_to_everybody() -> None:
    assert rights_to("results.erase") == ()
    assert not SYSTEM.may("results.erase")


def test_a_refusal_says_whose_task_it_is_in_both_languages() -> None:
    with pytest.raises(NotAllowed) as refusal:
        REPORTER.must("results.publish")

    assert "เจ้าหน้าที่ส่วนกลาง (สตผ.)" in refusal.value.th
    assert "Central officer" in refusal.value.en


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of two lines on reports that have states."""
    own_words = Bilingual(
        "ปิดรับแล้ว ({state}) โปรดขอขยายเวลา", "Closed ({state}). Ask for more time."
    )
    table = (
        Right("reports.write", frozenset({Role.REPORTER}), Scope.OWN, frozenset({"published"})),
        Right(
            "reports.send",
            frozenset({Role.REPORTER}),
            Scope.OWN,
            frozenset({"published"}),
            own_words,
        ),
    )
    monkeypatch.setattr(roles, "RIGHTS", table)
    names = {"published": Bilingual("เผยแพร่แล้ว", "published"), "late": Bilingual("ล่าช้า", "late")}
    monkeypatch.setattr(actor_module, "STATE_NAMES", names)


def refusal_of(act: str, **of: str) -> tuple[str, str]:
    with pytest.raises(NotAllowed) as refusal:
        REPORTER.must(act, **of)
    return refusal.value.th, refusal.value.en


@pytest.mark.usefixtures("reports")
def test_a_refusal_for_a_wrong_state_names_the_state_and_where_it_can_be_done() -> None:
    refusal = refusal_of("reports.write", agency_code="1021020000", state="late")

    assert refusal == (
        "ยังทำไม่ได้ เพราะขณะนี้อยู่ในสถานะ “ล่าช้า” ทำได้เมื่ออยู่ในสถานะ “เผยแพร่แล้ว” โปรดดูสถานะล่าสุดแล้วลองอีกครั้ง",
        "Not possible now: the state is “late”. It can be done in the state “published”. "
        "Please look at the latest state and try again.",
    )


@pytest.mark.usefixtures("reports")
def test_a_line_may_have_its_own_words_for_a_wrong_state() -> None:
    refusal = refusal_of("reports.send", agency_code="1021020000", state="late")

    assert refusal == (
        "ปิดรับแล้ว (ล่าช้า) โปรดขอขยายเวลา",
        "Closed (late). Ask for more time.",
    )


@pytest.mark.usefixtures("reports")
def test_anothers_thing_is_refused_before_its_state_is_told() -> None:
    th, en = refusal_of("reports.send", agency_code="1021010000", state="late")

    assert "หน่วยงานอื่น" in th
    assert "late" not in en


def test_every_state_of_the_table_has_words() -> None:
    named = {state for right in RIGHTS for state in right.states}

    assert named - STATE_NAMES.keys() == set()


@pytest.mark.parametrize("states", [AppealState, State])
def test_every_state_of_an_appeal_and_of_a_result_has_words(states: type[StrEnum]) -> None:
    assert [state.value for state in states if state.value not in STATE_NAMES] == []


@pytest.mark.parametrize(
    ("act", "state", "here"),
    [("appeals.send", "withdrawn", "ถอนคำทักท้วงแล้ว"), ("appeals.withdraw", "decided", "พิจารณาแล้ว")],
)
def test_a_refusal_names_the_state_of_the_appeal(act: str, state: str, here: str) -> None:
    director = Actor("ง", 4, (HeldPost(Role.DIRECTOR, "1021020000"),))

    with pytest.raises(NotAllowed, match=f"ขณะนี้อยู่ในสถานะ “{here}”"):
        director.must(act, agency_code="1021020000", state=state)


def test_no_public_right_reaches_an_unpublished_thing() -> None:
    public = [right for right in RIGHTS if Role.PUBLIC in right.roles]

    # A school's reply shows nothing: who holds its code may write one while it is asked.
    assert {right.act: right.states for right in public} == {
        "results.see": frozenset({"published", "superseded"}),
        "inquiries.reply": frozenset({"open"}),
    }


@pytest.mark.django_db
def test_a_post_counts_from_its_first_day_to_its_last() -> None:
    office = make_office(21)
    person = Person.objects.create(sign_in_name="a", full_name="ก")
    today = dt.date.today()  # noqa: DTZ011  posts are whole days
    long = dt.timedelta(days=400)
    Post.objects.create(person=person, role="reporter", agency=office, starts_on=today - long)
    Post.objects.create(
        person=person,
        role="director",
        agency=office,
        starts_on=today - long,
        ends_on=today - 2 * long / 4,
    )
    Post.objects.create(person=person, role="central_officer", starts_on=today + long)

    actor = actor_for(person)

    assert actor.posts == (HeldPost(Role.REPORTER, office.code),)


@pytest.mark.django_db
def test_somebody_inactive_is_an_unknown_reader() -> None:
    person = Person.objects.create(sign_in_name="a", full_name="ก", is_active=False)

    assert actor_for(person) == PUBLIC
    assert actor_for(None) == PUBLIC


@pytest.mark.django_db
def test_adding_the_same_person_twice_keeps_one_account() -> None:
    first = add_person("Somchai ", full_name="ก", password="a-long-password", by=SYSTEM)
    again = add_person("somchai", full_name="ข", password="a-long-password", by=SYSTEM)
    give_post(again, role=Role.CENTRAL_OFFICER, agency=None, by=SYSTEM)
    give_post(again, role=Role.CENTRAL_OFFICER, agency=None, by=SYSTEM)

    assert first.pk == again.pk
    assert again.full_name == "ข"
    assert again.posts.count() == 1
    assert again.password.startswith("argon2")

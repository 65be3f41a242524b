"""Publishing at a set time: what may be set, what happens when the time comes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from factories import computed, fill, make_office, make_person, make_small_round
from factories.publishing import CHAIR, correct, give_panel, signed
from tidtam.history.models import Entry
from tidtam.notices.models import Message
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.results.actions import check, publish, unsign
from tidtam.results.errors import (
    AlreadyScheduled,
    BadMoment,
    InputsChanged,
    MoveRefused,
    NothingDiffers,
    ReasonMissing,
    SignatureMissing,
)
from tidtam.results.models import Computation
from tidtam.results.scheduling import cancel_schedule, publish_due, schedule
from tidtam.rounds.models import Round
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def office() -> Agency:
    return make_office(20)


@pytest.fixture
def qp_round(office: Agency) -> Round:
    round_ = make_small_round()
    fill(round_)
    return round_


@pytest.fixture
def checked(qp_round: Round) -> Computation:
    return check(computed(qp_round), by=SYSTEM)


def kept(computation: Computation) -> tuple[str, dt.datetime | None]:
    computation.refresh_from_db()
    return computation.state, computation.publish_at


# ---------------------------------------------------------------- setting the time


def test_a_time_is_set_moved_and_taken_back(checked: Computation) -> None:
    at = clock.now() + HOUR

    schedule(checked, at=at, by=SYSTEM)
    schedule(checked, at=at + HOUR, by=SYSTEM)
    assert kept(checked) == ("checked", at + HOUR)

    cancel_schedule(checked, by=SYSTEM)
    cancel_schedule(checked, by=SYSTEM)
    assert kept(checked) == ("checked", None)
    acts = Entry.objects.filter(act__contains="schedule").order_by("number")
    assert list(acts.values_list("act", "detail")) == [
        ("results.schedule", {"at": at.isoformat()}),
        ("results.schedule", {"at": (at + HOUR).isoformat()}),
        ("results.cancel_schedule", {"at": (at + HOUR).isoformat()}),
    ]


@pytest.mark.parametrize("ahead", [-HOUR, dt.timedelta(0), dt.timedelta(days=367)])
def test_a_time_is_ahead_and_within_a_year(checked: Computation, ahead: dt.timedelta) -> None:
    with (
        time_machine.travel(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), tick=False),
        pytest.raises(BadMoment),
    ):
        schedule(checked, at=clock.now() + ahead, by=SYSTEM)

    assert kept(checked) == ("checked", None)


def test_a_time_without_a_zone_is_refused(checked: Computation) -> None:
    with pytest.raises(BadMoment):
        schedule(checked, at=dt.datetime(2090, 1, 1), by=SYSTEM)  # noqa: DTZ001


def test_a_time_is_set_only_for_what_could_be_published_now(
    qp_round: Round, office: Agency
) -> None:
    at = clock.now() + HOUR
    computation = computed(qp_round)
    with pytest.raises(MoveRefused):
        schedule(computation, at=at, by=SYSTEM)

    computation = check(computation, by=SYSTEM)
    give_panel(qp_round)
    with pytest.raises(SignatureMissing):
        schedule(computation, at=at, by=SYSTEM)

    correct(qp_round, node="1", mark="1", office_id=office.pk)
    Computation.objects.update(state="signed")
    with pytest.raises(InputsChanged):
        schedule(computation, at=at, by=SYSTEM)


def test_one_computation_of_a_round_has_a_time(qp_round: Round, checked: Computation) -> None:
    other = check(computed(qp_round), by=SYSTEM)
    schedule(checked, at=clock.now() + HOUR, by=SYSTEM)

    with pytest.raises(AlreadyScheduled, match="ครั้งที่ 1"):
        schedule(other, at=clock.now() + HOUR, by=SYSTEM)


def test_only_who_may_publish_sets_a_time(checked: Computation) -> None:
    for role in (Role.CHAIR, Role.MODERATOR, Role.REPORTER, Role.PUBLIC):
        by = Actor("ก", posts=(HeldPost(role, "1020010000"),))
        with pytest.raises(NotAllowed):
            schedule(checked, at=clock.now() + HOUR, by=by)
        with pytest.raises(NotAllowed):
            cancel_schedule(checked, by=by)


# ---------------------------------------------------------------- the time comes


def test_what_is_due_is_published_and_nothing_before(checked: Computation) -> None:
    at = clock.now() + HOUR
    schedule(checked, at=at, by=SYSTEM)

    assert publish_due(at - dt.timedelta(seconds=1), by=SYSTEM) == []
    assert publish_due(at, by=SYSTEM) == [checked]
    assert publish_due(at, by=SYSTEM) == []

    assert kept(checked) == ("published", None)
    assert (checked.published_by, Entry.objects.filter(act="results.published").count()) == (
        "ระบบ",
        1,
    )


def test_a_due_one_that_is_refused_loses_its_time_and_the_bureau_is_told(
    checked: Computation, qp_round: Round, office: Agency
) -> None:
    officer = make_person(Role.CENTRAL_OFFICER)
    make_person(Role.REPORTER, agency=office)
    at = clock.now() + HOUR
    schedule(checked, at=at, by=SYSTEM)
    correct(qp_round, node="1", mark="1", office_id=office.pk)

    assert [publish_due(at, by=SYSTEM), publish_due(at, by=SYSTEM)] == [[], []]

    assert kept(checked) == ("checked", None)
    (message,) = Message.objects.all()
    assert (message.template, message.to_person) == ("publication_refused", officer)
    assert "คะแนนหรือกรอบถูกแก้หลังการคำนวณ" in message.body
    assert "Marks or frameworks changed" in message.body_en
    entry = Entry.objects.get(act="results.not_published")
    assert entry.detail == {"told": 1, "refusal": "InputsChanged"}


def test_taking_the_signature_back_takes_the_time_back(qp_round: Round) -> None:
    give_panel(qp_round)
    computation = signed(qp_round)
    at = clock.now() + HOUR
    schedule(computation, at=at, by=SYSTEM)

    unsign(computation, reason="ขออ่านอีกครั้ง", by=CHAIR)

    assert publish_due(at, by=SYSTEM) == []
    assert kept(computation) == ("checked", None)


def test_publishing_by_hand_takes_the_time_of_the_others_back(
    qp_round: Round, checked: Computation
) -> None:
    other = check(computed(qp_round), by=SYSTEM)
    schedule(checked, at=clock.now() + HOUR, by=SYSTEM)

    publish(other, by=SYSTEM)

    assert (kept(checked), kept(other)) == (("checked", None), ("published", None))


def test_a_correction_at_a_set_time_brings_its_reason(
    qp_round: Round, checked: Computation, office: Agency
) -> None:
    publish(checked, by=SYSTEM)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    correction = check(computed(qp_round), by=SYSTEM)
    at = clock.now() + HOUR
    with pytest.raises(ReasonMissing):
        schedule(correction, at=at, by=SYSTEM)

    schedule(correction, at=at, by=SYSTEM, reason="แก้ตามคำทักท้วง")
    publish_due(at, by=SYSTEM)

    assert [kept(checked)[0], kept(correction)[0], correction.reason] == [
        "superseded",
        "published",
        "แก้ตามคำทักท้วง",
    ]


def test_a_correction_without_a_difference_is_refused_when_its_time_is_set(
    qp_round: Round, checked: Computation
) -> None:
    publish(checked, by=SYSTEM)
    same = check(computed(qp_round), by=SYSTEM)

    with pytest.raises(NothingDiffers):
        schedule(same, at=clock.now() + HOUR, by=SYSTEM, reason="ลอง")

"""Putting, withdrawing and choosing: one row is one promise, kept with the caller's work."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest
import time_machine
from django.db import connection, transaction
from notice_samples import CONTEXTS, HOUR, NOON, remind, state_of

from factories import make_person
from tidtam.history.models import Entry
from tidtam.notices.actions import choose, put, retry, retry_all_failed, withdraw
from tidtam.notices.errors import NoReceiver, WrongContext
from tidtam.notices.models import Message, Preference
from tidtam.notices.queries import counts, messages_seen_by, preference_of
from tidtam.notices.states import MOVES, Digest, State, Way
from tidtam.people.actor import PUBLIC, SYSTEM, Actor
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.shared.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db
LINE_USER = "U" + "0a" * 16


def chosen(person: Person, *ways: Way, digest: Digest = Digest.NEVER) -> Preference:
    return choose(
        ways=ways,
        digest=digest,
        quiet_hours=(dt.time(20), dt.time(6)),
        line_id=LINE_USER if Way.LINE in ways else "",
        by=actor_for(person),
    )


def test_a_message_waits_with_its_words_and_nothing_is_sent() -> None:
    with time_machine.travel(NOON, tick=False):
        message = remind()

    assert state_of(message) == ("waiting", 0, "")
    assert (message.way, message.to_email) == ("email", "somebody@example.go.th")
    assert (message.put_at, message.not_before, message.next_try_at) == (NOON, NOON, NOON)
    assert message.subject.startswith("ยังขาดบางรายการ")
    assert json.loads(message.context)["missing"][0] == {"th": "ตัวชี้วัดที่ 1", "en": "Indicator 1"}


def test_a_message_is_gone_with_the_work_that_put_it() -> None:
    def broken_work() -> None:
        with transaction.atomic():
            remind()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_work()

    assert Message.objects.count() == 0


def test_a_wrong_context_stores_nothing() -> None:
    with pytest.raises(WrongContext):
        put("reminder_missing", to_email="a@example.go.th", context={}, by=SYSTEM)

    assert Message.objects.count() == 0


@pytest.mark.parametrize("address", ["", "somebody", "a@b@c", "a@example.go.th\nBcc: b@c.th"])
def test_an_unsound_address_is_refused(address: str) -> None:
    with pytest.raises(NoReceiver):
        remind(to_email=address)


def test_two_receivers_are_refused(reporter: Person) -> None:
    with pytest.raises(NoReceiver):
        remind(to_email="a@example.go.th", to_person=reporter)


def test_a_stranger_puts_nothing() -> None:
    with pytest.raises(NotAllowed):
        remind(by=PUBLIC)


def test_the_same_key_reaches_a_receiver_once(reporter: Person) -> None:
    first = remind(to_person=reporter, subject_key="r-6m/1/7-days")
    again = remind(to_person=reporter, subject_key="r-6m/1/7-days")
    other = remind(to_email="other@example.go.th", subject_key="r-6m/1/7-days")
    later = remind(to_person=reporter, subject_key="r-6m/1/1-day")

    assert again == first
    assert set(Message.objects.all()) == {first, other, later}


def test_without_a_key_every_message_counts(reporter: Person) -> None:
    assert remind(to_person=reporter) != remind(to_person=reporter)


def test_what_became_pointless_is_withdrawn_and_may_be_put_again(reporter: Person) -> None:
    first = remind(to_person=reporter, subject_key="k")

    count = withdraw(subject_key="k", by=SYSTEM)
    again = remind(to_person=reporter, subject_key="k")

    assert (count, state_of(first)[0], again != first) == (1, "dropped", True)
    assert withdraw(subject_key="", by=SYSTEM) == 0


def test_withdrawing_can_be_for_one_person(reporter: Person) -> None:
    other = make_person(Role.DIRECTOR)
    kept = remind(to_person=other, subject_key="k")
    gone = remind(to_person=reporter, subject_key="k")

    assert withdraw(subject_key="k", by=SYSTEM, to_person=reporter) == 1
    assert (state_of(gone)[0], state_of(kept)[0] == "dropped") == ("dropped", False)


def test_a_failed_message_makes_room_for_other_words_under_its_key(reporter: Person) -> None:
    first = remind(to_person=reporter, subject_key="k")
    Message.objects.filter(pk=first.pk).update(state=State.FAILED, last_error="550")

    same = remind(to_person=reporter, subject_key="k")
    ninth = CONTEXTS["reminder_missing"] | {"missing": ["ตัวชี้วัดที่ 9"]}
    other = remind(to_person=reporter, subject_key="k", context=ninth)
    again = remind(to_person=reporter, subject_key="k")

    assert (same.pk, other.pk != first.pk, again.pk) == (first.pk, True, other.pk)
    assert state_of(first) == ("dropped", 0, "550")
    assert "ตัวชี้วัดที่ 9" in Message.objects.exclude(state="dropped").get().body
    assert Entry.objects.filter(act="notices.replace").count() == 1


def test_a_person_is_told_by_every_way_they_chose(reporter: Person) -> None:
    chosen(reporter, Way.EMAIL, Way.LINE)

    first = remind(to_person=reporter)

    assert first.way == "email"
    assert sorted(Message.objects.values_list("way", flat=True)) == ["email", "line"]
    assert set(Message.objects.values_list("to_email", flat=True)) == {""}


def test_an_invitation_goes_by_mail_alone(reporter: Person) -> None:
    chosen(reporter, Way.LINE)

    put("invitation", to_person=reporter, context=CONTEXTS["invitation"], by=SYSTEM)

    assert list(Message.objects.values_list("way", flat=True)) == ["email"]


@pytest.mark.parametrize(
    ("ways", "quiet", "line_id"),
    [
        ([], None, ""),
        ([Way.LINE], None, ""),
        ([Way.LINE], None, "U123"),
        ([Way.EMAIL], None, "not-a-user"),
        ([Way.EMAIL], (dt.time(6), dt.time(6)), ""),
    ],
)
def test_an_unsound_choice_is_refused(
    reporter: Person, ways: list[Way], quiet: tuple[dt.time, dt.time] | None, line_id: str
) -> None:
    with pytest.raises(BadInput):
        choose(
            ways=ways,
            digest=Digest.NEVER,
            quiet_hours=quiet,
            line_id=line_id,
            by=actor_for(reporter),
        )

    assert Preference.objects.count() == 0


def test_a_choice_is_kept_and_nobody_has_one_until_then(reporter: Person) -> None:
    before = preference_of(reporter)
    chosen(reporter, Way.LINE, digest=Digest.DAILY)
    after = preference_of(reporter)

    assert (before.pk, before.chosen_ways, before.wishes.digest) == (
        None,
        (Way.EMAIL,),
        Digest.NEVER,
    )
    assert (after.chosen_ways, after.wishes.digest, after.line_id) == (
        (Way.LINE,),
        Digest.DAILY,
        LINE_USER,
    )


def test_a_failed_message_is_sent_again_with_all_its_tries(reporter: Person) -> None:
    message = remind()
    Message.objects.update(state=State.FAILED, attempts=6, last_error="smtp-550")
    officer = actor_for(make_person(Role.CENTRAL_OFFICER))

    with time_machine.travel(NOON + 100 * HOUR, tick=False):
        done = [retry(message, by=officer), retry(message, by=officer)]

    assert done == [True, False]
    assert state_of(message) == ("waiting", 0, "")
    assert message.not_before == NOON + 100 * HOUR


def test_all_failed_messages_are_sent_again_at_once() -> None:
    for _each in range(3):
        remind()
    Message.objects.update(state=State.FAILED)
    sent = remind()
    Message.objects.filter(pk=sent.pk).update(state=State.SENT)

    assert retry_all_failed(by=SYSTEM) == 3
    assert retry_all_failed(by=SYSTEM) == 0


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DIRECTOR])
def test_an_office_neither_sees_nor_resends(role: Role) -> None:
    message = remind()
    actor = actor_for(make_person(role))

    with pytest.raises(NotAllowed):
        retry(message, by=actor)
    assert list(messages_seen_by(actor)) == []
    assert counts(actor) == {}


def test_history_tells_the_act_and_no_address(reporter: Person) -> None:
    by = Actor(name="ผู้อำนวยการสมมติ", person_id=reporter.pk, posts=SYSTEM.posts)
    message = remind(by=by, subject_key="k")
    withdraw(subject_key="k", by=by)

    told = list(Entry.objects.values_list("act", "subject", "detail"))
    assert told == [
        (
            "notices.put",
            f"notices.message:{message.pk}",
            {"template": "reminder_missing", "way": "email"},
        ),
        ("notices.withdraw", "notices.key:k", {"count": 1}),
    ]


def test_every_state_has_its_moves_and_what_is_over_is_over() -> None:
    assert set(MOVES) == set(State)
    assert (MOVES[State.SENT], MOVES[State.DROPPED]) == (frozenset(), frozenset())


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory lets no two threads write"
)
@pytest.mark.django_db(transaction=True)
def test_a_message_put_by_two_at_once_is_one() -> None:
    """The constraint of the table decides, not the look before."""
    gate = threading.Barrier(2)
    made: list[int] = []

    def put_it() -> None:
        gate.wait()
        made.append(remind(subject_key="k").pk)
        connection.close()

    threads = [threading.Thread(target=put_it) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 1
    assert Message.objects.count() == 1

"""Asking schools: who may, what is refused, what is recorded; replies and their versions."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.reporting import Reporting, actor_of
from factories.schools import (
    ask,
    asked_schools,
    asked_world,
    make_school,
    opened,
    say,
    world_with_schools,
)
from tidtam.forms.errors import AnswerProblem
from tidtam.history.models import Entry
from tidtam.orgs.models import Agency
from tidtam.orgs.queries import schools_of
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.schools.actions import (
    ask_schools,
    change_inquiry,
    close_inquiry,
    give_new_links,
    reopen_inquiry,
    take_school_off,
)
from tidtam.schools.errors import (
    BadInquiry,
    CannotAskSchools,
    InquiryIsOpen,
    NoRepliesTaken,
    RepliedMeanwhile,
)
from tidtam.schools.figures import Tally
from tidtam.schools.models import Inquiry, ReplyVersion
from tidtam.schools.queries import (
    SchoolFilter,
    asked_of,
    chosen_schools,
    inquiries_seen_by,
    national_counts,
    standings,
    tally_of,
    ways_of,
)
from tidtam.schools.replying import actor_of_school, reply
from tidtam.schools.states import Way
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def later(days: float) -> dt.datetime:
    return clock.now() + dt.timedelta(days=days)


# ---------------------------------------------------------------- asking


def test_the_form_says_which_questions_schools_may_be_asked_and_how() -> None:
    world = world_with_schools(0)
    one, two = world.item("1"), world.item("2")

    assert {code: ways_of(one.pk, code) for code in ("schools", "story", "day")} == {
        "schools": (Way.DID, Way.SUM),
        "story": (Way.TEXT,),
        "day": (),
    }
    assert ways_of(two.pk, "returned") == (Way.SUM,)
    assert ways_of(two.pk, "note") == (Way.TEXT,)


def test_schools_are_asked_in_dictionary_order_and_the_act_is_recorded() -> None:
    world = world_with_schools(0)
    names = ["เกาะสมมติ", "ไกลสมมติ", "ขุนสมมติ", "กาสมมติ"]
    for name in names:
        make_school(world.office, name)

    inquiry = ask(world)

    in_order = ["กาสมมติ", "เกาะสมมติ", "ไกลสมมติ", "ขุนสมมติ"]
    assert [each.school.name_th for each in asked_schools(inquiry)] == in_order
    entry = Entry.objects.get(act="inquiries.ask")
    assert entry.detail == {
        "item": world.item().pk,
        "question": "schools",
        "way": "did",
        "schools": 4,
    }


@pytest.mark.parametrize("who", ["director", "stranger", "officer"])
def test_only_the_offices_reporters_ask(who: str) -> None:
    world, inquiry = asked_world(1)
    by = actor_of(getattr(world, who))
    asked = asked_schools(inquiry)[0]

    for act in (
        lambda: close_inquiry(inquiry, by=by),
        lambda: give_new_links(inquiry, by=by),
        lambda: take_school_off(inquiry, asked.pk, off=True, by=by),
        lambda: change_inquiry(inquiry, title_th="x", help_th="", closes_at=later(1), by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        ask_schools(
            world.item("2"),
            "returned",
            way=Way.SUM,
            title_th="x",
            closes_at=later(1),
            schools=schools_of(world.office),
            by=by,
        )


def test_the_office_and_the_bureau_see_an_inquiry_and_nobody_else() -> None:
    world, inquiry = asked_world(1)
    sees = {
        name: list(inquiries_seen_by(actor))
        for name, actor in {
            "reporter": world.by,
            "director": world.director_actor,
            "officer": actor_of(world.officer),
            "stranger": actor_of(world.stranger),
            "public": PUBLIC,
        }.items()
    }

    assert sees == {
        "reporter": [inquiry],
        "director": [inquiry],
        "officer": [inquiry],
        "stranger": [],
        "public": [],
    }


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"title_th": "  "}, BadInquiry),
        ({"title_th": "ก" * 501}, BadInquiry),
        ({"schools": ()}, BadInquiry),
        ({"days": -1}, BadInquiry),
        ({"days": 31}, BadInquiry),
        ({"way": Way.TEXT}, CannotAskSchools),
        ({"question": "day"}, CannotAskSchools),
        ({"question": "nothing"}, NotFound),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_kept(
    changed: dict[str, object], refusal: type[Exception]
) -> None:
    world = world_with_schools(2)
    given = {"title_th": "ทำแล้วหรือไม่", "way": Way.DID, "schools": schools_of(world.office)}
    given |= {key: value for key, value in changed.items() if key in given}

    with pytest.raises(refusal):
        ask_schools(
            world.item(),
            str(changed.get("question", "schools")),
            closes_at=later(float(changed.get("days", 7))),  # type: ignore[arg-type]
            by=world.by,
            **given,  # type: ignore[arg-type]
        )
    assert Inquiry.objects.count() == 0


def test_a_school_of_another_office_or_named_twice_is_not_asked() -> None:
    world = world_with_schools(1)
    own = schools_of(world.office)[0]
    other = make_school(Agency.objects.get(code="1022010000"))

    for schools in ([own, other], [own, own]):
        with pytest.raises(BadInquiry):
            ask_schools(
                world.item(),
                "schools",
                way=Way.DID,
                title_th="x",
                closes_at=later(1),
                schools=schools,
                by=world.by,
            )


def test_one_question_is_asked_once_at_a_time() -> None:
    world, inquiry = asked_world(1)

    with pytest.raises(InquiryIsOpen) as refusal:
        ask(world)
    close_inquiry(inquiry, by=world.by)
    second = ask(world)

    assert refusal.value.inquiry_id == inquiry.pk
    with pytest.raises(InquiryIsOpen):
        reopen_inquiry(inquiry, by=world.by)
    close_inquiry(second, by=world.by)
    assert reopen_inquiry(inquiry, by=world.by).state == "open"


def test_schools_are_chosen_by_size_level_and_code() -> None:
    world = world_with_schools(0)
    small = make_school(world.office, "ก", levels="primary")
    large = make_school(world.office, "ข", size_class="large", levels="primary;lower_secondary")

    def chosen(**wanted: tuple[str, ...]) -> list[str]:
        return [s.name_th for s in chosen_schools(world.office, SchoolFilter(**wanted))]

    assert chosen() == ["ก", "ข"]
    assert chosen(sizes=("large",)) == ["ข"]
    assert chosen(levels=("primary",)) == ["ก", "ข"]
    assert chosen(levels=("lower_secondary",)) == ["ข"]
    assert chosen(codes=(small.code,)) == ["ก"]
    assert chosen(codes=(large.code,), sizes=("small",)) == []


# ---------------------------------------------------------------- replies


def test_a_reply_is_stored_as_canonical_value_with_thai_digits_understood() -> None:
    _world, inquiry = asked_world(1, way=Way.SUM)

    stored = say(asked_schools(inquiry)[0], {"n": "๑๒", "of": "1,200"}, note="  รวมทุกชั้น ")

    asked = asked_schools(inquiry)[0]
    assert (stored.is_new, asked.value, asked.note) == (True, '{"n":"12","of":"1200"}', "รวมทุกชั้น")
    assert (asked.n, asked.base, asked.state, asked.edit) == (12, 1200, "replied", 1)


def test_every_reply_is_kept_and_sending_the_same_twice_adds_nothing() -> None:
    _world, inquiry = asked_world(1)
    asked = asked_schools(inquiry)[0]

    made = [say(asked, value).is_new for value in ("yes", "yes", "no")]

    kept = list(ReplyVersion.objects.values_list("edit", "value"))
    assert (made, kept) == ([True, False, True], [(1, '"yes"'), (2, '"no"')])
    assert tally_of(inquiry) == Tally(asked=1, replied=1, n=0, base=1)


def test_an_earlier_reply_neither_changes_nor_goes() -> None:
    _world, inquiry = asked_world(1)
    say(asked_schools(inquiry)[0], "yes")
    version = ReplyVersion.objects.get()

    for act in (version.save, version.delete):
        with pytest.raises(TypeError):
            act()


def test_a_second_person_of_the_school_does_not_overwrite_the_first_unseen() -> None:
    _world, inquiry = asked_world(1)
    first = opened(asked_schools(inquiry)[0])
    say(first.asked, "yes")

    with pytest.raises(RepliedMeanwhile):
        reply(first, value="no", seen_edit=0, by=PUBLIC)
    assert reply(first, value="yes", seen_edit=0, by=PUBLIC).is_new is False


@pytest.mark.parametrize(
    ("way", "item", "question", "value"),
    [
        (Way.DID, "1", "schools", ""),
        (Way.DID, "1", "schools", "maybe"),
        (Way.SUM, "1", "schools", {"n": "5", "of": ""}),
        (Way.SUM, "1", "schools", {"n": "6", "of": "5"}),
        (Way.SUM, "1", "schools", {"n": "-1", "of": "5"}),
        (Way.SUM, "1", "schools", {"n": "1", "of": "9" * 14}),
        (Way.SUM, "2", "returned", "1.234"),
        (Way.SUM, "2", "returned", "-1"),
        (Way.SUM, "2", "returned", "9" * 15),
        (Way.TEXT, "1", "story", "  "),
        (Way.TEXT, "1", "story", "ก" * 1001),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    way: Way, item: str, question: str, value: object
) -> None:
    _world, inquiry = asked_world(1, way=way, item=item, question=question)

    with pytest.raises(AnswerProblem):
        say(asked_schools(inquiry)[0], value)
    assert ReplyVersion.objects.count() == 0


def test_no_reply_after_closing_after_the_day_or_when_taken_off() -> None:
    world, inquiry = asked_world(2)
    first, second = (opened(each) for each in asked_schools(inquiry))
    take_school_off(inquiry, second.asked.pk, off=True, by=world.by)

    with pytest.raises(NoRepliesTaken, match="ไม่ได้ถามโรงเรียนนี้แล้ว"):
        reply(second, value="yes", seen_edit=0, by=PUBLIC)
    with time_machine.travel(later(8)), pytest.raises(NoRepliesTaken, match="หมดเวลาตอบ"):
        reply(first, value="yes", seen_edit=0, by=PUBLIC)
    close_inquiry(inquiry, by=world.by)
    with pytest.raises(NoRepliesTaken, match="ปิดรับคำตอบ"):
        reply(first, value="yes", seen_edit=0, by=PUBLIC)
    assert tally_of(inquiry) == Tally(asked=1, withdrawn=1)


def test_whoever_holds_the_code_acts_as_the_school_without_a_post() -> None:
    world = world_with_schools(0)
    plain, named = make_school(world.office, "วัดสมมติ"), make_school(world.office, "โรงเรียนสมมติ")

    assert [actor_of_school(each).name for each in (plain, named)] == [
        "โรงเรียนวัดสมมติ",
        "โรงเรียนสมมติ",
    ]
    assert actor_of_school(plain).may("inquiries.reply", state="open")
    assert not actor_of_school(plain).may("inquiries.reply", state="closed")


# ---------------------------------------------------------------- lists and counts


def test_the_list_shows_who_waits_who_replied_and_who_was_taken_off() -> None:
    world, inquiry = asked_world(4)
    first, second, third, fourth = asked_schools(inquiry)
    say(first, "yes")
    say(second, "no")
    take_school_off(inquiry, second.pk, off=True, by=world.by)

    assert list(asked_of(inquiry)) == [first, third, fourth]
    assert list(asked_of(inquiry, show="replied")) == [first]
    assert list(asked_of(inquiry, show="waiting")) == [third, fourth]
    assert list(asked_of(inquiry, show="withdrawn")) == [second]
    assert list(asked_of(inquiry, words=third.school.code)) == [third]
    assert tally_of(inquiry) == Tally(asked=3, replied=1, n=1, base=1, withdrawn=1)


def test_a_school_that_is_put_back_counts_again() -> None:
    world, inquiry = asked_world(1)
    asked = asked_schools(inquiry)[0]
    say(asked, "yes")
    for off in (True, True, False):
        take_school_off(inquiry, asked.pk, off=off, by=world.by)

    assert tally_of(inquiry) == Tally(asked=1, replied=1, n=1, base=1)
    acts = ["inquiries.take_off", "inquiries.put_back"]
    told = Entry.objects.filter(act__in=acts).values_list("act", flat=True)
    assert sorted(told) == sorted(acts)


def two_offices() -> tuple[Reporting, Inquiry]:
    world, inquiry = asked_world(2)
    say(asked_schools(inquiry)[0], "yes")
    other = Agency.objects.get(code="1022010000")
    report = world.round.submissions.get(office=other)
    second = ask_schools(
        report.items.select_related("submission__round", "submission__office").get(node_code="1"),
        "schools",
        way=Way.DID,
        title_th="x",
        closes_at=later(3),
        schools=[make_school(other)],
        by=actor_of(world.stranger),
    )
    say(asked_schools(second)[0], "no")
    return world, inquiry


def test_the_bureau_counts_all_offices_of_a_round() -> None:
    world, _inquiry = two_offices()

    (line,) = national_counts(world.round, actor=actor_of(world.officer))

    assert (line.framework, line.node_code, line.question_code) == ("qp-2566", "1", "schools")
    assert (line.offices, line.tally) == (2, Tally(asked=3, replied=2, n=1, base=2))
    with pytest.raises(NotAllowed):
        national_counts(world.round, actor=world.by)


def test_counting_costs_the_same_for_one_and_for_many() -> None:
    world, _inquiry = two_offices()
    both = list(Inquiry.objects.all())
    costs = []
    for some in (both[:1], both):
        with CaptureQueriesContext(connection) as queries:
            standings(some)
        costs.append(len(queries))
    with CaptureQueriesContext(connection) as national:
        national_counts(world.round, actor=SYSTEM)

    assert (costs, len(national)) == ([1, 1], 2)

"""Adopting replies: what is shown is what is written, and nothing is written over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.reporting import Reporting, actor_of
from factories.schools import ask, asked_schools, asked_world, make_school, say
from tidtam.forms import rich_text
from tidtam.forms.values import read_value
from tidtam.history.models import Entry
from tidtam.rounds.answering import save_answer
from tidtam.rounds.errors import AnswerChangedMeanwhile
from tidtam.rounds.models import Answer, AnswerVersion
from tidtam.schools.actions import close_inquiry, take_school_off
from tidtam.schools.adopting import Choice, adopt, preview_adoption
from tidtam.schools.errors import BadInquiry, RepliesChanged
from tidtam.schools.figures import Tally
from tidtam.schools.models import Inquiry
from tidtam.schools.queries import quoted
from tidtam.schools.states import Base, Way
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


def choice_for(inquiry: Inquiry, **more: Any) -> Choice:
    """What a reader of the preview sends, everything as proposed."""
    seen = preview_adoption(inquiry)
    given = Choice(
        seal=seen.seal,
        seen_edit=seen.held.edit,
        seen_story_edit=seen.held_story.edit,
        quotes=frozenset(each.asked_id for each in seen.quotes),
    )
    return replace(given, **more)


def stored(world: Reporting, question: str, item: str = "1") -> Any:
    answer = Answer.objects.get(item=world.item(item), question_code=question)
    return read_value(answer.value)


def test_a_count_is_written_with_the_number_of_schools_that_answered() -> None:
    world, inquiry = asked_world(5)
    for asked, value in zip(asked_schools(inquiry), ["yes", "no", "yes"], strict=False):
        say(asked, value)

    adopt(inquiry, choice=choice_for(inquiry), by=world.by)

    assert stored(world, "schools") == {"n": "2", "of": "5"}
    assert rich_text.plain(stored(world, "story")) == (
        "โรงเรียนของท่านทำแผนแล้วหรือไม่: ทำแล้ว 2 โรงเรียน จาก 3 โรงเรียนที่ตอบ (ถาม 5 โรงเรียน)"
    )
    assert set(AnswerVersion.objects.values_list("door", flat=True)) == {"schools"}
    entry = Entry.objects.get(act="inquiries.adopt")
    assert entry.detail == {
        "question": "schools",
        "edit": 1,
        "asked": 5,
        "replied": 3,
        "withdrawn": 0,
        "n": 2,
        "base": 3,
        "of": "asked",
    }


def test_a_count_may_be_given_out_of_those_that_replied_and_without_the_sentence() -> None:
    world, inquiry = asked_world(5)
    for asked, value in zip(asked_schools(inquiry), ["yes", "no", "yes"], strict=False):
        say(asked, value)

    adopt(inquiry, choice=choice_for(inquiry, base=Base.REPLIED, with_story=False), by=world.by)

    assert stored(world, "schools") == {"n": "2", "of": "3"}
    assert not Answer.objects.filter(question_code="story").exists()


def test_schools_that_were_taken_off_count_nowhere() -> None:
    world, inquiry = asked_world(4)
    schools = asked_schools(inquiry)
    for asked in schools[:3]:
        say(asked, "yes")
    take_school_off(inquiry, schools[0].pk, off=True, by=world.by)

    adopt(inquiry, choice=choice_for(inquiry), by=world.by)

    assert stored(world, "schools") == {"n": "2", "of": "3"}
    assert preview_adoption(inquiry).tally == Tally(3, 2, 2, 2, withdrawn=1)


def test_figures_of_the_office_stay_where_only_the_sentence_is_wanted() -> None:
    world, inquiry = asked_world(2)
    save_answer(world.item().pk, "schools", seen_edit=0, state="answered", value="9/9", by=world.by)
    say(asked_schools(inquiry)[0], "yes")

    with pytest.raises(BadInquiry):
        adopt(inquiry, choice=choice_for(inquiry, base=None, with_story=False), by=world.by)
    adopt(inquiry, choice=choice_for(inquiry, base=None), by=world.by)

    assert stored(world, "schools") == {"n": "9", "of": "9"}
    assert "ทำแล้ว 1 โรงเรียน จาก 1 โรงเรียนที่ตอบ" in stored(world, "story")
    assert quoted(inquiry)["of"] == ""


PAIRS = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(sorted)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(PAIRS, st.booleans()), min_size=1, max_size=4))
def test_what_is_adopted_is_the_sum_of_the_replies(said: list[tuple[list[int], bool]]) -> None:
    world, inquiry = asked_world(5, way=Way.SUM)
    try:
        for asked, ((n, of), is_off) in zip(asked_schools(inquiry), said, strict=False):
            say(asked, {"n": 0, "of": 1})
            say(asked, {"n": n, "of": of})
            take_school_off(inquiry, asked.pk, off=is_off, by=world.by)
        kept = [pair for pair, is_off in said if not is_off]
        if not kept:
            return
        adopt(inquiry, choice=choice_for(inquiry), by=world.by)

        assert stored(world, "schools") == {
            "n": str(sum(n for n, _of in kept)),
            "of": str(sum(of for _n, of in kept)),
        }
    finally:
        _forget(world)


def _forget(world: Reporting) -> None:
    """Hypothesis runs many worlds inside one test's transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("schools_replyversion", "schools_asked", "schools_inquiry"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        for table in ("rounds_answerversion", "rounds_answer", "orgs_school"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def test_numbers_are_added_with_their_decimals() -> None:
    world, inquiry = asked_world(3, way=Way.SUM, item="2", question="returned")
    for asked, value in zip(asked_schools(inquiry), ["0.1", "0.2", "12"], strict=True):
        say(asked, value)

    adopt(inquiry, choice=choice_for(inquiry), by=world.by)

    assert stored(world, "returned", "2") == "12.3"


def test_texts_are_ticked_and_added_after_the_offices_own_words() -> None:
    world, inquiry = asked_world(3, way=Way.TEXT, question="story")
    save_answer(
        world.item().pk, "story", seen_edit=0, state="answered", value="<p>ของเขต</p>", by=world.by
    )
    schools = asked_schools(inquiry)
    for asked, words in zip(schools, ["ซ้อมแผน", "ซ่อมรั้ว"], strict=False):
        say(asked, words)

    adopt(inquiry, choice=choice_for(inquiry, quotes=frozenset({schools[1].pk})), by=world.by)

    name = schools[1].school.name_th
    assert rich_text.plain(stored(world, "story")).splitlines() == [
        "ของเขต",
        "โรงเรียนของท่านทำแผนแล้วหรือไม่: คำตอบจาก 2 โรงเรียน (ถาม 3 โรงเรียน)",
        f"- โรงเรียน{name}: ซ่อมรั้ว",
    ]
    assert quoted(inquiry)["quotes"] == [schools[1].pk]
    assert [each.is_taken for each in preview_adoption(inquiry).quotes] == [False, True]


def test_texts_go_into_a_plain_answer_as_lines() -> None:
    world, inquiry = asked_world(1, way=Way.TEXT, item="2", question="note")
    (asked,) = asked_schools(inquiry)
    say(asked, "ซ้อมแผน\nสองครั้ง")

    adopt(inquiry, choice=choice_for(inquiry), by=world.by)

    assert stored(world, "note", "2").splitlines()[1:] == [
        f"โรงเรียน{asked.school.name_th}: ซ้อมแผน สองครั้ง"
    ]


def test_adopting_again_after_more_replies_renews_figures_and_sentence() -> None:
    world, inquiry = asked_world(3)
    first, second, _third = asked_schools(inquiry)
    say(first, "yes")
    adopt(inquiry, choice=choice_for(inquiry), by=world.by)
    say(second, "yes")
    close_inquiry(inquiry, by=world.by)

    adopt(inquiry, choice=choice_for(inquiry), by=world.by)

    assert stored(world, "schools") == {"n": "2", "of": "3"}
    assert rich_text.plain(stored(world, "story")).count("โรงเรียนที่ตอบ") == 1
    assert "จาก 2 โรงเรียนที่ตอบ" in rich_text.plain(stored(world, "story"))
    inquiry.refresh_from_db()
    assert inquiry.adopted_edit == 2
    edits = AnswerVersion.objects.filter(answer__question_code="schools")
    assert list(edits.values_list("value", flat=True)) == [
        '{"n":"1","of":"3"}',
        '{"n":"2","of":"3"}',
    ]


def test_a_reply_that_came_after_the_preview_stops_the_writing() -> None:
    world, inquiry = asked_world(2)
    first, second = asked_schools(inquiry)
    say(first, "yes")
    choice = choice_for(inquiry)
    say(second, "no")

    with pytest.raises(RepliesChanged):
        adopt(inquiry, choice=choice, by=world.by)
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("changed", ["schools", "story"])
def test_an_answer_saved_after_the_preview_is_never_written_over(changed: str) -> None:
    world, inquiry = asked_world(1)
    say(asked_schools(inquiry)[0], "yes")
    choice = choice_for(inquiry)
    value = {"schools": "7/9", "story": "<p>ใหม่</p>"}[changed]
    save_answer(world.item().pk, changed, seen_edit=0, state="answered", value=value, by=world.by)

    with pytest.raises(AnswerChangedMeanwhile):
        adopt(inquiry, choice=choice, by=world.by)
    assert [each.question_code for each in Answer.objects.all()] == [changed]
    inquiry.refresh_from_db()
    assert inquiry.adopted_at is None


def test_nothing_is_adopted_without_a_reply_or_without_a_ticked_text() -> None:
    world, inquiry = asked_world(1, way=Way.TEXT, question="story")

    with pytest.raises(BadInquiry, match="ยังไม่มีโรงเรียนใดตอบ"):
        adopt(inquiry, choice=choice_for(inquiry), by=world.by)
    say(asked_schools(inquiry)[0], "ซ้อมแผน")
    with pytest.raises(BadInquiry, match="ยังไม่ได้เลือกข้อความ"):
        adopt(inquiry, choice=choice_for(inquiry, quotes=frozenset()), by=world.by)


@pytest.mark.parametrize("who", ["director", "officer", "stranger"])
def test_only_the_offices_reporter_adopts(who: str) -> None:
    world, inquiry = asked_world(1)
    say(asked_schools(inquiry)[0], "yes")

    with pytest.raises(NotAllowed):
        adopt(inquiry, choice=choice_for(inquiry), by=actor_of(getattr(world, who)))
    assert Answer.objects.count() == 0


def test_two_inquiries_of_one_item_keep_their_own_sentences() -> None:
    world, inquiry = asked_world(1)
    say(asked_schools(inquiry)[0], "yes")
    adopt(inquiry, choice=choice_for(inquiry), by=world.by)
    make_school(world.office)
    second = ask(world, way=Way.TEXT, question="story")
    say(asked_schools(second)[0], "ซ้อมแผน")

    adopt(second, choice=choice_for(second), by=world.by)

    assert rich_text.plain(stored(world, "story")).count("(ถาม ") == 2

"""Whoever a report comes to is told, once, in the transaction that moved it."""

from __future__ import annotations

import json

import pytest

from factories import make_person
from factories.reporting import Reporting, reporting
from tidtam.notices.models import Message
from tidtam.people.roles import Role
from tidtam.rounds.answering import save_answer
from tidtam.rounds.errors import NotComplete
from tidtam.rounds.submitting import (
    approve,
    assign_items,
    missing_of,
    return_items,
    send,
    submit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    return reporting()


def answer_all(world: Reporting) -> None:
    for code, question in missing_of(world.fresh()):
        value = {"schools": "12/20", "returned": "7"}.get(question, "<p>ครบ</p>")
        item = world.item(code).pk
        save_answer(item, question, seen_edit=0, state="answered", value=value, by=world.by)


def told() -> list[tuple[str, int | None]]:
    """Template and receiver of every message, in order."""
    return list(Message.objects.order_by("pk").values_list("template", "to_person_id"))


def test_each_move_tells_those_who_have_it_next(world: Reporting) -> None:
    answer_all(world)
    send(world.submission, by=world.by)
    approve(world.submission, by=world.director_actor)
    submit(world.submission, by=world.by)

    assert told() == [
        ("sent_for_approval", world.director.pk),
        ("approved", world.reporter.pk),
        ("submitted", world.reporter.pk),
        ("submitted", world.director.pk),
    ]


def test_what_was_refused_is_told_to_nobody(world: Reporting) -> None:
    with pytest.raises(NotComplete):
        send(world.submission, by=world.by)

    assert told() == []


def test_a_reporter_hears_of_the_own_items_and_of_what_nobody_owns(world: Reporting) -> None:
    other = make_person(Role.REPORTER, agency=world.office)
    assign_items([world.item("1")], owner=world.reporter, by=world.director_actor)
    assign_items([world.item("2")], owner=other, by=world.director_actor)
    answer_all(world)
    send(world.submission, by=world.by)
    words = {world.item(code).pk: f"แก้ {code}" for code in ("1", "2", "3")}

    return_items(world.submission, words=words, by=world.director_actor)

    returned = Message.objects.filter(template="item_returned").order_by("to_person_id")
    assert [(each.to_person_id, json.loads(each.context)["reason"]) for each in returned] == [
        (world.reporter.pk, "1: แก้ 1\n3: แก้ 3"),
        (other.pk, "2: แก้ 2\n3: แก้ 3"),
    ]


def test_a_word_for_the_whole_report_reaches_every_reporter(world: Reporting) -> None:
    answer_all(world)
    send(world.submission, by=world.by)

    return_items(world.submission, words={}, word="ตรวจตัวเลขอีกครั้ง", by=world.director_actor)

    message = Message.objects.get(template="item_returned")
    assert (message.to_person_id, json.loads(message.context)["reason"]) == (
        world.reporter.pk,
        "ตรวจตัวเลขอีกครั้ง",
    )

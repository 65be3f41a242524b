"""What is recorded stays, in order, and any change to it is noticed."""

from __future__ import annotations

import pytest
from django.db import connection

from tidtam.history.actions import record, record_many
from tidtam.history.models import Entry
from tidtam.history.queries import Verification, entries_about, verify
from tidtam.people.actor import SYSTEM

pytestmark = pytest.mark.django_db


def record_three() -> list[Entry]:
    return [
        record("rounds.make_round", "rounds.round:a", by=SYSTEM),
        record("marks.set", "rounds.round:a", by=SYSTEM, detail={"added": 3}),
        record("rounds.make_round", "rounds.round:b", by=SYSTEM, reason="ปีใหม่"),
    ]


def test_entries_are_numbered_from_one_and_each_seals_the_one_before() -> None:
    first, second, third = record_three()

    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert [first.previous_seal, second.previous_seal, third.previous_seal] == [
        "",
        first.seal,
        second.seal,
    ]


def test_a_sound_chain_verifies() -> None:
    record_three()

    assert verify() == Verification(entries=3, broken_at=None)


@pytest.mark.parametrize(
    ("sql", "broken_at"),
    [
        ("UPDATE history_entry SET reason = 'x' WHERE number = 2", 2),
        ("UPDATE history_entry SET detail = '{\"added\": 4}' WHERE number = 2", 2),
        ("DELETE FROM history_entry WHERE number = 2", 2),
        ("DELETE FROM history_entry WHERE number = 3", 3),
    ],
)
def test_a_change_behind_our_back_is_noticed(sql: str, broken_at: int) -> None:
    record_three()

    with connection.cursor() as cursor:
        cursor.execute(sql)

    assert verify().broken_at == broken_at


def test_an_entry_can_neither_be_saved_again_nor_removed() -> None:
    entry, *_rest = record_three()

    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()
    with pytest.raises(TypeError, match="append-only"):
        Entry.objects.all().delete()
    with pytest.raises(TypeError, match="append-only"):
        Entry.objects.filter(number=1).update(reason="x")


def test_entries_about_a_subject_come_oldest_first() -> None:
    record_three()

    assert [entry.act for entry in entries_about("rounds.round:a")] == [
        "rounds.make_round",
        "marks.set",
    ]


def test_many_recorded_at_once_stand_in_the_chain_like_single_ones() -> None:
    record_three()
    many = [("notices.message:1", {"way": "email"}), ("notices.message:2", {})]

    made = record_many("notices.put", many, by=SYSTEM)
    last = record("rounds.make_round", "rounds.round:c", by=SYSTEM)

    assert [(each.number, each.subject, each.detail) for each in made] == [
        (4, "notices.message:1", {"way": "email"}),
        (5, "notices.message:2", {}),
    ]
    assert last.previous_seal == made[1].seal
    assert record_many("notices.put", [], by=SYSTEM) == []
    assert verify() == Verification(entries=6, broken_at=None)

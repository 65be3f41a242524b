"""Letters to many at once are the letters that one by one would be, in a few statements."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from notice_samples import CONTEXTS, NOON

from factories import make_person
from tidtam.history.models import Entry
from tidtam.history.queries import verify
from tidtam.notices.actions import Letter, choose, put, put_many
from tidtam.notices.errors import WrongContext
from tidtam.notices.models import Message
from tidtam.notices.states import Digest, Way
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db
WORDS = CONTEXTS["result_published"]


def people() -> list[Person]:
    """One who chose nothing, one who reads by LINE and e-mail once a day."""
    plain, reader = make_person(), make_person()
    choose(
        ways=(Way.EMAIL, Way.LINE),
        digest=Digest.DAILY,
        quiet_hours=(dt.time(20), dt.time(6)),
        line_id="U" + "0a" * 16,
        by=actor_for(reader),
    )
    return [plain, reader]


def rows() -> list[dict[str, Any]]:
    found = Message.objects.order_by("pk").values()
    return [{k: v for k, v in row.items() if k not in ("id", "uid")} for row in found]


def letters(to: list[Person], key: str = "k") -> list[Letter]:
    return [Letter(person, WORDS, key) for person in to]


def test_they_are_the_messages_that_put_makes() -> None:
    told = people()
    with time_machine.travel(NOON, tick=False):
        for person in told:
            put("result_published", to_person=person, context=WORDS, by=SYSTEM, subject_key="k")
        one_by_one = rows()
        acts = list(Entry.objects.filter(act="notices.put").values_list("subject", "detail"))
        before = Message.objects.order_by("pk").values_list("pk", flat=True)[0]
        Message.objects.all().delete()

        made = put_many("result_published", letters(told), by=SYSTEM)

    after = Message.objects.order_by("pk").values_list("pk", flat=True)[0]
    again = list(Entry.objects.filter(act="notices.put").values_list("subject", "detail"))[3:]
    assert (made, rows()) == (3, one_by_one)
    assert [(int(key.rpartition(":")[2]) - after, detail) for key, detail in again] == [
        (int(key.rpartition(":")[2]) - before, detail) for key, detail in acts
    ]
    assert verify().broken_at is None


def test_nobody_is_told_twice_by_a_key() -> None:
    told = people()
    put_many("result_published", letters(told[:1]), by=SYSTEM)

    assert put_many("result_published", letters([*told, told[1]]), by=SYSTEM) == 2
    assert put_many("result_published", letters(told, key="other"), by=SYSTEM) == 3
    assert Message.objects.count() == 6


def test_one_wrong_letter_keeps_all_from_going() -> None:
    told = people()
    wrong = [*letters(told[:1]), Letter(told[1], {"round": "ก"}, "k")]

    with pytest.raises(WrongContext):
        put_many("result_published", wrong, by=SYSTEM)

    assert Message.objects.count() == 0


def test_only_who_is_signed_in_puts_letters() -> None:
    with pytest.raises(NotAllowed):
        put_many("result_published", letters(people()), by=PUBLIC)


def statements_for(number: int) -> int:
    told = [make_person() for _ in range(number)]
    with CaptureQueriesContext(connection) as asked:
        put_many("result_published", letters(told), by=SYSTEM)
    return len(asked)


def test_three_letters_take_as_many_statements_as_one() -> None:
    statements_for(1)

    assert statements_for(1) == statements_for(3)

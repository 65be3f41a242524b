"""Two people at the same moment: a save waits for the sending back, and hears that it is over."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from factories.panels import PanelWorld, make_panel_world
from tidtam.people.queries import actor_for
from tidtam.reviews.errors import ScreeningChangedMeanwhile
from tidtam.reviews.models import ReturnedItem, Screening
from tidtam.reviews.screening import bring_items_back, complete_screening, return_single_items
from tidtam.rounds.answering import save_answer
from tidtam.rounds.errors import NothingToSendBack
from tidtam.rounds.models import Answer, Receipt
from tidtam.rounds.submitting import set_item_ready
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed, TidtamError

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite in memory lets no two threads write"
    ),
    pytest.mark.django_db(transaction=True),
]
HELD = 0.6


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the refusal it met, in the order of the acts."""
    gate = threading.Barrier(len(acts))
    given: dict[int, object] = {}

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            given[number] = act()
        except TidtamError as refusal:
            given[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [given[number] for number in range(len(acts))]


@pytest.fixture
def world() -> PanelWorld:
    """Item 2 of the first office was returned and is marked as done."""
    made = make_panel_world(screened=False)
    returning(made, "2")()
    set_item_ready(made.item("2"), ready=True, by=actor_for(made.reporters[0]))
    return made


def returning(world: PanelWorld, code: str, *, seen: int = 0) -> Callable[[], Screening]:
    screening, item, by = world.screening(), world.item(code).pk, world.by(0)
    due_at = clock.now() + dt.timedelta(days=7)
    return lambda: return_single_items(
        screening, missing={item: "ขอหลักฐาน"}, due_at=due_at, seen_edit=seen, by=by
    )


def test_a_save_that_waited_for_the_sending_back_is_refused(world: PanelWorld) -> None:
    """The place of the answer was read while the item was open; the lock came after."""
    by, director = actor_for(world.reporters[0]), actor_for(world.directors[0])
    item, submission = world.item("2").pk, world.submission()
    is_sent = threading.Event()

    def sends() -> Receipt:
        with transaction.atomic():
            receipt = bring_items_back(submission, by=director)
            is_sent.set()
            time.sleep(HELD)
            return receipt

    def saves() -> object:
        is_sent.wait()
        return save_answer(item, "returned", seen_edit=1, state="answered", value="9", by=by)

    receipt, refusal = at_once(sends, saves)

    assert isinstance(receipt, Receipt)
    assert isinstance(refusal, NotAllowed)
    assert Answer.objects.get(item=item, question_code="returned").value == '"7"'


def test_of_two_sendings_back_one_makes_a_receipt(world: PanelWorld) -> None:
    submission, by = world.submission(), actor_for(world.directors[0])

    given = at_once(*[lambda: bring_items_back(submission, by=by)] * 2)

    assert Counter(map(type, given)) == Counter([Receipt, NothingToSendBack])
    assert Receipt.objects.filter(submission=submission).count() == 2


def test_of_two_who_screen_at_once_one_is_told(world: PanelWorld) -> None:
    screening = world.screening()
    first, second = returning(world, "1", seen=1), returning(world, "3", seen=1)

    given = at_once(first, second)

    assert Counter(map(type, given)) == Counter([Screening, ScreeningChangedMeanwhile])
    assert ReturnedItem.objects.filter(screening=screening).count() == 2


def test_returning_and_sending_back_at_once_lock_nobody_out(world: PanelWorld) -> None:
    submission, by = world.submission(), actor_for(world.directors[0])

    given = at_once(returning(world, "1", seen=1), lambda: bring_items_back(submission, by=by))

    refused = [each for each in given if isinstance(each, TidtamError)]
    assert len(refused) <= 1  # whoever came second saw that the other had been there
    assert world.screening().edit in (2, 3)


def test_completing_while_items_come_back_is_never_unseen(world: PanelWorld) -> None:
    screening, submission = world.screening(), world.submission()
    by = actor_for(world.directors[0])

    given = at_once(
        lambda: complete_screening(screening, seen_edit=1, by=world.officer_actor),
        lambda: bring_items_back(submission, by=by),
    )

    assert isinstance(given[0], TidtamError)  # items were out, or it came back unseen
    assert isinstance(given[1], Receipt)

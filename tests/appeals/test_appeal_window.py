"""The time to appeal: from its first moment to its last, and not a second more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from factories.appeals import REASON, Appealing, appealing
from tidtam.appeals.actions import begin, decide, give, send, withdraw, write
from tidtam.appeals.attaching import attach_link, take_out
from tidtam.appeals.errors import WindowIsClosed
from tidtam.appeals.models import AppealEvidence
from tidtam.appeals.queries import AppealableItem, appealable_items, window_of
from tidtam.appeals.rules import NO_WINDOW, Window, why_closed
from tidtam.appeals.states import AppealState, Outcome
from tidtam.rounds.models import Stage
from tidtam.rounds.states import StageCode
from tidtam.shared import clock

SECOND = dt.timedelta(seconds=1)
STARTS = dt.datetime(2023, 7, 1, 1, 30, tzinfo=dt.UTC)  # 8.30 in Thailand
CLOSES = dt.datetime(2023, 7, 15, 9, 30, tzinfo=dt.UTC)
WINDOW = Window(STARTS, CLOSES)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (STARTS - SECOND, False),
        (STARTS, True),
        (CLOSES, True),
        (CLOSES + SECOND, False),
    ],
)
def test_both_its_first_and_its_last_moment_are_in_it(now: dt.datetime, is_open: bool) -> None:
    assert WINDOW.is_open(now) is is_open
    assert (why_closed(WINDOW, now) is None) is is_open


def test_a_refusal_names_the_day_and_what_to_do() -> None:
    early, late = why_closed(WINDOW, STARTS - SECOND), why_closed(WINDOW, CLOSES + SECOND)

    assert early is not None
    assert late is not None
    assert early.th == ("ยังไม่ถึงเวลายื่นคำทักท้วง เริ่ม 1 กรกฎาคม 2566 เวลา 08.30 น. โปรดกลับมาเมื่อถึงเวลา")
    assert late.en == (
        "The time to appeal ended on 2023-07-15 16:30. If a result is wrong, please tell the "
        "bureau."
    )


def test_a_round_without_the_stage_takes_no_appeal() -> None:
    assert why_closed(None, STARTS) == NO_WINDOW


@pytest.mark.django_db
class TestActs:
    @pytest.fixture
    def world(self) -> Appealing:
        return appealing()

    def test_it_is_the_stage_of_the_round_with_its_days_of_grace(self, world: Appealing) -> None:
        stage = Stage.objects.get(round=world.round, code=StageCode.APPEAL.value)
        assert window_of(world.round) == Window(stage.starts_at, stage.due_at)

        stage.late_until = stage.due_at + dt.timedelta(days=2)
        stage.save()
        assert window_of(world.round) == Window(stage.starts_at, stage.late_until)

        stage.delete()
        assert window_of(world.round) is None
        with pytest.raises(WindowIsClosed, match="ยังไม่กำหนดช่วงเวลา"):
            begin(world.item(), by=world.reporter)

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_nothing_of_the_office_s_is_taken_outside(self, world: Appealing, when: str) -> None:
        draft = world.begun()
        piece = attach_link(draft, url="https://a.example/x", by=world.reporter)
        again = withdraw(world.begun("2"), by=world.director)
        now, day = clock.now(), dt.timedelta(days=1)
        if when == "before":
            world.set_window(now + SECOND * 60, now + day)
        else:
            world.set_window(now - day, now - SECOND)
        acts: list[Callable[[], object]] = [
            lambda: begin(world.item("3"), by=world.reporter),
            lambda: begin(again.item, by=world.reporter),
            lambda: write(draft, reason="x", wanted="", seen_edit=2, by=world.reporter),
            lambda: send(draft, by=world.director),
            lambda: attach_link(draft, url="https://b.example/", by=world.reporter),
            lambda: take_out(piece, by=world.reporter),
        ]

        for act in acts:
            with pytest.raises(WindowIsClosed):
                act()

        assert world.fresh(draft).reason == REASON
        assert AppealEvidence.objects.filter(removed_at=None).count() == 1

    def test_what_was_sent_in_time_goes_its_way(self, world: Appealing) -> None:
        one, two = world.sent(), world.sent("2")
        world.close_window()

        give(one, decider=world.decider, by=world.moderator)
        said = decide(
            one, outcome=Outcome.KEPT, answer="", comment=None, reason=REASON, by=world.by_decider
        )
        assert said.state == AppealState.DECIDED
        assert withdraw(two, by=world.director).state == AppealState.WITHDRAWN

    def test_the_list_tells_why_an_item_cannot_be_appealed(self, world: Appealing) -> None:
        def row(code: str) -> AppealableItem:
            rows = appealable_items(
                world.round, office_code=world.office.code, actor=world.reporter
            )
            return next(each for each in rows if each.item.node_code == code)

        world.sent("2")
        first, second = row("1"), row("2")
        assert first.mark is not None
        assert (first.label.th, first.mark.shown, first.advice, first.appeal, first.why_not) == (
            "QP 1",
            "4",
            "ควรติดตามผลรายโรงเรียนทุกภาคเรียน",
            None,
            None,
        )
        assert second.appeal is not None
        assert second.why_not is not None
        assert "ข้อละครั้งเดียว" in second.why_not.th

        world.close_window()
        closed = row("1").why_not
        assert closed is not None
        assert closed.th.startswith("หมดเวลายื่นคำทักท้วงเมื่อ")

"""An appeal from its first word to the corrected result that holds the decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from factories import make_region
from factories.appeals import ADVICE, REASON, WHY, Appealing, appealing, letters
from factories.moderating import advice, official
from tidtam.appeals.actions import begin, decide, give, raise_for, send, withdraw, write
from tidtam.appeals.errors import AppealChangedMeanwhile, AppealMoveRefused, NotAppealable
from tidtam.appeals.models import Appeal
from tidtam.appeals.queries import (
    AppealCounts,
    appeals_of_office,
    appeals_of_round,
    counts_of,
    given_to,
    took_effect_in,
    view_of,
)
from tidtam.appeals.states import AppealState, Outcome
from tidtam.history.models import Entry
from tidtam.people.actor import SYSTEM
from tidtam.results.models import Embargo, OfficeResult
from tidtam.reviews.errors import MarkRefused
from tidtam.reviews.models import Decision
from tidtam.reviews.states import DecisionKind
from tidtam.rounds.models import Submission
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Appealing:
    return appealing()


def acts_on(appeal: Appeal) -> list[str]:
    found = Entry.objects.filter(subject=f"appeals.appeal:{appeal.pk}")
    return list(found.values_list("act", flat=True))


def test_an_appeal_changes_a_mark_and_the_next_correction_holds_it(world: Appealing) -> None:
    report = Submission.objects.values().get(pk=world.world.submission().pk)
    appeal = world.decided(comment="ควรขยายผลไปทุกโรงเรียนของ{office}")

    assert (appeal.state, appeal.outcome, appeal.before, appeal.answer) == (
        AppealState.DECIDED,
        Outcome.CHANGED,
        "4",
        "5",
    )
    assert acts_on(appeal) == [
        "appeals.begin",
        "appeals.write",
        "appeals.send",
        "appeals.give",
        "appeals.decide",
    ]
    assert official(world.world)["1"] == "5"
    assert advice(world.world)["1"] == f"ควรขยายผลไปทุกโรงเรียนของ{world.office.short_th}"
    decision = Decision.objects.get(item=appeal.item, is_current=True)
    assert (decision.kind, decision.answer, decision.reason) == (DecisionKind.APPEAL, "5", WHY)
    assert Submission.objects.values().get(pk=report["id"]) == report
    assert took_effect_in(appeal) is None
    assert counts_of(world.round) == AppealCounts(
        sent=0, given=0, withdrawn=0, kept=0, changed=1, not_in_force=1
    )

    corrected = world.corrected()

    assert took_effect_in(appeal) == corrected
    assert counts_of(world.round).not_in_force == 0
    versions = OfficeResult.objects.filter(computation=corrected).order_by("office__order")
    assert [each.version for each in versions] == [2, 1]
    first, second = versions
    assert (first.advice or {})["1"] == advice(world.world)["1"]
    assert (second.advice or {})["1"] == ADVICE
    assert view_of(appeal, actor=world.director).in_force_since == corrected.published_at


def test_what_was_published_does_not_change_by_a_decision(world: Appealing) -> None:
    def kept() -> list[Any]:
        found = OfficeResult.objects.filter(computation=world.computation)
        return list(found.order_by("pk").values())

    before = kept()
    world.decided(comment="ข้อเสนอแนะใหม่ของข้อนี้")

    assert kept() == before


def test_a_mark_that_stands_changes_nothing_official(world: Appealing) -> None:
    marks, texts = official(world.world), advice(world.world)

    appeal = world.decided(outcome=Outcome.KEPT, answer="")

    assert (appeal.before, appeal.answer) == ("4", "4")
    assert (official(world.world), advice(world.world)) == (marks, texts)
    assert not Decision.objects.filter(kind=DecisionKind.APPEAL.value).exists()
    assert took_effect_in(appeal) is None
    assert counts_of(world.round) == AppealCounts(
        sent=0, given=0, withdrawn=0, kept=1, changed=0, not_in_force=0
    )


def test_beginning_twice_is_one_appeal(world: Appealing) -> None:
    first, again = (begin(world.item(), by=world.reporter) for _ in range(2))
    other = begin(world.item("2"), by=world.director)

    assert first == again
    assert (first.number, other.number) == (1, 2)
    assert first.computation == world.computation
    assert acts_on(first) == ["appeals.begin"]


def test_the_same_text_twice_is_stored_once(world: Appealing) -> None:
    appeal = begin(world.item(), by=world.reporter)

    for _ in range(2):
        saved = write(appeal, reason=f" {REASON}\r\n", wanted=" 5 ", seen_edit=1, by=world.reporter)

    assert (saved.reason, saved.wanted, saved.edit) == (REASON, "5", 2)
    assert acts_on(appeal) == ["appeals.begin", "appeals.write"]


def test_of_two_writers_the_second_sees_what_the_first_stored(world: Appealing) -> None:
    appeal = begin(world.item(), by=world.reporter)
    write(appeal, reason="ของผู้รายงาน", wanted="", seen_edit=1, by=world.reporter)

    with pytest.raises(AppealChangedMeanwhile) as caught:
        write(appeal, reason="ของผู้อำนวยการ", wanted="", seen_edit=1, by=world.director)

    assert (caught.value.current.reason, caught.value.current.edit) == ("ของผู้รายงาน", 2)
    assert world.fresh(appeal).reason == "ของผู้รายงาน"


@pytest.mark.parametrize("wanted", ["6", '"x"', "{", '{"value": 3}'])
def test_a_mark_the_framework_does_not_know_is_not_wanted(world: Appealing, wanted: str) -> None:
    appeal = begin(world.item(), by=world.reporter)

    with pytest.raises(MarkRefused):
        write(appeal, reason=REASON, wanted=wanted, seen_edit=1, by=world.reporter)


def test_an_appeal_that_says_nothing_is_not_sent(world: Appealing) -> None:
    appeal = begin(world.item(), by=world.reporter)
    write(appeal, reason="ไม่เห็นด้วย", wanted="", seen_edit=1, by=world.reporter)

    with pytest.raises(BadInput, match="เหตุผลมี 11 ตัวอักษร"):
        send(appeal, by=world.director)

    assert world.fresh(appeal).state == AppealState.WRITING


def test_a_withdrawn_appeal_can_be_written_and_sent_again(world: Appealing) -> None:
    appeal = world.given()
    withdraw(appeal, by=world.director)
    taken = world.fresh(appeal)

    again = begin(world.item(), by=world.reporter)

    assert (taken.state, taken.decider, taken.sent_at is None) == ("withdrawn", None, False)
    assert (again, again.state, again.reason, again.sent_at) == (appeal, "writing", REASON, None)
    assert appeals_of_round(world.round, actor=world.moderator) == []
    assert send(again, by=world.director).state == AppealState.SENT
    assert [each.pk for each in appeals_of_round(world.round, actor=world.moderator)] == [appeal.pk]


def test_a_withdrawn_appeal_stays_in_sight_of_the_heads(world: Appealing) -> None:
    never_sent = withdraw(world.begun("2"), by=world.director)
    sent = withdraw(world.sent(), by=world.director)

    seen = appeals_of_round(world.round, actor=world.moderator)

    assert [(each.pk, each.state) for each in seen] == [(sent.pk, AppealState.WITHDRAWN)]
    mine = appeals_of_office(world.reporter, office_code=world.office.code)
    assert [each.pk for each in mine] == [never_sent.pk, sent.pk]


def test_an_item_is_appealed_once(world: Appealing) -> None:
    world.decided()

    with pytest.raises(AppealMoveRefused, match="ข้อละครั้งเดียว"):
        begin(world.item(), by=world.reporter)
    with pytest.raises(AppealMoveRefused, match="ข้อละครั้งเดียว"):
        raise_for(world.item(), reason=REASON, by=world.officer)


def test_the_bureau_raises_what_it_noticed_when_the_time_is_over(world: Appealing) -> None:
    world.close_window()

    appeal = raise_for(world.item(), reason=REASON, by=world.officer)

    assert (appeal.state, appeal.is_for_the_office, appeal.reason) == ("sent", True, REASON)
    assert acts_on(appeal) == ["appeals.raise"]
    assert letters("appeal_raised") == [
        (each.full_name, f"ส่วนกลางยกคะแนนขึ้นพิจารณาอีกครั้ง: QP 1 {world.round.title_th}")
        for each in (world.world.reporters[0], world.world.directors[0])
    ]
    with pytest.raises(AppealMoveRefused, match="เขตจึงถอนไม่ได้"):
        withdraw(appeal, by=world.director)
    given = give(appeal, decider=world.decider, by=world.officer)
    said = decide(
        given, outcome=Outcome.CHANGED, answer="3", comment=None, reason=WHY, by=world.by_decider
    )
    assert (said.answer, official(world.world)["1"]) == ("3", "3")


def test_the_bureau_waits_for_an_office_that_writes_in_time(world: Appealing) -> None:
    draft = world.begun()

    with pytest.raises(AppealMoveRefused, match="ยังอยู่ในเวลา"):
        raise_for(world.item(), reason=REASON, by=world.officer)

    world.close_window()
    raised = raise_for(world.item(), reason="ส่วนกลางพบว่าคะแนนข้อนี้ไม่ตรงกับรายงาน", by=world.officer)
    assert (raised, raised.wanted, raised.made_by) == (draft, "", world.world.officer.full_name)


def test_nothing_is_appealed_before_publication_or_under_an_embargo(world: Appealing) -> None:
    Embargo.objects.create(
        round=world.round, region=make_region("8"), reason="x", made_at=clock.now(), made_by="x"
    )

    with pytest.raises(NotAppealable, match="ยังไม่ประกาศ"):
        begin(world.item(), by=world.reporter)
    raised = raise_for(world.item(), reason=REASON, by=world.officer)

    assert letters("appeal_raised") == []
    assert appeals_of_office(world.reporter, office_code=world.office.code) == []
    assert [each.pk for each in appeals_of_round(world.round, actor=SYSTEM)] == [raised.pk]


def test_an_item_without_a_published_mark_is_not_appealed(world: Appealing) -> None:
    item = world.item()
    item.node_code, item.pk = "9z", None
    item.save()

    with pytest.raises(NotAppealable, match="ไม่มีคะแนนในผลที่ประกาศ"):
        begin(item, by=world.reporter)


def test_what_waits_for_a_decider_comes_first(world: Appealing) -> None:
    done = world.decided()
    waiting = world.given("2")

    mine = given_to(world.by_decider)

    assert [each.pk for each in mine] == [waiting.pk, done.pk]
    assert given_to(world.moderator) == []


def test_who_hears_what(world: Appealing) -> None:
    office = world.office.short_th
    appeal = world.decided()

    told = [
        each.full_name for each in (world.world.officer, world.world.moderator, world.world.chair)
    ]
    assert sorted(letters("appeal_sent")) == sorted(
        (name, f"มีคำทักท้วงผลเข้ามาใหม่: {office} QP 1") for name in told
    )
    assert letters("appeal_given") == [
        (world.decider.full_name, f"ขอให้ท่านพิจารณาคำทักท้วงผล: {office} QP 1")
    ]
    assert letters("appeal_decided") == [
        (each.full_name, f"พิจารณาคำทักท้วงผลแล้ว: QP 1 {world.round.title_th}")
        for each in (world.world.reporters[0], world.world.directors[0])
    ]
    assert appeal.decided_at is not None
    assert clock.now() - appeal.decided_at < dt.timedelta(minutes=5)


def test_somebody_else_gets_it_and_the_first_is_told(world: Appealing) -> None:
    appeal = world.given()

    give(appeal, decider=world.world.nobody, by=world.officer)
    give(appeal, decider=world.world.nobody, by=world.officer)

    assert [name for name, _subject in letters("appeal_taken_away")] == [world.decider.full_name]
    assert [name for name, _subject in letters("appeal_given")] == [
        world.decider.full_name,
        world.world.nobody.full_name,
    ]
    with pytest.raises(NotAllowed, match="ไม่ได้มอบให้ท่าน"):
        decide(
            appeal, outcome=Outcome.KEPT, answer="", comment=None, reason=WHY, by=world.by_decider
        )

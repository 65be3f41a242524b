"""What a decider may record: a mark that stands or another one, in words the office may read."""

from __future__ import annotations

from typing import Any

import pytest

from factories.appeals import ADVICE, REASON, WHY, Appealing, appealing
from factories.moderating import advice, official
from factories.panels import add_post, give_item
from tidtam.appeals.actions import decide, give, withdraw
from tidtam.appeals.errors import (
    AppealMoveRefused,
    DecisionUnsound,
    MustNotDecide,
    NotTheDecider,
)
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import Outcome
from tidtam.people.models import Post
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.conflicts import declare_conflict
from tidtam.reviews.errors import MarkRefused
from tidtam.reviews.models import Decision
from tidtam.reviews.states import AssignmentState
from tidtam.shared.errors import BadInput, NotAllowed, TidtamError

pytestmark = pytest.mark.django_db

CHANGED: dict[str, Any] = {
    "outcome": Outcome.CHANGED,
    "answer": "5",
    "comment": None,
    "reason": WHY,
}
KEPT: dict[str, Any] = {"outcome": Outcome.KEPT, "answer": "", "comment": None, "reason": WHY}


@pytest.fixture
def world() -> Appealing:
    return appealing()


def refused(world: Appealing, kind: type[TidtamError], **words: Any) -> str:
    """The sentence of a refusal; nothing was decided."""
    appeal = world.given()
    with pytest.raises(kind) as caught:
        decide(appeal, by=world.by_decider, **words)
    assert world.fresh(appeal).state == "given"
    assert official(world.world)["1"] == "4"
    return caught.value.th


@pytest.mark.parametrize("answer", ["", "4", " 4 "])
def test_a_mark_that_stands_needs_no_mark_or_the_same(world: Appealing, answer: str) -> None:
    appeal = world.decided(**KEPT | {"answer": answer})

    assert (appeal.outcome, appeal.before, appeal.answer) == ("kept", "4", "4")


def test_another_mark_does_not_stand(world: Appealing) -> None:
    assert "ใส่คะแนนอื่น" in refused(world, DecisionUnsound, **KEPT | {"answer": "5"})


def test_the_same_mark_is_no_change(world: Appealing) -> None:
    assert "คะแนนเท่าเดิม" in refused(world, DecisionUnsound, **CHANGED | {"answer": "4"})


@pytest.mark.parametrize("answer", ["", "9", "not json", '"not_applicable"'])
def test_a_change_needs_a_mark_that_the_framework_knows(world: Appealing, answer: str) -> None:
    refused(world, MarkRefused, **CHANGED | {"answer": answer})


def test_a_recommendation_changes_only_with_its_mark(world: Appealing) -> None:
    assert "คืนข้อความเดิม" in refused(world, DecisionUnsound, **KEPT | {"comment": "อื่น"})


def test_the_recommendation_that_is_there_is_no_change(world: Appealing) -> None:
    world.decided(**KEPT | {"comment": f" {ADVICE} "})

    assert advice(world.world)["1"] == ADVICE


def test_a_recommendation_can_be_taken_out_with_a_good_mark(world: Appealing) -> None:
    world.decided(**CHANGED | {"comment": ""})

    assert advice(world.world) == {}
    assert Decision.objects.get(is_current=True).comment == ""


def test_a_low_mark_needs_a_recommendation(world: Appealing) -> None:
    words = CHANGED | {"answer": "2", "comment": ""}

    assert "ต้องมีข้อเสนอแนะ" in refused(world, DecisionUnsound, **words)


@pytest.mark.parametrize("reason", ["", "   ", "ไม่เห็นด้วย"])
def test_a_decision_needs_its_reason(world: Appealing, reason: str) -> None:
    refused(world, BadInput, **KEPT | {"reason": reason})


@pytest.mark.parametrize(
    "words", ["{other} ควรดำเนินการต่อให้ครบทุกโรงเรียน", "รายงานนี้เป็นของ{other} ไม่ใช่ของเขต"]
)
def test_a_reason_names_no_other_office(world: Appealing, words: str) -> None:
    reason = words.replace("{other}", world.world.offices[1].short_th)

    said = refused(world, DecisionUnsound, **KEPT | {"reason": reason})

    assert said.startswith("เหตุผลมีคำว่า “สพป.สมมติ 22”")


def test_a_reason_does_not_name_whoever_decides(world: Appealing) -> None:
    words = KEPT | {"reason": f"{WHY} พิจารณาโดย {world.decider.full_name}"}

    assert "มีชื่อของท่าน" in refused(world, DecisionUnsound, **words)


def test_words_that_fit_neither_mark_are_refused(world: Appealing) -> None:
    words = CHANGED | {"reason": "ในภาพรวมของตัวชี้วัดนี้อยู่ในระดับคุณภาพปรับปรุง ตามหลักฐานที่แนบ"}

    assert "เหตุผลมีคำว่า" in refused(world, DecisionUnsound, **words)


def test_a_reason_may_speak_of_the_old_mark(world: Appealing) -> None:
    appeal = world.decided(
        **CHANGED | {"reason": "ในภาพรวมอยู่ในระดับคุณภาพดีมาก แต่หลักฐานใหม่แสดงว่าทำครบทุกโรงเรียน"}
    )

    assert appeal.outcome == "changed"


def test_braces_are_refused_and_the_office_s_name_is_filled_in(world: Appealing) -> None:
    appeal = world.decided(**KEPT | {"reason": "รายงานของ{office}ไม่ได้แสดงผลรายโรงเรียน"})

    assert appeal.decision_reason == f"รายงานของ{world.office.short_th}ไม่ได้แสดงผลรายโรงเรียน"
    other = world.given("2")
    with pytest.raises(DecisionUnsound):
        decide(other, by=world.by_decider, **KEPT | {"reason": f"{{ชื่อเขต}} {REASON}"})


def test_only_whoever_has_it_decides(world: Appealing) -> None:
    appeal = world.given()

    for actor in (world.moderator, world.world.chair_actor, world.world.by(0)):
        with pytest.raises(NotTheDecider):
            decide(appeal, by=actor, **KEPT)
    for outsider in (world.director, world.officer):
        with pytest.raises(NotAllowed):
            decide(appeal, by=outsider, **KEPT)


def test_a_decision_is_made_once(world: Appealing) -> None:
    appeal = world.decided()

    with pytest.raises(AppealMoveRefused, match="พิจารณาแล้ว"):
        decide(appeal, by=world.by_decider, **CHANGED | {"answer": "3"})

    assert official(world.world)["1"] == "5"


def test_what_was_withdrawn_or_given_on_is_decided_no_more(world: Appealing) -> None:
    gone, passed = world.given(), world.given("2")
    withdraw(gone, by=world.director)
    give(passed, decider=world.world.nobody, by=world.moderator)

    for appeal in (gone, passed):
        with pytest.raises(NotTheDecider):
            decide(appeal, by=world.by_decider, **KEPT)


def conflict_with_the_office(world: Appealing, appeal: Appeal) -> None:
    declare_conflict(world.decider, office=world.office, reason="ญาติทำงานที่นี่", by=world.officer)


def a_post_at_the_office(world: Appealing, appeal: Appeal) -> None:
    add_post(world.decider, Role.REPORTER, agency=world.office)


def an_assignment_on_the_item(world: Appealing, appeal: Appeal) -> None:
    reviewer = world.world.reviewers[2]
    type(reviewer).objects.filter(pk=reviewer.pk).update(person=world.decider)
    give_item(appeal.item, reviewer, seat=3, state=AssignmentState.WITHDRAWN)


@pytest.mark.parametrize(
    "happens", [conflict_with_the_office, a_post_at_the_office, an_assignment_on_the_item]
)
def test_a_decider_who_has_got_a_part_in_it_is_refused(world: Appealing, happens: Any) -> None:
    appeal = world.given()
    happens(world, appeal)

    with pytest.raises(MustNotDecide, match="โปรดให้ผู้อื่นพิจารณา"):
        decide(appeal, by=actor_for(world.decider), **CHANGED)

    assert official(world.world)["1"] == "4"


def test_without_the_post_nobody_decides(world: Appealing) -> None:
    appeal = world.given()
    Post.objects.filter(person=world.decider).update(ends_on="2021-01-01")

    with pytest.raises(NotAllowed):
        decide(appeal, by=actor_for(world.decider), **CHANGED)

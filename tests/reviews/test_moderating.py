"""How an official mark comes about: settled by rule, by a third mark, by people."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from factories import make_person
from factories.moderating import advice, confirm, mark_item, mark_third, official
from factories.panels import PanelWorld, add_post, give_item, make_panel_world, make_reviewer
from factories.reporting import actor_of
from tidtam.history.models import Entry
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.reviews.actions import MarkChange, set_marks
from tidtam.reviews.advice import AdviceTooLong
from tidtam.reviews.errors import (
    DecidedMeanwhile,
    MarkRefused,
    MustNotJudge,
    NotToDecide,
    ReasonMissing,
    ThirdNotPossible,
)
from tidtam.reviews.models import Assignment, Decision
from tidtam.reviews.moderating import (
    DifferenceFilter,
    call_third,
    decide,
    difference_of,
    differences_of,
    effect_of,
    filtered_differences,
    open_work,
    settle,
    tally_of,
)
from tidtam.reviews.standing import Need
from tidtam.reviews.states import AssignmentState, DecisionKind, PanelState
from tidtam.reviews.third import third_candidates
from tidtam.rounds.models import Instrument
from tidtam.shared.errors import NotAllowed, NotFound
from tidtam.thai.bilingual import Bilingual

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world()


def decided(
    world: PanelWorld, code: str = "1", *, seen: int = 0, answer: str = "4", **more: object
) -> Decision:
    words = {"kind": DecisionKind.MEETING, "comment": "ทำต่อ", "reason": "ที่ประชุมเห็นพ้อง"} | more
    by = words.pop("by", world.moderator_actor)
    return decide(world.item(code), answer=answer, seen_number=seen, by=by, **words)


def decisions(world: PanelWorld, code: str = "1") -> list[tuple[int, str, str, bool]]:
    found = Decision.objects.filter(item=world.item(code)).order_by("number")
    return list(found.values_list("number", "kind", "answer", "is_current"))


# ---------------------------------------------------------------- settling


def test_marks_on_which_reviewers_agree_become_official(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "4", comments=("อบรมเพิ่ม", "ติดตามผล"))
    mark_item(world, "3", "2")

    counts = settle(world.panel, by=world.moderator_actor)

    assert counts == Counter(same=1, single=1)
    assert official(world) == {"1": "4", "3": "2"}
    assert advice(world) == {"1": "อบรมเพิ่ม", "3": "ความเห็น 3/1"}


def test_settling_twice_changes_nothing(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "4")
    settle(world.panel, by=world.moderator_actor)
    entries = Entry.objects.count()

    counts = settle(world.panel, by=world.officer_actor)

    assert counts == Counter()
    assert decisions(world) == [(1, "same", "4", True)]
    assert Entry.objects.count() == entries


def test_a_mark_given_anew_replaces_what_the_rule_decided(world: PanelWorld) -> None:
    mark_item(world, "3", "2")
    settle(world.panel, by=world.moderator_actor)
    mark_item(world, "3", "5")

    settle(world.panel, by=world.moderator_actor)

    assert decisions(world, "3") == [(1, "single", "2", False), (2, "single", "5", True)]
    assert official(world) == {"3": "5"}


def test_a_comment_given_anew_replaces_the_recommendation(world: PanelWorld) -> None:
    mark_item(world, "3", "2", comments=("เดิม",))
    settle(world.panel, by=world.moderator_actor)
    mark_item(world, "3", "2", comments=("ใหม่",))

    settle(world.panel, by=world.moderator_actor)

    assert advice(world) == {"3": "ใหม่"}
    assert [row[0] for row in decisions(world, "3")] == [1, 2]


def test_an_office_reads_one_comment_and_not_that_two_people_marked(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "4", comments=("  ", "ติดตามผล"))
    mark_item(world, "2", "4", "4", comments=("หลักฐานครบ", "หลักฐานไม่ครบ"))

    settle(world.panel, by=world.moderator_actor)

    assert advice(world) == {"1": "ติดตามผล", "2": "หลักฐานครบ"}


def test_the_offices_name_stands_where_the_comment_says_office(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "4", comments=("{office} ควรอบรม", "{office} ควรอบรม"))

    settle(world.panel, by=world.moderator_actor)

    assert advice(world) == {"1": f"{world.offices[0].short_th} ควรอบรม"}


def test_unlike_marks_and_missing_marks_are_left_open(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    mark_item(world, "2", "3")

    counts = settle(world.panel, by=world.moderator_actor)

    assert counts == Counter()
    assert official(world) == {}


def test_a_third_mark_decides(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    mark_third(world, "1", "3")

    counts = settle(world.panel, by=world.moderator_actor)

    assert counts == Counter(third=1)
    assert official(world) == {"1": "3"}
    assert advice(world) == {"1": "ความเห็นคนที่สาม"}


def test_what_people_decided_is_not_settled_over(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    decided(world, answer="3")
    mark_third(world, "1", "5")

    assert settle(world.panel, by=world.moderator_actor) == Counter()
    assert official(world) == {"1": "3"}


def test_a_mark_entered_by_hand_is_not_settled_over(world: PanelWorld) -> None:
    instrument = Instrument.objects.get(round=world.round)
    hand = [MarkChange(world.offices[0].pk, code, "5") for code in ("1", "3")]
    set_marks(instrument, changes=hand, by=SYSTEM)
    mark_item(world, "1", "5", "5")
    mark_item(world, "3", "2")

    counts = settle(world.panel, by=world.moderator_actor)

    assert counts == Counter(same=1, by_hand=1)
    assert official(world) == {"1": "5", "3": "5"}


def test_a_seat_given_up_and_not_filled_again_keeps_its_item_open(world: PanelWorld) -> None:
    mark_item(world, "1", "4")
    Assignment.objects.filter(pk=world.assignment("1", seat=2).pk).update(state="withdrawn")

    assert settle(world.panel, by=world.moderator_actor) == Counter(second=1)
    assert official(world) == {}


def test_a_text_too_long_for_a_sheet_is_left_to_people(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "4", comments=("ก" * 5001, "ข"))

    counts = settle(world.panel, by=world.moderator_actor)

    assert counts == Counter(too_long=1)
    assert official(world) == {}


@pytest.mark.parametrize("state", [PanelState.PREPARING, PanelState.CALIBRATING, PanelState.CLOSED])
def test_nothing_is_settled_while_the_panel_is_not_at_work(
    world: PanelWorld, state: PanelState
) -> None:
    mark_item(world, "3", "2")
    type(world.panel).objects.update(state=state.value)

    with pytest.raises(NotAllowed):
        settle(world.panel, by=world.moderator_actor)


def test_reviewers_and_offices_decide_nothing(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    others = [world.by(0), actor_of(world.directors[0]), actor_of(world.reporters[0])]

    for actor in others:
        with pytest.raises(NotAllowed):
            settle(world.panel, by=actor)
        with pytest.raises(NotAllowed):
            decided(world, by=actor)
        with pytest.raises(NotAllowed):
            differences_of(world.panel, actor=actor)
    assert official(world) == {}


# ---------------------------------------------------------------- differences


def test_differences_come_with_both_marks_and_reasons(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "3", comments=("ครบ", "ไม่ครบ"))
    mark_item(world, "2", "5", '"not_reported"', office=1, comments=("ดี", "ไม่พบ"))
    mark_item(world, "1", "4", "4", office=2)

    found = differences_of(world.panel, actor=world.moderator_actor)

    assert [
        (
            row.office,
            row.node.code,
            row.size,
            row.need,
            [(m.reviewer, m.judged and m.judged.shown, m.comment) for m in row.marks],
        )
        for row in found
    ] == [
        (
            world.offices[1],
            "2",
            5,
            Need.DECISION,
            [
                (world.reviewers[1].person.full_name, "5", "ดี"),
                (world.reviewers[2].person.full_name, "N/A", "ไม่พบ"),
            ],
        ),
        (
            world.offices[0],
            "1",
            1,
            Need.DECISION,
            [
                (world.reviewers[0].person.full_name, "4", "ครบ"),
                (world.reviewers[1].person.full_name, "3", "ไม่ครบ"),
            ],
        ),
    ]


def test_differences_are_filtered(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "3")
    mark_item(world, "2", "5", "1", office=1)
    decide(
        world.item("2", office=1),
        kind=DecisionKind.AGREED,
        answer="3",
        comment="",
        reason="กลาง",
        seen_number=0,
        by=world.chair_actor,
    )
    rows = differences_of(world.panel, actor=world.moderator_actor)

    def codes(**wanted: str) -> list[str]:
        return [row.node.code for row in filtered_differences(rows, DifferenceFilter(**wanted))]

    assert codes() == ["2", "1"]
    assert codes(state="open") == ["1"]
    assert codes(state="decided") == ["2"]
    assert codes(size="1") == ["1"]
    assert codes(size="3") == ["2"]
    assert codes(size="0") == []
    assert codes(node="2") == ["2"]
    assert codes(framework="sa-2566") == []
    assert codes(words=world.offices[1].code) == ["2"]
    assert codes(region="8") == ["2", "1"]
    assert codes(region="9") == []
    assert tally_of(rows) == Counter(all=2, open=1, decided=1, near=0, near_open=0)


def test_a_head_does_not_see_offices_they_must_not_judge(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "3")
    mark_item(world, "1", "4", "3", office=1)
    add_post(world.moderator, Role.DIRECTOR, agency=world.offices[0])

    found = differences_of(world.panel, actor=world.moderator_actor)

    assert [row.office for row in found] == [world.offices[1]]
    with pytest.raises(NotFound):
        decided(world)


def test_moderators_read_the_offices_name_in_a_comment(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "3", comments=("{office} ควรอบรม", "ดี"))

    found = differences_of(world.panel, actor=world.moderator_actor)

    assert found[0].marks[0].comment == f"{world.offices[0].short_th} ควรอบรม"
    assert found[0].label == Bilingual("QP 1", "QP 1")


# ---------------------------------------------------------------- third


def test_a_third_is_somebody_else_without_a_conflict(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    partial = make_reviewer(world.panel)
    add_post(partial.person, Role.REPORTER, agency=world.offices[0])
    item = world.item("1")

    found = third_candidates(item, panel=world.panel, actor=world.moderator_actor)

    assert [each.reviewer for each in found] == [world.reviewers[2]]
    with pytest.raises(MustNotJudge):
        call_third(item, reviewer=partial, by=world.moderator_actor)
    for one_of_both in world.reviewers[:2]:
        with pytest.raises(ThirdNotPossible):
            call_third(item, reviewer=one_of_both, by=world.moderator_actor)


def test_a_third_is_called_once(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    extra = make_reviewer(world.panel)

    made = call_third(world.item("1"), reviewer=world.reviewers[2], by=world.moderator_actor)

    assert (made.purpose, made.seat, made.state, made.by_hand) == ("third", 3, "given", True)
    assert [r.need for r in differences_of(world.panel, actor=world.moderator_actor)] == [
        Need.THIRD
    ]
    with pytest.raises(ThirdNotPossible):
        call_third(world.item("1"), reviewer=extra, by=world.moderator_actor)


def test_no_third_where_marks_are_missing_or_the_same(world: PanelWorld) -> None:
    mark_item(world, "1", "4")
    mark_item(world, "2", "4", "4")

    for code in ("1", "2"):
        with pytest.raises(ThirdNotPossible):
            call_third(world.item(code), reviewer=world.reviewers[2], by=world.moderator_actor)


def test_no_third_who_has_left(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    gone = world.reviewers[2]
    type(gone).objects.filter(pk=gone.pk).update(left_at=world.panel.made_at)

    with pytest.raises(ThirdNotPossible):
        call_third(world.item("1"), reviewer=gone, by=world.moderator_actor)


# ---------------------------------------------------------------- deciding


def test_a_decision_calls_off_a_third_mark_still_to_come(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    third = call_third(world.item("1"), reviewer=world.reviewers[2], by=world.moderator_actor)

    decided(world, answer="3")

    third.refresh_from_db()
    assert (third.state, third.withdrawn_reason) == ("withdrawn", "ตัดสินข้อนี้แล้ว")
    assert Entry.objects.get(act="reviews.decide").detail["third_called_off"] == 1


def test_a_third_mark_that_is_given_stays_when_people_decide(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    third = mark_third(world, "1", "3")

    decided(world, answer="4")

    third.refresh_from_db()
    assert third.state == "done"


def test_a_decision_writes_mark_and_recommendation_and_is_recorded(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")

    made = decided(world, answer="3", comment="{office} ทำต่อ")

    assert (made.number, made.kind, made.answer, made.reason, made.decided_by) == (
        1,
        "meeting",
        "3",
        "ที่ประชุมเห็นพ้อง",
        world.moderator.full_name,
    )
    assert official(world) == {"1": "3"}
    assert advice(world) == {"1": f"{world.offices[0].short_th} ทำต่อ"}
    entry = Entry.objects.get(act="reviews.decide")
    assert entry.detail == {
        "office": world.offices[0].code,
        "framework": "qp-2566",
        "node": "1",
        "number": 1,
        "kind": "meeting",
        "answer": "3",
        "before": "",
    }


def test_a_later_decision_takes_its_place_and_both_stay(world: PanelWorld) -> None:
    decided(world, answer="3")

    decided(world, answer="5", seen=1, comment="", kind=DecisionKind.MEETING)

    assert decisions(world) == [(1, "meeting", "3", False), (2, "meeting", "5", True)]
    assert official(world) == {"1": "5"}
    assert advice(world) == {}


def test_the_second_of_two_moderators_hears_of_the_first(world: PanelWorld) -> None:
    decided(world, answer="3")

    with pytest.raises(DecidedMeanwhile) as refusal:
        decided(world, answer="5", by=world.chair_actor)

    assert world.moderator.full_name in refusal.value.th
    assert decisions(world) == [(1, "meeting", "3", True)]
    assert official(world) == {"1": "3"}


def test_the_button_pressed_twice_decides_once(world: PanelWorld) -> None:
    first = decided(world)

    assert decided(world) == first
    assert decisions(world) == [(1, "meeting", "4", True)]


def test_a_reason_is_obligatory(world: PanelWorld) -> None:
    with pytest.raises(ReasonMissing):
        decided(world, reason="  \n")
    with pytest.raises(AdviceTooLong):
        decided(world, reason="ก" * 5001)


@pytest.mark.parametrize("kind", [DecisionKind.SINGLE, DecisionKind.SAME, DecisionKind.THIRD])
def test_people_cannot_decide_in_the_name_of_the_rule(
    world: PanelWorld, kind: DecisionKind
) -> None:
    with pytest.raises(NotToDecide):
        decided(world, kind=kind)


@pytest.mark.parametrize("answer", ["6", '"not_applicable"', '{"value": 3}', "x", ""])
def test_a_mark_the_framework_does_not_accept_is_refused(world: PanelWorld, answer: str) -> None:
    with pytest.raises(MarkRefused):
        decided(world, answer=answer)


def test_a_moderator_settles_only_what_others_marked(world: PanelWorld) -> None:
    add_post(world.reviewers[0].person, Role.MODERATOR)
    with pytest.raises(NotToDecide):
        decided(world, kind=DecisionKind.AGREED)
    mark_item(world, "1", "4", "2")

    with pytest.raises(NotToDecide):
        decided(world, kind=DecisionKind.AGREED, by=world.by(0))
    assert decided(world, kind=DecisionKind.AGREED).kind == "agreed"


# ---------------------------------------------------------------- effect


def test_the_effect_on_the_total_is_shown_and_nothing_is_stored(world: PanelWorld) -> None:
    mark_item(world, "3", "2")
    settle(world.panel, by=world.moderator_actor)

    effect = effect_of(world.item("1"), answer="5")

    assert (effect.before.printed, effect.before.level) == ("2.00", 2)
    assert (effect.after.printed, effect.after.level) == ("3.50", 4)
    assert effect.was == ""
    assert [node.code for _round, node in effect.missing] == [
        *("2", "4", "5", "6a", "7", "8", "9", "10", "X1", "X2")
    ]
    assert official(world) == {"3": "2"}


def test_the_effect_knows_the_mark_it_replaces(world: PanelWorld) -> None:
    decided(world, answer="2")

    effect = effect_of(world.item("1"), answer="5")

    assert (effect.was, effect.before.printed, effect.after.printed) == ("2", "2.00", "5.00")
    assert effect.changes_level


def test_the_effect_of_the_first_mark_has_no_total_before(world: PanelWorld) -> None:
    effect = effect_of(world.item("1"), answer="4")

    assert (effect.before.printed, effect.after.printed) == (None, "4.00")


def test_the_effect_names_the_rounds_that_are_counted_with_it(world: PanelWorld) -> None:
    effect = effect_of(world.item("1"), answer="4")
    later = replace(effect, period="another")

    assert effect.counted == ()
    assert later.counted == tuple(effect.rounds.values()) != ()


def test_the_effect_refuses_what_is_no_mark(world: PanelWorld) -> None:
    with pytest.raises(MarkRefused):
        effect_of(world.item("1"), answer="9")


# ---------------------------------------------------------------- open work


def test_what_is_open_says_what_each_item_needs(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "2")
    mark_item(world, "2", "4", "2", office=1)
    call_third(world.item("2", office=1), reviewer=world.reviewers[0], by=world.moderator_actor)
    mark_item(world, "3", "2")
    mark_item(world, "4", "2")
    settle(world.panel, by=world.moderator_actor)
    mark_item(world, "3", "4")

    work = open_work(world.panel)

    assert work.total == 36
    assert work.counts == {
        Need.REPORT: 0,
        Need.MARKS: 32,
        Need.SECOND: 0,
        Need.REFUSED: 0,
        Need.THIRD: 1,
        Need.DECISION: 1,
        Need.BY_HAND: 0,
        Need.SETTLING: 1,
        Need.NOTHING: 1,
    }
    assert not work.is_empty
    assert [(each.name, each.items) for each in work.reviewers] == [
        (world.reviewers[2].person.full_name, 13),
        (world.reviewers[0].person.full_name, 12),
        (world.reviewers[1].person.full_name, 12),
    ]


def test_an_item_is_told_with_its_seats_even_where_nothing_differs(world: PanelWorld) -> None:
    confirm(world.assignment("3"), "2", "ดี", private_note="สงสัยหลักฐาน")

    found = difference_of(world.item("3"), panel=world.panel, actor=world.moderator_actor)

    assert (found.need, found.size) == (Need.SETTLING, 0)
    assert [(m.comment, m.private_note, m.state) for m in found.marks] == [
        ("ดี", "สงสัยหลักฐาน", AssignmentState.DONE)
    ]


def test_a_draft_of_a_mark_is_shown_to_nobody(world: PanelWorld) -> None:
    confirm(world.assignment("1"), "2", "ร่าง")
    Assignment.objects.filter(pk=world.assignment("1").pk).update(state="begun")

    found = difference_of(world.item("1"), panel=world.panel, actor=world.moderator_actor)

    assert [(m.judged, m.comment) for m in found.marks] == [(None, ""), (None, "")]


def test_an_unknown_person_sees_no_item(world: PanelWorld) -> None:
    stranger = actor_of(make_person(Role.REVIEWER))
    give_item(world.item("5"), make_reviewer(world.panel), seat=2)

    with pytest.raises(NotAllowed):
        third_candidates(world.item("5"), panel=world.panel, actor=stranger)

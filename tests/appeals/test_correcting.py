"""Correcting one mark of a frozen round: the mark, its decision, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from factories.appeals import ADVICE, WHY, Appealing, appealing
from factories.moderating import advice, official
from factories.panels import PanelWorld, make_panel_world
from tidtam.history.models import Entry
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.reviews.actions import MarkChange, set_marks
from tidtam.reviews.correcting import correct_mark
from tidtam.reviews.errors import MarkRefused, NotToDecide, ReasonMissing, RoundIsPublished
from tidtam.reviews.models import Decision, Mark
from tidtam.reviews.moderating import decide, settle
from tidtam.reviews.standing import BY_PEOPLE, TO_CHOOSE
from tidtam.reviews.states import DecisionKind
from tidtam.rounds.models import Answer, AnswerVersion, Item, Receipt, Submission
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Appealing:
    return appealing()


def report() -> list[list[Any]]:
    """Everything the office reported, as it is stored."""
    tables = (Submission, Item, Answer, AnswerVersion, Receipt)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_mark_is_corrected_though_the_round_is_frozen(world: Appealing) -> None:
    item, before, marks = world.item(), report(), official(world.world)
    with pytest.raises(RoundIsPublished):
        set_marks(item.instrument, changes=[MarkChange(world.office.pk, "1", "5")], by=SYSTEM)

    made = correct_mark(item, answer=" 5 ", comment=None, reason=WHY, by=world.by_decider)

    assert official(world.world) == marks | {"1": "5"}
    assert official(world.world, office=1) == marks
    assert advice(world.world) == {"1": ADVICE}
    mark = Mark.objects.get(office=world.office, node_code="1")
    assert (mark.edit, mark.changed_by) == (2, world.decider.full_name)
    assert (made.number, made.is_current, made.kind, made.answer, made.comment, made.reason) == (
        1,
        True,
        DecisionKind.APPEAL,
        "5",
        ADVICE,
        WHY,
    )
    entry = Entry.objects.get(act="marks.correct")
    assert (entry.actor_id, entry.reason, entry.detail) == (
        world.decider.pk,
        WHY,
        {
            "office": world.office.code,
            "framework": "qp-2566",
            "node": "1",
            "number": 1,
            "before": "4",
            "answer": "5",
            "advice_changed": False,
        },
    )
    assert report() == before


def test_the_decision_in_force_moves_and_the_earlier_one_stays(world: Appealing) -> None:
    item = world.item()
    first = correct_mark(item, answer="3", comment="แนะนำ {office}", reason=WHY, by=SYSTEM)

    second = correct_mark(item, answer="2", comment="", reason=WHY, by=SYSTEM)

    rows = Decision.objects.filter(item=item).order_by("number")
    assert [(each.number, each.is_current, each.answer, each.comment) for each in rows] == [
        (first.number, False, "3", f"แนะนำ {world.office.short_th}"),
        (second.number, True, "2", ""),
    ]
    assert advice(world.world) == {}


def test_an_unsound_mark_or_no_reason_changes_nothing(world: Appealing) -> None:
    marks = official(world.world)

    with pytest.raises(MarkRefused):
        correct_mark(world.item(), answer="9", comment=None, reason=WHY, by=SYSTEM)
    with pytest.raises(ReasonMissing):
        correct_mark(world.item(), answer="5", comment=None, reason=" \r\n", by=SYSTEM)

    assert official(world.world) == marks
    assert not Decision.objects.exists()


def test_who_may_not_correct(world: Appealing) -> None:
    for actor in (world.reporter, world.director, PUBLIC):
        with pytest.raises(NotAllowed):
            correct_mark(world.item(), answer="5", comment=None, reason=WHY, by=actor)


def test_open_marks_are_decided_by_moderators() -> None:
    world = make_panel_world(offices=2)

    with pytest.raises(NotToDecide, match="ยังเปิดแก้ได้"):
        correct_mark(world.item(), answer="5", comment=None, reason=WHY, by=SYSTEM)


def decided_on_appeal(world: PanelWorld) -> Decision:
    """An item whose decision in force was made on appeal, in a panel at work."""
    return Decision.objects.create(
        item=world.item(),
        number=1,
        kind=DecisionKind.APPEAL.value,
        answer="5",
        reason=WHY,
        decided_at=world.panel.made_at,
        decided_by="test",
    )


def test_settling_leaves_what_was_decided_on_appeal() -> None:
    world = make_panel_world(offices=2)
    decided_on_appeal(world)

    settle(world.panel, by=world.moderator_actor)

    assert [each.kind for each in Decision.objects.filter(item=world.item())] == ["appeal"]
    assert DecisionKind.APPEAL in BY_PEOPLE - TO_CHOOSE


def test_no_moderator_chooses_the_kind_of_an_appeal() -> None:
    world = make_panel_world(offices=2)

    with pytest.raises(NotToDecide):
        decide(
            world.item(),
            kind=DecisionKind.APPEAL,
            answer="5",
            comment="",
            reason=WHY,
            seen_number=0,
            by=world.moderator_actor,
        )

"""An office never learns who has its appeal, who gave it and who decided."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from factories.appeals import REASON, WHY, Appealing, appealing
from factories.panels import add_post
from tidtam.appeals.actions import give, raise_for
from tidtam.appeals.errors import AppealNotFound
from tidtam.appeals.models import Appeal
from tidtam.appeals.queries import (
    AppealView,
    appeal_for,
    appealable_items,
    appeals_of_office,
    appeals_of_round,
    view_of,
)
from tidtam.appeals.shown import judged_of
from tidtam.appeals.states import OFFICE_LABELS, OUTCOMES, AppealState, Outcome
from tidtam.frameworks.queries import definition_of
from tidtam.notices.models import Message
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.conflicts import declare_conflict
from tidtam.shared.errors import NotAllowed
from tidtam.thai.bilingual import Bilingual

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Appealing:
    return appealing()


def words(found: Any) -> str:
    """Everything a view says, nested or not."""
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return " ".join(words(getattr(found, each.name)) for each in dataclasses.fields(found))
    if isinstance(found, Appeal):
        return " ".join(str(value) for value in vars(found).values())
    return str(found)


def names_of_the_panel(world: Appealing) -> list[str]:
    panel = world.world
    people = [world.decider, panel.nobody, panel.moderator, panel.chair, panel.officer]
    return [each.full_name for each in [*people, *(each.person for each in panel.reviewers)]]


def read_by_its_office(world: Appealing, appeal: Appeal) -> list[str]:
    own = world.reporter
    code = world.office.code
    rows = appealable_items(world.round, office_code=code, actor=own)
    found = appeal_for(own, pk=appeal.pk)
    return [
        words(found),
        words(view_of(found, actor=own)),
        *(words(each) for each in appeals_of_office(own, office_code=code)),
        *(words(each) for each in appeals_of_round(world.round, actor=own)),
        *(words(each.appeal) for each in rows),
    ]


@pytest.mark.parametrize("state", ["given", "decided"])
def test_no_word_of_what_its_office_reads_names_the_panel(world: Appealing, state: str) -> None:
    appeal = getattr(world, state)()

    for text in read_by_its_office(world, appeal):
        assert [name for name in names_of_the_panel(world) if name in text] == []


def test_the_view_of_an_office_is_the_same_before_and_after_it_is_given(world: Appealing) -> None:
    def seen() -> AppealView:
        return view_of(appeal_for(world.reporter, pk=appeal.pk), actor=world.reporter)

    appeal = world.sent("2")
    before = seen()

    give(appeal, decider=world.decider, by=world.moderator)

    assert seen() == before
    assert before.state is AppealState.SENT


def test_all_that_an_office_reads_of_a_decided_appeal(world: Appealing) -> None:
    appeal = world.decided()
    office, item = world.office, appeal.item
    node = definition_of(item.instrument.framework).by_code["1"]

    assert view_of(appeal_for(world.reporter, pk=appeal.pk), actor=world.reporter) == AppealView(
        pk=appeal.pk,
        number=1,
        round_code=world.round.code,
        round_title=world.round.title,
        office_code=office.code,
        office=Bilingual(office.short_th, office.short_en),
        item_id=item.pk,
        item_label=Bilingual("QP 1", "QP 1"),
        item_title=node.title,
        state=AppealState.DECIDED,
        label=OFFICE_LABELS[AppealState.DECIDED],
        edit=0,
        reason=REASON,
        wanted=judged_of(item, "5"),
        pieces=0,
        raised_by_bureau=False,
        made_at=appeal.made_at,
        made_by=world.reporter.name,
        sent_at=appeal.sent_at,
        sent_by=world.director.name,
        decider="",
        decider_id=None,
        given_at=None,
        given_by="",
        outcome=Outcome.CHANGED,
        outcome_label=OUTCOMES[Outcome.CHANGED],
        before=judged_of(item, "4"),
        answer=judged_of(item, "5"),
        decision_reason=WHY,
        decided_at=appeal.decided_at,
        decided_by="",
        in_force_since=None,
    )


def test_the_heads_see_who_has_it_and_who_decided(world: Appealing) -> None:
    appeal = world.decided()

    view = view_of(appeal_for(world.moderator, pk=appeal.pk), actor=world.moderator)

    assert (view.decider, view.given_by, view.decided_by) == (
        world.decider.full_name,
        world.moderator.name,
        world.decider.full_name,
    )


def test_no_letter_to_an_office_names_the_panel(world: Appealing) -> None:
    world.decided()
    raise_for(world.item("2"), reason="ส่วนกลางพบว่าคะแนนข้อนี้ไม่ตรงกับรายงาน", by=world.officer)

    people = Person.objects.filter(posts__agency=world.office)
    letters = Message.objects.filter(to_person__in=people, template__startswith="appeal")

    assert {each.template for each in letters} == {"appeal_decided", "appeal_raised"}
    for letter in letters:
        text = " ".join(map(str, (letter.subject, letter.body, letter.body_en, letter.context)))
        assert [name for name in names_of_the_panel(world) if name in text] == []


def test_an_office_does_not_learn_which_officer_raised_it(world: Appealing) -> None:
    appeal = raise_for(world.item(), reason="ส่วนกลางพบว่าคะแนนข้อนี้ไม่ตรงกับรายงาน", by=world.officer)

    view = view_of(appeal_for(world.director, pk=appeal.pk), actor=world.director)

    assert (view.raised_by_bureau, view.made_by, view.sent_by) == (True, "", "")


def test_somebody_of_the_office_with_a_post_on_the_panel_is_of_the_office(world: Appealing) -> None:
    appeal = world.decided()
    person = world.world.directors[0]
    add_post(person, Role.MODERATOR)

    both = actor_for(person)

    assert view_of(appeal_for(both, pk=appeal.pk), actor=both).decided_by == ""


def test_who_finds_an_appeal(world: Appealing) -> None:
    appeal = world.given()
    panel = world.world
    by = {
        "reporter": world.reporter,
        "other office": actor_for(panel.reporters[1]),
        "decider": world.by_decider,
        "reviewer": panel.by(0),
        "moderator": world.moderator,
        "chair": panel.chair_actor,
        "officer": world.officer,
    }

    def finds(name: str) -> bool:
        try:
            return appeal_for(by[name], pk=appeal.pk) == appeal
        except AppealNotFound:
            return False

    assert {name: finds(name) for name in by} == {
        "reporter": True,
        "other office": False,
        "decider": True,
        "reviewer": False,
        "moderator": True,
        "chair": True,
        "officer": True,
    }


def test_a_draft_is_the_office_s_alone(world: Appealing) -> None:
    draft = world.begun()

    for actor in (world.moderator, world.officer, world.by_decider):
        with pytest.raises(AppealNotFound):
            appeal_for(actor, pk=draft.pk)


def test_a_conflict_declared_late_closes_an_appeal_to_decider_and_head(world: Appealing) -> None:
    appeal = world.given()
    for person in (world.decider, world.world.moderator):
        declare_conflict(person, office=world.office, reason="ญาติ", by=world.officer)

    for actor in (world.by_decider, world.moderator):
        with pytest.raises(AppealNotFound):
            appeal_for(actor, pk=appeal.pk)


def test_the_items_of_another_office_are_not_listed(world: Appealing) -> None:
    with pytest.raises(NotAllowed):
        appealable_items(
            world.round,
            office_code=world.office.code,
            actor=actor_for(world.world.reporters[1]),
        )

"""A published round that reviewers marked, the time to appeal it, and the people who have to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from factories import computed, fill, make_person
from factories.panels import PanelWorld, make_panel_world
from tidtam.appeals.actions import begin, decide, give, send, write
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import Outcome
from tidtam.notices.models import Message
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.results.actions import check, publish, sign
from tidtam.results.models import Computation
from tidtam.reviews.actions import set_recommendations
from tidtam.reviews.models import Panel
from tidtam.reviews.states import PanelState
from tidtam.rounds.models import Item, Round, Stage
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.states import StageCode
from tidtam.shared import clock

ADVICE = "ควรติดตามผลรายโรงเรียนทุกภาคเรียน"
REASON = "รายงานหน้า 3 แสดงผลครบทุกโรงเรียน แต่คะแนนบอกว่าทำบางโรงเรียน"
WHY = "หลักฐานที่แนบแสดงว่าดำเนินการครบทุกโรงเรียนตามเกณฑ์แล้ว"


@dataclass(frozen=True)
class Appealing:
    """A published round with the time to appeal open; the first office appeals.

    Every mark is 4, and item "1" of every office has a recommendation. ``decider`` is a
    reviewer who sits on no panel.
    """

    world: PanelWorld
    computation: Computation
    decider: Person

    @property
    def round(self) -> Round:
        return Round.objects.get(pk=self.world.round.pk)

    @property
    def office(self) -> Agency:
        return self.world.offices[0]

    @property
    def reporter(self) -> Actor:
        return actor_for(self.world.reporters[0])

    @property
    def director(self) -> Actor:
        return actor_for(self.world.directors[0])

    @property
    def officer(self) -> Actor:
        return self.world.officer_actor

    @property
    def moderator(self) -> Actor:
        return self.world.moderator_actor

    @property
    def by_decider(self) -> Actor:
        return actor_for(self.decider)

    def item(self, code: str = "1", *, office: int = 0) -> Item:
        return self.world.item(code, office=office)

    def begun(self, code: str = "1") -> Appeal:
        """An appeal that is being written, with its reason."""
        made = begin(self.item(code), by=self.reporter)
        return write(made, reason=REASON, wanted="5", seen_edit=made.edit, by=self.reporter)

    def sent(self, code: str = "1") -> Appeal:
        """An appeal that waits to be given to somebody."""
        return send(self.begun(code), by=self.director)

    def given(self, code: str = "1", *, decider: Person | None = None) -> Appeal:
        """An appeal that somebody has."""
        return give(self.sent(code), decider=decider or self.decider, by=self.moderator)

    def decided(self, code: str = "1", **words: Any) -> Appeal:
        """An appeal that was decided: the mark is changed to 5."""
        said = {"outcome": Outcome.CHANGED, "answer": "5", "comment": None, "reason": WHY} | words
        return decide(self.given(code), by=self.by_decider, **said)

    def fresh(self, appeal: Appeal) -> Appeal:
        """An appeal as it is stored now."""
        return Appeal.objects.get(pk=appeal.pk)

    def set_window(self, starts: dt.datetime, closes: dt.datetime) -> None:
        """Another time to appeal."""
        Stage.objects.filter(round=self.round, code=StageCode.APPEAL.value).update(
            starts_at=starts, due_at=closes, late_until=None
        )

    def close_window(self) -> None:
        """The time to appeal is over."""
        now = clock.now()
        self.set_window(now - dt.timedelta(days=9), now - dt.timedelta(days=1))

    def corrected(self, *, reason: str = "แก้คะแนนตามผลการพิจารณาคำทักท้วง") -> Computation:
        """The next computation of the round, published in place of the one before."""
        return publish_next(self.world, reason=reason)


def appealing(*, offices: int = 2) -> Appealing:
    """A round of made-up offices 21, 22 …, marked, signed and published."""
    world = make_panel_world(offices=offices)
    fill(world.round, mark=4)
    for instrument in instruments_of(world.round):
        rows = [(office.pk, "1", ADVICE) for office in world.offices]
        set_recommendations(instrument, texts=rows, by=SYSTEM)
    Panel.objects.filter(pk=world.panel.pk).update(state=PanelState.CLOSED.value)
    computation = publish_next(world)
    now = clock.now()
    Stage.objects.create(
        round=world.round,
        code=StageCode.APPEAL.value,
        starts_at=now - dt.timedelta(days=1),
        due_at=now + dt.timedelta(days=14),
    )
    return Appealing(world, computation, make_person(Role.REVIEWER))


def publish_next(world: PanelWorld, *, reason: str = "") -> Computation:
    """Compute, check, sign and publish, without sheets."""
    checked = check(computed(world.round), by=SYSTEM)
    signed = sign(checked, by=world.chair_actor)
    return publish(signed, by=SYSTEM, reason=reason, with_sheets=False)


def letters(template: str) -> list[tuple[str, str]]:
    """To whom messages of a kind go, with their subject, in the order they were put."""
    found = Message.objects.filter(template=template).order_by("pk")
    return [(str(each.to_person), each.subject) for each in found.select_related("to_person")]

"""A published round with recommendations on some items, gathered as follow-ups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from factories import fill, make_office, make_person, make_small_round, published
from factories.reporting import actor_of
from tidtam.followups.actions import answer, gather
from tidtam.followups.models import FollowUp
from tidtam.followups.states import FollowUpState
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.results.models import Computation
from tidtam.reviews.actions import set_recommendations
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

TEXTS = {"1": "ควรติดตามผลรายโรงเรียนทุกภาคเรียน", "2": "ควรวิเคราะห์สาเหตุเป็นรายคน"}
PLAN = "จัดทำปฏิทินนิเทศและติดตามรายโรงเรียน"
WHO = "กลุ่มนิเทศ ติดตามและประเมินผล"
OUTCOME = "ติดตามครบทุกโรงเรียนแล้ว สรุปผลเสนอผู้บริหาร"


@dataclass(frozen=True)
class Following:
    """A published round and the people of its first office."""

    round: Round
    computation: Computation
    offices: tuple[Agency, ...]
    reporter: Person
    director: Person

    @property
    def by(self) -> Actor:
        return actor_of(self.reporter)

    def of(self, code: str, *, office: int = 0) -> FollowUp:
        """The follow-up of an item, as it is now."""
        return FollowUp.objects.get(
            office=self.offices[office], node_code=code, instrument__round=self.round
        )

    def say(self, code: str, state: FollowUpState, **words: Any) -> FollowUp:
        """What the first office answers, after whatever it answered before."""
        held = self.of(code)
        return answer(held, state=state, seen_edit=held.edit, by=self.by, **words)

    def accept(self, code: str = "1", *, days: int = 30) -> FollowUp:
        """Accept with a plan."""
        day = clock.today() + dt.timedelta(days=days)
        return self.say(code, FollowUpState.ACCEPTED, plan=PLAN, who=WHO, due_on=day)

    def finish(self, code: str = "1") -> FollowUp:
        """Tell that it is done."""
        held = self.of(code)
        return self.say(
            code,
            FollowUpState.DONE,
            plan=held.plan,
            who=held.who,
            due_on=held.due_on,
            outcome=OUTCOME,
            done_on=clock.today(),
        )


def published_round(
    offices: tuple[Agency, ...], *, texts: Mapping[str, str] = TEXTS, code: str = "r-6m"
) -> tuple[Round, Computation]:
    """A published round in which the offices were given recommendations."""
    round_ = make_small_round(code=code)
    fill(round_, mark=4)
    for instrument in instruments_of(round_):
        rows = [(office.pk, node, text) for office in offices for node, text in texts.items()]
        set_recommendations(instrument, texts=rows, by=SYSTEM)
    return round_, published(round_)


def following(*, offices: int = 1, gathered: bool = True) -> Following:
    """A published round of made-up offices 21, 22 …; two items have a recommendation."""
    made = tuple(
        make_office(number, region=str(number % 2 + 1)) for number in range(21, 21 + offices)
    )
    reporter = make_person(Role.REPORTER, agency=made[0])
    director = make_person(Role.DIRECTOR, agency=made[0])
    round_, computation = published_round(made)
    if gathered:
        gather(computation, by=SYSTEM)
    return Following(round_, computation, made, reporter, director)

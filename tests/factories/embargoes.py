"""A round of three offices in two regions, one region of which is to be held back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from factories import fill, make_office, make_person, make_region, make_small_round, published
from factories.reporting import actor_of
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.results.embargoes import set_embargo
from tidtam.results.models import Computation, Embargo
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of

REASON = "รอผลการสอบสวนของภาค"
# Of the office that is held back, and of nobody else: looked for wherever nothing may be seen.
SECRET_VALUE = "2.83"
SECRET_ADVICE = "ควรทบทวนบัญชีลับที่สุด"


@dataclass(frozen=True)
class Embargoed:
    """Offices 21 (region 8), 22 (region 8) and 50 (region 15); nothing is published yet.

    Attributes:
        here: lies in region 8, with a total and an advice like nobody else's.
        beside: lies in the same region; ``far`` in another one.
    """

    round: Round
    here: Agency
    beside: Agency
    far: Agency
    reporter: Person
    director: Person
    stranger: Person
    officer: Person

    @property
    def by(self) -> Actor:
        return actor_of(self.officer)

    def hold(self, region: str = "8", *, until: dt.datetime | None = None) -> Embargo:
        """Hold back a region."""
        return set_embargo(
            self.round, region=make_region(region), reason=REASON, until=until, by=self.by
        )

    def publish(self) -> Computation:
        return published(self.round)


def embargoed() -> Embargoed:
    """The world above: everybody got 4 on everything, but for office 21."""
    here, beside = make_office(21, region="8"), make_office(22, region="8")
    far = make_office(50, region="15")
    round_ = make_small_round()
    fill(round_, mark=4)
    instrument = instruments_of(round_)[0]
    low = [MarkChange(here.pk, code, "2") for code in ("1", "2", "3", "4", "5", "7", "8")]
    set_marks(instrument, changes=low, by=SYSTEM)
    texts = [(here.pk, "1", SECRET_ADVICE), (far.pk, "1", "ควรทำต่อ")]
    set_recommendations(instrument, texts=texts, by=SYSTEM)
    return Embargoed(
        round=round_,
        here=here,
        beside=beside,
        far=far,
        reporter=make_person(Role.REPORTER, agency=here),
        director=make_person(Role.DIRECTOR, agency=here),
        stranger=make_person(Role.REPORTER, agency=far),
        officer=make_person(Role.CENTRAL_OFFICER),
    )

"""The wall shows every office once, in a constant number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import computed, fill, make_office, make_small_round
from tidtam.orgs.states import AgencyKind
from tidtam.people.actor import SYSTEM
from tidtam.results.comparison import comparison_of
from tidtam.results.wall import WallFilter, distribution, filtered, wall_of
from tidtam.reviews.actions import MarkChange, set_marks
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db


def test_an_office_shows_how_much_is_answered_before_anything_is_computed() -> None:
    office = make_office(21)
    round_ = make_small_round()
    set_marks(instruments_of(round_)[0], changes=[MarkChange(office.pk, "1", "3")], by=SYSTEM)

    (row,) = wall_of(round_, computation=None, actor=SYSTEM)

    assert (row.answered, row.asked, row.percent, row.is_complete) == (1, 12, 8, False)
    assert [(total.value, total.level) for total in row.totals] == [("", None)]


def test_a_computed_office_shows_value_level_and_word() -> None:
    make_office(21)
    round_ = make_small_round()
    fill(round_, mark=4)

    (row,) = wall_of(round_, computation=computed(round_), actor=SYSTEM)

    assert row.is_complete
    assert [(t.framework_code, t.value, t.level, t.word) for t in row.totals] == [
        ("qp-2566", "4.00", 4, "ดีมาก")
    ]


def test_the_filter_keeps_what_was_asked_for() -> None:
    near = make_office(21, region="8")
    far = make_office(50, region="15")
    secondary = make_office(22, kind=AgencyKind.SECONDARY_OFFICE, region="8")
    round_ = make_small_round()
    rows = wall_of(round_, computation=None, actor=SYSTEM)

    def codes(**wanted: str) -> list[str]:
        return [row.office.code for row in filtered(rows, WallFilter(**wanted))]

    assert codes(region="15") == [far.code]
    assert codes(kind="secondary") == [secondary.code]
    assert codes(words="สมมติ 21") == [near.code]
    assert codes(words="nothing like it") == []
    assert codes(level="none") == [near.code, secondary.code, far.code]
    assert codes(sort="-name") == list(reversed(codes(sort="name")))


def test_the_distribution_counts_every_level_and_those_without() -> None:
    make_office(21)
    make_office(22)
    round_ = make_small_round()
    fill(round_, mark=2)

    rows = wall_of(round_, computation=computed(round_), actor=SYSTEM)

    assert distribution(rows, "qp-2566") == {5: 0, 4: 0, 3: 0, 2: 2, 1: 0, 0: 0}
    assert distribution(wall_of(round_, computation=None, actor=SYSTEM), "qp-2566")[0] == 2


def test_an_office_stands_beside_its_region_and_the_country() -> None:
    here = make_office(21, region="8")
    make_office(22, region="8")
    make_office(50, region="15")
    round_ = make_small_round()
    fill(round_, mark=3)
    set_marks(
        instruments_of(round_)[0],
        changes=[MarkChange(here.pk, code, "5") for code in ("1", "2", "3", "4", "5", "7")],
        by=SYSTEM,
    )

    groups = comparison_of(
        here, computation=computed(round_), framework_code="qp-2566", actor=SYSTEM
    )

    # here (6 x 5 + 6 x 3) / 12 = 4.00, the others 3.00
    assert [(group.name.en, group.offices, group.mean) for group in groups] == [
        ("Inspection Region 8", 2, "3.50"),
        ("The country", 3, "3.33"),
    ]


def queries_of_the_wall(offices: int) -> int:
    for number in range(offices):
        make_office(60 + number)
    round_ = make_small_round()
    fill(round_)
    computation = computed(round_)
    with CaptureQueriesContext(connection) as queries:
        wall_of(round_, computation=computation, actor=SYSTEM)
    return len(queries)


def test_the_wall_of_one_office_asks_as_much_as_the_wall_of_three() -> None:
    one = queries_of_the_wall(1)
    for number in (70, 71):
        make_office(number)
    round_ = make_small_round()
    computation = round_.computations.get()
    with CaptureQueriesContext(connection) as queries:
        wall_of(round_, computation=computation, actor=SYSTEM)

    assert len(queries) == one

"""Fields: groups of a round's indicators that a reviewer is an expert in."""

from __future__ import annotations

import pytest

from factories import make_office, make_small_round
from factories.panels import make_panel_world, make_reviewer
from factories.reporting import open_for
from tidtam.frameworks.form_actions import load_form_files
from tidtam.frameworks.form_files import form_path
from tidtam.frameworks.models import FormVersion
from tidtam.people.actor import SYSTEM
from tidtam.reviews.fields import covers, field_map, field_of, fields_of
from tidtam.reviews.models import Reviewer
from tidtam.rounds.models import Item, Round
from tidtam.rounds.planning import set_form
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def both() -> Round:
    """An open round that asks QP (one level) and SA (nested)."""
    make_office(21)
    round_ = make_small_round("qp-2566", "sa-2566")
    load_form_files([form_path("sa-form-2566")], by=SYSTEM)
    nested = instruments_of(round_)[1]
    set_form(nested, form=FormVersion.objects.get(code="sa-form-2566"), by=SYSTEM)
    return open_for(round_)


def test_a_nested_framework_has_a_field_for_each_top_node_and_one_for_all(both: Round) -> None:
    fields = fields_of(both)

    assert list(fields) == ["qp", "sa", "sa/1", "sa/2", "sa/3"]
    assert (fields["qp"].th, fields["sa"].th) == ("QP", "SA")
    assert fields["sa/1"].th == "SA มาตรฐานที่ 1 การบริหารจัดการองค์การสู่ความเป็นเลิศ"


def test_every_item_has_a_field(both: Round) -> None:
    by_instrument = field_map(both)
    items = Item.objects.filter(submission__round=both).select_related("instrument__framework")

    found = {item.node_code: field_of(item) for item in items}

    assert (found["6a"], found["1.1"], found["3.4.3.1"]) == ("qp", "sa/1", "sa/3")
    assert all(
        by_instrument[item.instrument_id][item.node_code] == field_of(item) for item in items
    )


def test_an_instrument_without_a_form_is_no_field() -> None:
    make_office(21)
    round_ = open_for(make_small_round("qp-2566", "sa-2566"))

    assert list(fields_of(round_)) == ["qp"]


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        (["sa"], "sa/1", True),
        (["sa/1"], "sa/1", True),
        (["sa/2", "qp"], "sa/1", False),
        (["qp"], "qp", True),
        ([], "sa/3", True),
    ],
)
def test_a_reviewer_covers_what_they_named(fields: list[str], field: str, expected: bool) -> None:
    assert covers(Reviewer(fields=fields), field) is expected


def test_a_reviewer_without_fields_covers_all_of_the_round() -> None:
    world = make_panel_world(reviewers=1, offices=2)

    reviewer = make_reviewer(world.panel)

    assert all(covers(reviewer, field) for field in fields_of(world.round))

"""What the office did about earlier recommendations stands beside the same indicator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from factories.following import OUTCOME, PLAN, published_round
from factories.panels import PanelWorld, make_panel_world
from tidtam.followups.actions import add_link, answer, gather
from tidtam.followups.errors import FollowUpNotFound
from tidtam.followups.lineage import lineage_of
from tidtam.followups.models import FollowUp
from tidtam.followups.queries import beside_item, evidence_for
from tidtam.followups.states import FollowUpState
from tidtam.frameworks.models import FrameworkVersion
from tidtam.people.actor import SYSTEM
from tidtam.people.queries import actor_for
from tidtam.reviews.models import Conflict
from tidtam.rounds.models import Item
from tidtam.shared import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    """Two offices in marking, of which both were given recommendations in a round before."""
    made = make_panel_world(offices=2, doubled=())
    _round, computation = published_round(made.offices)
    gather(computation, by=SYSTEM)
    return made


def earlier(world: PanelWorld, code: str, *, office: int = 0) -> FollowUp:
    return FollowUp.objects.get(node_code=code, office=world.offices[office])


def do(world: PanelWorld, code: str = "1") -> FollowUp:
    """The office does what was recommended and shows it by a link."""
    held, by = earlier(world, code), actor_for(world.reporters[0])
    words: dict[str, Any] = {"plan": PLAN, "who": "กลุ่มนิเทศ", "due_on": clock.today()}
    held = answer(held, state=FollowUpState.ACCEPTED, **words, seen_edit=0, by=by)
    add_link(held, url="https://a.example/1", by=by)
    words |= {"outcome": OUTCOME, "done_on": clock.today()}
    return answer(held, state=FollowUpState.DONE, **words, seen_edit=1, by=by)


def test_an_item_has_its_own_office_and_indicator_beside_it(world: PanelWorld) -> None:
    do(world)

    found = beside_item(world.item("1"))

    assert [(each.pk, each.state, each.outcome) for each in found] == [
        (earlier(world, "1").pk, "done", OUTCOME)
    ]
    assert [each.url for each in found[0].evidence.all()] == ["https://a.example/1"]
    assert beside_item(world.item("3")) == []


def test_it_is_two_questions_however_many_there_are(
    world: PanelWorld, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    item = Item.objects.select_related("submission", "instrument__framework").get(
        pk=world.item("1").pk
    )
    with django_assert_num_queries(2):
        assert len(beside_item(item)) == 1
    for code in ("r-a", "r-b"):
        _round, computation = published_round(world.offices[:1], code=code)
        gather(computation, by=SYSTEM)

    with django_assert_num_queries(2):
        assert len(beside_item(item)) == 3


def test_the_round_itself_is_not_beside_it(world: PanelWorld) -> None:
    item = world.item("1")
    FollowUp.objects.update(instrument=item.instrument)

    assert beside_item(item) == []


class TestYears:
    """Codes of two years, with and without a crosswalk between them."""

    @pytest.fixture
    def next_year(self, world: PanelWorld) -> Item:
        """The item as if it were asked by a framework of the next year."""
        item = Item.objects.select_related("submission", "instrument__framework").get(
            pk=world.item("1").pk
        )
        item.instrument.framework = FrameworkVersion(code="qp-2567", fiscal_year=2567)
        return item

    @pytest.fixture
    def crosswalk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr("tidtam.frameworks.crosswalks.directory", lambda: tmp_path)
        (tmp_path / "crosswalks").mkdir()
        return tmp_path / "crosswalks" / "qp.yaml"

    def write(self, path: Path, relation: str, earlier: str, later: str, sample: str) -> None:
        codes = [code for code in _top_codes() if f'"{code}"' not in earlier]
        dropped = ", ".join(f'"{code}"' for code in codes)
        path.write_text(
            f"earlier: qp-2566\nlater: qp-2567\nsample: {sample}\n"
            'title: {th: "เทียบ", en: "Crosswalk"}\nlinks:\n'
            f"  - {{relation: {relation}, earlier: [{earlier}], later: [{later}]}}\n"
            f"  - {{relation: dropped, earlier: [{dropped}]}}\n",
            "utf-8",
        )

    @pytest.mark.usefixtures("crosswalk")
    def test_without_a_crosswalk_the_number_is_taken_and_said_to_be_unsure(
        self, next_year: Item
    ) -> None:
        found = beside_item(next_year)

        assert [each.node_code for each in found] == ["1"]
        assert not lineage_of(next_year).is_sure("qp-2566", "1")

    @pytest.mark.parametrize(
        ("relation", "sample", "is_sure"),
        [("same", "false", True), ("same", "true", False), ("changed", "false", False)],
    )
    def test_a_crosswalk_says_which_number_it_was(
        self, next_year: Item, crosswalk: Path, relation: str, sample: str, is_sure: bool
    ) -> None:
        self.write(crosswalk, relation, '"2"', '"1"', sample)

        found = beside_item(next_year)

        assert [each.node_code for each in found] == ["2"]
        assert lineage_of(next_year).is_sure("qp-2566", "2") is is_sure

    def test_several_that_became_one_all_stand_beside_it(
        self, next_year: Item, crosswalk: Path
    ) -> None:
        self.write(crosswalk, "merged", '"1", "2"', '"1"', "false")

        assert [each.node_code for each in beside_item(next_year)] == ["1", "2"]

    def test_a_broken_crosswalk_leaves_the_number(self, next_year: Item, crosswalk: Path) -> None:
        crosswalk.write_text("earlier: [", "utf-8")

        assert [each.node_code for each in beside_item(next_year)] == ["1"]


def _top_codes() -> list[str]:
    from tidtam.frameworks.files import load_code

    return [node.code for node in load_code("qp-2566").nodes]


class TestEvidence:
    """Who may open what an office shows."""

    def test_the_reviewer_of_the_item_may(self, world: PanelWorld) -> None:
        piece = do(world).evidence.get()

        assert evidence_for(world.by(0), pk=piece.pk) == piece

    def test_not_what_was_taken_away_nor_after_a_conflict(self, world: PanelWorld) -> None:
        piece = do(world).evidence.get()
        by = world.by(0)
        piece.removed_at = clock.now()
        piece.save()
        with pytest.raises(FollowUpNotFound):
            evidence_for(by, pk=piece.pk)

        piece.removed_at = None
        piece.save()
        Conflict.objects.create(
            person=world.reviewers[0].person,
            office=world.offices[0],
            reason="ญาติ",
            declared_at=clock.now(),
            declared_by="ทดสอบ",
        )

        with pytest.raises(FollowUpNotFound):
            evidence_for(by, pk=piece.pk)

    def test_a_follow_up_of_an_indicator_they_do_not_mark_stays_closed(
        self, world: PanelWorld
    ) -> None:
        piece = do(world).evidence.get()
        FollowUp.objects.filter(pk=piece.follow_up_id).update(node_code="X9")

        with pytest.raises(FollowUpNotFound):
            evidence_for(world.by(0), pk=piece.pk)

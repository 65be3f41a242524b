"""A region can be held back until its embargo is lifted: set once, told once, hidden meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest
from django_tasks_db.models import DBTaskResult

from factories import computed, make_province, make_region, make_small_round
from factories.embargoes import REASON, SECRET_ADVICE, SECRET_VALUE, Embargoed, embargoed
from factories.reporting import actor_of
from tidtam.followups.actions import gather
from tidtam.followups.models import FollowUp
from tidtam.followups.queries import not_gathered
from tidtam.history.queries import entries_about
from tidtam.jobs.embargoes import lift_now, lift_what_is_due
from tidtam.notices.models import Message
from tidtam.orgs.models import AgencyProvince
from tidtam.people.actor import PUBLIC, SYSTEM, Actor
from tidtam.results.comparison import comparison_of
from tidtam.results.embargoes import (
    embargoes_of,
    hidden_from,
    hidden_office_ids,
    lift_due,
    lift_embargo,
    set_embargo,
)
from tidtam.results.errors import EmbargoRefused, ResultHeldBack
from tidtam.results.models import PrintRun
from tidtam.results.printing import FORMATS, ask_printing
from tidtam.results.queries import results_of_office, results_seen_by, totals_of
from tidtam.results.sheets import office_sheets
from tidtam.results.states import PrintState
from tidtam.results.wall import WallFilter, distribution, filtered, wall_of
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def world() -> Embargoed:
    return embargoed()


def told(template: str = "result_published") -> set[int | None]:
    return set(Message.objects.filter(template=template).values_list("to_person_id", flat=True))


# ---------------------------------------------------------------- setting and lifting


def test_setting_one_is_kept_with_who_and_why(world: Embargoed) -> None:
    until = clock.now() + HOUR

    made = world.hold(until=until)

    assert embargoes_of(world.round, actor=world.by) == [made]
    assert (made.reason, made.until, made.made_by) == (REASON, until, world.officer.full_name)
    entry = list(entries_about("rounds.round:r-6m"))[-1]
    assert (entry.act, entry.reason) == ("results.set_embargo", REASON)
    assert entry.detail == {"region": "8", "until": until.isoformat()}


@pytest.mark.parametrize(
    ("reason", "hours"), [("", None), ("   ", None), ("ก" * 1001, None), (REASON, -1), (REASON, 0)]
)
def test_a_reason_is_needed_and_a_moment_still_to_come(
    world: Embargoed, reason: str, hours: int | None
) -> None:
    until = clock.now() + hours * HOUR if hours is not None else None

    with pytest.raises(BadInput):
        set_embargo(world.round, region=make_region("8"), reason=reason, until=until, by=world.by)

    assert embargoes_of(world.round, actor=world.by) == []


def test_only_the_bureau_sets_lifts_and_lists(world: Embargoed) -> None:
    made = world.hold()
    director = actor_of(world.director)

    with pytest.raises(NotAllowed):
        set_embargo(world.round, region=make_region("15"), reason=REASON, by=director)
    with pytest.raises(NotAllowed):
        lift_embargo(made, by=director)
    assert embargoes_of(world.round, actor=director) == []


def test_a_region_is_held_back_once_until_it_is_lifted(world: Embargoed) -> None:
    made = world.hold()
    with pytest.raises(EmbargoRefused):
        world.hold()

    lift_embargo(made, by=world.by)
    again = world.hold()

    assert [each.lifted_at is None for each in embargoes_of(world.round, actor=world.by)] == [
        False,
        True,
    ]
    assert again.pk != made.pk


def test_nothing_can_be_held_back_once_the_round_was_published(world: Embargoed) -> None:
    world.publish()

    with pytest.raises(EmbargoRefused):
        world.hold()


def test_lifting_before_publication_tells_nobody(world: Embargoed) -> None:
    lift_embargo(world.hold(), by=world.by)

    assert hidden_office_ids(world.round) == frozenset()
    assert not Message.objects.exists()


def test_lifting_tells_the_offices_once_and_gathers_their_follow_ups(world: Embargoed) -> None:
    made = world.hold()
    computation = world.publish()
    gather(computation, by=SYSTEM)
    before = told(), list(FollowUp.objects.values_list("office__code", flat=True))
    waiting = not_gathered(SYSTEM)

    lifted = lift_now(made, by=world.by)
    lift_now(made, by=world.by)
    gather(computation, by=SYSTEM)

    assert before == ({world.stranger.pk}, [world.far.code])
    assert waiting == []
    assert told() == {world.stranger.pk, world.reporter.pk, world.director.pk}
    assert Message.objects.filter(template="result_published").count() == 3
    of_here = FollowUp.objects.get(office=world.here)
    assert of_here.text == SECRET_ADVICE
    assert of_here.given_at == lifted.lifted_at
    gathering = DBTaskResult.objects.filter(task_path__endswith="gather_follow_ups")
    assert gathering.last().args_kwargs["args"] == [computation.pk]  # type: ignore[union-attr]


def test_lifting_after_publication_prints_again_once(world: Embargoed) -> None:
    made = world.hold()
    computation = world.publish()
    first = ask_printing(computation, formats=FORMATS, total=6, by=SYSTEM)
    PrintRun.objects.update(state=PrintState.PRINTING)
    before = first.total

    lift_now(made, by=world.by)
    lift_now(made, by=world.by)

    _first, again = PrintRun.objects.order_by("pk")
    assert (before, again.total, again.state) == (4, 12, "waiting")
    printing = DBTaskResult.objects.filter(task_path__endswith="print_round")
    assert [each.args_kwargs["args"] for each in printing] == [[again.pk]]


def test_lifting_asks_for_no_sheets_where_none_were_printed(world: Embargoed) -> None:
    made = world.hold()
    world.publish()
    PrintRun.objects.all().delete()

    lift_now(made, by=world.by)

    assert not PrintRun.objects.exists()


def test_one_whose_moment_is_over_is_lifted_by_the_worker(world: Embargoed) -> None:
    world.hold(until=clock.now() + HOUR)
    world.hold("15")
    world.publish()

    early = lift_what_is_due(clock.now())
    late = lift_what_is_due(clock.now() + 2 * HOUR)

    assert (early, late) == (0, 1)
    assert hidden_office_ids(world.round) == {world.far.pk}
    assert told() == {world.reporter.pk, world.director.pk}
    region, other = embargoes_of(world.round, actor=world.by)
    assert (region.lifted_by, other.lifted_at) == (SYSTEM.name, None)


def test_an_office_of_two_regions_stays_hidden_until_both_are_lifted(world: Embargoed) -> None:
    AgencyProvince.objects.create(agency=world.here, province=make_province(51, "15"))
    first, second = world.hold(), world.hold("15")
    world.publish()

    lift_embargo(first, by=world.by)
    between = hidden_office_ids(world.round), told()
    lift_embargo(second, by=world.by)

    assert between[0] == {world.here.pk, world.far.pk}
    assert between[1] == set()
    assert hidden_office_ids(world.round) == frozenset()
    assert told() == {world.reporter.pk, world.director.pk, world.stranger.pk}


def test_lifting_what_is_due_twice_lifts_once(world: Embargoed) -> None:
    world.hold(until=clock.now() + HOUR)
    later = clock.now() + 2 * HOUR

    assert [len(lift_due(later, by=SYSTEM)) for _time in range(2)] == [1, 0]


# ---------------------------------------------------------------- what is hidden


def outside(world: Embargoed) -> list[Actor]:
    return [PUBLIC, actor_of(world.reporter), actor_of(world.director), actor_of(world.stranger)]


def test_the_bureau_sees_everything_and_nobody_else_the_region(world: Embargoed) -> None:
    world.hold()
    held = frozenset({world.here.pk, world.beside.pk})

    assert hidden_office_ids(world.round) == held
    assert hidden_from(world.by, world.round) == hidden_from(SYSTEM, world.round) == frozenset()
    assert [hidden_from(actor, world.round) for actor in outside(world)] == [held] * 4
    other = make_small_round(code="other")
    assert hidden_office_ids(other) == frozenset()


def test_results_sheets_and_totals_leave_the_region_out(world: Embargoed) -> None:
    world.hold()
    computation = world.publish()

    for actor in outside(world):
        assert [each.office for each in results_seen_by(actor)] == [world.far]
        assert [each.office for each in office_sheets(computation, actor=actor)] == [world.far]
        assert list(totals_of(computation, actor=actor)) == [(world.far.pk, "qp-2566")]
        with pytest.raises(ResultHeldBack):
            results_of_office(computation, office_code=world.here.code, actor=actor)
    assert results_seen_by(world.by).count() == 3
    (of_here,) = results_of_office(computation, office_code=world.here.code, actor=world.by)
    assert of_here.total_value == SECRET_VALUE


def test_another_round_of_the_same_offices_is_not_hidden(world: Embargoed) -> None:
    world.hold()
    world.publish()
    make_small_round(code="other")

    assert results_seen_by(PUBLIC).filter(computation__round__code="other").count() == 0
    assert [each.office for each in results_seen_by(PUBLIC)] == [world.far]


def test_the_wall_says_it_is_not_announced_and_counts_only_the_others(world: Embargoed) -> None:
    world.hold()
    computation = world.publish()

    rows = wall_of(world.round, computation=computation, actor=PUBLIC, marks=False)

    assert [(row.office, row.is_hidden, row.totals[0].value) for row in rows] == [
        (world.here, True, ""),
        (world.beside, True, ""),
        (world.far, False, "4.00"),
    ]
    assert distribution(rows, "qp-2566") == {5: 0, 4: 1, 3: 0, 2: 0, 1: 0, 0: 0}
    levels = {level: filtered(rows, WallFilter(level=level)) for level in ("none", "3", "4")}
    assert levels == {"none": [], "3": [], "4": [rows[2]]}
    bureau = wall_of(world.round, computation=computation, actor=world.by, marks=False)
    assert [row.is_hidden for row in bureau] == [False] * 3


def test_means_are_of_what_the_reader_may_see(world: Embargoed) -> None:
    AgencyProvince.objects.create(agency=world.far, province=make_province(52, "9"))
    world.hold()
    computation = world.publish()

    def beside(actor: Actor) -> list[tuple[int, str]]:
        groups = comparison_of(
            world.far, computation=computation, framework_code="qp-2566", actor=actor
        )
        return [(group.offices, group.mean) for group in groups]

    assert beside(PUBLIC) == [(1, "4.00"), (1, "4.00"), (1, "4.00")]
    assert beside(world.by)[-1] == (3, "3.61")


def test_it_holds_before_publication_too(world: Embargoed) -> None:
    world.hold()
    computed(world.round)

    assert hidden_office_ids(world.round) == {world.here.pk, world.beside.pk}

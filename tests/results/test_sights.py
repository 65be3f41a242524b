"""Each look of a signed-in person is kept once a way, and the bureau reads who opened what."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction
from pytest_django import DjangoAssertNumQueries

from factories import computed, make_person
from factories.embargoes import Embargoed, embargoed
from factories.publishing import correct, corrected
from factories.reporting import actor_of
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.people.models import Post
from tidtam.people.roles import Role
from tidtam.results.models import Computation, Sight
from tidtam.results.sights import SeenFilter, filtered_seen, saw, seen_of
from tidtam.results.states import State, Way
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def world() -> Embargoed:
    return embargoed()


def kept() -> list[tuple[str, str, int, bool]]:
    return [
        (each.person.full_name, each.way, each.times, each.was_published)
        for each in Sight.objects.select_related("person").order_by("pk")
    ]


def test_a_look_is_kept_once_a_way_with_first_last_and_times(world: Embargoed) -> None:
    computation, actor = world.publish(), actor_of(world.reporter)
    first = clock.now()

    for minutes in range(3):
        now = first + minutes * MINUTE
        saw(computation, world.here, actor=actor, way=Way.PAGE, now=now)
    saw(computation, world.here, actor=actor, way=Way.PDF, now=first)

    name = world.reporter.full_name
    assert kept() == [(name, "page", 3, True), (name, "pdf", 1, True)]
    page = Sight.objects.get(way="page")
    assert (page.first_at, page.last_at) == (first, first + 2 * MINUTE)


def test_nothing_is_kept_of_the_system_and_of_unknown_readers(world: Embargoed) -> None:
    computation = world.publish()

    for actor in (PUBLIC, SYSTEM):
        saw(computation, world.here, actor=actor, way=Way.PAGE, now=clock.now())

    assert kept() == []


def test_a_look_again_is_one_write(
    world: Embargoed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    computation, actor = world.publish(), actor_of(world.reporter)
    saw(computation, world.here, actor=actor, way=Way.PAGE, now=clock.now())

    with django_assert_num_queries(3):  # the write, and the savepoint around it
        saw(computation, world.here, actor=actor, way=Way.PAGE, now=clock.now())


def test_a_look_before_publication_is_marked_for_ever(world: Embargoed) -> None:
    chair = make_person(Role.CHAIR)
    computation = computed(world.round)
    saw(computation, world.here, actor=actor_of(chair), way=Way.PAGE, now=clock.now())
    Computation.objects.filter(pk=computation.pk).update(state=State.PUBLISHED)
    computation.refresh_from_db()
    saw(computation, world.here, actor=actor_of(chair), way=Way.PAGE, now=clock.now())

    assert kept() == [(chair.full_name, "page", 2, False)]


def test_what_cannot_be_kept_stops_nothing(world: Embargoed) -> None:
    computation, actor = world.publish(), actor_of(world.reporter)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE results_sight RENAME TO results_sight_away")

    saw(computation, world.here, actor=actor, way=Way.PAGE, now=clock.now())

    assert Computation.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Sight.objects.count()


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory lets no two threads write"
)
@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_are_both_counted() -> None:
    world = embargoed()
    computation, actor = world.publish(), actor_of(world.reporter)

    def look(_number: int) -> None:
        saw(computation, world.here, actor=actor, way=Way.PAGE, now=clock.now())
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, range(8)))

    assert kept() == [(world.reporter.full_name, "page", 8, True)]


# ---------------------------------------------------------------- reading


def test_an_office_has_opened_its_result_when_its_own_people_have(world: Embargoed) -> None:
    computation, now = world.publish(), clock.now()
    saw(computation, world.here, actor=actor_of(world.stranger), way=Way.PAGE, now=now)
    saw(computation, world.here, actor=world.by, way=Way.PDF, now=now)
    before = [row.is_opened for row in seen_of(computation, actor=world.by)]

    saw(computation, world.here, actor=actor_of(world.reporter), way=Way.PAGE, now=now + MINUTE)
    saw(computation, world.here, actor=actor_of(world.director), way=Way.WORD, now=now + 2 * MINUTE)
    here, beside, far = seen_of(computation, actor=world.by)

    assert before == [False, False, False]
    assert (here.first_at, here.last_at) == (now + MINUTE, now + 2 * MINUTE)
    assert (here.has_pdf, here.has_word, here.people) == (False, True, 4)
    assert [look.person for look in here.looks][:2] == [world.reporter, world.director]
    assert [look.is_own for look in here.looks] == [True, True, False, False]
    assert (here.state, beside.state, far.state) == ("opened", "waiting", "waiting")


def test_the_post_is_the_one_held_on_the_day_of_the_look(world: Embargoed) -> None:
    computation, now = world.publish(), clock.now()
    saw(computation, world.here, actor=actor_of(world.reporter), way=Way.PAGE, now=now)
    yesterday = clock.today() - dt.timedelta(days=1)
    Post.objects.filter(person=world.reporter).update(ends_on=yesterday)

    (look,) = seen_of(computation, actor=world.by)[0].looks

    assert (look.posts, look.is_own) == ((), False)


def test_the_filter_asks_for_offices_that_have_not_opened_theirs(world: Embargoed) -> None:
    world.hold("15")
    computation = world.publish()
    saw(computation, world.here, actor=actor_of(world.reporter), way=Way.PAGE, now=clock.now())
    rows = seen_of(computation, actor=world.by)

    def offices(**wanted: str) -> list[object]:
        return [row.office for row in filtered_seen(rows, SeenFilter(**wanted))]

    assert offices(state="opened") == [world.here]
    assert offices(state="waiting") == [world.beside]
    assert offices(state="held") == [world.far]
    assert offices(region="15") == [world.far]
    assert offices(region="8", state="waiting") == [world.beside]
    assert offices() == [world.here, world.beside, world.far]


def test_a_correction_asks_only_the_offices_it_changed(world: Embargoed) -> None:
    old, now = world.publish(), clock.now()
    for office, person in ((world.here, world.reporter), (world.far, world.stranger)):
        saw(old, office, actor=actor_of(person), way=Way.PAGE, now=now)
    correct(world.round, node="1", mark="5", office_id=world.here.pk)
    new = corrected(world.round)

    opened = [(row.office, row.is_opened) for row in seen_of(new, actor=world.by)]

    assert opened == [(world.here, False), (world.beside, False), (world.far, True)]


def test_who_looked_is_for_the_bureau(world: Embargoed) -> None:
    computation = world.publish()

    for person in (world.reporter, world.director, make_person(Role.CHAIR)):
        with pytest.raises(NotAllowed):
            seen_of(computation, actor=actor_of(person))

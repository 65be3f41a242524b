"""Who looked at a result: kept for each person and way, read by the bureau."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import structlog
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Max, Q

from tidtam.orgs.models import Agency, InspectionRegion
from tidtam.orgs.queries import regions_by_code
from tidtam.people.actor import Actor
from tidtam.people.models import Person, Post
from tidtam.results.hidden import hidden_office_ids
from tidtam.results.models import Computation, OfficeResult, Sight
from tidtam.results.states import EVER_PUBLISHED, Way
from tidtam.reviews.queries import left_out, offices_judged
from tidtam.shared import clock

log = structlog.get_logger(__name__)


def saw(
    computation: Computation, office: Agency, *, actor: Actor, way: Way, now: dt.datetime
) -> None:
    """Keep that a person looked: the first time, the last, and how often.

    One write, the first time two. Nothing is kept of readers who are not signed in, and what
    cannot be kept never stops what is looked at.
    """
    if actor.person_id is None:
        return
    key = {
        "computation_id": computation.pk,
        "office_id": office.pk,
        "person_id": actor.person_id,
        "way": way.value,
    }
    try:
        with transaction.atomic():
            if not _again(key, now):
                _first(key, now, was_published=computation.state in EVER_PUBLISHED)
    except DatabaseError as error:
        log.warning("a look at a result was not kept", why=" ".join(str(error).split()))


def _again(key: Mapping[str, object], now: dt.datetime) -> bool:
    return bool(Sight.objects.filter(**key).update(last_at=now, times=F("times") + 1))


def _first(key: Mapping[str, object], now: dt.datetime, *, was_published: bool) -> None:
    """Make the row; where another page of the same person made it meanwhile, count on."""
    try:
        with transaction.atomic():
            Sight.objects.create(**key, first_at=now, last_at=now, was_published=was_published)
    except IntegrityError:
        _again(key, now)


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Look:
    """One person's looks at one office's result in one way.

    Attributes:
        posts: held when it was first looked at; those at the office itself first.
        is_own: whether one of them was at the office.
        was_published: whether the first look came after publication.
    """

    office: Agency
    person: Person
    posts: tuple[Post, ...]
    is_own: bool
    way: Way
    was_published: bool
    first_at: dt.datetime
    last_at: dt.datetime
    times: int


@dataclass(frozen=True, slots=True)
class OfficeSeen:
    """Who looked at the result of one office that is in force.

    Attributes:
        first_at, last_at: by the office's own people once it was published; None: not opened.
        ways: in which they took it.
        is_held_back: an embargo hides it from them, so that nobody could open it.
        looks: everybody's, the office's own people first.
    """

    office: Agency
    regions: tuple[InspectionRegion, ...]
    is_held_back: bool = False
    first_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    ways: frozenset[Way] = frozenset()
    looks: tuple[Look, ...] = ()

    @property
    def is_opened(self) -> bool:
        return self.first_at is not None

    @property
    def state(self) -> str:
        """Held back, "opened", or "waiting": the office could open its result and has not."""
        return "held" if self.is_held_back else "opened" if self.is_opened else "waiting"

    @property
    def people(self) -> int:
        """How many people looked, from wherever."""
        return len({look.person.pk for look in self.looks})

    @property
    def has_pdf(self) -> bool:
        return Way.PDF in self.ways

    @property
    def has_word(self) -> bool:
        return Way.WORD in self.ways


@dataclass(frozen=True, slots=True)
class SeenFilter:
    """Which offices a reader wants to see; empty fields ask for everything.

    Attributes:
        state: "waiting" (not opened yet), "opened" or "held" (held back).
        region: code of an inspection region.
    """

    state: str = ""
    region: str = ""


def seen_of(computation: Computation, *, actor: Actor) -> list[OfficeSeen]:
    """Every office of a computation in printing order; a constant number of queries.

    A correction that left an office as it was asks nothing new of it: looks at an earlier
    computation with the same version of the office's result count here too.

    Raises:
        NotAllowed: who looked is for the bureau.
    """
    actor.must("results.see_sights")
    round_ = computation.round
    offices = offices_judged(round_, without=left_out(round_))
    regions = regions_by_code(offices)
    hidden = hidden_office_ids(computation.round)
    looks = _looks(computation)
    return [
        _seen(
            OfficeSeen(office, regions[office.code], is_held_back=office.pk in hidden),
            looks.get(office.pk, []),
        )
        for office in offices
    ]


def filtered_seen(rows: Iterable[OfficeSeen], wanted: SeenFilter) -> list[OfficeSeen]:
    """The rows a reader asked for, in their order."""
    return [
        row
        for row in rows
        if (not wanted.state or wanted.state == row.state)
        and (not wanted.region or wanted.region in {each.code for each in row.regions})
    ]


def _seen(row: OfficeSeen, looks: list[Look]) -> OfficeSeen:
    own = [look for look in looks if look.is_own and look.was_published]
    return replace(
        row,
        first_at=min((look.first_at for look in own), default=None),
        last_at=max((look.last_at for look in own), default=None),
        ways=frozenset(look.way for look in own),
        looks=tuple(sorted(looks, key=lambda look: (not look.is_own, look.first_at))),
    )


def _looks(computation: Computation) -> dict[int, list[Look]]:
    """Office id -> the looks that count for a computation: four queries."""
    counting = _counting(computation)
    rows = list(
        Sight.objects.filter(computation__in={pk for pk, _office in counting})
        .select_related("office", "person")
        .order_by("first_at", "pk")
    )
    posts: dict[int, list[Post]] = defaultdict(list)
    of_people = Post.objects.filter(person__in={row.person_id for row in rows})
    for post in of_people.select_related("agency").order_by("starts_on", "pk"):
        posts[post.person_id].append(post)
    found: dict[int, list[Look]] = defaultdict(list)
    for row in rows:
        if (row.computation_id, row.office_id) in counting:
            found[row.office_id].append(_look(row, posts[row.person_id]))
    return found


def _counting(computation: Computation) -> set[tuple[int, int]]:
    """(computation id, office id): where an office has the same version as in a computation."""
    known = Q(computation=computation)
    if computation.state in EVER_PUBLISHED:
        known |= Q(
            computation__round=computation.round_id,
            computation__state__in=EVER_PUBLISHED,
            computation__number__lt=computation.number,
        )
    rows = OfficeResult.objects.filter(known).order_by()
    numbers = {
        (pk, office): version
        for pk, office, version in rows.values_list("computation_id", "office_id").annotate(
            Max("version")
        )
    }
    return {
        (pk, office)
        for (pk, office), version in numbers.items()
        if version == numbers.get((computation.pk, office))
    }


def _look(row: Sight, posts: Iterable[Post]) -> Look:
    day = clock.local(row.first_at).date()
    held = [
        post
        for post in posts
        if post.starts_on <= day and (post.ends_on is None or day <= post.ends_on)
    ]
    held.sort(key=lambda post: post.agency_id != row.office_id)
    return Look(
        office=row.office,
        person=row.person,
        posts=tuple(held),
        is_own=any(post.agency_id == row.office_id for post in held),
        way=Way(row.way),
        was_published=row.was_published,
        first_at=row.first_at,
        last_at=row.last_at,
        times=row.times,
    )

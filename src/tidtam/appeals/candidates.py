"""Who may decide an appeal: a reviewer, moderator or chair of today with no part in the mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from tidtam.appeals.errors import MustNotDecide
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import AppealState
from tidtam.history.queries import entries_about
from tidtam.people.actor import Actor
from tidtam.people.models import Person, Post
from tidtam.people.roles import ROLE_NAMES, Role
from tidtam.reviews.interests import INTERESTS, interests_of
from tidtam.reviews.models import Assignment, Decision
from tidtam.reviews.standing import BY_PEOPLE
from tidtam.rounds.models import Item
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

DECIDERS = (Role.REVIEWER, Role.MODERATOR, Role.CHAIR)
NO_POST = "no_post"
MARKED = "marked"
DECIDED = "decided"

# In the order in which they are told where several keep somebody away.
WHY_NOT: Mapping[str, Bilingual] = {
    NO_POST: Bilingual(
        "ไม่มีตำแหน่งผู้ประเมิน ผู้กลั่นกรอง หรือประธานในวันนี้",
        "Is no reviewer, moderator or chair today",
    ),
    MARKED: Bilingual("เคยได้รับมอบให้ประเมินข้อนี้", "Was given this item to mark"),
    DECIDED: Bilingual("เคยตัดสินคะแนนข้อนี้", "Decided this item before"),
    **INTERESTS,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could decide an appeal, or why not.

    Attributes:
        posts: held today, of those that decide.
        load: appeals of any round that they have and have not decided.
        why_not: in words; None where they may.
    """

    person: Person
    posts: tuple[Bilingual, ...]
    load: int
    why_not: Bilingual | None


def candidates_for(appeal: Appeal, *, actor: Actor) -> list[Candidate]:
    """Everybody with a post that decides: those who may first, the least loaded before others.

    Raises:
        NotAllowed: the actor gives no appeals.
    """
    actor.must_ever("appeals.give")
    posts = posts_of_deciders()
    people = {post.person_id: post.person for post in posts}
    held: defaultdict[int, list[Role]] = defaultdict(list)
    for post in posts:
        held[post.person_id].append(Role(post.role))
    loads = open_loads(people)
    kept_away = why_not_of(appeal.item, people.values())
    rows = [
        Candidate(
            person=person,
            posts=tuple(ROLE_NAMES[role] for role in DECIDERS if role in held[key]),
            load=loads.get(key, 0),
            why_not=WHY_NOT[kept_away[key]] if key in kept_away else None,
        )
        for key, person in people.items()
    ]
    return sorted(
        rows,
        key=lambda row: (row.why_not is not None, row.load, row.person.full_name, row.person.pk),
    )


def refuse_a_biased(appeal: Appeal, person: Person) -> None:
    """Refuse somebody who must not decide an appeal; nobody can override it.

    Raises:
        MustNotDecide: with the reason.
    """
    code = why_not_of(appeal.item, [person]).get(person.pk)
    if person.pk not in {post.person_id for post in posts_of_deciders(person)}:
        code = NO_POST
    if code is None:
        return
    why = WHY_NOT[code]
    raise MustNotDecide(
        f"{person.full_name} พิจารณาคำทักท้วงนี้ไม่ได้ ({why.th}) โปรดให้ผู้อื่นพิจารณา",
        f"{person.full_name} cannot decide this appeal ({why.en}). Please let somebody else.",
    )


def posts_of_deciders(person: Person | None = None) -> list[Post]:
    """The posts that decide, held today by people who may sign in; one query."""
    today = clock.today()
    found = Post.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        role__in=[role.value for role in DECIDERS],
        starts_on__lte=today,
        person__is_active=True,
    )
    if person is not None:
        found = found.filter(person=person)
    return list(found.select_related("person").order_by("person_id", "pk"))


def open_loads(people: Collection[int]) -> dict[int, int]:
    """Person -> how many appeals they have and have not decided; one query."""
    given = Appeal.objects.filter(decider__in=list(people), state=AppealState.GIVEN.value)
    return dict(given.order_by().values_list("decider").annotate(Count("pk")))


def why_not_of(item: Item, people: Collection[Person]) -> dict[int, str]:
    """Person -> code of ``WHY_NOT``, of those who must not decide; the same few queries for all."""
    marked, names, acted = markers_of(item), names_on_decisions(item), deciders_of(item)
    interests = interests_of([each.pk for each in people])
    office = item.submission.office_id
    found: dict[int, str] = {}
    for person in people:
        if person.pk in marked:
            found[person.pk] = MARKED
        elif person.pk in acted or person.full_name in names:
            found[person.pk] = DECIDED
        elif office in interests[person.pk]:
            found[person.pk] = interests[person.pk][office]
    return found


def markers_of(item: Item) -> frozenset[int]:
    """Everybody who ever had the item to mark, withdrawn or not."""
    given = Assignment.objects.filter(item=item).order_by()
    return frozenset(given.values_list("reviewer__person", flat=True))


def names_on_decisions(item: Item) -> frozenset[str]:
    """The names on decisions that people made; those by rule are nobody's judgement."""
    kinds = [kind.value for kind in BY_PEOPLE]
    made = Decision.objects.filter(item=item, kind__in=kinds).order_by()
    return frozenset(made.values_list("decided_by", flat=True))


def deciders_of(item: Item) -> frozenset[int]:
    """The people whom history names as having decided the item, whatever they are called now."""
    told = entries_about(f"rounds.round:{item.submission.round.code}").filter(
        act="reviews.decide",
        detail__office=item.submission.office.code,
        detail__framework=item.instrument.framework.code,
        detail__node=item.node_code,
    )
    found = told.exclude(actor_id=None).order_by().values_list("actor_id", flat=True)
    return frozenset(key for key in found if key is not None)

"""Who may decide an appeal: a reviewer, moderator or chair of today with no part in the mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from tidtam.appeals.errors import MustNotDecide
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import AppealState
from tidtam.history.models import Entry
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
    return candidates_for_each([appeal], actor=actor)[appeal.pk]


def candidates_for_each(appeals: Sequence[Appeal], *, actor: Actor) -> dict[int, list[Candidate]]:
    """``candidates_for`` of several appeals, by key; as many queries as for one.

    Raises:
        NotAllowed: the actor gives no appeals.
    """
    actor.must_ever("appeals.give")
    posts = posts_of_deciders()
    people = {post.person_id: post.person for post in posts}
    loads = open_loads(people)
    kept_away = why_not_of([each.item for each in appeals], people.values())
    found: dict[int, list[Candidate]] = {}
    for each in appeals:
        codes = kept_away[each.item_id]
        rows = [
            Candidate(
                person=person,
                posts=_named(posts, key),
                load=loads.get(key, 0),
                why_not=WHY_NOT[codes[key]] if key in codes else None,
            )
            for key, person in people.items()
        ]
        found[each.pk] = sorted(rows, key=_place)
    return found


def _named(posts: Sequence[Post], person_id: int) -> tuple[Bilingual, ...]:
    held = {post.role for post in posts if post.person_id == person_id}
    return tuple(ROLE_NAMES[role] for role in DECIDERS if role.value in held)


def _place(row: Candidate) -> tuple[bool, int, str, int]:
    return row.why_not is not None, row.load, row.person.full_name, row.person.pk


def kept_from_it(appeals: Sequence[Appeal]) -> dict[int, Bilingual]:
    """Appeal -> why whoever has it must not decide it any more, of those that are being considered.

    A conflict declared, a post ended or taken up since it was given: somebody else must get it.
    As many queries for many appeals as for one.
    """
    given = [each for each in appeals if each.state == AppealState.GIVEN and each.decider]
    if not given:
        return {}
    people = {each.decider.pk: each.decider for each in given if each.decider}
    present = {post.person_id for post in posts_of_deciders()}
    codes = why_not_of([each.item for each in given], people.values())
    found: dict[int, Bilingual] = {}
    for each in given:
        person_id = each.decider_id or 0
        code = codes[each.item_id].get(person_id) if person_id in present else NO_POST
        if code is not None:
            found[each.pk] = WHY_NOT[code]
    return found


def refuse_a_biased(appeal: Appeal, person: Person) -> None:
    """Refuse somebody who must not decide an appeal; nobody can override it.

    Raises:
        MustNotDecide: with the reason.
    """
    code = why_not_of([appeal.item], [person])[appeal.item_id].get(person.pk)
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


def why_not_of(items: Sequence[Item], people: Collection[Person]) -> dict[int, dict[int, str]]:
    """Item -> person -> code of ``WHY_NOT``, of those who must not decide.

    As many queries for many items and people as for one.
    """
    marked, names, acted = markers_of(items), names_on_decisions(items), deciders_of(items)
    interests = interests_of([each.pk for each in people])
    found: dict[int, dict[int, str]] = {item.pk: {} for item in items}
    for item in items:
        office = item.submission.office_id
        for person in people:
            if person.pk in marked[item.pk]:
                found[item.pk][person.pk] = MARKED
            elif person.pk in acted[item.pk] or person.full_name in names[item.pk]:
                found[item.pk][person.pk] = DECIDED
            elif office in interests[person.pk]:
                found[item.pk][person.pk] = interests[person.pk][office]
    return found


def markers_of(items: Sequence[Item]) -> defaultdict[int, set[int]]:
    """Item -> everybody who ever had it to mark, withdrawn or not; one query."""
    given = Assignment.objects.filter(item__in=[each.pk for each in items]).order_by()
    found: defaultdict[int, set[int]] = defaultdict(set)
    for item, person in given.values_list("item_id", "reviewer__person_id"):
        found[item].add(person)
    return found


def names_on_decisions(items: Sequence[Item]) -> defaultdict[int, set[str]]:
    """Item -> the names on decisions that people made; those by rule are nobody's judgement."""
    kinds = [kind.value for kind in BY_PEOPLE]
    made = Decision.objects.filter(item__in=[each.pk for each in items], kind__in=kinds)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for item, name in made.order_by().values_list("item_id", "decided_by"):
        found[item].add(name)
    return found


def deciders_of(items: Sequence[Item]) -> defaultdict[int, set[int]]:
    """Item -> whom history names as having decided it, whatever they are called now; one query."""
    places = {_told_as(item): item.pk for item in items}
    here = Q(pk__in=[])
    for subject, office, framework, node in places:
        of_item = Q(detail__office=office, detail__framework=framework, detail__node=node)
        here |= of_item & Q(subject=subject)
    told = Entry.objects.filter(here, act="reviews.decide").exclude(actor_id=None).order_by()
    found: defaultdict[int, set[int]] = defaultdict(set)
    for subject, detail, person in told.values_list("subject", "detail", "actor_id"):
        place = (subject, detail["office"], detail["framework"], detail["node"])
        if person is not None:
            found[places[place]].add(person)
    return found


def _told_as(item: Item) -> tuple[str, str, str, str]:
    """How history names an item: the round, and the office, framework and node beside it."""
    round_ = item.submission.round.code
    office, framework = item.submission.office.code, item.instrument.framework.code
    return f"rounds.round:{round_}", office, framework, item.node_code

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.sessions.models import Session
from django.db.models import Prefetch, Q, QuerySet

from tidtam.people.actor import PUBLIC, Actor, HeldPost
from tidtam.people.models import Invitation, Person, Post, SignIn
from tidtam.people.roles import Role
from tidtam.shared import clock
from tidtam.shared.prepared import Prepared


def _posts_held(*, person: int, day: dt.date) -> QuerySet[Post, tuple[str, str]]:
    """Role and agency code of the posts a person holds on a day."""
    held = Post.objects.filter(_held(day), person_id=person).order_by("starts_on", "pk")
    return held.values_list("role", "agency__code")


# Asked on every request of whoever is signed in.
_POSTS_HELD = Prepared(_posts_held, {"person": -1, "day": dt.date(1234, 5, 6)})


def actor_for(person: Person | None) -> Actor:
    """The actor a signed-in person is today; an unknown reader for None."""
    if person is None or not person.is_active:
        return PUBLIC
    held = tuple(
        HeldPost(role=Role(role), agency_code=code or "")
        for role, code in _POSTS_HELD.rows(person=person.pk, day=clock.today())
    )
    return Actor(name=person.full_name, person_id=person.pk, posts=held)


def people_of(agency_code: str, *, on: dt.date | None = None) -> QuerySet[Person]:
    """The people who hold a post at an agency on a day (today), by name."""
    held = Post.objects.filter(_held(on or clock.today()), agency__code=agency_code)
    people = Person.objects.filter(is_active=True, pk__in=held.values("person"))
    return people.order_by("full_name", "pk")


def posts_at(agency_codes: Iterable[str], *, roles: Iterable[Role]) -> QuerySet[Post]:
    """The posts of some roles held at agencies today by people who may sign in."""
    held = Post.objects.filter(
        _held(clock.today()),
        agency__code__in=list(agency_codes),
        role__in=[role.value for role in roles],
        person__is_active=True,
    )
    return held.select_related("person", "agency").order_by("agency__order", "person_id", "pk")


def holds_on(person: Person, role: Role, *, agency_code: str, day: dt.date) -> bool:
    """Whether a person holds a role at an agency on a day, by any post."""
    held = person.posts.filter(_held(day), role=role, agency__code=agency_code)
    return held.exists()


def people_seen_by(actor: Actor) -> QuerySet[Person]:
    """All people for the bureau; for a director those who hold or held a post there."""
    if actor.may("people.see"):
        return Person.objects.order_by("full_name", "pk")
    codes = _directed(actor)
    held = Post.objects.filter(agency__code__in=codes).values("person")
    return Person.objects.filter(pk__in=held).order_by("full_name", "pk")


def find_people(people: QuerySet[Person], *, name: str = "", office: str = "") -> QuerySet[Person]:
    """Those whose name or sign-in name has the words, with a post today at such an office.

    Args:
        name: words, all of which are found in the name or the sign-in name.
        office: a unit code, or a part of an office's name.
    """
    for word in name.split():
        people = people.filter(Q(full_name__icontains=word) | Q(sign_in_name__icontains=word))
    if office := office.strip():
        of_office = (
            Q(agency__code=office)
            | Q(agency__short_th__icontains=office)
            | Q(agency__name_th__icontains=office)
            | Q(agency__name_en__icontains=office)
        )
        held = Post.objects.filter(_held(clock.today()) & of_office)
        people = people.filter(pk__in=held.values("person"))
    return people


def with_posts(people: QuerySet[Person], *, seen_by: Actor) -> QuerySet[Person]:
    """Each person with ``posts_today``: the posts held today that the asker may see."""
    today = posts_seen_by(seen_by).filter(_held(clock.today()))
    return people.prefetch_related(Prefetch("posts", queryset=today, to_attr="posts_today"))


def posts_seen_by(actor: Actor) -> QuerySet[Post]:
    """All posts for the bureau; those at the own offices for a director; else one's own."""
    near = ("agency", "given_by", "ended_by", "person", "handed_to__person")
    posts = Post.objects.select_related(*near)
    if actor.may("people.see"):
        return posts
    return posts.filter(Q(agency__code__in=_directed(actor)) | Q(person_id=actor.person_id))


def post_history(person: Person, *, seen_by: Actor) -> QuerySet[Post]:
    """All posts of a person, the newest first, ended ones too."""
    return posts_seen_by(seen_by).filter(person=person).order_by("-starts_on", "-pk")


def awaited_hand_overs(person: Person) -> set[int]:
    """The keys of the person's posts that are handed over to whom an invitation still waits for."""
    open_now = Invitation.objects.filter(
        hands_over__person=person, accepted_at=None, revoked_at=None, expires_at__gt=clock.now()
    )
    return set(open_now.values_list("hands_over_id", flat=True))


def work_to_hand_on(day: dt.date) -> QuerySet[Post]:
    """The posts whose work waits for a post that has begun by a day, the earliest first."""
    found = Post.objects.filter(work_waits=True, handed_to__starts_on__lte=day)
    near = ("agency", "person", "handed_to__person")
    return found.select_related(*near).order_by("handed_to__starts_on", "pk")


def invitations_seen_by(actor: Actor) -> QuerySet[Invitation]:
    """All invitations for the bureau; those to the own offices for a director."""
    invitations = Invitation.objects.select_related("agency", "made_by", "renews")
    if actor.may("people.see"):
        return invitations
    return invitations.filter(agency__code__in=_directed(actor))


def sign_ins_of(person: Person) -> QuerySet[SignIn]:
    """The sign-ins of a person whose sessions still live."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    return person.sign_ins.filter(session_key__in=alive)


def person_by_email(email: str) -> Person | None:
    """The one active person with exactly this address; None where none or several have it."""
    found = list(Person.objects.filter(email=email.lower(), is_active=True)[:2]) if email else []
    return found[0] if len(found) == 1 else None


def _held(on: dt.date) -> Q:
    return (Q(ends_on__isnull=True) | Q(ends_on__gte=on)) & Q(starts_on__lte=on)


def _directed(actor: Actor) -> list[str]:
    return [post.agency_code for post in actor.posts if post.role is Role.DIRECTOR]

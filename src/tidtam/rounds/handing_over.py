"""Posts that change hands together with the work: who leaves, who comes, whose items are whose.

The room ``people`` knows posts and no reports; here both happen in one transaction, so that
nobody leaves with items that only they could see as theirs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from tidtam.people import actions, invitations
from tidtam.people.actions import HandOver
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.invitations import Accepted
from tidtam.people.models import Invitation, Person, Post
from tidtam.people.posts import work_went
from tidtam.people.queries import holds_on, work_to_hand_on
from tidtam.people.roles import Role
from tidtam.rounds.models import Item
from tidtam.rounds.states import RoundState
from tidtam.rounds.submitting import take_over_items
from tidtam.shared import clock


@dataclass(frozen=True)
class WorkHandedOver:
    """What was handed over.

    Attributes:
        items: how many items went to who follows now.
        waiting: how many stay with who leaves until the new post begins, or until the
            invitation is accepted.
    """

    post: HandOver
    items: int
    waiting: int


@dataclass(frozen=True)
class WorkLeft:
    """The post that ends, and how many items have no owner now."""

    post: Post
    items: int


@transaction.atomic
def hand_over(
    post: Post,
    *,
    last_day: dt.date,
    reason: str,
    by: Actor,
    to: Person | None = None,
    invite_name: str = "",
    invite_email: str = "",
) -> WorkHandedOver:
    """Hand a post over with the items of its person; as ``people.actions.hand_over``.

    The items move on the day on which the new post begins: now, or by ``hand_on_due``. Without
    ``to`` they stay until the invitation is accepted.
    """
    done = actions.hand_over(
        post,
        last_day=last_day,
        reason=reason,
        by=by,
        to=to,
        invite_name=invite_name,
        invite_email=invite_email,
    )
    moved = 0
    if to is not None and not done.ended.work_waits:
        moved = _take(done.ended, to, by=by)
    return WorkHandedOver(done, moved, items_with(done.ended))


def items_with(post: Post) -> int:
    """How many items of open rounds go with a post when it is handed over."""
    if post.role != Role.REPORTER or post.agency is None:
        return 0
    owned = Item.objects.filter(owner=post.person, submission__office=post.agency)
    return owned.exclude(submission__round__state=RoundState.CLOSED).count()


def hand_on_due() -> int:
    """Move the items of posts whose successor has begun; how many posts were due.

    May run at any time, twice and by two workers at once.
    """
    due = list(work_to_hand_on(clock.today()).values_list("pk", flat=True))
    return sum(_hand_on(key) for key in due)


@transaction.atomic
def _hand_on(key: int) -> bool:
    held = work_to_hand_on(clock.today()).select_for_update(of=("self",)).filter(pk=key).first()
    if held is None or held.handed_to is None:
        return False
    _take(held, held.handed_to.person, by=SYSTEM)
    work_went(held)
    return True


@transaction.atomic
def end_post(post: Post, *, last_day: dt.date, reason: str, by: Actor) -> WorkLeft:
    """End a post; the items of its person lose their owner.

    Who reports for the office by another post too keeps them.
    """
    ended = actions.end_post(post, last_day=last_day, reason=reason, by=by)
    stays = ended.agency is not None and holds_on(
        ended.person,
        Role.REPORTER,
        agency_code=ended.agency.code,
        day=last_day + dt.timedelta(days=1),
    )
    return WorkLeft(ended, 0 if stays else _take(ended, None, by=by))


@transaction.atomic
def accept_as_new(
    invitation: Invitation, *, sign_in_name: str, full_name: str, password: str | None
) -> Accepted:
    """Make an account for who was invited; the items of whoever they follow are theirs.

    Where the post begins later, they are on that day (``hand_on_due``).
    """
    return _followed(
        invitations.accept_as_new(
            invitation, sign_in_name=sign_in_name, full_name=full_name, password=password
        )
    )


@transaction.atomic
def accept_as(invitation: Invitation, person: Person) -> Accepted:
    """Give the post to who is signed in; the items go as in ``accept_as_new``."""
    return _followed(invitations.accept_as(invitation, person))


def _followed(accepted: Accepted) -> Accepted:
    if accepted.takes_over is not None and not accepted.takes_over.work_waits:
        # Whoever invited decided it; they may have left by now.
        _take(accepted.takes_over, accepted.person, by=SYSTEM)
    return accepted


def _take(ended: Post, to: Person | None, *, by: Actor) -> int:
    if ended.role != Role.REPORTER or ended.agency is None:
        return 0
    return take_over_items(
        from_person=ended.person, to_person=to, agency_code=ended.agency.code, by=by
    )

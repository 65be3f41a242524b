"""A school's reply: taken from whoever holds the code, every earlier one kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds.typed import many_lines, too_long
from tidtam.forms.values import write_value
from tidtam.orgs.models import School
from tidtam.people.actor import Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.schools.errors import RepliedMeanwhile
from tidtam.schools.figures import figures_of
from tidtam.schools.models import Asked, Inquiry, ReplyVersion
from tidtam.schools.queries import Linked
from tidtam.schools.rules import MOST_NOTE, is_open, refuse_closed
from tidtam.schools.states import InquiryState, ReplyState
from tidtam.shared import clock


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply as it is stored.

    Attributes:
        is_new: False where it was stored already, as after a second click.
    """

    asked: Asked
    is_new: bool


def school_name(school: School) -> str:
    """A school's name with the word โรงเรียน, once."""
    name = school.name_th
    return name if name.startswith(("โรงเรียน", "รร.")) else f"โรงเรียน{name}"


def actor_of_school(school: School) -> Actor:
    """Whoever holds the code of a school: nobody with a post."""
    return Actor(name=school_name(school), posts=(HeldPost(Role.PUBLIC),))


def reply(opened: Linked, *, value: object, note: str = "", seen_edit: int, by: Actor) -> Replied:
    """Store what a school says; saying the same again changes nothing.

    Args:
        opened: what a right link opened.
        value: as typed; ``opened.kind`` reads it, Thai digits too.
        seen_edit: the reply the writer last saw, 0 for none.

    Raises:
        NoRepliesTaken: closed, over, or the school was taken off.
        AnswerProblem: it cannot be read, or nothing was given.
        RepliedMeanwhile: another reply was stored since ``seen_edit``.
    """
    read = opened.kind.read(value)
    if opened.kind.is_empty(read):
        raise AnswerProblem(
            "ยังไม่มีคำตอบ โปรดตอบในช่องแล้วส่งอีกครั้ง", "Nothing was answered; please answer and send."
        )
    n, base = figures_of(opened.way, opened.question, read)
    text, words = write_value(read), _note(note)
    with transaction.atomic():
        asked = _locked(opened.asked)
        _must_be_open(asked, by)
        if (asked.value, asked.note) == (text, words) and asked.edit:
            return Replied(asked, is_new=False)
        if asked.edit != seen_edit:
            raise RepliedMeanwhile
        return Replied(_write(asked, text, words, n, base), is_new=True)


def _locked(asked: Asked) -> Asked:
    held = Asked.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("school", "inquiry").get(pk=asked.pk)


def _must_be_open(asked: Asked, by: Actor) -> None:
    inquiry: Inquiry = asked.inquiry
    now = clock.now()
    refuse_closed(
        inquiry.state,
        inquiry.closes_at,
        is_withdrawn=asked.is_withdrawn,
        now=now,
        has_replied=bool(asked.edit),
    )
    open_now = is_open(inquiry.state, inquiry.closes_at, now)
    by.must("inquiries.reply", state=InquiryState.OPEN if open_now else InquiryState.CLOSED)


def _write(asked: Asked, value: str, note: str, n: int | None, base: int | None) -> Asked:
    asked.state, asked.value, asked.note = ReplyState.REPLIED.value, value, note
    asked.n, asked.base = n, base
    asked.edit, asked.replied_at = asked.edit + 1, clock.now()
    asked.save(update_fields=["state", "value", "note", "n", "base", "edit", "replied_at"])
    ReplyVersion.objects.create(
        asked=asked, edit=asked.edit, value=value, note=note, replied_at=asked.replied_at
    )
    return asked


def _note(raw: str) -> str:
    words = many_lines(raw)
    if len(words) > MOST_NOTE:
        raise too_long(len(words), MOST_NOTE)
    return words

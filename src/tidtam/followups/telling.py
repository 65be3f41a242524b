"""Telling an office's people of recommendations that wait, and of those that changed."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse

from tidtam.notices.actions import Letter, put_many
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.rounds.models import Round
from tidtam.rounds.telling import staff_of
from tidtam.thai.bilingual import Bilingual


def list_address() -> str:
    """Where an office answers its recommendations: a path of this site."""
    try:
        return reverse("office-follow-ups")
    except NoReverseMatch:  # an installation without the pages of offices
        return "/office/"


def tell_waiting(round_: Round, *, counts: Mapping[int, int], number: int, by: Actor) -> int:
    """Tell the people of offices how many recommendations wait; gives how many people.

    A person is told once for a computation and office, however often it is gathered. Nobody of
    the panel is named.

    Args:
        counts: office id -> recommendations that wait.
        number: of the computation.
    """
    return _tell("follow_ups_waiting", round_, counts, number, by)


def tell_changed(round_: Round, *, counts: Mapping[int, int], number: int, by: Actor) -> int:
    """Tell the people of offices how many recommendations a correction changed or took back."""
    return _tell("follow_ups_changed", round_, counts, number, by)


def _tell(template: str, round_: Round, counts: Mapping[int, int], number: int, by: Actor) -> int:
    offices = {each.code: each for each in Agency.objects.filter(pk__in=counts)}
    letters: list[Letter] = []
    for code, staff in staff_of(offices).items():
        office = offices[code]
        words = {
            "round": round_.title,
            "office": Bilingual(office.short_th, office.short_en),
            "count": str(counts[office.pk]),
            "link": list_address(),
        }
        key = f"{template}:{round_.pk}:{office.pk}:{number}"
        letters += [Letter(person, words, key) for person in staff.everybody]
    put_many(template, letters, by=by)
    return len(letters)

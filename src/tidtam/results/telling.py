"""Telling offices that their result is there, or a newer one; and the bureau what was refused.

No letter holds a mark or a level: it says where to read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import NoReverseMatch, reverse

from tidtam.notices.actions import Letter, put, put_many
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.roles import Role
from tidtam.results.hidden import hidden_office_ids
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.states import State
from tidtam.reviews.screeners import people_with_post
from tidtam.rounds.models import Round
from tidtam.rounds.telling import staff_of
from tidtam.shared import clock
from tidtam.shared.errors import TidtamError
from tidtam.thai.bilingual import Bilingual


def result_address(round_: Round, office: Agency) -> str:
    """Where an office reads its result: a path of this site."""
    return _address("result-office", round_.code, office.code)


def tell_published(computation: Computation, *, office_ids: Collection[int], by: Actor) -> int:
    """Tell the people of offices that their result is there to read; gives how many people.

    A person is told once of each version of an office's result. Offices under an embargo hear
    nothing.
    """
    round_ = computation.round
    told_offices = set(office_ids) - hidden_office_ids(round_)
    versions = _versions(computation, told_offices)
    offices = {each.code: each for each in Agency.objects.filter(pk__in=versions)}
    first: list[Letter] = []
    newer: list[Letter] = []
    for code, staff in staff_of(offices).items():
        office, version = offices[code], versions[offices[code].pk]
        words: dict[str, object] = {
            "round": round_.title,
            "office": Bilingual(office.short_th, office.short_en),
            "link": result_address(round_, office),
        }
        if version > 1:
            words["version"] = str(version)
        key = f"result_published:{round_.pk}:{office.pk}:{version}"
        letters = newer if version > 1 else first
        letters += [Letter(person, words, key) for person in staff.everybody]
    put_many("result_published", first, by=by)
    put_many("result_corrected", newer, by=by)
    return len(first) + len(newer)


def tell_of_embargo_lifted(round_: Round, office_ids: Iterable[int], *, by: Actor) -> int:
    """Tell offices of a published round that their result may be read now; how many people."""
    published = Computation.objects.select_related("round")
    standing = published.filter(round=round_, state=State.PUBLISHED.value).first()
    if standing is None:
        return 0
    return tell_published(standing, office_ids=frozenset(office_ids), by=by)


def tell_chairs(computation: Computation, *, by: Actor) -> int:
    """Tell the chairs that a checked result waits for a signature; gives how many people.

    A chair is told once of each check.
    """
    people = list(people_with_post(Role.CHAIR))
    for person in people:
        put(
            "result_to_sign",
            to_person=person,
            context={
                "round": computation.round.title,
                "number": str(computation.number),
                "checked_by": computation.checked_by,
                "link": _address("signing-round", computation.round.code),
            },
            by=by,
            subject_key=f"result_to_sign:{computation.pk}:{computation.checked_at:%Y%m%d%H%M%S}",
        )
    return len(people)


def tell_not_published(computation: Computation, refusal: TidtamError, *, by: Actor) -> int:
    """Tell the bureau that a set time came and nothing was published, and why; how many people."""
    people = list(people_with_post(Role.CENTRAL_OFFICER))
    for person in people:
        put(
            "publication_refused",
            to_person=person,
            context={
                "round": computation.round.title,
                "number": str(computation.number),
                "reason": refusal.message,
                "link": _address("central-round", computation.round.code),
            },
            by=by,
            subject_key=f"publication_refused:{computation.pk}:{clock.now():%Y%m%d%H%M%S}",
        )
    return len(people)


def _versions(computation: Computation, office_ids: Collection[int]) -> dict[int, int]:
    rows = OfficeResult.objects.filter(computation=computation, office__in=office_ids)
    return dict(rows.values_list("office_id", "version"))


def _address(name: str, *keys: str) -> str:
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:  # an installation without these pages
        return "/"

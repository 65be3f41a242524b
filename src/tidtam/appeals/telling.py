"""Who hears what of an appeal: its office the decision, the panel a new one, a decider theirs.

No letter to an office names anybody, and none is sent while an embargo holds its result back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from tidtam.appeals.shown import label_of
from tidtam.appeals.states import OUTCOMES, Outcome
from tidtam.notices.actions import put, withdraw
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.results.hidden import hidden_office_ids
from tidtam.reviews.interests import interests_of
from tidtam.reviews.screeners import people_with_post
from tidtam.rounds.telling import NOBODY, staff_of
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.appeals.models import Appeal


def office_address(appeal: Appeal) -> str:
    """Where the office reads an appeal: a path of this site."""
    return _address("office-appeal", appeal)


def panel_address(appeal: Appeal) -> str:
    """Where the bureau and the heads read an appeal."""
    return _address("appeal", appeal)


def decider_address(appeal: Appeal) -> str:
    """Where a decider reads an appeal and decides it."""
    return _address("appeal-decide", appeal)


def _address(name: str, *appeals: Appeal) -> str:
    try:
        return reverse(name, args=[each.pk for each in appeals])
    except NoReverseMatch:  # an installation without the pages of appeals
        return "/"


def tell_sent(appeal: Appeal, *, by: Actor) -> None:
    """Tell the bureau and the panel's heads that an appeal waits to be given to somebody."""
    for person in _heads(appeal):
        if person.pk != by.person_id:
            put(
                "appeal_sent",
                to_person=person,
                context=_words(appeal, panel_address(appeal)),
                by=by,
                subject_key=_sent_key(appeal),
            )


def forget_sent(appeal: Appeal, *, by: Actor) -> None:
    """Drop what was not sent yet of the news of an appeal that was withdrawn."""
    if appeal.sent_at is not None:
        withdraw(subject_key=_sent_key(appeal), by=by)


def tell_raised(appeal: Appeal, *, by: Actor) -> None:
    """Tell the office that the bureau looks at one of its marks again."""
    _tell_office(appeal, "appeal_raised", {}, by=by)


def tell_decided(appeal: Appeal, *, by: Actor) -> None:
    """Tell the office what was decided, and never by whom."""
    decision = {"decision": OUTCOMES[Outcome(appeal.outcome)]}
    _tell_office(appeal, "appeal_decided", decision, by=by)


def tell_given(appeal: Appeal, *, by: Actor) -> None:
    """Tell somebody that an appeal is theirs to decide."""
    assert appeal.decider is not None  # noqa: S101  it was given just now
    put(
        "appeal_given",
        to_person=appeal.decider,
        context=_words(appeal, decider_address(appeal)),
        by=by,
        subject_key=_given_key(appeal),
    )


def tell_taken_away(appeal: Appeal, person: Person, *, by: Actor) -> None:
    """Tell somebody that an appeal is not theirs any more; its news is dropped."""
    withdraw(subject_key=_given_key(appeal), by=by, to_person=person)
    put(
        "appeal_taken_away",
        to_person=person,
        context=_words(appeal, _address("reviewing-appeals")),
        by=by,
        subject_key=f"{_given_key(appeal)}:over",
    )


def _tell_office(appeal: Appeal, template: str, words: Mapping[str, object], *, by: Actor) -> None:
    office = appeal.item.submission.office
    if office.pk in hidden_office_ids(appeal.round):
        return
    for person in staff_of([office.code]).get(office.code, NOBODY).everybody:
        put(
            template,
            to_person=person,
            context={**_words(appeal, office_address(appeal)), **words},
            by=by,
            subject_key=f"{template}:{appeal.pk}",
        )


def _heads(appeal: Appeal) -> list[Person]:
    """The bureau, and the heads that nothing keeps from the office."""
    officers = people_with_post(Role.CENTRAL_OFFICER)
    heads: QuerySet[Person] = people_with_post(Role.MODERATOR, Role.CHAIR)
    bureau = {person.pk: person for person in officers}
    others = [person for person in heads if person.pk not in bureau]
    closed = interests_of([person.pk for person in others])
    office = appeal.item.submission.office_id
    return [*bureau.values(), *(each for each in others if office not in closed[each.pk])]


def _words(appeal: Appeal, link: str) -> dict[str, object]:
    office = appeal.item.submission.office
    return {
        "round": appeal.round.title,
        "office": Bilingual(office.short_th, office.short_en),
        "item": label_of(appeal.item),
        "link": link,
    }


def _sent_key(appeal: Appeal) -> str:
    return f"appeal_sent:{appeal.pk}:{appeal.sent_at:%Y%m%d%H%M%S%f}"


def _given_key(appeal: Appeal) -> str:
    return f"appeal_given:{appeal.pk}:{appeal.given_at:%Y%m%d%H%M%S%f}"

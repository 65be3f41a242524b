from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from tidtam.orgs.models import Agency
from tidtam.orgs.queries import offices
from tidtam.people.actor import Actor
from tidtam.rounds.models import Instrument, Round, Submission
from tidtam.rounds.states import RoundState, SubmissionState
from tidtam.shared.errors import NotFound


def rounds_seen_by(actor: Actor) -> QuerySet[Round]:
    """Rounds an actor may know of: all for the bureau, none for others.

    Others meet a round only through its published results (``results.queries``).
    """
    rounds = Round.objects.select_related("earlier")
    return rounds if actor.may("rounds.see_all") else rounds.none()


def round_by_code(code: str, *, actor: Actor) -> Round:
    """One round, for an actor who may see it.

    Raises:
        NotFound: no such round for this actor.
    """
    found = rounds_seen_by(actor).filter(code=code).first()
    if found is None:
        raise NotFound(
            f"ไม่พบรอบ {code} โปรดเลือกจากรายการรอบ",
            f"No round {code}; please choose one from the list of rounds.",
        )
    return found


def ever_published() -> QuerySet[Round]:
    """Rounds whose marks count in results that were ever published: their own, or a later round's.

    Until then a round whose marks are closed (``frozen_at``) is only being checked or signed.
    """
    # What the room of results above this one calls published, and replaced by a newer version.
    states = ("published", "superseded")
    own = Q(computations__state__in=states) | Q(later__computations__state__in=states)
    return Round.objects.filter(own).distinct()


def was_published(round_: Round) -> bool:
    """Whether results that a round's marks count in were ever published; one query."""
    return ever_published().filter(pk=round_.pk).exists()


def instruments_of(round_: Round) -> list[Instrument]:
    """The instruments of a round in printing order, with their framework versions."""
    return list(round_.instruments.select_related("framework", "form").order_by("order"))


def earlier_instrument(instrument: Instrument) -> Instrument | None:
    """The instrument of the earlier round with the same framework code, if any."""
    if instrument.round.earlier_id is None:
        return None
    return (
        Instrument.objects.select_related("framework", "round")
        .filter(round_id=instrument.round.earlier_id, framework__code=instrument.framework.code)
        .first()
    )


def instruments_asking(framework_code: str, *, actor: Actor) -> list[Instrument]:
    """Every round that asks a framework, with the version it asks: one query, for staff."""
    asking = Instrument.objects.filter(
        framework__code=framework_code, round__in=rounds_seen_by(actor)
    )
    return list(asking.select_related("round", "framework").defer("framework__source"))


def instrument_for(actor: Actor, *, pk: int) -> Instrument:
    """One instrument, for an actor who may see its round.

    Raises:
        NotFound: no such instrument for this actor.
    """
    seen = Instrument.objects.filter(round__in=rounds_seen_by(actor), pk=pk)
    found = seen.select_related("round", "framework").first()
    if found is None:
        raise NotFound(
            "ไม่พบเครื่องมือของรอบนี้ โปรดเปิดหน้ากรอบใหม่แล้วเลือกอีกครั้ง",
            "No such instrument of a round; please reopen the framework and choose again.",
        )
    return found


def offices_asked(round_: Round) -> QuerySet[Agency]:
    """The area offices a round asks, in printing order."""
    del round_  # every office answers every round so far
    return offices()


def next_reports(
    round_: Round, *, office_ids: Collection[int] | None = None
) -> dict[int, Submission]:
    """Office id -> its report in the later round of the same year, of all or some; one query.

    A round that is still being prepared is not told, nor one that does not ask the office. Of
    several rounds the one whose report is still to be sent goes first, then by code.
    """
    found = Submission.objects.filter(
        round__earlier=round_, round__fiscal_year=round_.fiscal_year
    ).exclude(round__state=RoundState.PREPARING.value)
    if office_ids is not None:
        found = found.filter(office__in=list(office_ids))
    reports: dict[int, Submission] = {}
    in_order = found.select_related("round").order_by("round__code")
    for each in sorted(in_order, key=lambda one: one.state == SubmissionState.SUBMITTED.value):
        reports.setdefault(each.office_id, each)
    return reports

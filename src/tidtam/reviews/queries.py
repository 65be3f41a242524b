from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from tidtam.orgs.models import Agency
from tidtam.reviews.models import Mark, Recommendation
from tidtam.rounds.models import Exemption, Instrument, Round
from tidtam.rounds.queries import instruments_of, offices_asked

AnswerTexts = dict[int, dict[str, str]]


def answers_by_office(instrument: Instrument) -> AnswerTexts:
    """Every answer of an instrument: office id -> node code -> canonical JSON text."""
    found: AnswerTexts = {}
    rows = Mark.objects.filter(instrument=instrument).values_list(
        "office_id", "node_code", "answer"
    )
    for office_id, node_code, answer in rows.iterator(chunk_size=5000):
        found.setdefault(office_id, {})[node_code] = answer
    return found


def left_out(round_: Round) -> frozenset[tuple[int, int]]:
    """(instrument id, office id) of a round that no result is made for.

    The office need not report on the instrument, and nobody marked it: marks that the bureau
    entered all the same count like any others.
    """
    marks = Mark.objects.filter(instrument=OuterRef("instrument"), office=OuterRef("office"))
    exempt = Exemption.objects.filter(instrument__round=round_).exclude(Exists(marks))
    return frozenset(exempt.values_list("instrument_id", "office_id"))


def offices_judged(round_: Round, *, without: frozenset[tuple[int, int]]) -> list[Agency]:
    """The offices of a round that get a result of some instrument, in printing order.

    Args:
        without: as ``left_out`` gives it.
    """
    asked = [instrument.pk for instrument in instruments_of(round_)]
    return [
        office
        for office in offices_asked(round_)
        if any((pk, office.pk) not in without for pk in asked)
    ]


def marks_of(instrument: Instrument, *, office_ids: Iterable[int]) -> QuerySet[Mark]:
    """The marks of some offices under one instrument."""
    return Mark.objects.filter(instrument=instrument, office_id__in=list(office_ids))


def marked_codes(instrument: Instrument) -> dict[int, set[str]]:
    """Which nodes each office has an answer for: office id -> node codes."""
    found: dict[int, set[str]] = {}
    rows = Mark.objects.filter(instrument=instrument).values_list("office_id", "node_code")
    for office_id, node_code in rows.iterator(chunk_size=5000):
        found.setdefault(office_id, set()).add(node_code)
    return found


def recommendations_of(instrument: Instrument, *, office_id: int) -> dict[str, str]:
    """The advice given to one office: node code -> text; "" is the overall comment."""
    rows = Recommendation.objects.filter(instrument=instrument, office_id=office_id)
    return dict(rows.values_list("node_code", "text"))


def recommendations_by_office(instrument: Instrument) -> dict[int, dict[str, str]]:
    """The advice given to every office: office id -> node code -> text."""
    found: dict[int, dict[str, str]] = {}
    rows = Recommendation.objects.filter(instrument=instrument)
    for office_id, node_code, text in rows.values_list("office_id", "node_code", "text"):
        found.setdefault(office_id, {})[node_code] = text
    return found


def changed_marks(instruments: Sequence[Instrument], *, after: dt.datetime) -> int:
    """How many marks of some instruments changed after a moment."""
    return Mark.objects.filter(instrument__in=instruments, changed_at__gt=after).count()


def changed_texts(instruments: Sequence[Instrument], *, after: dt.datetime) -> int:
    """How many recommendations of some instruments changed after a moment."""
    return Recommendation.objects.filter(instrument__in=instruments, changed_at__gt=after).count()

"""From the advice that was published to follow-ups: what is new, what changed, what was taken back.

The advice is the one sealed with the published result; of a result published before advice was
sealed it is the recommendations as they are now.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tidtam.followups.models import FollowUp, FollowUpText
from tidtam.frameworks.queries import definition_of
from tidtam.results.advice import advice_of
from tidtam.results.models import Computation, OfficeResult
from tidtam.rounds.queries import instruments_of

_Key = tuple[int, int, str]


@dataclass
class Gathered:
    """What a published computation means for the follow-ups of its round.

    Attributes:
        new: follow-ups to be made.
        changed: those whose text is another now, each with its new text.
        withdrawn: those whose recommendation is said no more.
        back: those that were withdrawn and are said again, in the same words.
    """

    new: list[FollowUp] = field(default_factory=list)
    changed: list[tuple[FollowUp, str]] = field(default_factory=list)
    withdrawn: list[FollowUp] = field(default_factory=list)
    back: list[FollowUp] = field(default_factory=list)

    @property
    def touched(self) -> Counter[int]:
        """Office id -> how many recommendations changed or were taken back."""
        texts = [each for each, _text in self.changed] + self.withdrawn + self.back
        return Counter(each.office_id for each in texts)


def gathered_from(
    computation: Computation,
    *,
    but: Collection[int] = (),
    opened: Mapping[int, dt.datetime] | None = None,
) -> Gathered:
    """Hold the published advice against the follow-ups of its round; a constant number of queries.

    Args:
        but: offices that are left out: what is held back is not given yet.
        opened: office id -> when it could read its result, where that was after publication.
    """
    published = computation.published_at
    assert published is not None  # noqa: S101  it is published
    advice, sealed = _advice(computation, but)
    kept = FollowUp.objects.filter(instrument__round=computation.round_id)
    there: dict[_Key, FollowUp] = {
        (each.instrument_id, each.office_id, each.node_code): each for each in kept
    }
    found = Gathered()
    for key, text in advice.items():
        moment = max(published, (opened or {}).get(key[1], published))
        _sort(found, key, text, there.get(key), moment, is_sealed=key[:2] in sealed)
    found.withdrawn = [
        each
        for key, each in there.items()
        if key[:2] in sealed and key not in advice and each.withdrawn_at is None
    ]
    return found


def _sort(
    found: Gathered,
    key: _Key,
    text: str,
    held: FollowUp | None,
    moment: dt.datetime,
    *,
    is_sealed: bool,
) -> None:
    """Put one recommendation where it belongs; one that stands as it was belongs nowhere."""
    if held is None:
        instrument, office, code = key
        found.new.append(
            FollowUp(
                instrument_id=instrument,
                office_id=office,
                node_code=code,
                text=text,
                given_at=moment,
            )
        )
    elif is_sealed and held.text != text:
        found.changed.append((held, text))
    elif is_sealed and held.withdrawn_at is not None:
        found.back.append(held)


def _advice(
    computation: Computation, but: Collection[int]
) -> tuple[dict[_Key, str], set[tuple[int, int]]]:
    """(instrument, office, node) -> text, in printed order; and whose advice was sealed."""
    instruments = {each.framework.code: each for each in instruments_of(computation.round)}
    rows = OfficeResult.objects.filter(computation=computation).exclude(office__in=list(but))
    kept = list(
        rows.select_related("framework")
        .defer("framework__source", "inputs", "outputs")
        .order_by("office__order", "office__code")
    )
    texts = advice_of(kept, round_=computation.round)
    kept.sort(key=lambda each: instruments[each.framework.code].order)
    advice = {
        (instruments[each.framework.code].pk, each.office_id, code): text
        for each in kept
        for code, text in _in_order(each, texts[each.pk])
        if code and text
    }
    sealed = {
        (instruments[each.framework.code].pk, each.office_id)
        for each in kept
        if each.advice is not None
    }
    return advice, sealed


def _in_order(result: OfficeResult, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """The texts as their items are printed: what is kept as JSON may come in any order."""
    places = {code: place for place, code in enumerate(definition_of(result.framework).by_code)}
    return sorted(texts.items(), key=lambda each: (places.get(each[0], len(places)), each[0]))


def store(found: Gathered, *, now: dt.datetime) -> None:
    """Write what was gathered: earlier texts stay, what the office said is not touched."""
    FollowUp.objects.bulk_create(found.new, batch_size=500)
    FollowUpText.objects.bulk_create(
        [FollowUpText(follow_up=each, text=each.text, until=now) for each, _text in found.changed],
        batch_size=500,
    )
    changed = [_with(each, text, None, now) for each, text in found.changed]
    withdrawn = [_with(each, each.text, now, now) for each in found.withdrawn]
    back = [_with(each, each.text, None, now) for each in found.back]
    FollowUp.objects.bulk_update(
        [*changed, *withdrawn, *back], ["text", "withdrawn_at", "text_changed_at"], batch_size=500
    )


def _with(
    held: FollowUp, text: str, withdrawn_at: dt.datetime | None, now: dt.datetime
) -> FollowUp:
    held.text, held.withdrawn_at, held.text_changed_at = text, withdrawn_at, now
    return held

"""Saving the advice to one office over all instruments of a round, in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tidtam.checks.comment_office import PLACEHOLDER
from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.reviews.actions import set_recommendations
from tidtam.reviews.queries import recommendations_of
from tidtam.rounds.models import Instrument, Round
from tidtam.shared.errors import BadInput, Conflict

# Two full pages of a result sheet; a longer text was pasted by mistake.
LONGEST = 5000


class AdviceChangedMeanwhile(Conflict):
    """Somebody else changed the text since the writer saw it."""


class AdviceTooLong(BadInput):
    """A text has more characters than a result sheet can take."""


@dataclass(frozen=True, slots=True)
class AdviceChange:
    """One text to be stored.

    Attributes:
        node_code: the node; "" is the overall comment of the instrument.
        text: the new text; blank takes it out. ``{office}`` stands for the office's name.
        seen: the text the writer saw stored.
    """

    instrument: Instrument
    node_code: str
    text: str
    seen: str


@transaction.atomic
def save_advice(
    round_: Round, *, office: Agency, changes: Sequence[AdviceChange], by: Actor
) -> int:
    """Store texts about one office: all of them, or none; gives how many changed.

    Raises:
        AdviceTooLong: a text has more than ``LONGEST`` characters.
        AdviceChangedMeanwhile: a stored text is neither what the writer saw nor the new one.
        RoundIsPublished: the round is frozen.
    """
    by.must("marks.change")
    changed = 0
    for instrument in dict.fromkeys(change.instrument for change in changes):
        held = recommendations_of(instrument, office_id=office.pk)
        texts = []
        for change in changes:
            if change.instrument != instrument:
                continue
            text = filled(change.text, office)
            now = held.get(change.node_code, "")
            if now != text:
                refuse_too_long(text)
                _refuse_stale(change, now, office)
                texts.append((office.pk, change.node_code, text))
        changed += set_recommendations(instrument, texts=texts, by=by)
    if changed:
        record(
            "recommendations.set",
            f"rounds.round:{round_.code}",
            by=by,
            detail={"office": office.code, "texts": changed},
        )
    return changed


def filled(text: str, office: Agency) -> str:
    """``text`` as it is stored: the office's own name in place of ``{office}``, ends trimmed."""
    return text.replace("\r\n", "\n").strip().replace(PLACEHOLDER, office.short_th)


def refuse_too_long(text: str) -> None:
    """Raise :class:`AdviceTooLong` for a text, as it would be stored, that is too long."""
    if len(text) > LONGEST:
        raise AdviceTooLong(
            f"ข้อความยาว {len(text):,} ตัวอักษร เกิน {LONGEST:,} ตัวอักษร โปรดตัดให้สั้นลง",
            f"The text has {len(text):,} characters, more than {LONGEST:,}; please shorten it.",
        )


def _refuse_stale(change: AdviceChange, now: str, office: Agency) -> None:
    if now != change.seen:
        code = change.node_code or "-"
        raise AdviceChangedMeanwhile(
            f"{office.short_th} ข้อ {code}: มีผู้แก้ข้อความไปก่อน โปรดดูทั้งสองข้อความแล้วบันทึกอีกครั้ง",
            f"{office.short_en} item {code}: somebody else changed the text first; "
            "please look at both texts and save again.",
        )

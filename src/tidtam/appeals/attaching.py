"""Evidence that was not with the report: attach a file or a link while the appeal is written."""

from __future__ import annotations

from django.db import transaction

from tidtam.appeals.held import held_of_office, must_be_writing, record_act
from tidtam.appeals.models import Appeal, AppealEvidence
from tidtam.appeals.queries import window_of
from tidtam.appeals.rules import MOST_EVIDENCE, refuse_closed
from tidtam.evidence.models import StoredFile
from tidtam.evidence.rules import refuse_refused, tidied_caption
from tidtam.people.actor import Actor
from tidtam.shared import clock
from tidtam.shared.errors import BadInput


@transaction.atomic
def attach_file(
    appeal: Appeal, *, stored_file: StoredFile, caption: str = "", name: str = "", by: Actor
) -> AppealEvidence:
    """Let a stored file support an appeal; the same file twice gives the first row.

    Args:
        name: the file's name as given; its kind where empty.

    Raises:
        AppealMoveRefused, WindowIsClosed: nothing is written any more.
        BadInput: the file was refused, the caption is too long, or there is too much already.
    """
    held = _writable(appeal, by)
    name = name or stored_file.about.words.th
    refuse_refused(stored_file.state, name=name)
    there = held.evidence.filter(stored_file=stored_file, removed_at=None).first()
    return there or _add(held, caption, by=by, stored_file=stored_file, name=name)


@transaction.atomic
def attach_link(appeal: Appeal, *, url: str, caption: str = "", by: Actor) -> AppealEvidence:
    """Let an address support an appeal (``evidence.links`` has checked it)."""
    held = _writable(appeal, by)
    there = held.evidence.filter(url=url, removed_at=None).first()
    return there or _add(held, caption, by=by, url=url, name=url)


@transaction.atomic
def take_out(evidence: AppealEvidence, *, by: Actor) -> None:
    """Take evidence out; the row and the file stay, and it can be attached again."""
    held = _writable(evidence.appeal, by)
    moved = AppealEvidence.objects.filter(pk=evidence.pk, removed_at=None).update(
        removed_at=clock.now(), removed_by=by.name[:200]
    )
    if moved:
        _record("appeals.take_out", held, evidence, by)


def _writable(appeal: Appeal, by: Actor) -> Appeal:
    held = held_of_office(appeal, "appeals.write", by)
    must_be_writing(held)
    refuse_closed(window_of(held.round), clock.now())
    return held


def _add(
    held: Appeal,
    caption: str,
    *,
    by: Actor,
    name: str,
    stored_file: StoredFile | None = None,
    url: str = "",
) -> AppealEvidence:
    caption = tidied_caption(caption)
    if held.evidence.filter(removed_at=None).count() >= MOST_EVIDENCE:
        raise BadInput(
            f"คำทักท้วงนี้มีหลักฐานครบ {MOST_EVIDENCE} ชิ้นแล้ว โปรดรวมไฟล์หรือนำบางชิ้นออก",
            f"This appeal holds {MOST_EVIDENCE} pieces of evidence already; please merge files "
            "or take some out.",
        )
    made = AppealEvidence.objects.create(
        appeal=held,
        stored_file=stored_file,
        url=url,
        name=name[:255],
        caption=caption,
        added_at=clock.now(),
        added_by=by.name[:200],
    )
    _record("appeals.attach", held, made, by)
    return made


def _record(act: str, held: Appeal, evidence: AppealEvidence, by: Actor) -> None:
    checksum = evidence.stored_file.checksum if evidence.stored_file else ""
    record_act(act, held, by, evidence=evidence.pk, file=checksum)

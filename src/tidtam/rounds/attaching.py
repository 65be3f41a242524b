"""The acts on evidence of an item: add a file or link, describe it, order it, take it away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from tidtam.evidence.models import StoredFile
from tidtam.evidence.rules import refuse_refused
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.rounds.models import Evidence, Item, Submission
from tidtam.rounds.places import must_write_item
from tidtam.shared import clock
from tidtam.shared.errors import BadInput

MOST_OF_AN_ITEM = 200
MOST_CAPTION = 500
MOST_PLACE = 300


@dataclass(frozen=True)
class Words:
    """What an office says of a piece of evidence.

    Attributes:
        document_date: of the document itself, not of the upload.
        shows_pupils: pupils can be recognised; then consent must be had.
    """

    caption: str = ""
    document_date: dt.date | None = None
    place: str = ""
    shows_pupils: bool = False
    has_consent: bool = False


@transaction.atomic
def add_file(
    item: Item,
    *,
    stored_file: StoredFile,
    name: str,
    words: Words,
    question_code: str = "",
    by: Actor,
) -> Evidence:
    """Let a stored file support an item; adding the same file twice gives the first row.

    Raises:
        BadInput: the file was refused, pupils are shown without consent, or a text is too long.
    """
    _must_be_writable(item, by)
    refuse_refused(stored_file.state, name=name)
    held = item.evidence.filter(stored_file=stored_file, removed_at=None).first()
    if held is not None:
        return held
    return _add(item, words, by=by, stored_file=stored_file, name=name, question_code=question_code)


@transaction.atomic
def add_link(
    item: Item,
    *,
    url: str,
    link_kind: str,
    words: Words,
    question_code: str = "",
    by: Actor,
) -> Evidence:
    """Let an address support an item (``evidence.links`` has checked it)."""
    _must_be_writable(item, by)
    held = item.evidence.filter(url=url, removed_at=None).first()
    if held is not None:
        return held
    return _add(
        item,
        words,
        by=by,
        url=url,
        link_kind=link_kind,
        name=url[:255],
        question_code=question_code,
    )


@transaction.atomic
def describe(evidence: Evidence, *, words: Words, by: Actor) -> Evidence:
    """Change what is said of a piece of evidence.

    Raises:
        BadInput: pupils are shown without consent, a day to come, or a text is too long.
    """
    _must_be_writable(evidence.item, by)
    _check(words)
    for name in ("caption", "document_date", "place", "shows_pupils", "has_consent"):
        setattr(evidence, name, getattr(words, name))
    evidence.save(
        update_fields=["caption", "document_date", "place", "shows_pupils", "has_consent"]
    )
    _record("evidence.describe", evidence, by)
    return evidence


@transaction.atomic
def put_in_order(item: Item, *, keys: Sequence[int], by: Actor) -> None:
    """Set the order in which an item's evidence is shown: keys, first to last."""
    _must_be_writable(item, by)
    for order, key in enumerate(keys):
        item.evidence.filter(pk=key).update(order=order)


@transaction.atomic
def remove(evidence: Evidence, *, by: Actor) -> None:
    """Take evidence away from its item; the row and the file stay and can be brought back."""
    _must_be_writable(evidence.item, by)
    if evidence.removed_at is None:
        evidence.removed_at, evidence.removed_by = clock.now(), by.name
        evidence.save(update_fields=["removed_at", "removed_by"])
        _record("evidence.remove", evidence, by)


@transaction.atomic
def bring_back(evidence: Evidence, *, by: Actor) -> None:
    """Undo ``remove``."""
    _must_be_writable(evidence.item, by)
    if evidence.removed_at is not None:
        evidence.removed_at, evidence.removed_by = None, ""
        evidence.save(update_fields=["removed_at", "removed_by"])
        _record("evidence.bring_back", evidence, by)


def _add(
    item: Item,
    words: Words,
    *,
    by: Actor,
    name: str,
    question_code: str,
    stored_file: StoredFile | None = None,
    url: str = "",
    link_kind: str = "",
) -> Evidence:
    _check(words)
    if item.evidence.filter(removed_at=None).count() >= MOST_OF_AN_ITEM:
        raise BadInput(
            f"ข้อนี้มีหลักฐานครบ {MOST_OF_AN_ITEM} ชิ้นแล้ว โปรดรวมไฟล์หรือนำบางชิ้นออก",
            f"This item holds {MOST_OF_AN_ITEM} pieces of evidence already; please merge files "
            "or take some away.",
        )
    last = item.evidence.aggregate(last=Max("order"))["last"]
    evidence = Evidence.objects.create(
        item=item,
        question_code=question_code,
        stored_file=stored_file,
        url=url,
        link_kind=link_kind,
        name=name[:255],
        caption=words.caption,
        document_date=words.document_date,
        place=words.place,
        shows_pupils=words.shows_pupils,
        has_consent=words.has_consent,
        order=0 if last is None else last + 1,
        added_at=clock.now(),
        added_by=by.name,
    )
    _record("evidence.add", evidence, by)
    return evidence


def _check(words: Words) -> None:
    _refuse_too_long(words.caption, MOST_CAPTION, "คำอธิบาย", "caption")
    _refuse_too_long(words.place, MOST_PLACE, "สถานที่", "place")
    if words.shows_pupils and not words.has_consent:
        raise BadInput(
            "ภาพมีนักเรียนที่จำได้ แต่ยังไม่ยืนยันความยินยอม โปรดยืนยันว่าได้รับความยินยอมแล้ว หรือใช้ภาพอื่น",
            "Pupils can be recognised but consent is not confirmed; please confirm it, or use "
            "another picture.",
        )
    if words.document_date is not None and words.document_date > clock.today():
        raise BadInput(
            "วันที่ของเอกสารยังมาไม่ถึง โปรดตรวจปี พ.ศ.",
            "The date of the document is still to come; please check the Buddhist year.",
        )


def _refuse_too_long(text: str, most: int, th: str, en: str) -> None:
    if len(text) > most:
        raise BadInput(
            f"{th}ยาว {len(text):,} ตัวอักษร เกินที่รับได้ {most:,} ตัวอักษร โปรดย่อ",
            f"The {en} has {len(text):,} characters, over the limit of {most:,}; please "
            "shorten it.",
        )


def _must_be_writable(item: Item, by: Actor) -> None:
    held = Submission.objects.select_related("round", "office").select_for_update(
        of=("self",), no_key=True
    )
    submission = held.get(pk=item.submission_id)
    must_write_item(submission, item.pk, by=by)


def _record(act: str, evidence: Evidence, by: Actor) -> None:
    checksum = evidence.stored_file.checksum if evidence.stored_file else ""
    record(
        act,
        f"rounds.submission:{evidence.item.submission_id}",
        by=by,
        detail={"evidence": evidence.pk, "item": evidence.item.node_code, "file": checksum},
    )

"""Evidence of an item: attach a sent file or a link, describe, order, take away, bring back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tidtam.evidence.links import check_link
from tidtam.evidence.queries import finished_upload
from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds.day import Day
from tidtam.rounds.attaching import (
    Words,
    add_file,
    add_link,
    bring_back,
    describe,
    put_in_order,
    remove,
)
from tidtam.rounds.places import must_write_item
from tidtam.rounds.workspace import evidence_for, evidence_of, item_for
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_date
from tidtam.web.evidence.uploads import upload_whole
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.office.doors import for_readers, page_of
from tidtam.web.office.standing import standing_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from tidtam.evidence.models import Upload
    from tidtam.rounds.models import Evidence, Item

MOST_LETTERS: Final = 500
ATTACHED: Final = Bilingual("แนบหลักฐานแล้ว", "The evidence is attached.")
DESCRIBED: Final = Bilingual("บันทึกคำอธิบายหลักฐานแล้ว", "The words about the evidence are saved.")
REMOVED: Final = Bilingual(
    "นำหลักฐานออกแล้ว เรียกคืนได้ที่ท้ายรายการ", "Taken away; it can be brought back below the list."
)
BROUGHT_BACK: Final = Bilingual("นำหลักฐานกลับมาแล้ว", "The evidence is back.")


@dataclass(frozen=True)
class Row:
    """One piece of evidence on the page.

    Attributes:
        day: the document's own date as people type it; "" for none.
        error: why the words about it were not kept.
    """

    evidence: Evidence
    day: str
    error: str = ""

    @property
    def is_file(self) -> bool:
        return self.evidence.stored_file_id is not None

    @property
    def has_picture(self) -> bool:
        file = self.evidence.stored_file
        return file is not None and file.is_kept and file.has_preview

    @property
    def waits(self) -> bool:
        """Whether the file still waits for its checks."""
        file = self.evidence.stored_file
        return file is not None and not file.is_kept

    @property
    def kind(self) -> Bilingual:
        file = self.evidence.stored_file
        if file is not None:
            return file.about.words
        if self.evidence.link_kind == "video":
            return Bilingual("ลิงก์วิดีโอ", "Video link")
        return Bilingual("ลิงก์", "Link")


def rows_of(item: Item) -> dict[str, list[Row]]:
    """The evidence of an item: what is there in its order, and what was taken away."""
    found = [row_of(each) for each in evidence_of(item)]
    return {
        "here": [row for row in found if row.evidence.removed_at is None],
        "removed": [row for row in found if row.evidence.removed_at is not None],
    }


def row_of(evidence: Evidence, *, error: str = "") -> Row:
    """One piece of evidence as the page shows it."""
    day = evidence.document_date
    return Row(evidence, thai_date(day) if day else "", error)


@require_POST
@for_readers
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """Attach what was sent: an ``upload`` by its token, or whole files without scripts."""
    found = item_for(request.actor, pk=pk)
    office_code = found.submission.office.code
    must_write_item(found.submission, found.pk, by=request.actor)
    words, question = _words(request), _question(request)
    if token := request.POST.get("upload", ""):
        upload = finished_upload(token, actor=request.actor)
        return _answer(request, found, _attach(request, found, upload, words, question))
    files = request.FILES.getlist("file")
    if not files:
        raise BadInput(
            "ยังไม่ได้เลือกไฟล์ โปรดเลือกไฟล์แล้วกดแนบ", "No file is chosen yet; please choose one."
        )
    for sent in files:
        last = _attach(request, found, _whole(sent, office_code, request), words, question)
    return _answer(request, found, last)


def _whole(sent: UploadedFile[Any], office_code: str, request: ActorRequest) -> Upload:
    return upload_whole(sent, agency_code=office_code, by=request.actor)


def _attach(
    request: ActorRequest, found: Item, upload: Upload, words: Words, question: str
) -> Evidence:
    assert upload.stored_file is not None  # noqa: S101  finished uploads have one
    if words.document_date is None and upload.taken_on is not None:
        words = replace(words, document_date=upload.taken_on)
    return add_file(
        found,
        stored_file=upload.stored_file,
        name=upload.name,
        words=words,
        question_code=question,
        by=request.actor,
    )


@require_POST
@for_readers
def link(request: ActorRequest, pk: int) -> HttpResponse:
    """Attach an address of a page or a video."""
    found = item_for(request.actor, pk=pk)
    known = check_link(request.POST.get("url", ""))
    made = add_link(
        found,
        url=known.url,
        link_kind=known.kind,
        words=_words(request),
        question_code=_question(request),
        by=request.actor,
    )
    if known.hint is not None:
        tell(request, known.hint, good=False)
    return _answer(request, found, made)


@require_POST
@for_readers
def words(request: ActorRequest, pk: int) -> HttpResponse:
    """Change what is said of a piece of evidence."""
    found = evidence_for(request.actor, pk=pk)
    try:
        describe(found, words=_words(request), by=request.actor)
    except BadInput as error:
        return _asked_again(request, found, error)
    tell(request, DESCRIBED)
    return _back(found)


@require_POST
@for_readers
def take_away(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a piece of evidence away from its item; it can be brought back."""
    found = evidence_for(request.actor, pk=pk)
    remove(found, by=request.actor)
    tell(request, REMOVED)
    return _back(found)


@require_POST
@for_readers
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    """Bring a piece of evidence back that was taken away."""
    found = evidence_for(request.actor, pk=pk)
    bring_back(found, by=request.actor)
    tell(request, BROUGHT_BACK)
    return _back(found)


@require_POST
@for_readers
def order(request: ActorRequest, pk: int) -> HttpResponse:
    """Move a piece of evidence one place up or down."""
    found = evidence_for(request.actor, pk=pk)
    keys = [each.pk for each in evidence_of(found.item) if each.removed_at is None]
    step = -1 if request.POST.get("way") == "up" else 1
    here = keys.index(found.pk) if found.pk in keys else -1
    there = here + step
    if here >= 0 and 0 <= there < len(keys):
        keys[here], keys[there] = keys[there], keys[here]
        put_in_order(found.item, keys=keys, by=request.actor)
    return _back(found)


def _answer(request: ActorRequest, found: Item, made: Evidence) -> HttpResponse:
    """The new row for a script, the page again for a form."""
    if not request.htmx:
        tell(request, ATTACHED)
        return redirect(f"{reverse('office-item', args=[found.pk])}#evidence")
    standing = standing_of(found.submission, actor=request.actor, item_until=found.open_until)
    context = {"row": row_of(made), "standing": standing, "item": found}
    return render(request, "web/office/evidence_row.html", context)


def _asked_again(request: ActorRequest, found: Evidence, error: BadInput) -> HttpResponse:
    """The form with what was typed and what is wrong with it; nothing was stored."""
    data = request.POST
    found.caption, found.place = data.get("caption", ""), data.get("place", "")
    found.shows_pupils = data.get("shows_pupils") == "yes"
    found.has_consent = data.get("has_consent") == "yes"
    row = Row(found, data.get("document_date", ""), say(error.message))
    here = Bilingual("คำอธิบายหลักฐาน", "Words about the evidence")
    until = found.item.open_until
    page = page_of(request, found.item.submission, here=here, item_until=until)
    context = page | {"row": row}
    return render(request, "web/office/evidence_words.html", context, status=422)


def _back(found: Evidence) -> HttpResponse:
    return redirect(f"{reverse('office-item', args=[found.item_id])}#evidence")


def _question(request: ActorRequest) -> str:
    return request.POST.get("question", "")[:40]


def _words(request: ActorRequest) -> Words:
    """What the form says of the evidence.

    Raises:
        BadInput: a text is too long, or the date cannot be read.
    """
    data = request.POST
    return Words(
        caption=_short(data.get("caption", ""), MOST_LETTERS),
        document_date=_date(data.get("document_date", "")),
        place=_short(data.get("place", ""), 300),
        shows_pupils=data.get("shows_pupils") == "yes",
        has_consent=data.get("has_consent") == "yes",
    )


def _short(text: str, most: int) -> str:
    text = " ".join(text.replace("\0", "").split())
    if len(text) > most:
        raise BadInput(
            f"คำอธิบายยาวเกิน {most} ตัวอักษร โปรดย่อ",
            f"The words are longer than {most} characters; please shorten them.",
        )
    return text


def _date(text: str) -> dt.date | None:
    try:
        read = Day().read(text)
    except AnswerProblem as problem:
        raise BadInput(
            f"วันที่ของเอกสาร: {problem.th}", f"Date of the document: {problem.en}"
        ) from None
    return dt.date.fromisoformat(read) if read else None

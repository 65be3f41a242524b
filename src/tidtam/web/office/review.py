"""The director's one page: the whole report, a word for each item, return or approve."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tidtam.rounds.content import (
    ReadAnswer,
    ReadInstrument,
    ReadItem,
    checksum_of,
    content_of,
    content_text,
)
from tidtam.rounds.errors import RoundIsNotOpen, TimeIsOver
from tidtam.rounds.rules import is_open_alone
from tidtam.rounds.states import ItemState, SubmissionState
from tidtam.rounds.submitting import MOST_WORDS, return_items, seen_of, was_returned
from tidtam.rounds.tasks import headings_above, receipts_of, untouched_returns, word_of_read
from tidtam.rounds.workspace import submission_for
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, TidtamError, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.office.doors import for_readers, page_of, report_address
from tidtam.web.office.evidence import Row, row_of
from tidtam.web.office.hints import hints_of
from tidtam.web.office.reading import Reading, reading_of
from tidtam.web.office.report import Tag, is_taken, tag_of
from tidtam.web.office.standing import next_step_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tidtam.rounds.models import Receipt, Submission

RETURNED = Bilingual(
    "ส่งรายงานคืนให้เขตแก้แล้ว ผู้รายงานเห็นคำแนะนำของท่าน",
    "The report went back to the office; its reporters see your words.",
)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer to be read, with the doubts about it.

    Attributes:
        is_new: it changed since the director last decided.
    """

    answer: ReadAnswer
    reading: Reading
    hints: tuple[Bilingual, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One item to be read; ``typed`` is the director's word as it was typed just now.

    Attributes:
        above: the headings it stands under; None at the top.
    """

    item: ReadItem
    above: Bilingual | None
    tag: Tag | None
    answers: tuple[Said, ...]
    evidence: tuple[tuple[Row, bool], ...]
    changed: int
    typed: str


@dataclass(frozen=True, slots=True)
class Section:
    """One instrument to be read."""

    instrument: ReadInstrument
    parts: tuple[Part, ...]


@require_GET
@for_readers
def review(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """The whole report on one page."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    return _page(request, submission)


@require_POST
@for_readers
def send_back(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Return the report with a word for each item that needs one, and one for the whole."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    words = _words(request)
    whole = _clean(request.POST.get("word", ""))
    if _is_sent(request, submission, words, whole):
        tell(request, RETURNED)
        return redirect(report_address(submission))
    seen = request.POST.get("seen")
    try:
        return_items(submission, words=words, word=whole, seen=seen, by=request.actor)
    except BadInput as error:
        return _page(request, submission, words=words, word=whole, error=say(error.message))
    except (Conflict, NotAllowed, WrongState) as error:
        return moved_page(request, submission, error, words=words, word=whole)
    tell(request, RETURNED)
    return redirect(report_address(submission))


def moved_page(
    request: ActorRequest,
    submission: Submission,
    error: TidtamError,
    *,
    words: Mapping[int, str] | None = None,
    word: str = "",
) -> HttpResponse:
    """The page again when the report moved under the director: what happened, the words kept.

    Raises:
        TidtamError: ``error`` itself, for whoever could not decide in any state.
    """
    if not _decides(request, submission):
        raise error
    now = submission_for(
        request.actor, round_code=submission.round.code, office_code=submission.office.code
    )
    moved = error.message if isinstance(error, TimeIsOver | RoundIsNotOpen) else _moved(now)
    return _page(request, now, words=words, word=word, moved=moved)


def _decides(request: ActorRequest, submission: Submission) -> bool:
    """Whether this reader is one who returns and approves reports of this office."""
    waiting = SubmissionState.WAITING.value
    return request.actor.may(
        "submissions.return", agency_code=submission.office.code, state=waiting
    )


def _moved(now: Submission) -> Bilingual:
    """Who moved the report meanwhile, and what the director can do about it."""
    what = _MOVED[SubmissionState(now.state)]
    if now.state == SubmissionState.FILLING and was_returned(now):
        what = _RETURNED_ALREADY
    moment = clock.local(now.moved_at) if now.moved_at else None
    return Bilingual(
        what.th.format(who=now.moved_by, when=thai_datetime(moment) if moment else ""),
        what.en.format(who=now.moved_by, when=f"{moment:%Y-%m-%d %H:%M}" if moment else ""),
    )


_MOVED = {
    SubmissionState.FILLING: Bilingual(
        "{who} ดึงรายงานกลับไปแก้เมื่อ {when} จึงยังไม่ได้ทำตามที่ท่านกด โปรดรอเขตส่งมาใหม่ แล้วเปิดหน้านี้อีกครั้ง",
        "{who} took the report back to change it on {when}, so nothing was done. Please wait until "
        "the office sends it again, then open this page.",
    ),
    SubmissionState.WAITING: Bilingual(
        "{who} ส่งรายงานมาใหม่เมื่อ {when} หลังจากที่ท่านเปิดหน้านี้ จึงยังไม่ได้ทำตามที่ท่านกด "
        "โปรดอ่านรายงานล่าสุดด้านล่าง แล้วกดอีกครั้ง",
        "{who} sent the report again on {when}, after you opened this page, so nothing was done. "
        "Please read the latest report below and press again.",
    ),
    SubmissionState.APPROVED: Bilingual(
        "{who} อนุมัติรายงานแล้วเมื่อ {when} หลังจากที่ท่านเปิดหน้านี้ จึงยังไม่ได้ทำตามที่ท่านกด "
        "หากยังต้องแก้ กดส่งคืนอีกครั้ง",
        "{who} approved the report on {when}, after you opened this page, so nothing was done. To "
        "have it changed, press return again.",
    ),
    SubmissionState.SUBMITTED: Bilingual(
        "{who} ส่งรายงานถึงส่วนกลางแล้วเมื่อ {when} จึงยังไม่ได้ทำตามที่ท่านกด "
        "หากยังต้องแก้ ให้ถอนรายงานกลับมาแก้ก่อนหมดเวลา",
        "{who} submitted the report to the bureau on {when}, so nothing was done. To have it "
        "changed, please withdraw it before the time is over.",
    ),
}
_RETURNED_ALREADY = Bilingual(
    "{who} ส่งรายงานคืนให้เขตแก้แล้วเมื่อ {when} ข้อความที่ท่านเขียนหลังจากนั้นจึงยังไม่ได้ส่ง "
    "โปรดรอเขตส่งมาใหม่ แล้วเปิดหน้านี้อีกครั้ง",
    "{who} returned the report to the office on {when}, so what you wrote after that was not sent. "
    "Please wait until the office sends it again, then open this page.",
)


def _is_sent(
    request: ActorRequest, submission: Submission, words: Mapping[int, str], word: str
) -> bool:
    """Whether exactly these words went back already: the button was pressed twice."""
    is_mine = submission.moved_by == request.actor.name and _decides(request, submission)
    if not is_mine or not was_returned(submission):
        return False
    held = dict(
        submission.items.filter(pk__in=list(words), moved_at=submission.moved_at).values_list(
            "pk", "word"
        )
    )
    given = {key: text.strip()[:MOST_WORDS] for key, text in words.items()}
    return held == given and submission.word == word.strip()[:MOST_WORDS]


def _words(request: ActorRequest) -> dict[int, str]:
    given = {}
    for name, text in request.POST.items():
        key = name.removeprefix("word-")
        if name.startswith("word-") and key.isascii() and key.isdigit() and len(key) < 19:
            given[int(key)] = _clean(str(text))
    return {key: text for key, text in given.items() if text.strip()}


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n")


def _page(
    request: ActorRequest,
    submission: Submission,
    *,
    words: Mapping[int, str] | None = None,
    word: str = "",
    error: str = "",
    moved: Bilingual | None = None,
) -> HttpResponse:
    content = content_of(submission)
    here = Bilingual("อ่านทั้งรายงาน", "The whole report")
    page = page_of(request, submission, here=here)
    alone = page["standing"].alone
    decided = _decided_at(submission, receipts_of(submission), is_alone=bool(alone.open))
    against = _Reading(
        report=SubmissionState(submission.state),
        decided=decided,
        words=words or {},
        untouched=untouched_returns(submission),
    )
    sections = [_section(each, against) for each in content.instruments]
    parts = [part for section in sections for part in section.parts]
    blank = sum(part.item.blank for part in parts)
    context = page | {
        "sections": sections,
        "decided": decided,
        "changed": sum(part.changed for part in parts),
        "blank": blank,
        "next_step": next_step_of(
            submission,
            blank=blank,
            returned=sum(part.item.state is ItemState.RETURNED for part in parts),
            untouched=len(against.untouched),
            alone=alone,
        ),
        "seen_content": checksum_of(content_text(content)) if alone.open else "",
        "is_filling": against.report is SubmissionState.FILLING,
        "word": word,
        "error": error,
        "moved": moved,
        "has_words": bool(words or word),
        "decides": _decides(request, submission),
        "is_taken": is_taken(request, submission),
        "most_words": MOST_WORDS,
        "seen": seen_of(submission),
        "is_review": True,
    }
    status = 409 if moved else 422 if error else 200
    return render(request, "web/office/review.html", context, status=status)


def _decided_at(
    submission: Submission, receipts: Sequence[Receipt], *, is_alone: bool
) -> dt.datetime | None:
    """When the director last returned or approved the report before this reading.

    With items that the panel sent back (``is_alone``) also when it was last submitted.
    """
    moments = [each.approved_at for each in receipts if is_alone or each.withdrawn_at is not None]
    if submission.returned_at is not None:
        moments.append(submission.returned_at)
    return max(moments, default=None)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every item is read against: the last decision, words just typed, what is untouched."""

    report: SubmissionState
    decided: dt.datetime | None
    words: Mapping[int, str]
    untouched: frozenset[int]


def _section(instrument: ReadInstrument, against: _Reading) -> Section:
    above = headings_above(instrument.framework)
    parts = (_part(each, above.get(each.node_code), against) for each in instrument.items)
    return Section(instrument, tuple(parts))


def _part(item: ReadItem, above: Bilingual | None, against: _Reading) -> Part:
    decided, words = against.decided, against.words
    is_alone = is_open_alone(report_state=against.report, item_until=item.open_until)
    report = SubmissionState.FILLING if is_alone else against.report
    how_far = word_of_read(item, report=report, untouched=against.untouched)
    answers = tuple(said_of(answer, decided) for answer in item.answers)
    evidence = tuple((row_of(each), is_after(each.added_at, decided)) for each in item.evidence)
    return Part(
        item=item,
        above=above,
        tag=tag_of(how_far),
        answers=answers,
        evidence=evidence,
        changed=sum(each.is_new for each in answers) + sum(is_new for _row, is_new in evidence),
        typed=words.get(item.item_id, ""),
    )


def said_of(answer: ReadAnswer, decided: dt.datetime | None) -> Said:
    """One answer to be read, with the doubts about it; new where saved after a moment."""
    return Said(
        answer=answer,
        reading=reading_of(answer),
        hints=hints_of(answer.question, answer.state, answer.value),
        is_new=answer.saved_at is not None and is_after(answer.saved_at, decided),
    )


def is_after(moment: dt.datetime, decided: dt.datetime | None) -> bool:
    """Whether something is newer than a decision; nothing is where there was none."""
    return decided is not None and moment > decided

"""Taking the schools' replies over into the office's answer: shown first, then written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tidtam.forms.definition import Question
from tidtam.forms.kinds import Line, Plain, Text
from tidtam.forms.states import AnswerState
from tidtam.forms.values import read_value
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.rounds.answering import AnswerChange, save_answers
from tidtam.rounds.models import Answer
from tidtam.rounds.places import Place, place_of
from tidtam.rounds.states import Door
from tidtam.rounds.tasks import report_state_of
from tidtam.schools.errors import BadInquiry, RepliesChanged
from tidtam.schools.figures import (
    Tally,
    snapshot,
    told_of,
    value_of,
    with_additions,
    with_lines,
)
from tidtam.schools.models import Asked, Inquiry
from tidtam.schools.queries import quoted, tally_of
from tidtam.schools.replying import school_name
from tidtam.schools.states import Base, ReplyState, Way
from tidtam.shared import clock


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """What stands in the report now."""

    edit: int
    state: AnswerState
    value: Plain | None
    reason: str
    saved_by: str


_NOTHING = HeldAnswer(0, AnswerState.BLANK, None, "", "")


@dataclass(frozen=True, slots=True)
class Quote:
    """One school's words.

    Attributes:
        is_taken: whether they stand in the report since the last time.
    """

    asked_id: int
    school: str
    words: str
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What adopting would write.

    Attributes:
        values: the answer by base; for texts empty.
        held: what stands in the answer now.
        story: the narrative of the item, where the sentence can be added; None for texts, and
            where the item has none.
        held_story: what stands there now.
        quotes: the texts to choose from.
        seal: of the replies that were seen.
    """

    inquiry: Inquiry
    question: Question
    tally: Tally
    values: Mapping[Base, Plain]
    held: HeldAnswer
    story: Question | None
    held_story: HeldAnswer
    quotes: tuple[Quote, ...]
    seal: str

    @property
    def way(self) -> Way:
        return Way(self.inquiry.way)

    @property
    def has_answer(self) -> bool:
        """Whether something stands in the answer that a figure would replace."""
        return self.held.state is not AnswerState.BLANK

    @property
    def line(self) -> str:
        """The sentence that would be added."""
        return _line_of(self)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the office wants written.

    Attributes:
        base: out of how many schools a count is given; None leaves the figures as they are.
        quotes: the asked schools whose words are taken over.
        with_story: whether the sentence goes into the narrative of the item.
        seen_edit, seen_story_edit: the edits that the preview showed.
        seal: of the replies that the preview showed.
    """

    seal: str
    seen_edit: int
    seen_story_edit: int = 0
    base: Base | None = Base.ASKED
    quotes: frozenset[int] = frozenset()
    with_story: bool = True


def preview_adoption(inquiry: Inquiry) -> Preview:
    """What adopting the replies would write now; nothing is stored."""
    place = place_of(inquiry.item_id)
    question = place.question(inquiry.question_code)
    way, tally = Way(inquiry.way), tally_of(inquiry)
    story = None if way is Way.TEXT else _story(place)
    held = _held(inquiry.item_id, [question.code, story.code if story else ""])
    replies = _replies(inquiry) if way is Way.TEXT else []
    taken = set(quoted(inquiry).get("quotes", []))
    quotes = tuple(_quote(each, taken) for each in replies)
    return Preview(
        inquiry=inquiry,
        question=question,
        tally=tally,
        values={} if way is Way.TEXT else _values(way, question, tally),
        held=held.get(question.code, _NOTHING),
        story=story,
        held_story=held.get(story.code, _NOTHING) if story else _NOTHING,
        quotes=quotes,
        seal=_seal(tally, quotes),
    )


def adopt(inquiry: Inquiry, *, choice: Choice, by: Actor) -> Inquiry:
    """Write the replies into the report through the schools' door, and keep what was taken.

    Figures replace the answer's figures; words are only ever added. Everything or nothing.

    Raises:
        NotAllowed, TimeIsOver, RoundIsNotOpen: the report may not be written to.
        BadInquiry: no school has replied yet, or no text was ticked.
        RepliesChanged: the replies are not those that were shown.
        AnswerChangedMeanwhile: the answer, or the narrative, was saved since it was shown.
    """
    report = inquiry.item.submission
    state = report_state_of(inquiry.item).value
    by.must("inquiries.make", agency_code=report.office.code, state=state)
    with transaction.atomic():
        # Replies wait until this is written: what is stored is what was counted.
        list(inquiry.asked.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        seen = preview_adoption(inquiry)
        _refuse_nothing(seen, choice)
        if seen.seal != choice.seal:
            raise RepliesChanged
        save_answers(report, changes=_changes(seen, choice), door=Door.SCHOOLS, by=by)
        return _keep(seen, choice, by)


def _values(way: Way, question: Question, tally: Tally) -> dict[Base, Plain]:
    return {base: value_of(way, question, tally, base) for base in Base}


def _story(place: Place) -> Question | None:
    """The first narrative of the item."""
    return next((each for each in place.questions if isinstance(each.answer, Text)), None)


def _held(item_id: int, codes: Collection[str]) -> dict[str, HeldAnswer]:
    rows = Answer.objects.filter(item_id=item_id, question_code__in=codes)
    return {
        each.question_code: HeldAnswer(
            edit=each.edit,
            state=AnswerState(each.state),
            value=read_value(each.value),
            reason=each.reason,
            saved_by=each.changed_by,
        )
        for each in rows
    }


def _replies(inquiry: Inquiry) -> list[Asked]:
    rows = inquiry.asked.filter(is_withdrawn=False, state=ReplyState.REPLIED.value)
    return list(rows.select_related("school").order_by("order", "pk"))


def _quote(asked: Asked, taken: set[int]) -> Quote:
    words = str(read_value(asked.value) or "")
    return Quote(asked.pk, school_name(asked.school), words, asked.pk in taken)


def _seal(tally: Tally, quotes: tuple[Quote, ...]) -> str:
    """Equal for equal figures and words."""
    told = [tally.asked, tally.replied, tally.n, tally.base]
    said = json.dumps([told, [[each.asked_id, each.words] for each in quotes]])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _refuse_nothing(seen: Preview, choice: Choice) -> None:
    if not seen.tally.replied:
        raise BadInquiry(
            "ยังไม่มีโรงเรียนใดตอบ จึงยังไม่มีอะไรให้รับเข้ารายงาน โปรดรอหรือเตือนโรงเรียน",
            "No school has replied yet, so there is nothing to adopt; please wait or remind them.",
        )
    if seen.way is not Way.TEXT and choice.base is None and not _writes_story(seen, choice):
        raise BadInquiry(
            "ยังไม่ได้เลือกสิ่งที่จะเขียนลงรายงาน โปรดเลือกตัวเลข หรือเลือกเขียนประโยค",
            "Nothing is chosen to be written; please choose a figure, or the sentence.",
        )
    known = {each.asked_id for each in seen.quotes}
    if seen.way is Way.TEXT and not known & choice.quotes:
        raise BadInquiry(
            "ยังไม่ได้เลือกข้อความ โปรดเลือกข้อความของโรงเรียนอย่างน้อยหนึ่งข้อความ",
            "No text is ticked; please tick at least one school's text.",
        )


def _changes(seen: Preview, choice: Choice) -> list[AnswerChange]:
    item_id, code = seen.inquiry.item_id, seen.question.code
    changes = []
    if seen.way is Way.TEXT or choice.base is not None:
        value = _value(seen, choice)
        changes.append(AnswerChange(item_id, code, choice.seen_edit, "answered", value))
    if seen.story is not None and _writes_story(seen, choice):
        story = with_additions(
            str(seen.held_story.value or ""),
            sentence=_line_of(seen),
            before=quoted(seen.inquiry).get("line", ""),
            texts=(),
        )
        changes.append(
            AnswerChange(item_id, seen.story.code, choice.seen_story_edit, "answered", story)
        )
    return changes


def _value(seen: Preview, choice: Choice) -> Plain:
    if seen.way is Way.TEXT or choice.base is None:
        return _text_value(seen, choice)
    return seen.values[choice.base]


def _text_value(seen: Preview, choice: Choice) -> str:
    texts = [(q.school, q.words) for q in seen.quotes if q.asked_id in choice.quotes]
    held, line = str(seen.held.value or ""), _line_of(seen)
    if isinstance(seen.question.answer, Line):
        return with_lines(held, texts, line)
    before = quoted(seen.inquiry).get("line", "")
    return with_additions(held, sentence=line, before=before, texts=texts)


def _line_of(seen: Preview) -> str:
    """The sentence as the report has it: what was asked, what came out, how many answered."""
    return f"{seen.inquiry.title_th}: {told_of(seen.way, seen.question, seen.tally)}"


def _writes_story(seen: Preview, choice: Choice) -> bool:
    return seen.story is not None and choice.with_story


def _keep(seen: Preview, choice: Choice, by: Actor) -> Inquiry:
    inquiry = seen.inquiry
    taken = choice.quotes | set(quoted(inquiry).get("quotes", []))
    known = sorted(each.asked_id for each in seen.quotes if each.asked_id in taken)
    counts: dict[str, Any] = snapshot(seen.tally, choice.base)
    held = _held(inquiry.item_id, [inquiry.question_code]).get(inquiry.question_code, _NOTHING)
    is_told = seen.way is Way.TEXT or _writes_story(seen, choice)
    line = _line_of(seen) if is_told else quoted(inquiry).get("line", "")
    inquiry.adopted_edit, inquiry.adopted_at = held.edit, clock.now()
    inquiry.adopted_by = by.name[:200]
    inquiry.adopted = json.dumps({**counts, "quotes": known, "line": line}, ensure_ascii=False)
    inquiry.save(update_fields=["adopted_edit", "adopted_at", "adopted_by", "adopted"])
    record(
        "inquiries.adopt",
        f"schools.inquiry:{inquiry.pk}",
        by=by,
        detail={"question": inquiry.question_code, "edit": held.edit, **counts},
    )
    return inquiry

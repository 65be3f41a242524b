"""Whether what a decider says can stand: the mark, the reason, the recommendation."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.appeals.errors import DecisionUnsound
from tidtam.appeals.rules import refuse_without_words, tidied
from tidtam.appeals.states import Outcome
from tidtam.checks.comment_review import check_review_comment
from tidtam.checks.finding import Finding
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.named_offices import named_offices
from tidtam.people.actor import Actor
from tidtam.reviews.actions import checked_mark, office_kind
from tidtam.reviews.advice import filled, refuse_too_long
from tidtam.reviews.comment_hints import level_given
from tidtam.reviews.comment_rules import needs_comment
from tidtam.reviews.correcting import advice_now, official_mark
from tidtam.reviews.judging import judge_stored
from tidtam.rounds.models import Item
from tidtam.scoring.json_text import write_json
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual

MARK, REASON, COMMENT = "mark", "reason", "comment"
_NAMES = {
    REASON: Bilingual("เหตุผล", "The reason"),
    COMMENT: Bilingual("ข้อเสนอแนะ", "The recommendation"),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """A sound decision, as it is stored.

    Attributes:
        before, answer: marks as JSON text; the same where the mark stands.
        comment: the new recommendation; None where it stays.
        reason: as the office reads it.
    """

    outcome: Outcome
    before: str
    answer: str
    comment: str | None
    reason: str


def sound_decision(
    item: Item, *, outcome: Outcome, answer: str, comment: str | None, reason: str, by: Actor
) -> Decided:
    """What was decided, once every word of it can stand.

    Raises:
        MarkRefused: the framework does not accept the mark.
        DecisionUnsound: the same mark as before for a change, another one where it stands, words
            that name another office or its decider, or do not fit the mark; a reason that says
            hardly anything, a text that is too long.
    """
    before = official_mark(item)
    after = _mark(item, outcome, before, answer)
    office = item.submission.office
    reason = _sound_text(item, reason, at=REASON)
    _refuse_words(item, reason, at=REASON, levels=(after, before), by=by)
    text = None if comment is None else _sound_text(item, comment, at=COMMENT)
    if text is not None and filled(text, office) == advice_now(item):
        text = None
    if text is not None and outcome is Outcome.KEPT:
        raise DecisionUnsound(
            "คงคะแนนเดิมแล้วเปลี่ยนข้อเสนอแนะไม่ได้ โปรดคืนข้อความเดิม หรือเลือกเปลี่ยนคะแนน",
            "Where the mark stands the recommendation stands too; please put its text back, or "
            "choose to change the mark.",
            at=COMMENT,
        )
    if text is not None:
        _refuse_words(item, text, at=COMMENT, levels=(after,), by=by)
    _refuse_missing_advice(item, after, text, outcome)
    return Decided(outcome, before, after, text, filled(reason, office))


def _sound_text(item: Item, text: str, *, at: str) -> str:
    """A text of the decision, tidied: not too long, also as it is stored, and a reason says much.

    Raises:
        DecisionUnsound: at that text.
    """
    try:
        text = tidied(text)
        refuse_too_long(filled(text, item.submission.office))
        if at == REASON:
            refuse_without_words(text)
    except BadInput as error:
        raise DecisionUnsound(error.th, error.en, at=at) from error
    return text


def _mark(item: Item, outcome: Outcome, before: str, answer: str) -> str:
    """The mark after the decision, as JSON text."""
    if outcome is Outcome.KEPT and not answer.strip():
        return before
    definition, office = definition_of(item.instrument.framework), item.submission.office
    after = write_json(checked_mark(definition, office, node_code=item.node_code, answer=answer))
    kind = office_kind(office)
    was, now = (
        judge_stored(definition, kind=kind, node_code=item.node_code, answer=each)
        for each in (before or "null", after)
    )
    is_same = not was.is_refused and was.answer == now.answer
    if outcome is Outcome.KEPT and not is_same:
        raise DecisionUnsound(
            "เลือกคงคะแนนเดิม แต่ใส่คะแนนอื่น โปรดเว้นคะแนนว่างไว้ หรือเลือกเปลี่ยนคะแนน",
            "The mark is said to stand, but another one is given; please leave it empty, or "
            "choose to change the mark.",
            at=MARK,
        )
    if outcome is Outcome.CHANGED and is_same:
        raise DecisionUnsound(
            "เลือกเปลี่ยนคะแนน แต่คะแนนเท่าเดิม โปรดเลือกคะแนนอื่น หรือเลือกคงคะแนนเดิม",
            "The mark is said to change, but it is the same; please choose another one, or let "
            "it stand.",
            at=MARK,
        )
    return before if outcome is Outcome.KEPT else after


def _refuse_words(item: Item, text: str, *, at: str, levels: tuple[str, ...], by: Actor) -> None:
    """Refuse errors of a text that every one of some marks leaves standing.

    A reason for a change may speak of the old mark and of the new one.
    """
    what = _NAMES[at]
    if by.name.strip() and by.name.strip() in text:
        raise DecisionUnsound(
            f"{what.th}มีชื่อของท่าน เขตต้องไม่ทราบว่าใครพิจารณา โปรดลบชื่อออก",
            f"{what.en} has your name; the office is not to learn who decided. Please take it out.",
            at=at,
        )
    found = [_errors(item, text, mark) for mark in levels]
    for key, finding in found[0].items():
        if all(key in others for others in found[1:]):
            raise DecisionUnsound(
                f"{what.th}มีคำว่า “{finding.words}” {finding.why.th} โปรดแก้แล้วบันทึกอีกครั้ง",
                f"{what.en} says “{finding.words}”: {finding.why.en} Please change it and save "
                "again.",
                at=at,
            )


def _errors(item: Item, text: str, mark: str) -> dict[tuple[str, int, int], Finding]:
    """What must not be printed so, by its kind and place, if the item had a mark.

    Another office is not named in passing either: what it did is not for this one to read.
    """
    names, register = named_offices()
    definition = definition_of(item.instrument.framework)
    findings = check_review_comment(
        text,
        about=names[item.submission.office.code],
        register=register,
        level=level_given(item, mark),
        words={number: word.th for number, word in definition.words.items()},
        part=item.node_code,
    )
    return {
        (each.code, each.where.start, each.where.end): each
        for each in findings
        if each.severity == "error" or (each.severity, each.code) == ("warning", "office-foreign")
    }


def _refuse_missing_advice(item: Item, after: str, text: str | None, outcome: Outcome) -> None:
    """A low mark is not given without telling the office what to do."""
    if outcome is Outcome.KEPT or not needs_comment(level_given(item, after)):
        return
    if (advice_now(item) if text is None else text).strip():
        return
    raise DecisionUnsound(
        "คะแนนระดับนี้ต้องมีข้อเสนอแนะให้เขต โปรดเขียนสิ่งที่เขตควรทำ",
        "A mark of this level needs a recommendation; please write what the office should do.",
        at=COMMENT,
    )

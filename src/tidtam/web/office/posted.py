"""A whole item sent as an ordinary form, for browsers without scripts: every field at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.http import QueryDict

from tidtam.forms import rich_text
from tidtam.forms.errors import AnswerProblem, FormsError
from tidtam.forms.kinds.choices import Checklist, Milestones
from tidtam.forms.kinds.count import Count
from tidtam.forms.kinds.rows import Rows
from tidtam.forms.kinds.text import Text
from tidtam.forms.states import AnswerState
from tidtam.forms.values import check_answer, read_value, write_value
from tidtam.rounds.answering import save_answer
from tidtam.rounds.errors import AnswerChangedMeanwhile, Current
from tidtam.rounds.workspace import text_of_edit
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import say
from tidtam.web.office.fields import Clash, Typed
from tidtam.web.office.moments import iso_clock
from tidtam.web.office.reading import reading_of

if TYPE_CHECKING:
    from tidtam.forms.definition import Question
    from tidtam.people.actor import Actor
    from tidtam.rounds.content import ReadAnswer
    from tidtam.rounds.models import Item

_STATES: Final = {state.value: state for state in AnswerState}
BOTH: Final = Bilingual(
    "เลือกว่าไม่มีหรือไม่เกี่ยวข้อง แต่ในช่องยังมีข้อความ โปรดลบข้อความ หรือเลือก “ตอบแล้ว”",
    "None or not applicable is chosen, but the field holds a text; please remove the text, or "
    "choose “answered”.",
)
CHANGED: Final = Bilingual(
    "มีผู้บันทึกข้อความอื่นไว้ก่อน โปรดดูทั้งสองข้อความ แก้ข้อความในช่องให้ครบ แล้วบันทึกอีกครั้ง",
    "Somebody saved another text first; please look at both, complete the text in the field and "
    "save again.",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form says of one question; None as ``seen`` where the form has no such field."""

    state: AnswerState
    reason: str
    raw: object
    seen: int


def sent_of(question: Question, data: QueryDict) -> Sent | None:
    """The part of a form about one question; None where the form does not hold it.

    Raises:
        AnswerProblem: a text is too large to be read.
    """
    name = f"q-{question.code}"
    seen = data.get(f"{name}-edit", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        return None
    state = _STATES.get(data.get(f"{name}-state", ""), AnswerState.ANSWERED)
    return Sent(state, data.get(f"{name}-reason", ""), _raw(question, data, name), int(seen))


def _raw(question: Question, data: QueryDict, name: str) -> object:
    kind = question.answer
    if isinstance(kind, Rows):
        return _rows(kind, data, name)
    if isinstance(kind, Count):
        return {part: data.get(f"{name}-{part}", "") for part in ("n", "of")}
    if isinstance(kind, (Checklist, Milestones)):
        return data.getlist(name)
    if isinstance(kind, Text):
        return _rich(data, name)
    return data.get(name, "")


def _rich(data: QueryDict, name: str) -> str:
    """Rich text: HTML where the page's editor sent it, else lightly marked text."""
    if data.get(f"{name}-form") == "html":
        return data.get(name, "")
    return data.get(name, "").replace("\r\n", "\n")


def _rows(kind: Rows, data: QueryDict, name: str) -> list[dict[str, object]]:
    """The rows in the order in which they stand on the page, whatever their numbers."""
    codes = {column.code for column in kind.layout}
    rows: dict[str, dict[str, object]] = {}
    for key in data:
        number, dash, code = key.removeprefix(f"{name}-").partition("-")
        if key.startswith(f"{name}-") and dash and code in codes and number.isdigit():
            rows.setdefault(number, {})[code] = data.get(key, "")
    return list(rows.values())


def save_sent(
    item: Item, answer: ReadAnswer, sent: Sent, *, is_html: bool, by: Actor
) -> tuple[bool, Typed | None]:
    """Save one field of a form: whether something was stored, and what stands against it.

    Every field is saved by itself: a slip in one does not cost the others.
    """
    question = answer.question
    try:
        value = _value(question, sent, is_html=is_html)
        _refuse_both(question, answer, sent, value)
        saved = save_answer(
            item.pk,
            question.code,
            seen_edit=sent.seen,
            state=sent.state.value,
            value=value,
            reason=sent.reason,
            by=by,
        )
    except AnswerChangedMeanwhile as error:
        if _is_untouched(item, question, sent, value):
            return False, None
        return False, _typed(sent, say(CHANGED), clash=_clash(answer, error.current))
    except AnswerProblem as error:
        return False, _typed(sent, say(error.text), path=error.path)
    except FormsError as error:
        return False, _typed(sent, say(error.text))
    return saved.is_new, None


def _value(question: Question, sent: Sent, *, is_html: bool) -> object:
    if not isinstance(question.answer, Text) or is_html:
        return sent.raw
    try:
        return rich_text.from_marked(str(sent.raw))
    except rich_text.RichTextProblem as problem:
        raise AnswerProblem(problem.th, problem.en) from None


def _refuse_both(question: Question, answer: ReadAnswer, sent: Sent, value: object) -> None:
    """A text must not vanish because another button was chosen, unless it is kept already."""
    if sent.state is AnswerState.ANSWERED:
        return
    read = question.answer.read(value)
    if question.answer.is_empty(read):
        return
    if sent.state is AnswerState.BLANK or read == answer.value:
        return
    raise AnswerProblem(BOTH.th, BOTH.en)


def _is_untouched(item: Item, question: Question, sent: Sent, value: object) -> bool:
    """Whether the field holds just what the page showed: then the newer text simply stays."""
    state, read, reason = check_answer(question, sent.state, value, sent.reason)
    shown = text_of_edit(item, question_code=question.code, edit=sent.seen)
    return shown == (state.value, "" if read is None else write_value(read), reason)


def _typed(
    sent: Sent, error: str, *, path: tuple[str | int, ...] = (), clash: Clash | None = None
) -> Typed:
    return Typed(sent.state, sent.reason, sent.raw, error, sent.seen, path, clash)


def _clash(answer: ReadAnswer, current: Current) -> Clash:
    stored = replace(
        answer,
        state=AnswerState(current.state),
        value=read_value(current.value),
        reason=current.reason,
    )
    reading = reading_of(stored)
    shown = "" if stored.value is None else answer.question.answer.plain(stored.value)
    return Clash(
        edit=current.edit,
        by=current.saved_by,
        at=iso_clock(current.saved_at),
        shown=shown,
        state=reading.state,
        reason=current.reason,
    )

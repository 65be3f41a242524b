"""A whole report as lines of a file: what a workbook or an archive shows and takes back.

The writers of files (``reports``) and their readers (``imports``) may not know each other, so
what both must agree on stands here: the shape, the words of the heads, the hidden keys, the seal.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.signing import BadSignature, Signer

from tidtam.forms.cells import cells_of
from tidtam.forms.definition import Question
from tidtam.forms.kinds import Plain
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.forms.values import write_value
from tidtam.rounds.content import Content, ReadAnswer, ReadInstrument, ReadItem, content_of
from tidtam.rounds.models import Instrument, Submission
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

FORMAT: Final = "1"
KEY_SHEET: Final = "_tidtam"
MARK_FORMAT: Final = "tidtam:report"
MARK_ROUND: Final = "tidtam:round"
MARK_OFFICE: Final = "tidtam:office"
MARK_MADE: Final = "tidtam:made"
MARK_FORM: Final = "tidtam:form"
MARK_KEY: Final = "tidtam:key"
MARK_SEAL: Final = "tidtam:seal"
MARK_COLUMNS: Final = "tidtam:columns"
#: The first word of a line's key: a question, one that is not to be changed here, a part of its
#: answer, the title of a table, the heads of a table.
QUESTION: Final = "tidtam:q"
CLOSED: Final = "tidtam:x"
PART: Final = "tidtam:p"
BLOCK: Final = "tidtam:t"
HEADS: Final = "tidtam:h"
LINE_WORDS: Final = (QUESTION, CLOSED, PART, BLOCK, HEADS)

ITEM_HEAD: Final = Bilingual("ข้อ", "Item")
QUESTION_HEAD: Final = Bilingual("คำถาม", "Question")
ANSWER_HEAD: Final = Bilingual("คำตอบ", "Answer")
STATE_HEAD: Final = Bilingual("สถานะ", "State")
REASON_HEAD: Final = Bilingual("เหตุผล", "Reason")
HELP_HEAD: Final = Bilingual("คำแนะนำ", "Help")
BEFORE_HEAD: Final = Bilingual("คำตอบรอบก่อน", "Last round")

#: What stands in a workbook for people only.
DEMO_WORDS: Final = "ข้อมูลสมมติ / Made-up data"
LINK_WORDS: Final = "กรอกที่แผ่นงาน"

_SALT: Final = "tidtam.rounds.exchange"
_SHORT: Final = 16
_MOST_BEFORE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to one office about one item, with what is answered now.

    Attributes:
        before: what the office answered in the round before, to be read only; "" for nothing.
        instrument: the short title of its instrument: "QP".
    """

    framework_code: str
    item: ReadItem
    answer: ReadAnswer
    before: str = ""
    instrument: str = ""

    @property
    def question(self) -> Question:
        return self.answer.question

    @property
    def key(self) -> str:
        """What names the question within the report."""
        return key_of(self.framework_code, self.item.node_code, self.question.code)

    @property
    def checksum(self) -> str:
        """Of what is answered now: another one means another answer."""
        return answer_checksum(self.answer.state, self.answer.value, self.answer.reason)


@dataclass(frozen=True, slots=True)
class AskedSheet:
    """One instrument of a report."""

    framework_code: str
    form_checksum: str
    title: Bilingual
    short_title: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The report of one office in one round, to be filled in outside the system.

    Attributes:
        made_at: when this was read; everything saved later is newer than the file.
        made_by: who asked for it.
    """

    submission_id: int
    round_code: str
    round_title: Bilingual
    office_code: str
    office_name: Bilingual
    is_demo: bool
    due_at: dt.datetime
    made_at: dt.datetime
    made_by: str
    sheets: tuple[AskedSheet, ...]

    @property
    def questions(self) -> tuple[Asked, ...]:
        """Every question, in printing order."""
        return tuple(asked for sheet in self.sheets for asked in sheet.questions)


def report_form(
    submission: Submission, *, made_by: str, content: Content | None = None
) -> ReportForm:
    """A report as it is stored now, with the answers of the round before beside it."""
    content = content or content_of(submission)
    before = _answers_before(submission)
    checksums = dict(
        Instrument.objects.filter(round=submission.round_id).values_list("pk", "form__checksum")
    )
    sheets = tuple(
        AskedSheet(
            framework_code=each.framework.code,
            form_checksum=checksums[each.instrument_id] or "",
            title=each.framework.title,
            short_title=each.framework.short_title.th,
            questions=tuple(
                Asked(
                    each.framework.code,
                    item,
                    answer,
                    before.get(_near(each, item, answer), ""),
                    each.framework.short_title.th,
                )
                for item in each.items
                for answer in item.answers
            ),
        )
        for each in content.instruments
    )
    return ReportForm(
        submission_id=submission.pk,
        round_code=submission.round.code,
        round_title=submission.round.title,
        office_code=submission.office.code,
        office_name=Bilingual(submission.office.short_th, submission.office.short_en),
        is_demo=submission.round.is_demo,
        due_at=submission.due_at,
        made_at=clock.now(),
        made_by=made_by,
        sheets=sheets,
    )


def key_of(framework_code: str, node_code: str, question_code: str) -> str:
    """What names a question within a report: "qp-2566|1.10|summary"."""
    return f"{framework_code}|{node_code}|{question_code}"


def answer_checksum(state: AnswerState, value: Plain | None, reason: str) -> str:
    """A short checksum of an answer: equal answers have equal ones."""
    text = json.dumps([state.value, write_value(value), reason], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_SHORT]


def question_words(question: Question) -> str:
    """A question as a sheet asks it; a star where it must be answered."""
    return f"{question.title.th} *" if question.required else question.title.th


def help_words(question: Question) -> str:
    """What helps to answer: the form's words, then what the cell takes."""
    cells = cells_of(question.answer)
    hint = cells[0].hint if len(cells) == 1 else None
    parts = (question.help.th if question.help else "", hint.th if hint else "")
    return "\n".join(part for part in parts if part)


def question_key(asked: Asked, *, closed: bool = False) -> str:
    """The hidden key of a question's line: which it is, and what was answered when it was made."""
    word = CLOSED if closed else QUESTION
    return f"{word}|{asked.key}|{asked.answer.edit}|{asked.checksum}"


def line_key(word: str, asked: Asked, part: str = "") -> str:
    """The hidden key of another line of a question."""
    return f"{word}|{asked.key}|{part}" if part else f"{word}|{asked.key}"


def seal_lines(lines: Sequence[Sequence[str]]) -> str:
    """A text that only this installation can write for these lines."""
    return Signer(salt=_SALT).sign(_digest(lines))


def is_sealed(lines: Sequence[Sequence[str]], seal: str) -> bool:
    """Whether ``seal`` was written here for just these lines."""
    try:
        return Signer(salt=_SALT).unsign(seal) == _digest(lines)
    except BadSignature:
        return False


def _digest(lines: Sequence[Sequence[str]]) -> str:
    # Programs that save a file again forget blank cells.
    words = [[word for word in line if word] for line in lines]
    text = json.dumps(words, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _near(instrument: ReadInstrument, item: ReadItem, answer: ReadAnswer) -> tuple[str, str, str]:
    """What makes a question the same in two rounds: instrument but for its year, item, question."""
    code = instrument.framework.code
    return code.rpartition("-")[0], item.node_code, answer.question.code


def _answers_before(submission: Submission) -> dict[tuple[str, str, str], str]:
    """The answers of the same office in the round before, as plain text; long ones cut visibly."""
    earlier = submission.round.earlier or submission.round.copied_from
    if earlier is None:
        return {}
    found = Submission.objects.select_related("round", "office").filter(
        round=earlier, office=submission.office_id
    )
    held = found.first()
    if held is None:
        return {}
    return {
        _near(each, item, answer): _cut(_before(answer))
        for each in content_of(held).instruments
        for item in each.items
        for answer in item.answers
        if answer.state is not AnswerState.BLANK
    }


def _before(answer: ReadAnswer) -> str:
    """An answer of the round before: its text, or "ไม่มี: เหตุผล"."""
    if answer.state is AnswerState.ANSWERED:
        return "" if answer.value is None else answer.question.answer.plain(answer.value)
    return ": ".join(filter(None, (ANSWER_STATE_NAMES[answer.state].th, answer.reason)))


def _cut(text: str) -> str:
    if len(text) <= _MOST_BEFORE:
        return text
    return f"{text[:_MOST_BEFORE]}… (อ่านทั้งหมดในระบบ)"

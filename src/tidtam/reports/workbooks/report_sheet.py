"""One instrument's sheet of a report's workbook: a line for each question or part of its answer."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from tidtam.forms.cells import Cell, cells_of, row_texts, texts_of
from tidtam.forms.definition import Question
from tidtam.forms.kinds import Rows
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.reports.workbooks.report_looks import (
    ROW_HEIGHT,
    Lists,
    Looks,
    drop_down,
    finish,
    fits,
    height_for,
    write_answer,
)
from tidtam.rounds.exchange import (
    ANSWER_HEAD,
    BEFORE_HEAD,
    HELP_HEAD,
    ITEM_HEAD,
    LINK_WORDS,
    MARK_COLUMNS,
    PART,
    QUESTION_HEAD,
    REASON_HEAD,
    STATE_HEAD,
    Asked,
    AskedSheet,
    help_words,
    line_key,
    question_key,
    question_words,
)

KEY, ITEM, QUESTION, ANSWER, STATE, REASON, HELP, BEFORE, LISTS = range(9)
HEAD_ROW: Final = 3
_FIRST: Final = HEAD_ROW + 1
_WIDTHS: Final = {
    ITEM: 8,
    QUESTION: 40,
    ANSWER: 70,
    STATE: 16,
    REASON: 30,
    HELP: 36,
    BEFORE: 40,
}
_ROOM: Final = {"marked": 6, "prose": 3}
_TOO_LONG: Final = "ยาวเกินที่ช่องของ Excel รับได้ จึงไม่อยู่ในไฟล์นี้ คำตอบยังอยู่ครบในระบบ ให้แก้ในหน้าเว็บ"

#: Every key that was written, in the order of the file.
Keys = list[str]


def is_closed(asked: Asked) -> bool:
    """Whether its answer is too long for a cell, and so cannot be changed in the file."""
    question, value = asked.question, asked.answer.value
    if isinstance(question.answer, Rows):
        texts = [text for row in row_texts(question.answer, value) for text in row.values()]
    else:
        texts = list(texts_of(question.answer, value).values())
    return not all(map(fits, texts))


def allowed_states(question: Question) -> tuple[str, ...]:
    """The words of the state's drop-down."""
    allowed = [AnswerState.ANSWERED]
    if question.may_be_none:
        allowed.append(AnswerState.NONE)
    if question.may_not_apply:
        allowed.append(AnswerState.NOT_APPLICABLE)
    return tuple(ANSWER_STATE_NAMES[state].th for state in allowed)


class SheetWriter:
    """Writes one sheet, top to bottom.

    Args:
        tables: question key -> where its table stands: sheet name and row from 1.
    """

    def __init__(
        self, page: Worksheet, looks: Looks, keys: Keys, tables: dict[str, tuple[str, int]]
    ) -> None:
        self._page = page
        self._looks = looks
        self._keys = keys
        self._tables = tables
        self._lists = Lists(LISTS, looks.key)
        self._row = _FIRST

    def write(self, sheet: AskedSheet, *, head: str, demo: str) -> None:
        """The whole sheet; ``head`` says whose it is."""
        self._heads(sheet, head, demo)
        node = ""
        for asked in sheet.questions:
            if asked.item.node_code != node:
                node = asked.item.node_code
                self._item(asked)
            self._question(asked)
        self._layout()

    def _heads(self, sheet: AskedSheet, head: str, demo: str) -> None:
        self._page.set_default_row(ROW_HEIGHT)
        self._page.write_string(0, ITEM, sheet.title.th, self._looks.title)
        self._page.write_string(1, ITEM, head, self._looks.text_line)
        if demo:
            self._page.write_string(2, ITEM, demo, self._looks.demo)
        self._page.write_string(HEAD_ROW, KEY, MARK_COLUMNS, self._looks.key)
        heads = (ITEM_HEAD, QUESTION_HEAD, ANSWER_HEAD, STATE_HEAD, REASON_HEAD, HELP_HEAD)
        for column, words in enumerate((*heads, BEFORE_HEAD), start=ITEM):
            self._page.write_string(HEAD_ROW, column, words.th, self._looks.head)

    def _item(self, asked: Asked) -> None:
        words = f"{asked.item.node.label.th} {asked.item.node.title.th}"
        for column in range(ITEM, LISTS):
            self._page.write_blank(self._row, column, None, self._looks.item)
        self._page.write_string(self._row, ITEM, words, self._looks.item)
        self._row += 1

    def _question(self, asked: Asked) -> None:
        question, closed = asked.question, is_closed(asked)
        cells, texts = cells_of(question.answer), texts_of(question.answer, asked.answer.value)
        self._key(question_key(asked, closed=closed))
        self._names(asked)
        if closed:
            self._page.write_string(self._row, ANSWER, _TOO_LONG, self._looks.closed)
        elif isinstance(question.answer, Rows):
            self._link(asked)
        elif len(cells) == 1 and not cells[0].part:
            self._answer(cells[0], texts.get("", ""))
        else:
            self._page.write_blank(self._row, ANSWER, None, self._looks.closed)
        self._state(asked, closed)
        self._set_height(asked, texts.get("", ""), cells)
        self._row += 1
        for cell in cells if not closed else ():
            if cell.part:
                self._part(asked, cell, texts.get(cell.part, ""))

    def _key(self, key: str) -> None:
        self._page.write_string(self._row, KEY, key, self._looks.key)
        self._keys.append(key)

    def _names(self, asked: Asked) -> None:
        page, row, looks = self._page, self._row, self._looks
        page.write_string(row, ITEM, asked.item.node_code, looks.name)
        page.write_string(row, QUESTION, question_words(asked.question), looks.name)
        page.write_string(row, HELP, help_words(asked.question), looks.help)
        page.write_string(row, BEFORE, asked.before, looks.help)

    def _answer(self, cell: Cell, text: str) -> None:
        number = cell.holds == "number"
        look = self._looks.number if number else self._looks.open
        write_answer(self._page, self._row, ANSWER, text, look, number=number)
        if cell.words:
            drop_down(self._page, self._row, ANSWER, cell.words, self._lists)

    def _link(self, asked: Asked) -> None:
        name, row = self._tables[asked.key]
        self._page.write_url(
            self._row,
            ANSWER,
            f"internal:'{name.replace(chr(39), chr(39) * 2)}'!B{row}",
            self._looks.link,
            f"{LINK_WORDS} “{name}” แถว {row}",
        )

    def _state(self, asked: Asked, closed: bool) -> None:
        page, row, answer = self._page, self._row, asked.answer
        look = self._looks.closed if closed else self._looks.open
        said = "" if answer.state is AnswerState.BLANK else ANSWER_STATE_NAMES[answer.state].th
        write_answer(page, row, STATE, said, look)
        write_answer(page, row, REASON, answer.reason, look)
        if not closed:
            drop_down(page, row, STATE, allowed_states(asked.question), self._lists)

    def _set_height(self, asked: Asked, text: str, cells: tuple[Cell, ...]) -> None:
        room = _ROOM.get(cells[0].holds, 1) if len(cells) == 1 else 1
        texts = [
            (question_words(asked.question), _WIDTHS[QUESTION]),
            (text, _WIDTHS[ANSWER]),
            (asked.answer.reason, _WIDTHS[REASON]),
            (help_words(asked.question), _WIDTHS[HELP]),
            (asked.before, _WIDTHS[BEFORE]),
        ]
        self._page.set_row(self._row, height_for(texts, least=room))

    def _part(self, asked: Asked, cell: Cell, text: str) -> None:
        page, row, looks = self._page, self._row, self._looks
        self._key(line_key(PART, asked, cell.part))
        label = cell.label.th if cell.label else ""
        page.write_string(row, ITEM, asked.item.node_code, looks.part)
        page.write_string(row, QUESTION, label, looks.part)
        self._answer(cell, text)
        if cell.hint:
            page.write_string(row, HELP, cell.hint.th, looks.help)
        page.set_row(row, height_for([(label, _WIDTHS[QUESTION])]))
        self._row += 1

    def _layout(self) -> None:
        self._page.set_column(KEY, KEY, 18, None, {"hidden": True})
        for column, width in _WIDTHS.items():
            self._page.set_column(column, column, width)
        self._page.set_column(LISTS, LISTS, 18, None, {"hidden": True})
        self._page.freeze_panes(_FIRST, ANSWER)
        finish(self._page, repeat=HEAD_ROW)

"""The box of a question: one table with its title, its state, its reason and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final
from xml.sax.saxutils import quoteattr

from tidtam.forms import rich_text
from tidtam.forms.cells import Cell, cells_of, column_cells, row_texts, texts_of
from tidtam.forms.definition import Question
from tidtam.forms.kinds import Day, Line, Number, Rows, ScalarKind, Text
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.reports.forms_word.controls import (
    Controls,
    paragraph,
    placeholder_run,
    run,
)
from tidtam.reports.forms_word.rich import RichWriter
from tidtam.rounds.exchange import REASON_HEAD, STATE_HEAD, Asked
from tidtam.rounds.exchange_word import (
    CLICK_CHOICE,
    CLICK_DATE,
    CLICK_REASON,
    CLICK_TEXT,
    box_mark,
    box_tag,
    reason_tag,
    value_tag,
)

_MARGIN: Final = 100  # of a cell on either side, in twips
_STATE_WIDTHS: Final = (1000, 2100, 1000)
_TICK_WIDTH: Final = 600
_SHADE: Final = "EEF2F7"
_PROSE_ROOM: Final = 1500
_LEAST_ROWS: Final = 3
_SPARE_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell: its width in twips, its paragraphs; ``tag`` makes the cell itself a control,
    ``is_prose`` gives it the room of several lines."""

    width: int
    inner: str
    shaded: bool = False
    tag: str = ""
    alias: str = ""
    click: str = ""
    is_prose: bool = False


@dataclass(slots=True)
class BoxWriter:
    """Writes boxes of ``width`` twips, and gathers every text outside the answers."""

    width: int
    controls: Controls = field(default_factory=Controls)
    rich: RichWriter = field(default_factory=RichWriter)
    texts: list[str] = field(default_factory=list)

    def static(self, style: str, text: str, *, keep: bool = False) -> str:
        """A paragraph that is no answer."""
        self.texts.append(text)
        return paragraph(style, run(text), keep=keep)

    def box(self, asked: Asked) -> str:
        """The table of one question."""
        kind = asked.question.answer
        rows = [[self._title(asked)], self._state(asked)]
        if isinstance(kind, Rows):
            rows.append(self._heads(kind))
            given = self._table_rows(asked, kind)
            edges = _edges([*rows, *given])
            drawn = [self._row(row, edges, keep=True) for row in rows]
            body = self.controls.repeated([self._row(row, edges) for row in given])
        else:
            rows += self._values(asked)
            edges = _edges(rows)
            drawn = [self._row(row, edges, keep=n < 2) for n, row in enumerate(rows)]
            body = ""
        widths = [right - left for left, right in zip([0, *edges], edges, strict=False)]
        grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
        caption = f"<w:tblCaption w:val={quoteattr(box_tag(asked))}/>"
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="Box"/>'
            f'<w:tblW w:w="{self.width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{caption}'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(drawn)}{body}</w:tbl>"
        )

    def _title(self, asked: Asked) -> Drawn:
        question = asked.question
        star = " *" if question.required else ""
        title = question.title.th + star
        self.texts.append(title)
        inner = paragraph("Question", self.controls.bookmark(box_mark(asked.key)) + run(title))
        lines = [question.help.th if question.help else "", *_hints(question)]
        inner += "".join(self.static("Help", line, keep=True) for line in lines if line)
        if asked.before:
            told = f"คำตอบรอบก่อน: {asked.before}".split("\n")
            inner += "".join(self.static("Help", line) for line in told if line.strip())
        return Drawn(self.width, inner, shaded=True)

    def _state(self, asked: Asked) -> list[Drawn]:
        question, answer = asked.question, asked.answer
        states = [AnswerState.BLANK, AnswerState.ANSWERED]
        states += [AnswerState.NONE] if question.may_be_none else []
        states += [AnswerState.NOT_APPLICABLE] if question.may_not_apply else []
        words = [ANSWER_STATE_NAMES[state].th for state in states]
        now = ANSWER_STATE_NAMES[answer.state].th
        state = self.controls.choice(box_tag(asked), STATE_HEAD.th, now, words, click="")
        labels = [self.static("Label", head.th) for head in (STATE_HEAD, REASON_HEAD)]
        first, second, third = _STATE_WIDTHS
        reason = self._lines(
            self.width - first - second - third,
            answer.reason,
            (reason_tag(asked.key), REASON_HEAD.th, CLICK_REASON),
        )
        return [
            Drawn(first, labels[0], shaded=True),
            Drawn(second, paragraph("AnswerCell", state)),
            Drawn(third, labels[1], shaded=True),
            reason,
        ]

    def _lines(self, width: int, text: str, control: tuple[str, str, str]) -> Drawn:
        """A cell of plain lines, a paragraph for each.

        Not one paragraph with breaks: LibreOffice 7 puts the breaks of a control before its text.
        """
        tag, alias, click = control
        if not text:
            return Drawn(
                width, paragraph("AnswerCell", placeholder_run(click)), False, tag, alias, click
            )
        inner = "".join(
            paragraph("AnswerCell", run(line) if line else "") for line in text.split("\n")
        )
        return Drawn(width, inner, tag=tag, alias=alias)

    def _values(self, asked: Asked) -> list[list[Drawn]]:
        kind, answer = asked.question.answer, asked.answer
        if isinstance(kind, Text):
            return [[self._prose(asked)]]
        texts = texts_of(kind, answer.value)
        cells = cells_of(kind)
        if cells[0].holds == "prose":
            control = (value_tag(asked.key, ""), asked.question.title.th, CLICK_TEXT)
            return [[self._lines(self.width, texts.get("", ""), control)]]
        if len(cells) == 1 and not cells[0].label:
            inner = self._value(asked, cells[0], texts.get("", ""))
            return [[Drawn(self.width, paragraph("AnswerCell", inner))]]
        return [self._part(asked, cell, texts.get(cell.part, "")) for cell in cells]

    def _prose(self, asked: Asked) -> Drawn:
        value = asked.answer.value or ""
        blocks = rich_text.blocks(value) if value else ()
        inner = self.rich.blocks(blocks, self.width - 2 * _MARGIN)
        # LibreOffice 7 spoils links, breaks and bold in the first paragraph of a control: then
        # the cell goes without one, and is known by its place in the box.
        first = _first_runs(blocks)
        is_plain = len(first) < 2 and not any(run.href or "\n" in run.text for run in first)
        return Drawn(
            self.width,
            inner or paragraph("Answer", placeholder_run(CLICK_TEXT)),
            tag=value_tag(asked.key, "") if is_plain else "",
            alias=asked.question.title.th,
            click="" if inner else CLICK_TEXT,
            is_prose=True,
        )

    def _part(self, asked: Asked, cell: Cell, text: str) -> list[Drawn]:
        label = cell.label.th if cell.label else ""
        if cell.holds == "choice":
            tag = value_tag(asked.key, cell.part)
            tick = self.controls.tick(tag, label, ticked=text == cell.words[0])
            return [
                Drawn(_TICK_WIDTH, paragraph("AnswerCell", tick)),
                Drawn(self.width - _TICK_WIDTH, self.static("Label", label)),
            ]
        half = self.width // 2
        inner = paragraph("AnswerCell", self._value(asked, cell, text))
        return [
            Drawn(half, self.static("Label", label), shaded=True),
            Drawn(self.width - half, inner),
        ]

    def _value(self, asked: Asked, cell: Cell, text: str) -> str:
        """The control of a part that is no rich text."""
        tag = value_tag(asked.key, cell.part)
        alias = cell.label.th if cell.label else asked.question.title.th
        if cell.holds == "choice":
            return self.controls.choice(tag, alias, text, cell.words, click=CLICK_CHOICE)
        if cell.holds == "date":
            value = asked.answer.value
            iso = value if isinstance(value, str) else ""
            return self.controls.date(tag, alias, text, iso, click=CLICK_DATE)
        return self.controls.text(tag, alias, text, click=CLICK_TEXT)

    def _heads(self, kind: Rows) -> list[Drawn]:
        return [
            Drawn(width, self.static("Label", cell.label.th if cell.label else ""), shaded=True)
            for cell, width in zip(column_cells(kind), self._columns(kind), strict=True)
        ]

    def _table_rows(self, asked: Asked, kind: Rows) -> list[list[Drawn]]:
        given = row_texts(kind, asked.answer.value)
        values = asked.answer.value if isinstance(asked.answer.value, list) else []
        room = max(min(len(given) + _SPARE_ROWS, kind.most), _LEAST_ROWS)
        blank: list[dict[str, str]] = [{}] * (room - len(given))
        return [
            [
                Drawn(width, self._row_cell(asked, cell, texts, raw))
                for cell, width in zip(column_cells(kind), self._columns(kind), strict=True)
            ]
            for texts, raw in zip([*given, *blank], [*values, *blank], strict=True)
        ]

    def _row_cell(
        self, asked: Asked, cell: Cell, texts: dict[str, str], raw: dict[str, str]
    ) -> str:
        """Only what is chosen has a control; text is typed straight into its cell."""
        text = texts.get(cell.part, "")
        tag = value_tag(asked.key, cell.part)
        alias = cell.label.th if cell.label else ""
        if cell.holds == "choice":
            inner = self.controls.choice(tag, alias, text, cell.words, click=CLICK_CHOICE)
        elif cell.holds == "date":
            iso = raw.get(cell.part, "")
            inner = self.controls.date(tag, alias, text, iso, click=CLICK_DATE)
        else:
            return "".join(
                paragraph("AnswerCell", run(line) if line else "") for line in text.split("\n")
            )
        return paragraph("AnswerCell", inner)

    def _columns(self, kind: Rows) -> list[int]:
        shares = [_share(column.of) for column in kind.layout]
        widths = [self.width * share // sum(shares) for share in shares]
        widths[-1] += self.width - sum(widths)
        return widths

    def _row(self, cells: Sequence[Drawn], edges: Sequence[int], *, keep: bool = False) -> str:
        """One row over the grid of all rows; ``keep`` does not break it over two pages."""
        drawn, at = [], 0
        for cell in cells:
            span = sum(at < edge <= at + cell.width for edge in edges)
            at += cell.width
            drawn.append(self._cell(cell, span))
        room = f'<w:trHeight w:val="{_PROSE_ROOM}" w:hRule="atLeast"/>' if cells[0].is_prose else ""
        facts = ("<w:cantSplit/>" if keep else "") + room
        facts = f"<w:trPr>{facts}</w:trPr>" if facts else ""
        return f"<w:tr>{facts}{''.join(drawn)}</w:tr>"

    def _cell(self, cell: Drawn, span: int) -> str:
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>' if cell.shaded else ""
        drawn = (
            f'<w:tc><w:tcPr><w:tcW w:w="{cell.width}" w:type="dxa"/>{spanned}{shade}</w:tcPr>'
            f"{cell.inner}</w:tc>"
        )
        if not cell.tag:
            return drawn
        return self.controls.rich_cell(cell.tag, cell.alias, drawn, click=cell.click)


def _first_runs(blocks: Sequence[rich_text.Block]) -> rich_text.Runs:
    """The runs of the first paragraph, be it of a list or a table."""
    if not blocks:
        return ()
    first = blocks[0]
    if isinstance(first, rich_text.Table):
        return first.rows[0][0]
    return first.runs if isinstance(first, rich_text.Paragraph) else first.items[0].runs


def _edges(rows: Sequence[Sequence[Drawn]]) -> list[int]:
    """Where cells of any row end, from the left edge of the table."""
    return sorted({edge for row in rows for edge in accumulate(cell.width for cell in row)})


def _share(kind: ScalarKind) -> int:
    if isinstance(kind, Line):
        return 30 if kind.multiline else 22
    return 12 if isinstance(kind, Number) else 16


def _hints(question: Question) -> list[str]:
    """What is expected, in a line each."""
    kind = question.answer
    if isinstance(kind, Rows):
        told = ["เพิ่มแถวได้ด้วยปุ่ม + ท้ายแถว แถวว่างระบบข้ามให้"]
        return [*told, "แถวบนสุดคือลำดับที่ 1"] if kind.in_order else told
    if isinstance(kind, Day):
        return ["เลือกจากปฏิทิน หรือพิมพ์ เช่น 31 มีนาคม 2566"]
    return list(dict.fromkeys(cell.hint.th for cell in cells_of(kind) if cell.hint))

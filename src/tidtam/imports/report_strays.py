"""Texts that people wrote outside the answer cells of a workbook: told, never taken, no hindrance.

What this system wrote itself is known by its words, since people move columns and programs save
cells in their own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tidtam.forms.cells import Cell, cells_of, column_cells
from tidtam.forms.errors import shown
from tidtam.forms.kinds import Rows
from tidtam.forms.states import ANSWER_STATE_NAMES
from tidtam.imports.report_keys import FoundLine, key_column
from tidtam.imports.report_lines import SheetLines, columns_in, squeezed
from tidtam.imports.workbook import Position, cell_name
from tidtam.rounds.exchange import (
    ANSWER_HEAD,
    BEFORE_HEAD,
    CLOSED,
    DEMO_WORDS,
    HEADS,
    HELP_HEAD,
    ITEM_HEAD,
    LINK_WORDS,
    MARK_COLUMNS,
    PART,
    QUESTION,
    QUESTION_HEAD,
    REASON_HEAD,
    STATE_HEAD,
    Asked,
    ReportForm,
    help_words,
    question_words,
)
from tidtam.thai.bilingual import Bilingual

MOST_NOTES: Final = 20
_SHOWN: Final = 60
_HEAD_WORDS: Final = (
    ITEM_HEAD, QUESTION_HEAD, ANSWER_HEAD, STATE_HEAD, REASON_HEAD, HELP_HEAD, BEFORE_HEAD,
)  # fmt: skip
_NUMBERS: Final = ("ลำดับ", "ที่")


def stray_notes(
    form: ReportForm, lines: Sequence[FoundLine], held: Mapping[int, SheetLines]
) -> tuple[Bilingual, ...]:
    """A line for each cell with words of a person that no answer takes, the first ones; then
    how many more there are."""
    asked = {each.key: each for each in form.questions}
    known, listed = _known_words(form), _list_words(form)
    found: list[Bilingual] = []
    more = 0
    for sheet in held.values():
        mine = [line for line in lines if line.sheet is sheet.sheet]
        for position in _strays(sheet, mine, asked, known, listed):
            if len(found) < MOST_NOTES:
                found.append(_note(sheet, position))
            else:
                more += 1
    return (*found, _more(more)) if more else tuple(found)


def _strays(
    held: SheetLines,
    lines: Sequence[FoundLine],
    asked: Mapping[str, Asked],
    known: set[str],
    listed: set[str],
) -> Iterator[Position]:
    if not held.columns and any(line.key.word == CLOSED for line in lines):
        return  # nothing of this sheet is read, which is told for each question
    taken = set(_answer_cells(held, lines, asked))
    last = max((column for _, column in taken), default=0)
    first = min((column for _, column in taken), default=0)
    keys = key_column(held.sheet)
    for position, cell in sorted(held.sheet.cells.items()):
        words, column = squeezed(cell.text), position[1]
        if not words or column == keys or position in taken or words in known:
            continue
        if words.startswith(squeezed(LINK_WORDS)) or (column > last and words in listed):
            continue
        # The numbers of the rows of a table.
        if not held.columns and column < first and cell.type == "number":
            continue
        yield position


def _answer_cells(
    held: SheetLines, lines: Sequence[FoundLine], asked: Mapping[str, Asked]
) -> Iterator[Position]:
    """Where answers, states and reasons are read, and what a closed question shows of its own."""
    for line in lines:
        if line.key.key not in asked:
            continue
        row, question = line.position[0], asked[line.key.key].question
        if line.key.word in (QUESTION, CLOSED):
            yield held.cell(row, STATE_HEAD)[0]
            yield held.cell(row, REASON_HEAD)[0]
        cells = cells_of(question.answer)
        whole = line.key.word == QUESTION and len(cells) == 1 and not cells[0].part
        if whole or line.key.word in (PART, CLOSED):
            yield held.cell(row, ANSWER_HEAD)[0]
        elif line.key.word == HEADS and isinstance(question.answer, Rows):
            heads = tuple(c.label for c in column_cells(question.answer) if c.label)
            for column in columns_in(held.sheet, row, heads).values():
                yield from ((below, column) for below in held.rows_below(row))


def _known_words(form: ReportForm) -> set[str]:
    """Everything the workbook says of itself, without spaces."""
    office = f"{form.office_name.th} · {form.round_title.th}"
    said = {MARK_COLUMNS, DEMO_WORDS, office, *_NUMBERS, *(head.th for head in _HEAD_WORDS)}
    for sheet in form.sheets:
        said |= {sheet.title.th, f"{sheet.title.th} · ตาราง"}
    for each in form.questions:
        said |= set(_words_of(each))
    return {squeezed(words) for words in said}


def _words_of(asked: Asked) -> Iterator[str]:
    node, question = asked.item.node, asked.question
    title, helped = question_words(question), help_words(question)
    yield from (asked.item.node_code, f"{node.label.th} {node.title.th}", title, helped)
    yield from (asked.before, f"{node.label.th} · {title}  {helped}")
    for cell in _cells(asked):
        yield from (words.th for words in (cell.label, cell.hint) if words)


def _list_words(form: ReportForm) -> set[str]:
    """The words of drop-downs, which stand in a hidden column on the right."""
    states = (name.th for name in ANSWER_STATE_NAMES.values())
    words = (word for each in form.questions for cell in _cells(each) for word in cell.words)
    return {squeezed(word) for word in (*states, *words)}


def _cells(asked: Asked) -> Iterable[Cell]:
    kind = asked.question.answer
    return column_cells(kind) if isinstance(kind, Rows) else cells_of(kind)


def _note(held: SheetLines, position: Position) -> Bilingual:
    name = f"{held.sheet.name}!{cell_name(position)}"
    text = shown(held.sheet.cells[position].text, _SHOWN)
    return Bilingual(
        f"ข้อความใน {name} อยู่นอกช่องคำตอบ จึงไม่นำเข้า: {text}",
        f"The text in {name} stands outside the answer cells, so it is not brought in: {text}",
    )


def _more(number: int) -> Bilingual:
    return Bilingual(
        f"และอีก {number:,} เซลล์นอกช่องคำตอบที่ไม่นำเข้า",
        f"and {number:,} more cells outside the answer cells that are not brought in",
    )

"""Rows of a table, with or without an order of merit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tidtam.forms.errors import AnswerProblem, listed, shown
from tidtam.forms.kinds.base import Kind, Plain, Table, as_fields
from tidtam.forms.kinds.columns import Column
from tidtam.forms.kinds.line import Line
from tidtam.forms.kinds.options import Option, option_problems
from tidtam.forms.kinds.presets import PRESETS, PresetName
from tidtam.thai.bilingual import Bilingual

MOST_ROWS = 500


@dataclass(frozen=True)
class Rows(Kind):
    """Rows. Canonical: ``[{"name": "…", "budget": "1200"}, …]``, every column in every row.

    Attributes:
        columns: after those of the preset, if one is named.
        preset: a table that many forms ask for (``forms.kinds.presets``).
        ranked: the first row is the best; a preset may say so too.
        most: rows taken at most.
    """

    kind: Literal["rows"] = "rows"
    columns: tuple[Column, ...] = ()
    preset: PresetName | None = None
    ranked: bool = False
    most: int = 100

    @cached_property
    def layout(self) -> tuple[Column, ...]:
        """Every column in its order: the preset's, then the form's own."""
        return (PRESETS[self.preset].columns if self.preset else ()) + self.columns

    @cached_property
    def in_order(self) -> bool:
        """Whether the order of the rows is an order of merit."""
        return self.ranked or (self.preset is not None and PRESETS[self.preset].ranked)

    def read(self, raw: object) -> list[Plain]:
        rows: list[Plain] = []
        for place, each in enumerate(_listed(raw)):
            row = self._row(each, place)
            if any(row.values()):
                rows.append(row)
            if len(rows) > self.most:
                raise AnswerProblem(
                    f"มีเกิน {self.most:,} แถว ให้เลือกแถวที่สำคัญ หรือแนบตารางเต็มเป็นหลักฐาน",
                    f"There are more than {self.most:,} rows; choose the important ones"
                    " or attach the whole list as evidence.",
                    (place,),
                )
        return rows

    def is_empty(self, value: Plain) -> bool:
        return not value

    def plain(self, value: Plain, language: str = "th") -> str:
        lines = []
        for number, row in enumerate(_rows(value), start=1):
            cells = [
                f"{column.title.in_language(language)}: {text}"
                for column in self.layout
                if (text := column.of.plain(row.get(column.code, ""), language))
            ]
            lines.append(f"{number}. " + "; ".join(cells))
        return "\n".join(lines)

    def hints(self, value: Plain) -> tuple[Bilingual, ...]:
        found: list[Bilingual] = []
        for number, row in enumerate(_rows(value), start=1):
            found += self._row_hints(row, number)
        return (*found, *self._repeated(value))

    def texts(self, value: Plain) -> tuple[str, ...]:
        return tuple(
            text
            for row in _rows(value)
            for column in self.layout
            if isinstance(column.of, Line)
            for text in column.of.texts(row.get(column.code, ""))
        )

    def table(self, value: Plain, language: str = "th") -> Table:
        headers = tuple(column.title.in_language(language) for column in self.layout)
        rows = [
            tuple(column.of.plain(row.get(column.code, ""), language) for column in self.layout)
            for row in _rows(value)
        ]
        if not self.in_order:
            return Table(headers, tuple(rows))
        rank = "Rank" if language.startswith("en") else "ลำดับ"
        ranked = tuple((str(number), *row) for number, row in enumerate(rows, start=1))
        return Table((rank, *headers), ranked)

    def problems(self) -> tuple[Bilingual, ...]:
        found = list(option_problems(tuple(Option(c.code, c.title) for c in self.layout)))
        for column in self.columns:
            found += column.of.problems()
        if not 1 <= self.most <= MOST_ROWS:
            found.append(
                Bilingual(
                    f'"most" ต้องอยู่ระหว่าง 1 ถึง {MOST_ROWS} ให้แก้',
                    f'"most" lies between 1 and {MOST_ROWS}; correct it',
                )
            )
        return tuple(found)

    def _row(self, raw: object, place: int) -> dict[str, Plain]:
        given = self._cells(raw, place)
        return {column.code: _cell(column, given, place) for column in self.layout}

    def _cells(self, raw: object, place: int) -> dict[str, object]:
        """The cells of a row by column; a plain list of cells stands in the form's order."""
        codes = [column.code for column in self.layout]
        if raw is None:
            return {}
        if isinstance(raw, str):
            raw = raw.split("\t")
        if isinstance(raw, (list, tuple)) and not any(map(bool, raw[len(codes) :])):
            return dict(zip(codes, raw, strict=False))
        if not isinstance(raw, dict):
            raise AnswerProblem(
                f"แถวที่ {place + 1}: {shown(raw)} ไม่ตรงกับตาราง {len(codes)} ช่อง ให้ใส่ตามลำดับช่อง",
                f"Row {place + 1}: {shown(raw)} does not fit the table of {len(codes)} columns;"
                " give the cells in their order.",
                (place,),
            )
        for code in raw:
            if code not in codes:
                raise AnswerProblem(
                    f"แถวที่ {place + 1}: ไม่มีช่อง {shown(code)} ให้ใช้ {listed(codes)}",
                    f"Row {place + 1}: there is no column {shown(code)}; use {listed(codes)}.",
                    (place, str(code)),
                )
        return raw

    def _row_hints(self, row: dict[str, Plain], number: int) -> list[Bilingual]:
        found = []
        for column in self.layout:
            value, title = row.get(column.code, ""), column.title
            if column.required and column.of.is_empty(value):
                found.append(
                    Bilingual(
                        f"แถวที่ {number} ยังไม่มี{title.th}",
                        f"Row {number} lacks “{title.en or title.th}”.",
                    )
                )
            found += [
                Bilingual(
                    f"แถวที่ {number} {title.th}: {h.th}",
                    f"Row {number}, “{title.en or title.th}”: {h.en}",
                )
                for h in column.of.hints(value)
            ]
        return found

    def _repeated(self, value: Plain) -> list[Bilingual]:
        """Ranked rows with one name: the same work twice."""
        if not self.in_order:
            return []
        first: dict[Plain, int] = {}
        found = []
        for number, row in enumerate(_rows(value), start=1):
            name = row.get(self.layout[0].code, "")
            if not isinstance(name, str) or not name:
                continue
            before = first.setdefault(name.casefold(), number)
            if before != number:
                found.append(
                    Bilingual(
                        f"แถวที่ {number} ชื่อเดียวกับแถวที่ {before} โปรดตรวจว่าเป็นผลงานเดียวกันหรือไม่",
                        f"Row {number} has the name of row {before}; please check"
                        " whether it is the same work.",
                    )
                )
        return found


def _cell(column: Column, given: dict[str, object], place: int) -> Plain:
    try:
        return column.of.read(given.get(column.code))
    except AnswerProblem as problem:
        raise AnswerProblem(
            f"แถวที่ {place + 1} ช่อง “{column.title.th}”: {problem.th}",
            f"Row {place + 1}, “{column.title.en or column.title.th}”: {problem.en}",
            (place, column.code),
        ) from None


def _listed(raw: object) -> list[object]:
    """The rows of a list, or of a text pasted from a spreadsheet."""
    if raw is None:
        return []
    if isinstance(raw, str):
        return [line for line in raw.replace("\r\n", "\n").split("\n") if line.strip()]
    if not isinstance(raw, (list, tuple)):
        raise AnswerProblem(
            f"{shown(raw)} ไม่ใช่ตาราง ให้ใส่เป็นแถว",
            f"{shown(raw)} is not a table; give it as rows.",
        )
    return list(raw)


def _rows(value: Plain) -> list[dict[str, Plain]]:
    return [as_fields(row) for row in value] if isinstance(value, list) else []

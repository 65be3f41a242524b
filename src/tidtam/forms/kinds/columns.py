"""The columns of a table: each holds one simple kind of answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from tidtam.forms.kinds.choices import Choice
from tidtam.forms.kinds.day import Day
from tidtam.forms.kinds.line import Line
from tidtam.forms.kinds.number import Number
from tidtam.thai.bilingual import Bilingual

ScalarKind = Line | Number | Day | Choice


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        of: the kind of its cells.
        required: a row without it gets a hint.
    """

    code: str
    title: Bilingual
    of: ScalarKind = field(default=Line())
    required: bool = False

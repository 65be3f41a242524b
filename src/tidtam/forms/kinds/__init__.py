"""The kinds of answers: one file per family, one registry."""

from __future__ import annotations

from tidtam.forms.kinds.base import Kind, Plain, Table
from tidtam.forms.kinds.choices import Checklist, Choice, Milestones
from tidtam.forms.kinds.columns import Column, ScalarKind
from tidtam.forms.kinds.count import NOT_COMPUTABLE, Count
from tidtam.forms.kinds.day import Day
from tidtam.forms.kinds.line import Line
from tidtam.forms.kinds.number import Number
from tidtam.forms.kinds.options import Option
from tidtam.forms.kinds.presets import PRESETS, Preset
from tidtam.forms.kinds.rows import Rows
from tidtam.forms.kinds.text import Text

KINDS: dict[str, type[Kind]] = {
    "line": Line,
    "text": Text,
    "number": Number,
    "count": Count,
    "date": Day,
    "choice": Choice,
    "checklist": Checklist,
    "milestones": Milestones,
    "rows": Rows,
}
AnyKind = Line | Text | Number | Count | Day | Choice | Checklist | Milestones | Rows

__all__ = [
    "KINDS", "NOT_COMPUTABLE", "PRESETS", "AnyKind", "Checklist", "Choice", "Column", "Count",
    "Day", "Kind", "Line", "Milestones", "Number", "Option", "Plain", "Preset", "Rows",
    "ScalarKind", "Table", "Text",
]  # fmt: skip

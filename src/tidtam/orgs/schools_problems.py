"""What is wrong with a list of schools: the row, the column, the value, what to do.

BadInput
└── BadSchools      rows of a list of schools cannot be read; nothing was stored
NotFound
└── UnknownSchool   no school has that code
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tidtam.shared.errors import BadInput, NotFound
from tidtam.thai.bilingual import Bilingual

MOST_LISTED: Final = 200
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class SchoolProblem:
    """One cell that cannot be used.

    Attributes:
        row: its row as a spreadsheet counts, the headings being row 1.
        column: the heading of the column.
        value: what stands there; "" where nothing does.
        message: what is wrong.
        remedy: what to do.
    """

    row: int
    column: str
    value: str
    message: Bilingual
    remedy: Bilingual

    @property
    def sentence(self) -> Bilingual:
        """Place, value, trouble and remedy in one sentence."""
        value = self.value if len(self.value) <= _SHOWN else self.value[: _SHOWN - 1] + "…"
        return Bilingual(
            f'แถว {self.row} คอลัมน์ {self.column} "{value}": {self.message.th} {self.remedy.th}',
            f'Row {self.row}, column {self.column}, "{value}": '
            f"{self.message.en}; {self.remedy.en}.",
        )


class BadSchools(BadInput):
    """Rows of a list of schools cannot be used; nothing was stored.

    Attributes:
        problems: the first 200 problems, in the order of the rows.
        more: how many more there are.
    """

    def __init__(self, problems: Sequence[SchoolProblem]) -> None:
        self.problems = tuple(problems[:MOST_LISTED])
        self.more = len(problems) - len(self.problems)
        super().__init__(
            f"รายชื่อโรงเรียนมีปัญหา {len(problems)} จุด ยังไม่ได้เก็บโรงเรียนใด "
            f"โปรดแก้ไฟล์แล้วนำเข้าอีกครั้ง จุดแรก: {self.problems[0].sentence.th}",
            f"The list of schools has {len(problems)} problem(s), nothing was stored; "
            f"please mend the file and import again. The first: {self.problems[0].sentence.en}",
        )


class UnknownSchool(NotFound):
    """No school has the code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f'ไม่พบโรงเรียนรหัส "{code}" ให้ตรวจสอบรหัส 10 หลักกับทะเบียนโรงเรียน',
            f'No school has the code "{code}"; check the 10 digits against the list of schools.',
        )

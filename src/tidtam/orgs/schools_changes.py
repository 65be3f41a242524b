"""What a list of schools changes in the stored ones, as plain data."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from tidtam.orgs.schools_problems import SchoolProblem
from tidtam.orgs.schools_rows import ReadRows
from tidtam.thai.bilingual import Bilingual

# The columns an import may change, with what a new school has where the list is silent.
BLANK: Final[Mapping[str, Any]] = {
    "name_th": "",
    "office_id": None,
    "province_id": None,
    "size_class": "",
    "levels": "",
    "valid_from": None,
    "valid_to": None,
}


@dataclass(frozen=True, slots=True)
class SchoolChanges:
    """What an import did, or would do.

    Attributes:
        added: codes of new schools.
        changed: codes of schools with another name, office, size …, or open again.
        closed: codes of schools that now have a last day.
        unchanged: how many were already as the list says.
        ignored: headings of the list that nothing is known about.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    unchanged: int = 0
    ignored: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "closed": len(self.closed),
            "unchanged": self.unchanged,
        }


@dataclass(slots=True)
class SchoolPlan:
    """The rows to write, by code, and what they change."""

    write: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[SchoolProblem] = field(default_factory=list)
    changes: SchoolChanges = SchoolChanges()


def plan(
    read: ReadRows,
    stored: Mapping[str, Mapping[str, Any]],
    *,
    offices: Container[int] | None,
    is_demo: bool,
    ends: date | None,
) -> SchoolPlan:
    """Hold what was read against what is stored.

    Args:
        read: the rows of the list, without problems.
        stored: the columns of ``BLANK`` and ``is_demo`` of each stored school, by code;
            those of the list, and all of the scope where ``ends`` is given.
        offices: the offices whose schools may be changed; None for all.
        is_demo: whether the list holds made-up schools.
        ends: the last day of schools that the list leaves out; None keeps them open.
    """
    made = SchoolPlan()
    added: list[str] = []
    changed: list[str] = []
    closed: list[str] = []
    for code, values in read.schools.items():
        before = stored.get(code)
        if before is None:
            made.write[code] = {**BLANK, **values, "is_demo": is_demo}
            added.append(code)
            continue
        problem = _not_to_be_changed(read.rows[code], code, before, offices, is_demo)
        if problem is not None:
            made.problems.append(problem)
        elif any(before[name] != value for name, value in values.items() if name != "code"):
            made.write[code] = {**before, **values}
            ending = values.get("valid_to") is not None and before["valid_to"] is None
            (closed if ending else changed).append(code)
    unchanged = len(read.schools) - len(made.write)
    if ends is not None:
        closed += _close_left_out(made, stored, read, ends=ends, is_demo=is_demo)
    made.changes = SchoolChanges(
        tuple(added), tuple(changed), tuple(closed), unchanged, read.ignored
    )
    return made


def _close_left_out(
    made: SchoolPlan,
    stored: Mapping[str, Mapping[str, Any]],
    read: ReadRows,
    *,
    ends: date,
    is_demo: bool,
) -> list[str]:
    closed = []
    for code, before in stored.items():
        is_open = before["valid_to"] is None and before["is_demo"] == is_demo
        if is_open and code not in read.schools:
            begun = before["valid_from"]
            made.write[code] = {**before, "code": code, "valid_to": max(ends, begun or ends)}
            closed.append(code)
    return closed


def _not_to_be_changed(
    row: int,
    code: str,
    before: Mapping[str, Any],
    offices: Container[int] | None,
    is_demo: bool,
) -> SchoolProblem | None:
    if offices is not None and before["office_id"] not in offices:
        return SchoolProblem(
            row,
            "code",
            code,
            Bilingual(
                "เป็นโรงเรียนของเขตอื่นในทะเบียน", "the school is registered under another office"
            ),
            Bilingual(
                "ให้ส่วนกลางย้ายโรงเรียน หรือลบแถวนี้",
                "ask the central bureau to move it, or leave it out",
            ),
        )
    if before["is_demo"] != is_demo:
        return SchoolProblem(
            row,
            "code",
            code,
            Bilingual(
                "รหัสนี้ซ้ำกับข้อมูลอีกชุด (จริงหรือสมมติ)", "a made-up and a real school share the code"
            ),
            Bilingual("ให้ตรวจสอบรหัส", "check the code"),
        )
    return None


def last_day_before(today: date) -> date:
    """The last day of a school that a list of today leaves out."""
    return today - timedelta(days=1)

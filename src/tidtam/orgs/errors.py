"""Refusals of this room.

NotFound
└── UnknownName     no agency has that name; the nearest ones come with the refusal
Conflict
└── AmbiguousName   several agencies fit; the candidates come with the refusal
NotFound
└── UnknownCode     no agency has that unit code
BadInput
└── BrokenRegister  a line of the shipped register cannot be read
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tidtam.shared.errors import BadInput, Conflict, NotFound


class UnknownName(NotFound):
    """No agency has the name.

    Attributes:
        name: the name as given.
        candidates: the nearest agencies, best first; may be empty.
    """

    def __init__(self, name: str, candidates: Sequence[Any] = ()) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(
            th=f'ไม่พบหน่วยงานชื่อ "{name}" ในทะเบียน {_hint_th(self.candidates)}',
            en=f'No agency in the register is called "{name}"; {_hint_en(self.candidates)}',
        )


class AmbiguousName(Conflict):
    """Several agencies fit the name and nothing in it tells which.

    Attributes:
        name: the name as given.
        candidates: the agencies that fit, best first; at least two.
    """

    def __init__(self, name: str, candidates: Sequence[Any]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(
            th=f'"{name}" อาจหมายถึงได้ {len(self.candidates)} หน่วยงาน '
            "ให้ระบุชื่อเต็มพร้อมเลขเขต หรือรหัสหน่วยงาน 10 หลัก",
            en=f'"{name}" may mean any of {len(self.candidates)} agencies; '
            "give the full name with its number, or the 10-digit unit code.",
        )


class UnknownCode(NotFound):
    """No agency has the unit code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            th=f'ไม่พบหน่วยงานรหัส "{code}" ให้ตรวจสอบรหัส 10 หลักกับทะเบียนหน่วยงาน',
            en=f'No agency has the code "{code}"; check the 10 digits against the register.',
        )


class BrokenRegister(BadInput):
    """A line of the shipped register cannot be read."""

    def __init__(self, file: str, line: int, value: str) -> None:
        super().__init__(
            th=f'แฟ้มทะเบียน {file} บรรทัด {line}: อ่านค่า "{value}" ไม่ได้ ให้แก้ไขตามคำอธิบายใน README.md',
            en=f'Register file {file}, line {line}: cannot read "{value}"; '
            "correct it as its README.md describes.",
        )


def _hint_th(candidates: Sequence[Any]) -> str:
    if candidates:
        return "ให้เลือกจากชื่อที่ใกล้เคียง หรือแก้คำสะกด"
    return "ให้ตรวจสอบคำสะกด หรือใช้รหัสหน่วยงาน 10 หลัก"


def _hint_en(candidates: Sequence[Any]) -> str:
    if candidates:
        return "choose one of the nearest names, or correct the spelling."
    return "check the spelling, or use the 10-digit unit code."

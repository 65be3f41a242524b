"""Troubles of the machine that pass: a full disk, a busy or absent database. No fault of a page.

Whoever meets one is told what it is and what became of the work; the administrator reads
``docs/faults.md``.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import InterfaceError, OperationalError

from tidtam.evidence.errors import StorageFull
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, as it is told.

    Attributes:
        sentence: for a page.
        beside_draft: for a field whose text is still kept by the browser.
        seconds: after which it is worth trying again.
    """

    sentence: Bilingual
    beside_draft: Bilingual
    seconds: int


BUSY: Final = Trouble(
    Bilingual(
        "ฐานข้อมูลไม่ว่างหรือติดต่อไม่ได้ชั่วขณะ สิ่งที่บันทึกไว้แล้วไม่หาย แต่สิ่งที่เพิ่งส่งอาจยังไม่ได้บันทึก "
        "โปรดลองอีกครั้งในอีกสักครู่",
        "The database is busy or cannot be reached for a moment. What was saved is safe; what you "
        "just sent may not have been saved. Please try again in a moment.",
    ),
    Bilingual(
        "เครื่องแม่ข่ายกำลังทำงานหนัก ข้อความยังอยู่ในเครื่องนี้และจะส่งใหม่เอง",
        "The server is busy. The text is still on this device and will be sent again.",
    ),
    seconds=2,
)
FULL: Final = Trouble(
    Bilingual(
        "เครื่องแม่ข่ายเก็บข้อมูลเพิ่มไม่ได้ เพราะที่เก็บเต็มหรือขัดข้อง สิ่งที่บันทึกไว้แล้วไม่หาย แต่สิ่งที่เพิ่งส่งยังไม่ได้บันทึก "
        "โปรดแจ้งผู้ดูแลระบบ แล้วลองอีกครั้ง",
        "The server cannot store anything more: its disk is full or failing. What was saved is "
        "safe; what you just sent was not saved. Please tell the administrator, then try again.",
    ),
    Bilingual(
        "เครื่องแม่ข่ายไม่มีที่เก็บแล้ว ข้อความยังอยู่ในเครื่องนี้และจะส่งใหม่เอง โปรดแจ้งผู้ดูแลระบบ",
        "The server has no room left. The text is still on this device and will be sent again; "
        "please tell the administrator.",
    ),
    seconds=10,
)

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
# Primary result codes of SQLite: an error of reading or writing, full, cannot open a file.
_SQLITE_FULL: Final = (10, 13, 14)
_SQLITE_ERROR: Final = 1  # a wrong statement: a fault of ours, not of the machine
_POSTGRES_FULL: Final = "53100"


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble behind an error, or behind what led to it; None for a fault of the program."""
    return next((trouble for each in _chain(error) if (trouble := _one(each))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it followed: a session that cannot be written is told as another."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _one(error: BaseException) -> Trouble | None:
    if isinstance(error, StorageFull):
        return FULL
    if isinstance(error, OSError):
        return FULL if error.errno in _NO_ROOM else None
    if isinstance(error, OperationalError):
        return _of_database(error.__cause__)
    return BUSY if isinstance(error, InterfaceError) else None


def _of_database(cause: BaseException | None) -> Trouble | None:
    """By what the driver said; a connection that was lost has no code at all."""
    if getattr(cause, "sqlstate", None) == _POSTGRES_FULL:
        return FULL
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None:
        return BUSY
    if code & 0xFF == _SQLITE_ERROR:
        return None
    return FULL if code & 0xFF in _SQLITE_FULL else BUSY

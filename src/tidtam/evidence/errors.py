"""Why a file, a piece of a file or a link is not taken.

TidtamError
├── BadInput
│   ├── FileRefused      the file was opened and cannot be kept; ``reason`` names the line of
│   │                    ``inspection/reasons.py``
│   └── LinkRefused      the address cannot be kept as evidence
├── Conflict
│   └── WrongOffset      a piece does not follow what was received; ``offset`` is where to go on
├── WrongState
│   └── NotOpenYet       the file waits for the virus scanner
└── StorageFull          there is no room; what was acknowledged is still there
"""

from __future__ import annotations

from tidtam.shared.errors import BadInput, Conflict, TidtamError, WrongState


class FileRefused(BadInput):
    """The file cannot be kept; the sentence names it, what was found and what to do."""

    def __init__(self, th: str, en: str, *, reason: str) -> None:
        super().__init__(th, en)
        self.reason = reason


class LinkRefused(BadInput):
    """The address cannot be kept as evidence."""


class WrongOffset(Conflict):
    """A piece that does not follow what was received."""

    def __init__(self, offset: int) -> None:
        super().__init__(
            f"ส่วนของไฟล์มาไม่ต่อกัน ระบบได้รับแล้ว {offset:,} ไบต์ โปรดส่งต่อจากจุดนั้น",
            f"This part of the file does not follow: {offset:,} bytes are here; "
            "please go on from there.",
        )
        self.offset = offset


class NotOpenYet(WrongState):
    """The file waits for the virus scanner."""


class StorageFull(TidtamError):
    """There is no room; nothing of this piece was kept, everything acknowledged before was."""

    def __init__(self) -> None:
        super().__init__(
            "ที่เก็บไฟล์ของระบบเต็ม ส่วนที่ส่งถึงแล้วยังอยู่ครบ โปรดแจ้งผู้ดูแลระบบ แล้วกดส่งต่อเมื่อมีที่ว่าง",
            "The file store of the site is full. What arrived before is still there; please tell "
            "the administrator, then go on when there is room.",
        )

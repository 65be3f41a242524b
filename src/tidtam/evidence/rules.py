"""What every room asks before a stored file or a link supports something of its own."""

from __future__ import annotations

from typing import Final

from tidtam.evidence.states import FileState
from tidtam.shared.errors import BadInput

MOST_CAPTION: Final = 500


def refuse_refused(state: str, *, name: str) -> None:
    """Refuse a file that did not pass the checks.

    Args:
        state: of the stored file.
        name: as it was given.

    Raises:
        BadInput: it did not.
    """
    if state == FileState.REFUSED:
        raise BadInput(
            f"ไฟล์ {name} ไม่ผ่านการตรวจ จึงแนบไม่ได้ โปรดเลือกไฟล์อื่น",
            f"File {name} did not pass the checks, so it cannot be attached; choose another.",
        )


def tidied_caption(caption: str) -> str:
    """The words beside a piece of evidence, on one line.

    Raises:
        BadInput: they are too long.
    """
    caption = " ".join(caption.replace("\0", "").split())
    if len(caption) > MOST_CAPTION:
        raise BadInput(
            f"คำอธิบายยาว {len(caption):,} ตัวอักษร เกิน {MOST_CAPTION:,} ตัวอักษร โปรดย่อ",
            f"The words have {len(caption):,} characters, over the limit of {MOST_CAPTION:,}; "
            "please shorten them.",
        )
    return caption

"""What can go wrong: with what a caller puts, and on the way to the receiver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual


class WrongContext(BadInput):
    """A template does not exist, or was given something missing, unknown or of a wrong kind."""

    def __init__(self, template: str, faults: Sequence[str]) -> None:
        listed = ", ".join(faults)
        super().__init__(
            f"แบบข้อความ {template}: {listed} โปรดแจ้งผู้ดูแลระบบ",
            f"Notice template {template}: {listed}; please tell the administrator.",
        )


class NoReceiver(BadInput):
    """A message names neither a person nor a sound address, or both."""

    def __init__(self) -> None:
        super().__init__(
            "ข้อความแจ้งไม่มีผู้รับหรือที่อยู่อีเมลผิด โปรดตรวจที่อยู่ เช่น name@example.go.th",
            "The notice has no receiver or a wrong address; check it, as in name@example.go.th.",
        )


class SendTrouble(Exception):
    """A message did not get through.

    Attributes:
        code: what happened as a short word of ours ("smtp-550-5.1.1", "http-500",
            "connection"); never the other side's text, which may repeat an address.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code[:60]


class TryLater(SendTrouble):
    """It may get through later: the other side is busy, away, or its settings are wrong.

    Attributes:
        is_away: nobody answered at all, so nothing else need be tried by this way now.
    """

    def __init__(self, code: str, *, is_away: bool = False) -> None:
        super().__init__(code)
        self.is_away = is_away


class Refused(SendTrouble):
    """The other side will never take this message."""


NO_ADDRESS: Final = "no-address"
TOO_OLD: Final = "too-old"
NO_LONGER_HERE: Final = "no-longer-here"

_WORDS: Final = {
    NO_ADDRESS: Bilingual(
        "ผู้รับไม่มีที่อยู่สำหรับทางนี้ ให้เพิ่มที่อยู่แล้วส่งอีกครั้ง",
        "The receiver has no address for this way; add one, then send again.",
    ),
    TOO_OLD: Bilingual(
        "รอนานเกินไปจนอาจไม่ตรงกับปัจจุบัน หากยังต้องการให้ส่งอีกครั้ง",
        "It waited so long that it may be out of date; send again if it is still wanted.",
    ),
    NO_LONGER_HERE: Bilingual("บัญชีผู้รับปิดแล้ว", "The receiver's account is closed."),
    "connection": Bilingual(
        "ติดต่อเครื่องปลายทางไม่ได้ ให้ตรวจชื่อเครื่อง ช่อง และเครือข่าย",
        "The other side could not be reached; check host, port and network.",
    ),
    "dropped": Bilingual(
        "สายหลุดก่อนปลายทางตอบรับ", "The connection was lost before it was acknowledged."
    ),
    "timeout": Bilingual("ปลายทางไม่ตอบในเวลา", "The other side did not answer in time."),
    "fault": Bilingual(
        "ระบบผิดพลาดขณะส่ง โปรดแจ้งผู้ดูแล", "A fault of the system; please tell the administrator."
    ),
    "sign-in": Bilingual(
        "ปลายทางไม่รับชื่อหรือรหัสของระบบ ให้ผู้ดูแลตรวจการตั้งค่า",
        "The other side refused our own sign-in; the administrator must check the settings.",
    ),
    "private-address": Bilingual(
        "ปลายทางอยู่ในเครือข่ายภายใน ซึ่งการตั้งค่าไม่อนุญาต",
        "The other side is in a private network, which the settings do not allow.",
    ),
    "https": Bilingual("ปลายทางต้องเป็น https", "The other side must be reached by https."),
}


def words_of(code: str) -> Bilingual:
    """A sentence for a code of ``SendTrouble``; "" gives an empty one."""
    if not code:
        return Bilingual("")
    known = _WORDS.get(code)
    if known is not None:
        return known
    return Bilingual(f"ปลายทางตอบว่า {code}", f"The other side answered {code}.")

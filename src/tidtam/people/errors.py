"""What can be refused about people and their ways in, each in one sentence."""

from __future__ import annotations

import datetime as dt

from tidtam.shared.errors import BadInput, NotAllowed, NotFound, WrongState
from tidtam.thai.bilingual import Bilingual


class TooManyTries(NotAllowed):
    """Tried too often; ``wait`` tells for how long to leave it."""

    def __init__(self, wait: dt.timedelta) -> None:
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        self.wait = wait
        super().__init__(
            f"ลองหลายครั้งเกินไป โปรดรอ {minutes} นาทีแล้วลองใหม่",
            f"Tried too many times. Please wait {minutes} min and try again.",
        )


class OwnRight(NotAllowed):
    """Somebody tried to give a right to themselves."""

    def __init__(self) -> None:
        super().__init__(
            "ให้หน้าที่แก่ตัวเองไม่ได้ โปรดให้ผู้อื่นที่มีอำนาจเป็นผู้ให้",
            "Nobody gives a post to themselves. Please ask another person who may.",
        )


class NoSuchInvitation(NotFound):
    """No invitation has this code."""

    def __init__(self) -> None:
        super().__init__(
            "ไม่พบคำเชิญของรหัสนี้ โปรดตรวจรหัสทีละตัว หรือขอคำเชิญใหม่จากผู้ที่เชิญท่าน",
            "No invitation has this code. Please check it letter by letter, or ask for a new one.",
        )


class InvitationClosed(WrongState):
    """The invitation is used, revoked or out of date."""

    def __init__(self, why: Bilingual) -> None:
        super().__init__(why.th, why.en)


class NameTaken(BadInput):
    """Somebody has this sign-in name already."""

    def __init__(self) -> None:
        super().__init__(
            "ชื่อผู้ใช้นี้มีผู้ใช้แล้ว โปรดตั้งชื่ออื่น หากเป็นบัญชีของท่าน โปรดเข้าสู่ระบบก่อนแล้วตอบรับคำเชิญ",
            "This sign-in name is taken. Please choose another; if it is yours, sign in first "
            "and then accept the invitation.",
        )


class PostNotOpen(WrongState):
    """The post ended already, or ends before the day that was asked."""

    def __init__(self) -> None:
        super().__init__(
            "หน้าที่นี้สิ้นสุดแล้วหรือสิ้นสุดก่อนวันที่เลือก โปรดโหลดหน้าใหม่แล้วดูวันสิ้นสุด",
            "This post has ended, or ends before the chosen day. Please reload the page and look.",
        )


class BadPeriod(BadInput):
    """A post cannot end before it begins."""

    def __init__(self) -> None:
        super().__init__(
            "วันสิ้นสุดต้องไม่มาก่อนวันเริ่ม โปรดแก้วันที่",
            "The last day must not come before the first. Please correct the dates.",
        )


class ReasonNeeded(BadInput):
    """An end or a hand-over without a reason."""

    def __init__(self) -> None:
        super().__init__(
            "ยังไม่ได้บอกเหตุผล โปรดเขียนเหตุผลสั้น ๆ",
            "The reason is missing. Please write it in a few words.",
        )


class OnlyWayIn(WrongState):
    """Without this the person could not sign in any more."""

    def __init__(self) -> None:
        super().__init__(
            "ถอดไม่ได้ เพราะเป็นทางเดียวที่ท่านใช้เข้าสู่ระบบ โปรดเพิ่มพาสคีย์ หรือขอรหัสตั้งรหัสผ่านก่อน",
            "This is your only way to sign in. Please add a passkey, or ask for a code for a "
            "password first.",
        )


class LastOfficer(WrongState):
    """Without this post nobody could give posts any more."""

    def __init__(self) -> None:
        super().__init__(
            "สิ้นสุดไม่ได้ เพราะเป็นเจ้าหน้าที่ส่วนกลางคนสุดท้าย โปรดให้หน้าที่นี้แก่ผู้อื่นก่อน",
            "This is the last central officer. Please give the post to somebody else first.",
        )


class AgencyNeeded(BadInput):
    """A post of an office without its office, or any other post with one."""

    def __init__(self) -> None:
        super().__init__(
            "ผู้รายงานและผู้อำนวยการต้องมีเขตพื้นที่ ส่วนหน้าที่อื่นต้องไม่มี โปรดเลือกเขตให้ตรงกับหน้าที่",
            "Reporters and directors need an office, all other posts none. Please correct it.",
        )

"""What can be refused between an office and its schools.

BadInput
└── BadInquiry          the question, the day or the choice of schools cannot be used
NotFound
└── NoSuchLink          unknown and wrong codes alike
WrongState
├── CannotAskSchools    the form does not let this question be passed on
├── InquiryIsOpen       one question is asked once at a time
└── NoRepliesTaken      closed, over, or the school was taken off
Conflict
├── RepliedMeanwhile    somebody else of the school replied after the page was opened
└── RepliesChanged      new replies came after the preview was shown
"""

from __future__ import annotations

from tidtam.shared.errors import BadInput, Conflict, NotFound, WrongState


class BadInquiry(BadInput):
    """The question, its last day or the choice of schools cannot be used."""


class NoSuchLink(NotFound):
    """No school has this code; nobody learns whether the first half of it was right."""

    def __init__(self) -> None:
        super().__init__(
            "ไม่พบคำถามของรหัสนี้ รหัสอาจพิมพ์ผิดหรือถูกยกเลิก โปรดตรวจทีละตัว หรือขอลิงก์ใหม่จากเขตพื้นที่",
            "No question has this code: it may be mistyped or withdrawn. Please check it letter "
            "by letter, or ask your area office for a new link.",
        )


class CannotAskSchools(WrongState):
    """The form does not let this question be passed on to schools in this way."""

    def __init__(self) -> None:
        super().__init__(
            "คำถามนี้ส่งต่อให้โรงเรียนในแบบนี้ไม่ได้ โปรดตอบในหน้าตัวชี้วัด หรือเลือกวิธีอื่น",
            "This question cannot be passed on to schools in this way; please answer it on the "
            "indicator's page, or choose another way.",
        )


class InquiryIsOpen(WrongState):
    """The question is being asked already.

    Attributes:
        inquiry_id: where it is asked.
    """

    def __init__(self, inquiry_id: int) -> None:
        self.inquiry_id = inquiry_id
        super().__init__(
            "ข้อนี้กำลังถามโรงเรียนอยู่แล้ว โปรดใช้คำถามเดิม หรือปิดคำถามเดิมก่อน",
            "This question is being asked already; please use it, or close it first.",
        )


class NoRepliesTaken(WrongState):
    """No reply is taken any more, and why."""


class RepliedMeanwhile(Conflict):
    """Another reply of the same school was stored after the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "โรงเรียนของท่านส่งคำตอบอื่นไว้แล้วหลังจากเปิดหน้านี้ ยังไม่ได้บันทึกคำตอบนี้ "
            "โปรดดูคำตอบที่บันทึกอยู่ แล้วส่งอีกครั้งถ้าต้องการแทนที่",
            "Your school sent another reply after this page was opened, so this one was not "
            "stored. Please look at the stored reply and send again to replace it.",
        )


class RepliesChanged(Conflict):
    """What the office saw is no longer what the schools say."""

    def __init__(self) -> None:
        super().__init__(
            "มีคำตอบของโรงเรียนเข้ามาหรือเปลี่ยนไปหลังจากที่ท่านเปิดหน้านี้ ยังไม่ได้เขียนลงรายงาน "
            "โปรดดูตัวเลขใหม่แล้วยืนยันอีกครั้ง",
            "Replies came or changed after you opened this page, so nothing was written; please "
            "look at the new figures and confirm again.",
        )

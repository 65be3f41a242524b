"""The life of an invitation: open until accepted, revoked or out of date."""

from __future__ import annotations

from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"


INVITATION_STATE_NAMES = {
    InvitationState.OPEN: Bilingual("รอตอบรับ", "Waiting"),
    InvitationState.ACCEPTED: Bilingual("ตอบรับแล้ว", "Accepted"),
    InvitationState.EXPIRED: Bilingual("หมดอายุ", "Expired"),
    InvitationState.REVOKED: Bilingual("ยกเลิกแล้ว", "Revoked"),
}

NEW_PASSWORD = Bilingual("ตั้งรหัสผ่านใหม่", "New password")

WHY_CLOSED = {
    InvitationState.ACCEPTED: Bilingual(
        "คำเชิญนี้ใช้ไปแล้ว หากเป็นท่านที่ใช้ โปรดเข้าสู่ระบบ หากไม่ใช่ โปรดแจ้งผู้ที่เชิญท่าน",
        "This invitation was used. If it was you, please sign in; if not, tell who invited you.",
    ),
    InvitationState.EXPIRED: Bilingual(
        "คำเชิญนี้หมดอายุแล้ว โปรดขอคำเชิญใหม่จากผู้ที่เชิญท่าน",
        "This invitation is out of date. Please ask for a new one.",
    ),
    InvitationState.REVOKED: Bilingual(
        "คำเชิญนี้ถูกยกเลิกแล้ว โปรดขอคำเชิญใหม่จากผู้ที่เชิญท่าน",
        "This invitation was revoked. Please ask for a new one.",
    ),
}

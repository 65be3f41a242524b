"""The roles of the field and the one table of who may do what.

A right says: this act, by this role, on whose things, in which states, and what is heard in the
others. Every action asks ``Actor.must``; a test walks all addresses against this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class Role(StrEnum):
    """Who somebody is in the cycle (``docs/words.md``)."""

    PUBLIC = "public"
    CENTRAL_OFFICER = "central_officer"
    REPORTER = "reporter"
    DIRECTOR = "director"
    REVIEWER = "reviewer"
    MODERATOR = "moderator"
    CHAIR = "chair"
    SYSTEM = "system"


ROLE_NAMES = {
    Role.PUBLIC: Bilingual("ประชาชน", "Public reader"),
    Role.CENTRAL_OFFICER: Bilingual("เจ้าหน้าที่ส่วนกลาง (สตผ.)", "Central officer"),
    Role.REPORTER: Bilingual("ผู้รายงานของเขตพื้นที่", "Office reporter"),
    Role.DIRECTOR: Bilingual("ผู้อำนวยการเขตพื้นที่", "Office director"),
    Role.REVIEWER: Bilingual("ผู้ประเมิน", "Reviewer"),
    Role.MODERATOR: Bilingual("ผู้กลั่นกรอง", "Moderator"),
    Role.CHAIR: Bilingual("ประธานคณะกรรมการ", "Chair of the committee"),
    Role.SYSTEM: Bilingual("ระบบ", "System"),
}


class Scope(StrEnum):
    """Whose things a right reaches."""

    ANY = "any"
    OWN = "own"


@dataclass(frozen=True)
class Right:
    """One line of the table.

    Attributes:
        act: what is done, as ``room.verb``.
        roles: who may.
        scope: any agency's things, or only the own agency's.
        states: states of the thing in which it may be done; empty means every state.
        closed: what those hear who may do it, but not in the state the thing is in; ``{state}``
            stands for that state. Without it they hear the general sentence, which names the
            state and those in which it can be done.
    """

    act: str
    roles: frozenset[Role]
    scope: Scope = Scope.ANY
    states: frozenset[str] = frozenset()
    closed: Bilingual | None = None


_CENTRAL = frozenset({Role.CENTRAL_OFFICER, Role.SYSTEM})
_OFFICE = frozenset({Role.REPORTER, Role.DIRECTOR})
_EVERYBODY = frozenset(Role)
_SIGNED_IN = _EVERYBODY - {Role.PUBLIC}
_PUBLISHED = frozenset({"published", "superseded"})

# What a refusal calls a state; every state named in the table, and every other one that an appeal
# or a result can be in, has its words here.
STATE_NAMES: dict[str, Bilingual] = {
    "draft": Bilingual("ร่าง", "a draft"),
    "computed": Bilingual("คำนวณแล้ว", "computed"),
    "checked": Bilingual("ตรวจแล้ว", "checked"),
    "signed": Bilingual("ประธานลงนามแล้ว", "signed by the chair"),
    "published": Bilingual("เผยแพร่แล้ว", "published"),
    "superseded": Bilingual("มีฉบับใหม่แทนแล้ว", "replaced by a newer version"),
    "failed": Bilingual("คำนวณไม่สำเร็จ", "failed"),
    "writing": Bilingual("กำลังเขียนคำทักท้วง", "being written"),
    "sent": Bilingual("ยื่นคำทักท้วงแล้ว", "sent"),
    "given": Bilingual("อยู่ระหว่างพิจารณา", "being considered"),
    "decided": Bilingual("พิจารณาแล้ว", "decided"),
    "withdrawn": Bilingual("ถอนคำทักท้วงแล้ว", "withdrawn"),
    "filling": Bilingual("กำลังกรอก", "being filled in"),
    "waiting": Bilingual("รอผู้อำนวยการอนุมัติ", "waiting for the director"),
    "approved": Bilingual("อนุมัติแล้ว รอส่ง", "approved, to be submitted"),
    "submitted": Bilingual("ส่งแล้ว", "submitted"),
    "open": Bilingual("เปิดรับคำตอบ", "open for replies"),
    "preparing": Bilingual("กำลังจัดผู้ประเมิน", "being put together"),
    "calibrating": Bilingual("กำลังปรับเกณฑ์ร่วมกัน", "calibrating"),
    "working": Bilingual("กำลังกลั่นกรองและให้คะแนน", "screening and marking"),
    "closed": Bilingual("ปิดการให้คะแนนแล้ว", "closed for marking"),
}

# Before publication nobody outside learns how far the bureau has come: no state is named.
_NOT_PUBLISHED = Bilingual(
    "ยังไม่เปิดให้ดู เพราะผลยังไม่เผยแพร่ โปรดรอประกาศผล",
    "Not open yet: the result is not published. Please wait for publication.",
)

_REVIEWER = frozenset({Role.REVIEWER})
_CHAIR = frozenset({Role.CHAIR})
_HEADS = frozenset({Role.MODERATOR, Role.CHAIR})
_MODERATING = _CENTRAL | _HEADS
_WORKING = frozenset({"working"})
_MARKING = frozenset({"calibrating", "working"})
_REPORTER = frozenset({Role.REPORTER})
_DIRECTOR = frozenset({Role.DIRECTOR})
_FILLING = frozenset({"filling"})
_SUBMITTED = frozenset({"submitted"})
_NOT_FILLING = Bilingual(
    "แก้ไม่ได้ เพราะรายงานอยู่ในสถานะ “{state}” หากต้องแก้ โปรดกด “ดึงกลับมาแก้” ที่หน้ารายงานก่อนหมดเวลา",
    "This cannot be changed: the report is “{state}”. To change it, please take the report back "
    "on its page before the deadline.",
)

RIGHTS: tuple[Right, ...] = (
    Right("rounds.see_all", _CENTRAL),
    Right("rounds.change", _CENTRAL),
    Right("marks.see", _CENTRAL),
    Right("marks.change", _CENTRAL),
    Right("panels.see", _MODERATING),
    Right("panels.change", _CENTRAL, Scope.ANY, frozenset({"preparing", "calibrating", "working"})),
    Right("panels.assign", _CENTRAL, Scope.ANY, frozenset({"preparing", "calibrating", "working"})),
    Right("panels.calibrate", _CENTRAL, Scope.ANY, frozenset({"preparing"})),
    Right("panels.begin", _CENTRAL, Scope.ANY, frozenset({"preparing", "calibrating"})),
    Right("panels.close", _CENTRAL, Scope.ANY, _WORKING),
    Right("panels.reopen", _CENTRAL, Scope.ANY, frozenset({"closed"})),
    Right("conflicts.declare", _CENTRAL | _REVIEWER),
    Right("conflicts.end", _CENTRAL),
    # Whose items: only those given to the reviewer, which the queries of the room know.
    Right("reviews.see", _REVIEWER),
    Right("reviews.see_all", _MODERATING),
    Right("reviews.write", _REVIEWER, Scope.ANY, _MARKING),
    Right("reviews.remind", _CENTRAL),
    Right("reviews.screen", _CENTRAL | _REVIEWER, Scope.ANY, _WORKING),
    Right("reviews.decide", _MODERATING, Scope.ANY, _WORKING),
    # The chair reads what is to be signed.
    Right("results.see", _CENTRAL | _CHAIR),
    Right("results.see", _OFFICE, Scope.OWN, _PUBLISHED, _NOT_PUBLISHED),
    Right("results.see", _EVERYBODY, Scope.ANY, _PUBLISHED, _NOT_PUBLISHED),
    Right("results.compute", _CENTRAL),
    Right("results.check", _CENTRAL),
    Right("results.thaw", _CENTRAL),
    Right("results.sign", _CHAIR),
    Right("results.unsign", _CHAIR),
    Right("results.publish", _CENTRAL),
    Right("results.embargo", _CENTRAL),
    Right("results.see_sights", _CENTRAL),
    Right("appeals.see", _CENTRAL | _HEADS),
    Right("appeals.see", _OFFICE, Scope.OWN),
    Right("appeals.begin", _OFFICE, Scope.OWN),
    Right("appeals.write", _OFFICE, Scope.OWN, frozenset({"writing"})),
    Right("appeals.send", _DIRECTOR, Scope.OWN, frozenset({"writing"})),
    Right("appeals.withdraw", _DIRECTOR, Scope.OWN, frozenset({"writing", "sent", "given"})),
    Right("appeals.raise", _CENTRAL),
    Right("appeals.give", _MODERATING, Scope.ANY, frozenset({"sent", "given"})),
    # Whose appeals: only those given to the person, which the queries of the room know.
    Right("appeals.decide", _REVIEWER | _HEADS, Scope.ANY, frozenset({"given"})),
    Right("marks.correct", _CENTRAL | _REVIEWER | _HEADS),
    Right("followups.see", _MODERATING),
    Right("followups.see", _OFFICE, Scope.OWN),
    Right("followups.gather", _CENTRAL),
    Right("followups.remind", _CENTRAL),
    Right("followups.answer", _OFFICE, Scope.OWN),
    Right("sheets.print", _CENTRAL),
    Right("sheets.download", _CENTRAL),
    Right("sheets.download", _OFFICE, Scope.OWN, _PUBLISHED, _NOT_PUBLISHED),
    Right("offices.see_own", _OFFICE),
    Right("schools.change", _CENTRAL),
    Right("schools.change", _DIRECTOR, Scope.OWN),
    Right("submissions.see", _CENTRAL),
    Right("submissions.see", _OFFICE, Scope.OWN),
    Right("answers.write", _REPORTER, Scope.OWN, _FILLING, _NOT_FILLING),
    Right("inquiries.see", _CENTRAL),
    Right("inquiries.see", _OFFICE, Scope.OWN),
    Right("inquiries.make", _REPORTER, Scope.OWN, _FILLING, _NOT_FILLING),
    Right("inquiries.reply", _EVERYBODY, Scope.ANY, frozenset({"open"})),
    Right("items.assign", _OFFICE, Scope.OWN, _FILLING, _NOT_FILLING),
    Right("items.return", _CENTRAL | _REVIEWER, Scope.ANY, _SUBMITTED),
    Right("items.send_back", _DIRECTOR, Scope.OWN, _SUBMITTED),
    Right("items.take_over", _CENTRAL),
    Right("items.take_over", _DIRECTOR, Scope.OWN),
    Right("submissions.send", _REPORTER, Scope.OWN, _FILLING),
    Right("submissions.return", _DIRECTOR, Scope.OWN, frozenset({"waiting", "approved"})),
    Right("submissions.approve", _DIRECTOR, Scope.OWN, frozenset({"waiting"})),
    Right("submissions.submit", _OFFICE, Scope.OWN, frozenset({"approved"})),
    Right(
        "submissions.withdraw",
        _OFFICE,
        Scope.OWN,
        frozenset({"waiting", "approved", "submitted"}),
    ),
    Right("submissions.extend", _CENTRAL),
    Right("submissions.remind", _CENTRAL),
    Right("evidence.upload", _OFFICE, Scope.OWN),
    Right("evidence.keep_file", frozenset({Role.SYSTEM})),
    Right("evidence.scan", frozenset({Role.SYSTEM})),
    Right("evidence.sweep", frozenset({Role.SYSTEM})),
    Right("frameworks.see", _CENTRAL | _OFFICE),
    Right("frameworks.draft", _CENTRAL),
    Right("history.see", _CENTRAL),
    Right("notices.see", _CENTRAL),
    Right("notices.retry", _CENTRAL),
    Right("notices.put", _SIGNED_IN),
    Right("notices.choose", _SIGNED_IN),
    Right("notices.deliver", frozenset({Role.SYSTEM})),
    Right("people.add", frozenset({Role.SYSTEM})),
    Right("people.manage", _CENTRAL | _DIRECTOR),
    Right("people.see", _CENTRAL),
    Right("people.see", _DIRECTOR, Scope.OWN),
    Right("people.give_reporter", _CENTRAL),
    Right("people.give_reporter", _DIRECTOR, Scope.OWN),
    Right("people.end_reporter", _CENTRAL),
    Right("people.end_reporter", _DIRECTOR, Scope.OWN),
    Right("people.give_director", _CENTRAL),
    Right("people.end_director", _CENTRAL),
    Right("people.give_central_officer", _CENTRAL),
    Right("people.end_central_officer", _CENTRAL),
    Right("people.give_reviewer", _CENTRAL),
    Right("people.end_reviewer", _CENTRAL),
    Right("people.give_moderator", _CENTRAL),
    Right("people.end_moderator", _CENTRAL),
    Right("people.give_chair", _CENTRAL),
    Right("people.end_chair", _CENTRAL),
    Right("people.drop_second_factor", _CENTRAL),
)


# Posts that belong to an office; the others are held for the whole country.
OF_AN_OFFICE = _OFFICE


def rights_to(act: str) -> tuple[Right, ...]:
    """The lines of the table for one act; empty for an act nobody may do."""
    return tuple(right for right in RIGHTS if right.act == act)

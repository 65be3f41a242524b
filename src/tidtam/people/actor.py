"""Whoever asks or acts, as plain data: made once at the door, handed down to every room."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.people.roles import ROLE_NAMES, Right, Role, Scope, rights_to
from tidtam.shared.errors import NotAllowed


@dataclass(frozen=True)
class HeldPost:
    """A post held today.

    Attributes:
        role: the role.
        agency_code: the unit code of the agency it is held at; "" for no agency.
    """

    role: Role
    agency_code: str = ""


@dataclass(frozen=True)
class Actor:
    """A person (or the system, or an unknown reader) with the posts held today."""

    name: str
    person_id: int | None = None
    posts: tuple[HeldPost, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    @property
    def agency_codes(self) -> frozenset[str]:
        """Unit codes of the agencies at which a post is held."""
        return frozenset(post.agency_code for post in self.posts if post.agency_code)

    def may(self, act: str, *, agency_code: str = "", state: str = "") -> bool:
        """Whether a line of the rights table allows the act."""
        return any(
            self._is_covered(right, agency_code=agency_code, state=state)
            for right in rights_to(act)
        )

    def must(self, act: str, *, agency_code: str = "", state: str = "") -> None:
        """Refuse, with the reason, unless the act is allowed.

        Raises:
            NotAllowed: no line of the rights table covers the act.
        """
        if self.may(act, agency_code=agency_code, state=state):
            return
        raise _refusal(self, act, agency_code=agency_code)

    def _has_role(self, right: Right) -> bool:
        held = self.roles | {Role.PUBLIC}
        return bool(held & right.roles)

    def _is_covered(self, right: Right, *, agency_code: str, state: str) -> bool:
        if right.states and state not in right.states:
            return False
        if right.scope is Scope.ANY:
            return self._has_role(right)
        return any(
            post.role in right.roles and post.agency_code == agency_code != ""
            for post in self.posts
        )


def _refusal(actor: Actor, act: str, *, agency_code: str) -> NotAllowed:
    rights = rights_to(act)
    held = [right for right in rights if actor._has_role(right)]
    reached = [
        right for right in held if right.scope is Scope.ANY or agency_code in actor.agency_codes
    ]
    if reached:
        return NotAllowed(
            "ยังไม่เปิดให้ดู เพราะผลยังไม่เผยแพร่ โปรดรอประกาศผล",
            "Not open yet: the result is not published. Please wait for publication.",
        )
    if held:
        return NotAllowed(
            "เปิดไม่ได้ เพราะเป็นของหน่วยงานอื่น โปรดเลือกหน่วยงานของท่าน",
            "Not open to you: this belongs to another agency. Please choose your own.",
        )
    if actor.person_id is None and any(right.scope is Scope.OWN for right in rights):
        return NotAllowed(
            "เปิดให้เฉพาะเขตนี้และส่วนกลาง โปรดเข้าสู่ระบบด้วยบัญชีของเขตนี้",
            "Open only to this office and the bureau. "
            "Please sign in with an account of this office.",
        )
    return _task_of(act)


def _task_of(act: str) -> NotAllowed:
    who = sorted({role for right in rights_to(act) for role in right.roles} - {Role.SYSTEM})
    names_th = ", ".join(ROLE_NAMES[role].th for role in who)
    names_en = ", ".join(ROLE_NAMES[role].en for role in who)
    return NotAllowed(
        f"ทำไม่ได้ เพราะเป็นหน้าที่ของ{names_th} โปรดเข้าสู่ระบบด้วยบัญชีที่มีหน้าที่นี้",
        f"Not allowed: this is for {names_en}. Please sign in with an account that has this post.",
    )


SYSTEM = Actor(name="ระบบ", posts=(HeldPost(Role.SYSTEM),))
PUBLIC = Actor(name="ประชาชน", posts=(HeldPost(Role.PUBLIC),))

"""Whoever asks or acts, as plain data: made once at the door, handed down to every room."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.people.roles import ROLE_NAMES, STATE_NAMES, Right, Role, Scope, rights_to
from tidtam.shared.errors import NotAllowed
from tidtam.thai.bilingual import Bilingual


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
            self._reaches(right, agency_code=agency_code) and _is_open(right, state)
            for right in rights_to(act)
        )

    def may_ever(self, act: str, *, agency_code: str = "") -> bool:
        """Whether a line of the rights table allows the act in some state of the thing.

        What a door asks that does not know the thing yet; the act itself asks the state.
        """
        return any(self._reaches(right, agency_code=agency_code) for right in rights_to(act))

    def must_ever(self, act: str, *, agency_code: str = "") -> None:
        """Refuse, with the reason, what :meth:`may_ever` does not allow.

        Raises:
            NotAllowed: in no state is the act this actor's.
        """
        if not self.may_ever(act, agency_code=agency_code):
            raise _refusal(self, act, agency_code=agency_code, state="")

    def must(self, act: str, *, agency_code: str = "", state: str = "") -> None:
        """Refuse, with the reason, unless the act is allowed.

        Args:
            act: as in the table (``room.verb``).
            agency_code: whose thing it is; "" for a thing of no agency.
            state: the state the thing is in; "" for a thing without states.

        Raises:
            NotAllowed: no line of the rights table covers the act; the sentence says whether
                the state, the agency or the post is the reason, and what to do.
        """
        if self.may(act, agency_code=agency_code, state=state):
            return
        raise _refusal(self, act, agency_code=agency_code, state=state)

    def _has_role(self, right: Right) -> bool:
        held = self.roles | {Role.PUBLIC}
        return bool(held & right.roles)

    def _reaches(self, right: Right, *, agency_code: str) -> bool:
        """Whether a line is for this person's post and for that agency's things."""
        if right.scope is Scope.ANY:
            return self._has_role(right)
        return any(
            post.role in right.roles and post.agency_code == agency_code != ""
            for post in self.posts
        )


def _is_open(right: Right, state: str) -> bool:
    return not right.states or state in right.states


def _refusal(actor: Actor, act: str, *, agency_code: str, state: str) -> NotAllowed:
    rights = rights_to(act)
    reached = [right for right in rights if actor._reaches(right, agency_code=agency_code)]
    if reached:
        return _closed(reached, state)
    if any(actor._has_role(right) for right in rights):
        return NotAllowed(
            "ทำไม่ได้ เพราะเป็นของหน่วยงานอื่น โปรดเลือกหน่วยงานของท่าน",
            "Not open to you: this belongs to another agency. Please choose your own.",
        )
    if actor.person_id is None and any(right.scope is Scope.OWN for right in rights):
        return NotAllowed(
            "เปิดให้เฉพาะเขตนี้และส่วนกลาง โปรดเข้าสู่ระบบด้วยบัญชีของเขตนี้",
            "Open only to this office and the bureau. "
            "Please sign in with an account of this office.",
        )
    return _task_of(act)


def _closed(reached: list[Right], state: str) -> NotAllowed:
    """The refusal for somebody who may do it, but not in this state."""
    here = STATE_NAMES.get(state, Bilingual("อื่น", "another one"))
    own_words = next((right.closed for right in reached if right.closed), None)
    if own_words:
        return NotAllowed(
            own_words.th.replace("{state}", here.th), own_words.en.replace("{state}", here.en)
        )
    open_in = sorted({name for right in reached for name in right.states})
    names = [STATE_NAMES.get(name, Bilingual(name, name)) for name in open_in]
    return NotAllowed(
        f"ยังทำไม่ได้ เพราะขณะนี้อยู่ในสถานะ “{here.th}” "
        f"ทำได้เมื่ออยู่ในสถานะ “{'” หรือ “'.join(name.th for name in names)}” "
        "โปรดดูสถานะล่าสุดแล้วลองอีกครั้ง",
        f"Not possible now: the state is “{here.en}”. It can be done in the state "
        f"“{'” or “'.join(name.en for name in names)}”. "
        "Please look at the latest state and try again.",
    )


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

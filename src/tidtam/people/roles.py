"""The roles of the field and the one table of who may do what.

A right says: this act, by this role, on whose things, in which states. Every door asks
``refusal``; a test walks all addresses against this table.
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
    SYSTEM = "system"


ROLE_NAMES = {
    Role.PUBLIC: Bilingual("ประชาชน", "Public reader"),
    Role.CENTRAL_OFFICER: Bilingual("เจ้าหน้าที่ส่วนกลาง (สตผ.)", "Central officer"),
    Role.REPORTER: Bilingual("ผู้รายงานของเขตพื้นที่", "Office reporter"),
    Role.DIRECTOR: Bilingual("ผู้อำนวยการเขตพื้นที่", "Office director"),
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
    """

    act: str
    roles: frozenset[Role]
    scope: Scope = Scope.ANY
    states: frozenset[str] = frozenset()


_CENTRAL = frozenset({Role.CENTRAL_OFFICER, Role.SYSTEM})
_OFFICE = frozenset({Role.REPORTER, Role.DIRECTOR})
_EVERYBODY = frozenset(Role)

RIGHTS: tuple[Right, ...] = (
    Right("rounds.see_all", _CENTRAL),
    Right("rounds.change", _CENTRAL),
    Right("marks.see", _CENTRAL),
    Right("marks.change", _CENTRAL),
    Right("results.see", _CENTRAL),
    Right("results.see", _OFFICE, Scope.OWN, frozenset({"published"})),
    Right("results.see", _EVERYBODY, Scope.ANY, frozenset({"published"})),
    Right("results.compute", _CENTRAL),
    Right("results.check", _CENTRAL),
    Right("results.publish", _CENTRAL),
    Right("sheets.print", _CENTRAL),
    Right("sheets.download", _CENTRAL),
    Right("sheets.download", _OFFICE, Scope.OWN, frozenset({"published"})),
    Right("offices.see_own", _OFFICE),
    Right("frameworks.see", _CENTRAL | _OFFICE),
    Right("frameworks.draft", _CENTRAL),
    Right("history.see", _CENTRAL),
)


def rights_to(act: str) -> tuple[Right, ...]:
    """The lines of the table for one act; empty for an act nobody may do."""
    return tuple(right for right in RIGHTS if right.act == act)

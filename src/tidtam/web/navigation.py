"""The main menu: which places a person sees, by the posts they hold.

A place appears once the page behind its name exists, so rooms can be built in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from tidtam.people.actor import Actor
from tidtam.people.roles import Role
from tidtam.thai.bilingual import Bilingual

_EVERYBODY: Final = frozenset(Role)
_OFFICE: Final = frozenset({Role.REPORTER, Role.DIRECTOR})
_CENTRAL: Final = frozenset({Role.CENTRAL_OFFICER})
_HEADS: Final = frozenset({Role.MODERATOR, Role.CHAIR})


@dataclass(frozen=True, slots=True)
class Place:
    """A page a menu can lead to: the name of its address, its words, who sees it."""

    name: str
    label: Bilingual
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Link:
    """A place with its address, whether the reader is there now, and how much waits there."""

    href: str
    label: Bilingual
    is_here: bool
    count: int = 0


PLACES: Final = (
    Place("central-rounds", Bilingual("รอบการประเมิน", "Rounds"), _CENTRAL),
    Place("central-frameworks", Bilingual("กรอบตัวชี้วัด", "Frameworks"), _CENTRAL),
    Place("panels", Bilingual("คณะผู้ประเมิน", "Panels"), _CENTRAL | _HEADS),
    Place("signing", Bilingual("ลงนามรับรองผล", "Signing results"), frozenset({Role.CHAIR})),
    Place("central-follow-ups", Bilingual("ข้อเสนอแนะ", "Recommendations"), _CENTRAL | _HEADS),
    Place("appeals", Bilingual("คำทักท้วงผล", "Appeals"), _CENTRAL | _HEADS),
    Place("central-notices", Bilingual("ข้อความแจ้ง", "Notices"), _CENTRAL),
    Place("reviewing", Bilingual("งานประเมินของฉัน", "My marking"), frozenset({Role.REVIEWER})),
    Place(
        "reviewing-appeals",
        Bilingual("คำทักท้วงที่มอบให้ฉัน", "Appeals given to me"),
        _HEADS | {Role.REVIEWER},
    ),
    Place("office-home", Bilingual("เขตของฉัน", "My office"), _OFFICE),
    Place("office-follow-ups", Bilingual("ข้อเสนอแนะ", "Recommendations"), _OFFICE),
    Place("schools", Bilingual("โรงเรียน", "Schools"), _OFFICE | _CENTRAL),
    Place("people", Bilingual("ผู้ใช้งาน", "People"), _CENTRAL | {Role.DIRECTOR}),
    Place("me-notices", Bilingual("การแจ้งเตือน", "My notices"), _OFFICE),
    Place("public-results", Bilingual("ผลที่เผยแพร่", "Published results"), _EVERYBODY),
)


def address(name: str) -> str:
    """The address behind a name; "" while no such page exists."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def links_for(actor: Actor, *, path: str, counts: Mapping[str, int] | None = None) -> list[Link]:
    """The menu of an actor who reads the page at ``path``.

    Args:
        counts: name of a place -> how many things wait there for the actor.
    """
    waiting = counts or {}
    roles = actor.roles | {Role.PUBLIC}
    found = [
        (place, href) for place in PLACES if place.roles & roles and (href := address(place.name))
    ]
    # One address may begin another ("/central/", "/central/frameworks/"): the longest is meant.
    here = max((href for _place, href in found if path.startswith(href)), key=len, default="")
    return [
        Link(href, place.label, is_here=href == here, count=waiting.get(place.name, 0))
        for place, href in found
    ]


def place_of(actor: Actor) -> str:
    """Where an actor's work is: the address of the first place of their posts, else home."""
    return next(
        (
            href
            for place in PLACES
            if place.roles & (actor.roles - {Role.PUBLIC}) and place.roles != _EVERYBODY
            if (href := address(place.name))
        ),
        reverse("home"),
    )

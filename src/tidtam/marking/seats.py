"""What goes into a proposal and what comes out of it: blocks, judges, seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """The items of one office in one field, meant for one reader."""

    office: str
    province: str
    region: str
    field: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody who can mark.

    Attributes:
        key: who it is.
        fields: what they can judge; empty means everything, "sa" covers "sa/1".
        regions: the inspection regions they take; empty means the whole country.
        capacity: the most items they take.
        closed: offices they must not judge, former ones and whole provinces spelled out.
        known: offices they judged in the last round.
    """

    key: int
    fields: frozenset[str]
    regions: frozenset[str]
    capacity: int
    closed: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A seat that stays as it is: begun, done, or chosen by hand."""

    item: int
    judge: int
    seat: int


@dataclass(frozen=True, slots=True)
class Seat:
    """An item given to a judge, and why (codes of ``reasons.REASONS``)."""

    item: int
    judge: int
    seat: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A seat nobody can take, and what is to blame (a code of ``reasons.UNPLACED``)."""

    item: int
    seat: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who is to mark what.

    Attributes:
        seats: every seat by item and number, the kept ones too.
        unplaced: the seats nobody can take.
        loads: the items of each judge, kept ones too.
    """

    seats: tuple[Seat, ...]
    unplaced: tuple[Unplaced, ...]
    loads: Mapping[int, int]

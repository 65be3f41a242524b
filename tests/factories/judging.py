"""Blocks and judges for proposals: plain data, made with few words."""

from __future__ import annotations

from collections.abc import Iterable

from tidtam.marking.proposal import Block, Judge, Proposal


def block(office: str, field: str, items: Iterable[int], *, region: str = "1") -> Block:
    return Block(
        office=office, province=f"of {office}", region=region, field=field, items=tuple(items)
    )


def judge(
    key: int,
    fields: Iterable[str] = (),
    *,
    capacity: int = 100,
    regions: Iterable[str] = (),
    closed: Iterable[str] = (),
    known: Iterable[str] = (),
) -> Judge:
    return Judge(
        key=key,
        fields=frozenset(fields),
        regions=frozenset(regions),
        capacity=capacity,
        closed=frozenset(closed),
        known=frozenset(known),
    )


def given(proposal: Proposal, *, seat: int = 1) -> dict[int, int]:
    """Who has each item in one seat."""
    return {each.item: each.judge for each in proposal.seats if each.seat == seat}

"""Whose results an embargo holds back, and from whom: asked by every read of results.

The bureau and the chair see everything. For anybody else an office in an embargoed region has
no result: it is neither shown nor counted. An embargo holds until it is lifted, also where the
moment it was to be lifted at is over and the worker has not come to it yet.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from tidtam.orgs.models import Agency
from tidtam.orgs.queries import regions_by_code
from tidtam.orgs.states import AREA_OFFICES
from tidtam.people.actor import Actor
from tidtam.results.models import Embargo
from tidtam.rounds.models import Round

NOTHING: frozenset[int] = frozenset()


def sees_all_results(actor: Actor) -> bool:
    """Whether somebody reads results in every state, so that no embargo holds for them."""
    return actor.may("results.see")


def hidden_office_ids(round_: Round) -> frozenset[int]:
    """The offices whose results of a round are held back, published or not.

    One query where no embargo is in force, else five.
    """
    return hidden_by_round(round_.pk).get(round_.pk, NOTHING)


def hidden_from(actor: Actor, round_: Round) -> frozenset[int]:
    """The offices whose results of a round an actor may not read, nor see counted."""
    return NOTHING if sees_all_results(actor) else hidden_office_ids(round_)


def hidden_by_round(*round_ids: int) -> dict[int, frozenset[int]]:
    """Round id -> the offices held back, in rounds with an embargo in force (all, or some)."""
    found = Embargo.objects.filter(lifted_at=None)
    if round_ids:
        found = found.filter(round__in=round_ids)
    regions: dict[int, set[int]] = defaultdict(set)
    for round_id, region_id in found.order_by().values_list("round_id", "region_id"):
        regions[round_id].add(region_id)
    if not regions:
        return {}
    of_office = _region_ids()
    return {
        round_id: frozenset(office for office, within in of_office.items() if within & wanted)
        for round_id, wanted in regions.items()
    }


def opened_at(round_: Round) -> dict[int, dt.datetime]:
    """Office id -> when the last embargo over it was lifted, for offices that had one."""
    lifted: dict[int, dt.datetime] = {}
    past = Embargo.objects.filter(round=round_).exclude(lifted_at=None).order_by("lifted_at")
    moments: dict[int, dt.datetime] = {
        region_id: moment
        for region_id, moment in past.values_list("region_id", "lifted_at")
        if moment is not None
    }
    if not moments:
        return {}
    for office, within in _region_ids().items():
        if within & moments.keys():
            lifted[office] = max(moments[region] for region in within & moments.keys())
    return lifted


def _region_ids() -> Mapping[int, frozenset[int]]:
    """Office id -> its regions of today, of every area office there ever was."""
    offices = list(Agency.objects.filter(kind__in=AREA_OFFICES).only("pk", "code"))
    regions = regions_by_code(offices)
    return {
        office.pk: frozenset(region.pk for region in regions[office.code]) for office in offices
    }

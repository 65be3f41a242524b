"""How far the country is with its recommendations: shares by region and indicator, the oldest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from tidtam.followups.models import FollowUp
from tidtam.followups.queries import follow_ups_seen_by
from tidtam.followups.states import FollowUpState
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.models import Agency, InspectionRegion
from tidtam.orgs.queries import regions_by_code
from tidtam.people.actor import Actor
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.reminding import short_code
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.shares import percent_text

OPEN: Final = (FollowUpState.WAITING.value, FollowUpState.ACCEPTED.value)
OLDEST: Final = 50
NOWHERE: Final = Bilingual("ไม่ระบุเขตตรวจราชการ", "No inspection region")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked at; "" for everything.

    Attributes:
        region: code of an inspection region.
        indicator: framework and code, "qp-2566/1".
        state: a state, or "overdue".
    """

    round_code: str = ""
    region: str = ""
    indicator: str = ""
    state: str = ""


@dataclass(slots=True)
class Share:
    """How far one group of recommendations is."""

    key: str
    name: Bilingual
    waiting: int = 0
    accepted: int = 0
    declined: int = 0
    done: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.accepted + self.declined + self.done

    @property
    def answered(self) -> int:
        return self.total - self.waiting

    @property
    def taken(self) -> int:
        """Accepted, whether done already or not."""
        return self.accepted + self.done

    def percent(self, count: int) -> str:
        """A part of the whole, "33.3"; "" where there is nothing to divide."""
        return percent_text(count, self.total) if self.total else ""

    @property
    def answered_percent(self) -> str:
        return self.percent(self.answered)

    @property
    def taken_percent(self) -> str:
        return self.percent(self.taken)

    @property
    def done_percent(self) -> str:
        return self.percent(self.done)

    def add(self, counts: Mapping[str, Any]) -> None:
        """Count a row of the database."""
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + counts[name])


_COUNTED: Final = ("waiting", "accepted", "declined", "done", "overdue")


@dataclass(frozen=True, slots=True)
class National:
    """The whole picture.

    Attributes:
        regions: an office of two regions counts in both, so they may add up to more.
        indicators: by framework and printing order.
        oldest: those given longest ago that still wait or are being done.
        open_count: how many of those there are.
    """

    total: Share
    regions: list[Share]
    indicators: list[Share]
    oldest: list[FollowUp]
    open_count: int
    rounds: list[Round] = field(default_factory=list)
    all_regions: list[InspectionRegion] = field(default_factory=list)
    all_indicators: list[Share] = field(default_factory=list)


def national(actor: Actor, *, wanted: Wanted = Wanted()) -> National:
    """How far the country is; a constant number of queries.

    Raises:
        NotAllowed: an office sees its own alone.
    """
    actor.must("followups.see")
    offices = {each.pk: each for each in Agency.objects.filter(pk__in=_offices(actor))}
    regions = regions_by_code(offices.values())
    found = wanted_follow_ups(actor, wanted=wanted, offices=offices, regions=regions)
    by_office = _counted(found, "office_id")
    everything = follow_ups_seen_by(actor)
    instruments = _instruments(everything)
    every_indicator = _counted(everything, "instrument_id", "node_code")
    total = Share("", Bilingual("ทั้งประเทศ", "The whole country"))
    for row in by_office:
        total.add(row)
    still_open = found.filter(state__in=OPEN, withdrawn_at=None)
    return National(
        total=total,
        regions=_by_region(by_office, offices, regions),
        indicators=_by_indicator(_counted(found, "instrument_id", "node_code"), instruments),
        oldest=list(
            still_open.order_by(
                "given_at", F("due_on").asc(nulls_first=True), "office__order", "pk"
            )[:OLDEST]
        ),
        open_count=total.waiting + total.accepted,
        rounds=_rounds(instruments),
        all_regions=_regions(regions),
        all_indicators=_by_indicator(every_indicator, instruments),
    )


def wanted_follow_ups(
    actor: Actor,
    *,
    wanted: Wanted,
    offices: Mapping[int, Agency] | None = None,
    regions: Mapping[str, tuple[InspectionRegion, ...]] | None = None,
) -> QuerySet[FollowUp]:
    """The follow-ups that a filter names, among those the actor may read."""
    found = follow_ups_seen_by(actor)
    if wanted.round_code:
        found = found.filter(instrument__round__code=wanted.round_code)
    if wanted.indicator:
        framework, _slash, code = wanted.indicator.partition("/")
        found = found.filter(instrument__framework__code=framework, node_code=code)
    if wanted.state:
        found = found.filter(_in_state(wanted.state))
    if wanted.region:
        if offices is None or regions is None:
            offices = {each.pk: each for each in Agency.objects.filter(pk__in=_offices(actor))}
            regions = regions_by_code(offices.values())
        inside = [
            pk
            for pk, office in offices.items()
            if any(region.code == wanted.region for region in regions[office.code])
        ]
        found = found.filter(office__in=inside)
    return found


def is_overdue(follow_up: FollowUp, *, today: dt.date | None = None) -> bool:
    """Whether the day the office set itself is over and it is not done."""
    if follow_up.withdrawn_at is not None:
        return False
    if follow_up.state != FollowUpState.ACCEPTED or follow_up.due_on is None:
        return False
    return follow_up.due_on < (today or clock.today())


def label_of(follow_up: FollowUp) -> Bilingual:
    """Instrument and number of the indicator as people say it: "QP 1"."""
    short = short_code(follow_up.instrument.framework.code)
    return Bilingual(f"{short} {follow_up.node_code}", f"{short} {follow_up.node_code}")


def title_of(follow_up: FollowUp) -> Bilingual:
    """The indicator's words in the framework it was asked with."""
    node = definition_of(follow_up.instrument.framework).by_code.get(follow_up.node_code)
    return node.title if node else Bilingual("", "")


def _in_state(state: str) -> Q:
    if state == "overdue":
        return Q(state=FollowUpState.ACCEPTED.value, due_on__lt=clock.today())
    return Q(state=state)


def _offices(actor: Actor) -> QuerySet[FollowUp, Any]:
    return follow_ups_seen_by(actor).order_by().values("office").distinct()


def _counted(found: QuerySet[FollowUp], *group: str) -> list[dict[str, Any]]:
    """Rows by group with a count for each state; one query.

    What a correction took back is not counted.
    """
    overdue = Count("pk", filter=_in_state("overdue"))
    names = {
        "waiting": FollowUpState.WAITING,
        "accepted": FollowUpState.ACCEPTED,
        "declined": FollowUpState.DECLINED,
        "done": FollowUpState.DONE,
    }
    counts = {name: Count("pk", filter=Q(state=state.value)) for name, state in names.items()}
    standing = found.filter(withdrawn_at=None)
    return list(standing.order_by().values(*group).annotate(overdue=overdue, **counts))


def _by_region(
    rows: Iterable[Mapping[str, Any]],
    offices: Mapping[int, Agency],
    regions: Mapping[str, tuple[InspectionRegion, ...]],
) -> list[Share]:
    shares = {each.code: Share(each.code, each.name) for each in _regions(regions)}
    nowhere = Share("", NOWHERE)
    for row in rows:
        within = regions[offices[row["office_id"]].code]
        for share in [shares[each.code] for each in within] or [nowhere]:
            share.add(row)
    return [each for each in [*shares.values(), nowhere] if each.total]


def _regions(regions: Mapping[str, tuple[InspectionRegion, ...]]) -> list[InspectionRegion]:
    found = {each.pk: each for held in regions.values() for each in held}
    return sorted(found.values(), key=lambda each: each.order)


def _by_indicator(
    rows: Iterable[Mapping[str, Any]], instruments: Mapping[int, Instrument]
) -> list[Share]:
    """Shares by framework and code; rounds that asked the same framework count together."""
    shares: dict[str, Share] = {}
    places: dict[str, tuple[int, int, int]] = {}
    for row in rows:
        instrument, code = instruments[row["instrument_id"]], row["node_code"]
        framework = instrument.framework
        key = f"{framework.code}/{code}"
        if key not in shares:
            definition = definition_of(framework)
            node = definition.by_code.get(code)
            shares[key] = Share(key, _named(framework.code, code, node.title if node else None))
            order = list(definition.by_code)
            place = order.index(code) if code in order else len(order)
            places[key] = (-framework.fiscal_year, instrument.order, place)
        shares[key].add(row)
    return sorted(shares.values(), key=lambda each: (*places[each.key], each.key))


def _named(framework: str, code: str, title: Bilingual | None) -> Bilingual:
    label = f"{short_code(framework)} {code}"
    if title is None:
        return Bilingual(label, label)
    return Bilingual(f"{label} {title.th}", f"{label} {title.en}")


def _instruments(everything: QuerySet[FollowUp]) -> dict[int, Instrument]:
    asked = everything.order_by().values("instrument").distinct()
    found = Instrument.objects.filter(pk__in=asked).select_related("round", "framework")
    return {each.pk: each for each in found.defer("framework__source", "round__letter_th")}


def _rounds(instruments: Mapping[int, Instrument]) -> list[Round]:
    found = {each.round_id: each.round for each in instruments.values()}
    return sorted(found.values(), key=lambda each: (-each.fiscal_year, each.code))

"""The versions of an office's published result: what replaced what, when, and what differs.

An office's version is a number of its own (``OfficeResult.version``): a correction that leaves
an office as it was leaves its number too, and says nothing of a replacement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Max

from tidtam.results.models import Computation, OfficeResult
from tidtam.results.reading import ReadResult, read_result
from tidtam.results.states import EVER_PUBLISHED
from tidtam.scoring.definition import Framework, Node
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

ON_APPEAL = "ตามผลการพิจารณาคำทักท้วง"


@dataclass(frozen=True)
class Change:
    """One thing that differs between two versions of an office's result.

    Attributes:
        node: the item; None for the total of the instrument.
        round: which round's mark it is, where the result shows several.
        before, after: as printed; "" for a recommendation, whose words changed.
    """

    framework: Framework
    node: Node | None
    round: Bilingual | None
    before: str = ""
    after: str = ""

    @property
    def is_of_words(self) -> bool:
        """Whether a recommendation changed and no mark."""
        return not self.before and not self.after


@dataclass(frozen=True)
class Other:
    """Another version of the same result: its number and the day it was published."""

    number: int
    computation_number: int
    day: dt.date


@dataclass(frozen=True)
class OfficeVersion:
    """Where one office's result in one computation stands among its versions.

    Attributes:
        number: the version, from 1.
        replaces: the version it took the place of; None for the first.
        replaced_by: the version that took its place; None where it is in force.
        reason: why it was corrected, as the bureau wrote it; "" for the first.
        changes: what differs from the version it replaces.
        brought_by: the first computation that was published with this version; None where
            there was no other.
    """

    number: int = 1
    replaces: Other | None = None
    replaced_by: Other | None = None
    reason: str = ""
    changes: tuple[Change, ...] = ()
    brought_by: Computation | None = None


FIRST = OfficeVersion()
_Numbers = Mapping[int, Mapping[int, int]]


class Versions:
    """The versions of some offices in one computation, loaded once for all of them.

    One query, three where there were corrections.

    Args:
        kept: what the offices got in the computation, in any order.
    """

    def __init__(self, computation: Computation, *, kept: Iterable[OfficeResult]) -> None:
        own: dict[int, int] = {}
        for each in kept:
            own[each.office_id] = max(own.get(each.office_id, 1), each.version)
        self._found = {office: OfficeVersion(number) for office, number in own.items()}
        self._before: dict[int, list[OfficeResult]] = {}
        chain = _chain(computation)
        if computation in chain and len(chain) > 1:
            numbers = _numbers(chain, offices=own)
            self._found = {each: _version(each, computation, chain, numbers) for each in own}
            self._before = _earlier_results(chain, self._found)

    def of(self, results: Sequence[ReadResult]) -> OfficeVersion:
        """The version of one office, with what changed; ``results`` are all of that office."""
        office = results[0].kept.office_id
        found = self._found[office]
        if found.replaces is None:
            return found
        before = [read_result(each) for each in self._before.get(office, ())]
        return replace(found, changes=_changes(before, results))


def _chain(computation: Computation) -> list[Computation]:
    """Every computation of the round that was ever published, the oldest first."""
    published = Computation.objects.filter(
        round_id=computation.round_id, state__in=EVER_PUBLISHED, published_at__isnull=False
    )
    return list(published.order_by("published_at", "number"))


def _numbers(chain: Sequence[Computation], *, offices: Collection[int]) -> _Numbers:
    """Computation id -> office id -> version: one query."""
    rows = OfficeResult.objects.filter(computation__in=chain, office__in=list(offices))
    found: dict[int, dict[int, int]] = {}
    for computation, office, number in rows.values_list("computation_id", "office_id").annotate(
        Max("version")
    ):
        found.setdefault(computation, {})[office] = number
    return found


def _version(
    office: int, computation: Computation, chain: Sequence[Computation], numbers: _Numbers
) -> OfficeVersion:
    """One office's version, without what changed."""
    number = numbers[computation.pk][office]
    # Each version's first computation is the one that brought it.
    brought: dict[int, Computation] = {}
    for each in chain:
        if office in numbers.get(each.pk, {}):
            brought.setdefault(numbers[each.pk][office], each)
    before = max((version for version in brought if version < number), default=None)
    after = min((version for version in brought if version > number), default=None)
    return OfficeVersion(
        number=number,
        replaces=None if before is None else _other(before, brought[before]),
        replaced_by=None if after is None else _other(after, brought[after]),
        reason="" if before is None else brought[number].reason or ON_APPEAL,
        brought_by=brought[number],
    )


def _other(number: int, computation: Computation) -> Other:
    moment = computation.published_at
    assert moment is not None  # noqa: S101  the chain holds published ones only
    return Other(number, computation.number, clock.local(moment).date())


def _earlier_results(
    chain: Sequence[Computation], versions: Mapping[int, OfficeVersion]
) -> dict[int, list[OfficeResult]]:
    """Office id -> what it got in the version that was replaced: one query."""
    wanted = {
        office: each.replaces.computation_number
        for office, each in versions.items()
        if each.replaces is not None
    }
    numbers = {each.pk: each.number for each in chain}
    rows = OfficeResult.objects.filter(
        computation__in=[pk for pk, number in numbers.items() if number in wanted.values()],
        office__in=wanted,
    ).select_related("framework")
    found: dict[int, list[OfficeResult]] = {}
    for row in rows:
        if wanted[row.office_id] == numbers[row.computation_id]:
            found.setdefault(row.office_id, []).append(row)
    return found


def _changes(before: Sequence[ReadResult], after: Sequence[ReadResult]) -> tuple[Change, ...]:
    earlier = {each.framework.code: each for each in before}
    return tuple(
        change
        for result in after
        if result.framework.code in earlier
        for change in differences(earlier[result.framework.code], result)
    )


def differences(before: ReadResult, after: ReadResult) -> list[Change]:
    """What differs between two results of one office under one instrument, in printed order."""
    old = {line.node.code: line for line in before.nodes}
    texts, new_texts = before.kept.advice or {}, after.kept.advice or {}
    found: list[Change] = []
    for line in after.nodes:
        code = line.node.code
        marks = old[code].marks if code in old else ()
        found += _marks(after, line.node, marks, line.marks)
        if texts.get(code, "") != new_texts.get(code, ""):
            found.append(Change(after.framework, line.node, None))
    was, now = _total(before), _total(after)
    if was != now:
        found.append(Change(after.framework, None, None, was, now))
    if texts.get("", "") != new_texts.get("", ""):
        found.append(Change(after.framework, None, None))
    return found


def _marks(
    result: ReadResult, node: Node, before: Sequence[str], after: Sequence[str]
) -> list[Change]:
    several = len(result.rounds) > 1
    was = [*before, *[""] * (len(after) - len(before))]
    return [
        Change(result.framework, node, named.title if several else None, old or "-", new or "-")
        for named, old, new in zip(result.rounds, was, after, strict=False)
        if old != new
    ]


def _total(result: ReadResult) -> str:
    total = result.total
    parts = (total.value or str(total.level or ""), total.word.th if total.word else "")
    return " ".join(part for part in parts if part) or "-"

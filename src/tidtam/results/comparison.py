"""One office beside its inspection regions and the country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tidtam.orgs.models import Agency
from tidtam.orgs.queries import regions_by_code
from tidtam.people.actor import Actor
from tidtam.results.models import Computation
from tidtam.results.queries import totals_of
from tidtam.rounds.queries import offices_asked
from tidtam.scoring.rounding import Rounding, printed
from tidtam.thai.bilingual import Bilingual

COUNTRY = Bilingual("ทั้งประเทศ", "The country")


@dataclass(frozen=True)
class Beside:
    """The mean of the printed totals of a group of offices, and how they spread.

    Attributes:
        mean: with two decimals, half up; "" when no office has a total.
        offices: how many offices have one.
        levels: level -> number of offices.
    """

    name: Bilingual
    mean: str
    offices: int
    levels: Mapping[int, int]

    @property
    def width(self) -> str:
        """The mean in percent of the highest mark, for a bar."""
        return f"{Fraction(self.mean) * 20:.1f}%" if self.mean else "0%"


def comparison_of(
    office: Agency, *, computation: Computation, framework_code: str, actor: Actor
) -> tuple[Beside, ...]:
    """The office's regions, then the country; a constant number of queries however many offices.

    Offices whose results an embargo holds back from the reader are in no mean and no count.
    """
    totals = totals_of(computation, actor=actor)
    offices = list(offices_asked(computation.round))
    regions = regions_by_code(offices)
    groups = [
        (region.name, [each.pk for each in offices if region in regions[each.code]])
        for region in regions.get(office.code, ())
    ]
    groups.append((COUNTRY, [office_id for office_id, _ in totals]))
    return tuple(_group(name, members, totals, framework_code) for name, members in groups)


def _group(
    name: Bilingual,
    members: Sequence[int],
    totals: Mapping[tuple[int, str], tuple[str, int | None, str]],
    framework_code: str,
) -> Beside:
    found = [totals.get((member, framework_code)) for member in sorted(set(members))]
    values = [Fraction(total[0]) for total in found if total and total[0]]
    levels = [total[1] for total in found if total and total[1]]
    mean = printed(sum(values, Fraction(0)) / len(values), Rounding()) if values else ""
    return Beside(name, mean, len(values), {n: levels.count(n) for n in (5, 4, 3, 2, 1)})

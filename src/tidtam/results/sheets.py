"""Everything the result sheet of one office says, as plain data for the reports room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tidtam.frameworks.models import FrameworkVersion
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.results.models import Computation, OfficeResult, SheetSettings
from tidtam.results.queries import results_seen_by, sheet_settings_of
from tidtam.results.reading import ReadResult, read_result
from tidtam.reviews.queries import recommendations_by_office
from tidtam.rounds.queries import instruments_of


@dataclass(frozen=True)
class OfficeSheet:
    """One office's sheet: its results in the order of the round's instruments, and advice.

    Attributes:
        advice: framework code -> node code -> text; "" is the overall comment.
        missing: codes of the round's instruments without a result for this office.
    """

    office: Agency
    computation: Computation
    results: tuple[ReadResult, ...]
    advice: dict[str, dict[str, str]]
    settings: SheetSettings
    missing: tuple[str, ...] = ()

    @property
    def is_of_one_round(self) -> bool:
        """Whether it is the sheet of a single round and instrument, not of a full year."""
        return len(self.results) == 1 and len(self.results[0].rounds) == 1


def office_sheets(
    computation: Computation, *, actor: Actor, office_codes: Sequence[str] | None = None
) -> Iterator[OfficeSheet]:
    """The sheets of some offices, or of all, in printing order; a constant number of queries."""
    instruments = instruments_of(computation.round)
    order = {instrument.framework.code: instrument.order for instrument in instruments}
    advice = {i.framework.code: recommendations_by_office(i) for i in instruments}
    settings = sheet_settings_of(computation.round)
    kept = results_seen_by(actor).filter(computation=computation)
    if office_codes is not None:
        kept = kept.filter(office__code__in=list(office_codes))
    versions: dict[int, FrameworkVersion] = {}
    by_office: dict[Agency, list[OfficeResult]] = {}
    for result in kept.order_by("office__order", "office__code"):
        # One object a version, so that its definition is looked up once.
        result.framework = versions.setdefault(result.framework_id, result.framework)
        by_office.setdefault(result.office, []).append(result)
    for office, results in by_office.items():
        results.sort(key=lambda result: order.get(result.framework.code, 99))
        yield OfficeSheet(
            office=office,
            computation=computation,
            results=tuple(read_result(result) for result in results),
            advice={code: texts.get(office.pk, {}) for code, texts in advice.items()},
            settings=settings,
            missing=tuple(sorted(set(order) - {result.framework.code for result in results})),
        )

"""Everything the result sheet of one office says, as plain data for the reports room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tidtam.frameworks.models import FrameworkVersion
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.results.advice import advice_of
from tidtam.results.hidden import NOTHING, hidden_office_ids, opened_at
from tidtam.results.models import Computation, OfficeResult, SheetSettings
from tidtam.results.queries import results_seen_by, sheet_settings_of
from tidtam.results.reading import ReadResult, read_result
from tidtam.results.states import EVER_PUBLISHED
from tidtam.results.versions import FIRST, OfficeVersion, Versions
from tidtam.reviews.queries import left_out
from tidtam.rounds.models import Stage
from tidtam.rounds.queries import instruments_of, next_reports
from tidtam.rounds.states import StageCode, SubmissionState
from tidtam.shared import clock


@dataclass(frozen=True)
class LetterDays:
    """The days a letter names; None where the round has no such day.

    Attributes:
        published: when the office could read this version of its result.
        appeal_until: the last day of appeals, while there is still time when it is published.
        next_report: until when the office's report in the later round is due, while that day is
            still to come and the report is not submitted.
    """

    published: dt.date | None = None
    appeal_until: dt.date | None = None
    next_report: dt.date | None = None


@dataclass(frozen=True)
class OfficeSheet:
    """One office's sheet: its results in the order of the round's instruments, and advice.

    Attributes:
        advice: framework code -> node code -> text; "" is the overall comment.
        missing: codes of the round's instruments without a result for this office.
        version: where it stands among the office's published versions.
        days: what the letter beside the sheet says of days.
        is_held_back: whether it was published and an embargo holds it back from its office.
    """

    office: Agency
    computation: Computation
    results: tuple[ReadResult, ...]
    advice: dict[str, dict[str, str]]
    settings: SheetSettings
    missing: tuple[str, ...] = ()
    version: OfficeVersion = FIRST
    days: LetterDays = LetterDays()
    is_held_back: bool = False

    @property
    def source(self) -> Computation:
        """The computation its version belongs to: a later one that left it as it was is not."""
        return self.version.brought_by or self.computation

    @property
    def is_of_one_round(self) -> bool:
        """Whether it is the sheet of a single round and instrument, not of a full year."""
        return len(self.results) == 1 and len(self.results[0].rounds) == 1

    @property
    def is_draft(self) -> bool:
        """Whether its result was never published."""
        return self.computation.state not in EVER_PUBLISHED


def office_sheets(
    computation: Computation, *, actor: Actor, office_codes: Sequence[str] | None = None
) -> Iterator[OfficeSheet]:
    """The sheets of some offices, or of all, in printing order; a constant number of queries."""
    instruments = instruments_of(computation.round)
    order = {each.framework.code: each.order for each in instruments}
    without = left_out(computation.round)
    settings, hidden = sheet_settings_of(computation.round), held_back(computation)
    by_office = _by_office(computation, actor, office_codes)
    days = _Days(computation, hidden, office_ids=[office.pk for office in by_office])
    kept = [result for results in by_office.values() for result in results]
    advice = advice_of(kept, round_=computation.round)
    versions = Versions(computation, kept=kept)
    for office, of_office in by_office.items():
        of_office.sort(key=lambda each: order.get(each.framework.code, 99))
        results = tuple(read_result(each) for each in of_office)
        version = versions.of(results)
        yield OfficeSheet(
            office=office,
            computation=computation,
            results=results,
            advice={each.framework.code: advice[each.kept.pk] for each in results},
            settings=settings,
            missing=tuple(
                sorted(
                    each.framework.code
                    for each in instruments
                    if (each.pk, office.pk) not in without
                    and each.framework.code not in {one.framework.code for one in results}
                )
            ),
            version=version,
            days=days.of(office, version.brought_by or computation),
            is_held_back=office.pk in hidden,
        )


def _by_office(
    computation: Computation, actor: Actor, office_codes: Sequence[str] | None
) -> dict[Agency, list[OfficeResult]]:
    kept = results_seen_by(actor).filter(computation=computation)
    if office_codes is not None:
        kept = kept.filter(office__code__in=list(office_codes))
    versions: dict[int, FrameworkVersion] = {}
    found: dict[Agency, list[OfficeResult]] = {}
    for result in kept.order_by("office__order", "office__code"):
        # One object a version, so that its definition is looked up once.
        result.framework = versions.setdefault(result.framework_id, result.framework)
        found.setdefault(result.office, []).append(result)
    return found


def held_back(computation: Computation) -> frozenset[int]:
    """The offices whose results were published with a computation and are still held back."""
    if computation.state not in EVER_PUBLISHED:
        return NOTHING
    return hidden_office_ids(computation.round)


class _Days:
    """The days that the letters of some offices name, loaded once for all of them."""

    def __init__(
        self, computation: Computation, hidden: Collection[int], *, office_ids: Collection[int]
    ) -> None:
        self._hidden = hidden
        self._opened = opened_at(computation.round)
        self._reports = next_reports(computation.round, office_ids=office_ids)
        stages = Stage.objects.filter(round=computation.round_id, code=StageCode.APPEAL.value)
        self._appeal = max((stage.closes_at for stage in stages), default=None)

    def of(self, office: Agency, source: Computation) -> LetterDays:
        """The days of one office, in the letter of the computation its version belongs to."""
        published, appeal = source.published_at, self._appeal
        if published is not None and appeal is not None and appeal < published:
            appeal = None
        opened = self._opened.get(office.pk)
        if published is not None and opened is not None:
            published = max(published, opened)
        return LetterDays(
            published=None if office.pk in self._hidden else _day(published),
            appeal_until=_day(appeal),
            next_report=_day(self._report_due(office)),
        )

    def _report_due(self, office: Agency) -> dt.datetime | None:
        report = self._reports.get(office.pk)
        if report is None or report.state == SubmissionState.SUBMITTED.value:
            return None
        return report.due_at if report.due_at >= clock.now() else None


def _day(moment: dt.datetime | None) -> dt.date | None:
    return clock.local(moment).date() if moment is not None else None

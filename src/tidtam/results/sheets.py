"""Everything the result sheet of one office says, as plain data for the reports room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tidtam.frameworks.models import FrameworkVersion
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.results.advice import advice_of
from tidtam.results.hidden import opened_at
from tidtam.results.models import Computation, OfficeResult, SheetSettings
from tidtam.results.queries import results_seen_by, sheet_settings_of
from tidtam.results.reading import ReadResult, read_result
from tidtam.results.states import EVER_PUBLISHED
from tidtam.results.versions import FIRST, OfficeVersion, Versions
from tidtam.reviews.queries import left_out
from tidtam.rounds.models import Stage
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.states import StageCode
from tidtam.shared import clock


@dataclass(frozen=True)
class LetterDays:
    """The days a letter names; None where the round has no such day.

    Attributes:
        published: when the office could read its result.
        appeal_until: the last day of appeals, while there is still time when it is published.
        next_report: until when the later round's report is due.
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
    """

    office: Agency
    computation: Computation
    results: tuple[ReadResult, ...]
    advice: dict[str, dict[str, str]]
    settings: SheetSettings
    missing: tuple[str, ...] = ()
    version: OfficeVersion = FIRST
    days: LetterDays = LetterDays()

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
    settings, days = sheet_settings_of(computation.round), letter_days(computation)
    opened = opened_at(computation.round)
    by_office = _by_office(computation, actor, office_codes)
    kept = [result for results in by_office.values() for result in results]
    advice = advice_of(kept, round_=computation.round)
    versions = Versions(computation, kept=kept)
    for office, of_office in by_office.items():
        of_office.sort(key=lambda each: order.get(each.framework.code, 99))
        results = tuple(read_result(each) for each in of_office)
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
            version=versions.of(results),
            days=_from(days, opened.get(office.pk)),
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


def letter_days(computation: Computation) -> LetterDays:
    """The days of a round that its letters name: one query."""
    stages = Stage.objects.filter(
        round__in=[computation.round_id, *computation.round.later.values_list("pk", flat=True)],
        code__in=[StageCode.APPEAL.value, StageCode.REPORT.value],
    )
    published, appeal, report = computation.published_at, None, None
    for stage in stages.order_by("due_at"):
        is_own = stage.round_id == computation.round_id
        if is_own and stage.code == StageCode.APPEAL:
            appeal = stage.closes_at
        elif not is_own and stage.code == StageCode.REPORT and report is None:
            report = stage.due_at
    if published is not None and appeal is not None and appeal < published:
        appeal = None
    return LetterDays(*(_day(moment) for moment in (published, appeal, report)))


def _from(days: LetterDays, opened: dt.datetime | None) -> LetterDays:
    """The days of an office whose result could be read only from a later moment on, if given."""
    day = _day(opened)
    if day is None or days.published is None or day <= days.published:
        return days
    return replace(days, published=day)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return clock.local(moment).date() if moment is not None else None

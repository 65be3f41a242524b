"""The wall of a round while reports come in: one line for each office."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Max

from tidtam.orgs.models import Agency, InspectionRegion
from tidtam.orgs.queries import finder_over, regions_by_code, register_entries
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.rounds.models import Answer, Extension, Round, Submission
from tidtam.rounds.states import SUBMISSION_STATES, SubmissionState
from tidtam.rounds.telling import staff_of
from tidtam.rounds.workspace import Progress, extensions_of, progress_of, reports_of_round
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.collate import sort_key
from tidtam.thai.digits import to_arabic

LATE: Final = "late"
EXTENDED: Final = "extended"
RETURNED: Final = "returned"
NOT_BEGUN: Final = "not_begun"
NOBODY_HERE: Final = "nobody"
SENT_BACK: Final = "sent_back"
FLAGS: Final = {
    NOT_BEGUN: Bilingual("ยังไม่เริ่ม", "Not begun"),
    LATE: Bilingual("เลยกำหนด", "Late"),
    EXTENDED: Bilingual("ได้ขยายเวลา", "Extended"),
    RETURNED: Bilingual("มีข้อส่งคืน", "Has returned items"),
    SENT_BACK: Bilingual("คณะกลั่นกรองส่งคืนบางข้อ", "Some items with the office again"),
    NOBODY_HERE: Bilingual("ไม่มีผู้ใช้งาน", "Nobody here"),
}
_NOTHING: Final = Progress(items=0, ready=0, returned=0, blank=0)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One office in a round.

    Attributes:
        changed_at: when an answer was last saved; None for never.
        extension: the newest one, where there is any.
        has_people: whether the office has a reporter or a director here.
    """

    submission: Submission
    regions: tuple[InspectionRegion, ...]
    progress: Progress
    changed_at: dt.datetime | None
    extension: Extension | None
    now: dt.datetime
    has_people: bool = True

    @property
    def is_begun(self) -> bool:
        """Whether anything was answered, or the report has left the office's desk."""
        return self.changed_at is not None or self.state is not SubmissionState.FILLING

    @property
    def office(self) -> Agency:
        return self.submission.office

    @property
    def state(self) -> SubmissionState:
        return SubmissionState(self.submission.state)

    @property
    def state_name(self) -> Bilingual:
        return SUBMISSION_STATES[self.state] if self.is_begun else FLAGS[NOT_BEGUN]

    @property
    def is_late(self) -> bool:
        """Whether it came after the round's day, or has not come though that is over."""
        if self.submission.submitted_at is not None and self.state is SubmissionState.SUBMITTED:
            return self.submission.is_late
        return self.now > self.submission.due_at

    @property
    def is_closed(self) -> bool:
        """Whether it is unfinished and nothing more is taken without an extension."""
        return self.state is not SubmissionState.SUBMITTED and (
            self.now > self.submission.open_until
        )

    @property
    def is_sent_back(self) -> bool:
        """Whether the panel sent single items back, and the office has them now."""
        return self.progress.alone > 0

    @property
    def flags(self) -> frozenset[str]:
        held = {LATE: self.is_late, EXTENDED: self.extension is not None}
        held |= {NOT_BEGUN: not self.is_begun, NOBODY_HERE: not self.has_people}
        held |= {RETURNED: self.progress.returned > 0, SENT_BACK: self.is_sent_back}
        return frozenset(name for name, is_so in held.items() if is_so)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What somebody wants to see of the wall; empty fields want everything.

    Attributes:
        words: of a name, or a unit code.
        state: a ``SubmissionState``.
        kind: "primary" or "secondary".
        region: code of an inspection region.
        flag: one of ``FLAGS``.
        sort: "order", "name", "blank" (most first), "changed" (longest ago first).
    """

    words: str = ""
    state: str = ""
    kind: str = ""
    region: str = ""
    flag: str = ""
    sort: str = "order"


def wall_of_reports(round_: Round, *, actor: Actor) -> list[ReportRow]:
    """Every report of a round the actor may see, in printing order; eight queries."""
    # The round is the same for all of them: read once, not with each.
    seen = reports_of_round(round_, actor=actor).select_related(None).select_related("office")
    submissions = list(seen)
    for each in submissions:
        each.round = round_
    progress = progress_of(submissions)
    changed: dict[int, dt.datetime] = dict(
        Answer.objects.filter(item__submission__round=round_)
        .order_by()
        .values_list("item__submission_id")
        .annotate(last=Max("changed_at"))
    )
    newest: dict[int, Extension] = {}
    for extension in extensions_of(round_):
        newest.setdefault(extension.submission_id, extension)
    regions = regions_by_code(each.office for each in submissions)
    staff = staff_of(each.office.code for each in submissions)
    now = clock.now()
    return [
        ReportRow(
            submission=each,
            regions=regions.get(each.office.code, ()),
            progress=progress.get(each.pk, _NOTHING),
            changed_at=changed.get(each.pk),
            extension=newest.get(each.pk),
            now=now,
            has_people=each.office.code in staff,
        )
        for each in submissions
    ]


def filtered_reports(rows: Iterable[ReportRow], wanted: ReportFilter) -> list[ReportRow]:
    """The rows that fit, sorted as wanted."""
    kept = [row for row in rows if _fits(row, wanted)]
    if wanted.sort == "name":
        kept.sort(key=lambda row: sort_key(row.office.short_th))
    elif wanted.sort == "blank":
        kept.sort(key=lambda row: -row.progress.blank)
    elif wanted.sort == "changed":
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        kept.sort(key=lambda row: row.changed_at or never)
    return kept


def near_reports(rows: Sequence[ReportRow], words: str) -> list[ReportRow]:
    """The offices whose names come near some words, as the register's finder ranks them."""
    by_code = {row.office.code: row for row in rows}
    matches = finder_over(register_entries()).candidates(words)
    return [by_code[m.entry.code] for m in matches if m.entry.code in by_code]


def counts_of(rows: Iterable[ReportRow]) -> tuple[dict[SubmissionState, int], dict[str, int]]:
    """How many offices stand in each state, and how many carry each flag."""
    rows = list(rows)
    states = Counter(row.state for row in rows)
    flags = Counter(flag for row in rows for flag in row.flags)
    return {state: states[state] for state in SubmissionState}, {f: flags[f] for f in FLAGS}


def _fits(row: ReportRow, wanted: ReportFilter) -> bool:
    office = row.office
    return (
        wanted.state in ("", row.state.value)
        and wanted.kind in ("", FRAMEWORK_KINDS[AgencyKind(office.kind)])
        and (not wanted.region or any(r.code == wanted.region for r in row.regions))
        and (not wanted.flag or wanted.flag in row.flags)
        and has_words(office, wanted.words)
    )


def has_words(office: Agency, words: str) -> bool:
    """Whether every word is in the names; a number must be a whole one (เขต 2, not เขต 12)."""
    asked = to_arabic(words).lower().split()
    if asked == [office.code]:
        return True
    names = to_arabic(f"{office.short_th} {office.name_th} {office.short_en}").lower()
    numbers = set(re.findall("[0-9]+", names))
    return all(word in numbers if word.isdigit() else word in names for word in asked)

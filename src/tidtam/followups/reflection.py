"""What an office takes from one round into the next: each item, what was said, done and asked.

A read of its own, put together from the published result, its sealed advice, the follow-ups and
the form of the later round of the same year. Nothing is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tidtam.followups.models import FollowUp
from tidtam.followups.queries import with_pieces
from tidtam.followups.states import FollowUpState
from tidtam.forms.definition import Form, Question
from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.models import FormVersion
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.models import Agency
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.results.advice import advice_of
from tidtam.results.errors import ResultNotFound
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.queries import results_seen_by
from tidtam.results.reading import ReadNode, ReadResult, read_result
from tidtam.results.states import EVER_PUBLISHED, State
from tidtam.reviews.access import items_open_to
from tidtam.rounds.models import Instrument, Item, Round, Submission
from tidtam.rounds.queries import instruments_of, next_reports
from tidtam.rounds.states import RoundState
from tidtam.scoring.definition import Framework, Level
from tidtam.scoring.values import Status
from tidtam.thai.bilingual import Bilingual

# From this level on an item counts as strong.
STRONG: Final = 4
_OPEN: Final = (FollowUpState.WAITING.value, FollowUpState.ACCEPTED.value)


class Footing(StrEnum):
    """How an item stood."""

    STRONG = "strong"
    TO_RAISE = "to_raise"
    NOT_RATED = "not_rated"


@dataclass(frozen=True)
class Later:
    """The later round of the year in which the office is asked, once it knows of it.

    Attributes:
        due_at: when the office's own report is due.
        is_open: whether the office can report now.
        submission: the office's report in it.
    """

    round: Round
    due_at: dt.datetime
    is_open: bool
    submission: Submission


@dataclass(frozen=True)
class ReflectedItem:
    """One item: where it stood, what was said about it, what was done, what is asked next.

    Attributes:
        advice: as published; "" where nothing was recommended.
        follow_up: what the office says about it; None where there is none.
        next_level: what the level above asks for; None at the highest, or without a rubric.
        is_highest: whether there is no level above.
        questions: what the form asks about it in the later round, or asked in this one.
        item: the item of the later round's report, where it is there.
    """

    framework: Framework
    line: ReadNode
    footing: Footing
    advice: str
    follow_up: FollowUp | None
    next_level: Level | None
    is_highest: bool
    questions: tuple[Question, ...]
    item: Item | None

    @property
    def key(self) -> str:
        """What marks it on a page that shows several instruments."""
        return f"{self.framework.code}-{self.line.node.code}"

    @property
    def is_open(self) -> bool:
        """Whether a recommendation is still to be answered or done."""
        held = self.follow_up
        if held is None:
            return bool(self.advice)
        return held.withdrawn_at is None and held.state in _OPEN


@dataclass(frozen=True)
class ReflectedInstrument:
    """One instrument: its total, its items, the comment on the whole."""

    result: ReadResult
    items: tuple[ReflectedItem, ...]
    overall: str


@dataclass(frozen=True)
class Reflection:
    """What one office takes from a published round."""

    computation: Computation
    office: Agency
    instruments: tuple[ReflectedInstrument, ...]
    later: Later | None

    @property
    def version(self) -> int:
        """Which version of the office's result it is, from 1."""
        return max(each.result.kept.version for each in self.instruments)

    @property
    def items(self) -> list[ReflectedItem]:
        return [item for each in self.instruments for item in each.items]

    def of(self, footing: Footing) -> list[ReflectedItem]:
        """The items that stood so."""
        return [item for item in self.items if item.footing is footing]

    @property
    def open_items(self) -> list[ReflectedItem]:
        """The items with a recommendation still to be answered or done."""
        return [item for item in self.items if item.is_open]


def may_reflect(actor: Actor, *, office: Agency) -> bool:
    """Whether somebody may read it: the office's people, the bureau and panel heads, and whoever
    has items of the office to mark."""
    if actor.may("followups.see", agency_code=office.code):
        return True
    return items_open_to(actor).filter(submission__office=office).exists()


def round_known(actor: Actor, *, code: str, office: Agency) -> Round:
    """A round that somebody knows of: it asked the office, or was published once.

    Raises:
        ResultNotFound: there is none.
    """
    found = Round.objects.filter(code=code).first()
    if found is None or not _knows_of(actor, found, office):
        raise ResultNotFound(
            f"ไม่พบรอบ {code} โปรดเลือกจากหน้าเขตของฉัน",
            f"There is no round {code}; please choose from your office's page.",
        )
    return found


def _knows_of(actor: Actor, round_: Round, office: Agency) -> bool:
    if actor.may("rounds.see_all"):
        return True
    asked = Submission.objects.filter(round=round_, office=office)
    return asked.exists() or round_.computations.filter(state__in=EVER_PUBLISHED).exists()


def reflection_of(round_: Round, *, office: Agency, actor: Actor) -> Reflection | None:
    """The reflection of one office; None while its result is not published to the asker.

    A constant number of queries, however many items and recommendations there are.
    """
    seen = results_seen_by(actor).filter(
        computation__round=round_, computation__state=State.PUBLISHED.value, office=office
    )
    kept = list(seen.select_related("computation__round", "framework", "office"))
    if not kept:
        return None
    instruments = {each.framework.code: each for each in instruments_of(round_)}
    kept.sort(key=lambda each: _place(each, instruments))
    later = _later(round_, office)
    near = _Near(round_, office, later, instruments)
    advice = advice_of(kept, round_=round_)
    return Reflection(
        computation=kept[0].computation,
        office=office,
        instruments=tuple(_instrument(each, advice[each.pk], near) for each in kept),
        later=later,
    )


def _place(result: OfficeResult, instruments: Mapping[str, Instrument]) -> int:
    instrument = instruments.get(result.framework.code)
    return instrument.order if instrument else len(instruments)


class _Near:
    """What stands beside a result: follow-ups, the forms, the later round's items."""

    def __init__(
        self,
        round_: Round,
        office: Agency,
        later: Later | None,
        instruments: Mapping[str, Instrument],
    ) -> None:
        self.kind = FRAMEWORK_KINDS[AgencyKind(office.kind)]
        follow_ups = with_pieces(
            FollowUp.objects.filter(instrument__round=round_, office=office).select_related(
                "instrument__framework"
            )
        ).defer("instrument__framework__source")
        self.follow_ups = {
            (each.instrument.framework.code, each.node_code): each for each in follow_ups
        }
        self.forms = {
            code: each.form for code, each in instruments.items() if each.form is not None
        }
        self.items: dict[tuple[str, str], Item] = {}
        if later is not None:
            self.forms |= _forms(later.round)
            self.items = _items(later.submission)

    def questions(self, framework: str, code: str) -> tuple[Question, ...]:
        """What the form asks about an item."""
        version = self.forms.get(framework)
        form: Form | None = form_of(version) if version is not None else None
        return form.questions_of(code, self.kind) if form is not None else ()


def _forms(round_: Round) -> dict[str, FormVersion]:
    return {
        each.framework.code: each.form for each in instruments_of(round_) if each.form is not None
    }


def _items(submission: Submission) -> dict[tuple[str, str], Item]:
    items = submission.items.select_related("instrument__framework")
    return {
        (each.instrument.framework.code, each.node_code): each
        for each in items.defer("instrument__framework__source")
    }


def _later(round_: Round, office: Agency) -> Later | None:
    """The later round in which the office is asked, as its letter names it too."""
    report = next_reports(round_, office_ids=[office.pk]).get(office.pk)
    if report is None:
        return None
    is_open = report.round.state == RoundState.OPEN.value
    return Later(report.round, report.due_at, is_open, report)


def _instrument(kept: OfficeResult, advice: Mapping[str, str], near: _Near) -> ReflectedInstrument:
    result = read_result(kept)
    definition = definition_of(kept.framework)
    asked = definition.asked(near.kind)
    return ReflectedInstrument(
        result=result,
        items=tuple(
            _item(result, line, advice, near) for line in result.nodes if line.node.code in asked
        ),
        overall=advice.get("", ""),
    )


def _item(
    result: ReadResult, line: ReadNode, advice: Mapping[str, str], near: _Near
) -> ReflectedItem:
    code, framework = line.node.code, result.framework
    highest = framework.scale.highest
    wanted = (line.level or 0) + 1
    levels = line.node.rubric.levels if line.node.rubric else ()
    return ReflectedItem(
        framework=framework,
        line=line,
        footing=_footing(line),
        advice=advice.get(code, ""),
        follow_up=near.follow_ups.get((framework.code, code)),
        next_level=next((each for each in levels if each.level == wanted), None),
        is_highest=line.level is not None and line.level >= highest,
        questions=near.questions(framework.code, code),
        item=near.items.get((framework.code, code)),
    )


def _footing(line: ReadNode) -> Footing:
    if line.status is Status.NOT_REPORTED:
        return Footing.TO_RAISE
    if line.level is not None:
        return Footing.STRONG if line.level >= STRONG else Footing.TO_RAISE
    attained: Bilingual | None = getattr(line.node.rule, "attained", None)
    if attained is not None and line.word is not None:
        return Footing.STRONG if line.word.th == attained.th else Footing.TO_RAISE
    return Footing.NOT_RATED

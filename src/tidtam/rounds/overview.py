"""What a round will ask of whom, before and after it opens: for the planning pages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from tidtam.forms.definition import Question
from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.queries import definition_of
from tidtam.history.queries import entries_about
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.rounds.doubts import doubts_of
from tidtam.rounds.models import Exemption, Instrument, Round, Stage
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.rounds.states import STAGE_NAMES, StageCode
from tidtam.scoring.definition import Node
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One instrument of a round and what it asks.

    Attributes:
        offices: how many offices report on it; ``exempt`` how many do not have to.
        items, questions, required: of one office of each kind, by the kind's short word.
    """

    instrument: Instrument
    offices: int
    exempt: int
    items: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    required: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """A round as it would open now.

    Attributes:
        offices: how many get a report to fill in.
        items, questions: over all of them together.
        missing: why it cannot open; empty where it can.
        doubts: what to look at, though it can open.
    """

    instruments: tuple[Asked, ...]
    offices: int
    items: int
    questions: int
    missing: tuple[Bilingual, ...]
    doubts: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """One item as an office of a kind is asked it."""

    node: Node
    note: Bilingual | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a copied round has otherwise than the round it was copied from."""

    what: Bilingual
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """The words of a round until somebody changed them."""

    at: dt.datetime
    actor: str
    title_th: str
    letter_th: str


def earlier_words(round_: Round) -> list[EarlierWords]:
    """Every earlier title and letter of a round, newest first, out of history."""
    changes = entries_about(f"rounds.round:{round_.code}").filter(act="rounds.set_letter")
    return [
        EarlierWords(each.at, each.actor, before["title_th"], before["letter_th"])
        for each in changes.order_by("-number")
        if (before := each.detail.get("before")) and before != each.detail.get("after")
    ]


def stages_of(round_: Round) -> dict[StageCode, Stage]:
    """The stages of a round that have dates, in the order of the work."""
    held = {StageCode(stage.code): stage for stage in round_.stages.all()}
    return {code: held[code] for code in StageCode if code in held}


def exemptions_of(round_: Round) -> list[Exemption]:
    """Who is not asked what, in printing order."""
    found = Exemption.objects.filter(instrument__round=round_)
    return list(
        found.select_related("office", "instrument__framework").order_by(
            "instrument__order", "office__order"
        )
    )


def overview_of(round_: Round) -> Overview:
    """What opening the round would make: a constant number of queries."""
    kinds = {
        pk: FRAMEWORK_KINDS[AgencyKind(kind)]
        for pk, kind in offices_asked(round_).values_list("pk", "kind")
    }
    exempt = set(
        Exemption.objects.filter(instrument__round=round_).values_list("instrument_id", "office_id")
    )
    asked: list[Asked] = []
    reporting: set[int] = set()
    items = questions = 0
    for instrument in instruments_of(round_):
        here = {pk: kind for pk, kind in kinds.items() if (instrument.pk, pk) not in exempt}
        one = _asked(instrument, offices=len(here), exempt=len(kinds) - len(here))
        asked.append(one)
        if instrument.form_id is not None:
            reporting |= here.keys()
        by_kind = Counter(here.values())
        items += sum(one.items.get(kind, 0) * count for kind, count in by_kind.items())
        questions += sum(one.questions.get(kind, 0) * count for kind, count in by_kind.items())
    return Overview(
        instruments=tuple(asked),
        offices=len(reporting),
        items=items,
        questions=questions,
        missing=tuple(_missing(round_, asked, len(reporting))),
        doubts=tuple(doubts_of(round_, [one.instrument for one in asked], stages_of(round_))),
    )


def preview_of(instrument: Instrument, *, office_kind: str) -> list[PreviewItem]:
    """The items of an instrument with their questions, as offices of a kind will see them."""
    if instrument.form is None:
        return []
    form = form_of(instrument.form)
    found = []
    for code, node in definition_of(instrument.framework).asked(office_kind).items():
        questions = form.questions_of(code, office_kind)
        if questions:
            own = form.by_item.get(code)
            found.append(PreviewItem(node, own.note if own else None, questions))
    return found


def differences_of(round_: Round) -> list[Difference]:
    """What was changed since the round was copied, apart from the years of its dates."""
    source = round_.copied_from
    if source is None:
        return []
    return [
        *_date_differences(source, round_),
        *_form_differences(source, round_),
        *_letter_difference(source, round_),
    ]


def _asked(instrument: Instrument, *, offices: int, exempt: int) -> Asked:
    one = Asked(instrument=instrument, offices=offices, exempt=exempt)
    for kind in FRAMEWORK_KINDS.values():
        preview = preview_of(instrument, office_kind=kind)
        one.items[kind] = len(preview)
        one.questions[kind] = sum(len(item.questions) for item in preview)
        one.required[kind] = sum(q.required for item in preview for q in item.questions)
    return one


def _missing(round_: Round, asked: list[Asked], offices: int) -> list[Bilingual]:
    missing = []
    if StageCode.REPORT not in stages_of(round_):
        missing.append(
            Bilingual(
                "ยังไม่กำหนดวันเริ่มและวันส่งของขั้นกรอกรายงาน", "The dates of reporting are not set yet"
            )
        )
    if not any(one.instrument.form_id for one in asked):
        missing.append(
            Bilingual("ยังไม่เลือกแบบรายงานของเครื่องมือใดเลย", "No instrument has a form yet")
        )
    elif not offices:
        missing.append(Bilingual("ทุกเขตได้รับยกเว้น ไม่มีเขตใดต้องรายงาน", "Every office is exempt"))
    return missing


def _date_differences(source: Round, round_: Round) -> list[Difference]:
    before, after = stages_of(source), stages_of(round_)
    return [
        Difference(STAGE_NAMES[code], _dates(before.get(code)), _dates(after.get(code)))
        for code in StageCode
        if _dates(before.get(code)) != _dates(after.get(code))
    ]


def _dates(stage: Stage | None) -> str:
    if stage is None:
        return "–"
    ends = [stage.starts_at, stage.due_at, *([stage.late_until] if stage.late_until else [])]
    return " – ".join(_short(moment) for moment in ends)


def _short(moment: dt.datetime) -> str:
    return thai_datetime(clock.local(moment), short=True)


def _form_differences(source: Round, round_: Round) -> list[Difference]:
    before = {each.order: each for each in instruments_of(source)}
    found = []
    for each in instruments_of(round_):
        old = before.get(each.order)
        was, now = (f"{i.framework} · {i.form or '–'}" if i else "–" for i in (old, each))
        if was != now:
            what = Bilingual(
                f"แบบของ {each.framework.code.upper()}", f"Form of {each.framework.code.upper()}"
            )
            found.append(Difference(what, was, now))
        had = set(old.exemptions.values_list("office_id", flat=True)) if old else set()
        has = set(each.exemptions.values_list("office_id", flat=True))
        if had != has:
            what = Bilingual(
                f"เขตที่ยกเว้นจาก {each.framework.code.upper()}",
                f"Offices exempt from {each.framework.code.upper()}",
            )
            found.append(Difference(what, str(len(had)), f"{len(has)} (+{len(has - had)})"))
    return found


def _letter_difference(source: Round, round_: Round) -> list[Difference]:
    if source.letter_th == round_.letter_th:
        return []
    what = Bilingual("ข้อความถึงเขต", "Letter to the offices")
    return [Difference(what, source.letter_th[:200] or "–", round_.letter_th[:200] or "–")]

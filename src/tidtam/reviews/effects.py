"""What a mark would do to the office's total: computed, shown, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.reviews.actions import checked_mark
from tidtam.reviews.models import Mark
from tidtam.rounds.models import Item
from tidtam.rounds.queries import earlier_instrument
from tidtam.scoring.answers import Answers, check_answer
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.json_text import parse_json, write_json
from tidtam.scoring.results import TotalResult
from tidtam.scoring.values import Kind
from tidtam.thai.bilingual import Bilingual

# Round code -> node code -> JSON text of the official mark.
Marks = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Effect:
    """An office's total on one instrument before and after a mark.

    Attributes:
        answer: the mark, as JSON text.
        before: of the official marks as they are; ``after`` with this one.
        was: the official mark of the item before; "" for none.
        missing: what has no official mark yet, but for this item: (round, node) pairs. While
            there are any, both totals are of what is there.
        rounds: the rounds the total is made of: code -> title; ``period`` is the item's own.
    """

    answer: str
    before: TotalResult
    after: TotalResult
    was: str
    missing: tuple[tuple[str, Node], ...]
    rounds: Mapping[str, Bilingual]
    period: str

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def changes_level(self) -> bool:
        return self.before.level != self.after.level

    @property
    def lacks(self) -> tuple[Bilingual, ...]:
        """The labels of what is missing; with the round where there are several."""
        several = len(self.rounds) > 1
        return tuple(
            Bilingual(
                f"{node.code} ({self.rounds[code].th})", f"{node.code} ({self.rounds[code].en})"
            )
            if several
            else Bilingual(node.code, node.code)
            for code, node in self.missing
        )

    @property
    def counted(self) -> tuple[Bilingual, ...]:
        """The other rounds whose official marks are in the total, in order."""
        return tuple(label for code, label in self.rounds.items() if code != self.period)


def effect_of(item: Item, *, answer: str) -> Effect:
    """What ``answer`` (JSON text) as the item's official mark does to the office's total.

    Raises:
        MarkRefused: the framework does not accept the answer.
    """
    return effects_of(item, answers=[answer])[0]


def effects_of(item: Item, *, answers: Sequence[str]) -> list[Effect]:
    """The effect of each of several answers; as many queries as for one."""
    definition = definition_of(item.instrument.framework)
    office = item.submission.office
    kind = FRAMEWORK_KINDS[AgencyKind(office.kind)]
    marks = _official(item)
    period = item.submission.round.period
    missing = tuple(
        (code, node)
        for code, given in marks.items()
        for node in definition.asked(kind).values()
        if node.code not in given
        and node.kind is not Kind.TARGET
        and (code, node.code) != (period, item.node_code)
    )
    before = _total(definition, kind, marks)
    found = []
    for answer in answers:
        raw = checked_mark(definition, office, node_code=item.node_code, answer=answer)
        text = write_json(raw)
        changed = {**marks, period: {**marks[period], item.node_code: text}}
        found.append(
            Effect(
                answer=text,
                before=before,
                after=_total(definition, kind, changed),
                was=marks[period].get(item.node_code, ""),
                missing=missing,
                rounds={each.code: each.title for each in definition.rounds if each.code in marks},
                period=period,
            )
        )
    return found


def _official(item: Item) -> dict[str, dict[str, str]]:
    """The office's official marks on the instrument, in every round that counts."""
    earlier = earlier_instrument(item.instrument)
    by_instrument = {item.instrument_id: item.submission.round.period}
    if earlier is not None:
        by_instrument[earlier.pk] = earlier.round.period
    found: dict[str, dict[str, str]] = {code: {} for code in by_instrument.values()}
    marks = Mark.objects.filter(
        instrument__in=list(by_instrument), office=item.submission.office_id
    ).order_by()
    for key, node_code, answer in marks.values_list("instrument_id", "node_code", "answer"):
        found[by_instrument[key]][node_code] = answer
    return found


def _total(definition: Framework, kind: str, marks: Marks) -> TotalResult:
    """The total of what is there: a mark that is missing is left out, never taken for 0."""
    asked = definition.asked(kind)
    rounds = {
        known.code: {
            code: check_answer(definition, kind, code, parse_json(text))
            for code, text in marks[known.code].items()
            if code in asked
        }
        for known in definition.rounds
        if known.code in marks
    }
    return evaluate(definition, Answers(kind, rounds)).total

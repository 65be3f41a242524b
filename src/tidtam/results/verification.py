"""Before publication: every number computed again one by one, every comment read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tidtam.frameworks.queries import definition_of
from tidtam.people.actor import SYSTEM
from tidtam.results.documents import outputs_text, raw_answers
from tidtam.results.letters import CommentReader
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.queries import OfficeInputs, inputs_of
from tidtam.results.sheets import office_sheets
from tidtam.scoring.answers import Answers, parse_answers
from tidtam.scoring.errors import AnswerError
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.json_text import parse_json
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True)
class Problem:
    """One thing that speaks against publishing, and the office it is about."""

    text: Bilingual
    office_code: str

    def as_kept(self) -> list[str]:
        """The shape kept with a computation: Thai, English, office code."""
        return [self.text.th, self.text.en, self.office_code]


def problems_of(computation: Computation) -> list[Problem]:
    """The problems kept with a computation."""
    return [Problem(Bilingual(th, en), code) for th, en, code in computation.problems]


def read_inputs(row: OfficeInputs) -> Answers | Bilingual:
    """The checked answers of one office, or the sentence that says what is wrong with them."""
    definition = definition_of(row.framework)
    try:
        return parse_answers(definition, raw_answers(row.office_kind, row.rounds))
    except AnswerError as error:
        return Bilingual(
            f"{row.office.short_th} ({definition.code}): {error.th}",
            f"{row.office.short_en} ({definition.code}): {error.en}",
        )


def verify(computation: Computation) -> list[Problem]:
    """Everything that speaks against publishing; empty when sound."""
    results = OfficeResult.objects.filter(computation=computation)
    rows = results.select_related("office", "framework").order_by("framework", "office__order")
    wrong = [problem for row in rows for problem in _wrong_numbers(row)]
    wrong += _without_result(computation, {(row.office_id, row.framework_id) for row in rows})
    if wrong:
        return wrong
    reader = CommentReader()
    sheets = office_sheets(computation, actor=SYSTEM)
    return [
        Problem(doubt, sheet.office.code)
        for sheet in sheets
        for doubt in reader.doubts_about(sheet)
    ]


def _without_result(computation: Computation, kept: set[tuple[int, int]]) -> list[Problem]:
    missing = [
        row for row in inputs_of(computation.round) if (row.office.pk, row.framework.pk) not in kept
    ]
    return [
        Problem(sentence, row.office.code)
        for row in missing
        if isinstance(sentence := read_inputs(row), Bilingual)
    ]


def _wrong_numbers(row: OfficeResult) -> Iterator[Problem]:
    definition = definition_of(row.framework)
    again = evaluate(definition, parse_answers(definition, parse_json(row.inputs)))
    if outputs_text(again) != row.outputs or (again.total.printed or "") != row.total_value:
        text = Bilingual(
            f"{row.office.short_th} ({definition.code}): ผลที่เก็บไว้ไม่ตรงกับการคำนวณซ้ำ",
            f"{row.office.short_en} ({definition.code}): the kept result differs when recomputed.",
        )
        yield Problem(text, row.office.code)

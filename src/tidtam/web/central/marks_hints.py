"""Doubts about the recommendations of one office, shown while they can still be mended.

They come from the same checks that later stand before printing and publishing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tidtam.checks.comment import check_comment
from tidtam.checks.finding import Finding
from tidtam.checks.office_names import check_office_names
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.results.letters import CommentReader, totals_of
from tidtam.results.queries import newest_computation, results_of_office
from tidtam.results.reading import ReadResult, read_result
from tidtam.rounds.models import Round
from tidtam.shared.errors import NotFound
from tidtam.thai.bilingual import Bilingual

TextKey = tuple[str, str]  # framework code and node code; "" is the overall comment


@dataclass(frozen=True, slots=True)
class Hint:
    """One doubt; a blocking one keeps the round from passing its check."""

    sentence: Bilingual
    blocks: bool


def hints_of(
    round_: Round, office: Agency, *, texts: Mapping[TextKey, str], actor: Actor
) -> dict[TextKey, list[Hint]]:
    """The doubts about each text, in its order; texts without a doubt are left out.

    Levels are those of the newest computation. Before the first one only the names of
    offices are checked: no level is known then.
    """
    reader = CommentReader()
    about = reader.names[office.code]
    results = _results(round_, office, actor)
    found: dict[TextKey, list[Hint]] = {}
    for (framework_code, node_code), text in texts.items():
        result = results.get(framework_code)
        if result is None:
            findings = check_office_names(text, about=about, register=reader.register)
        else:
            totals = totals_of(result, node_code)
            findings = check_comment(text, about=about, register=reader.register, totals=totals)
        if findings:
            found[framework_code, node_code] = [
                Hint(_sentence(finding), finding.severity == "error") for finding in findings
            ]
    return found


def _results(round_: Round, office: Agency, actor: Actor) -> dict[str, ReadResult]:
    computation = newest_computation(round_, actor=actor)
    if computation is None:
        return {}
    try:
        kept = results_of_office(computation, office_code=office.code, actor=actor)
    except NotFound:
        return {}
    return {each.framework.code: read_result(each) for each in kept}


def _sentence(finding: Finding) -> Bilingual:
    instead_th = f" แก้เป็น: {finding.proposal}" if finding.proposal else ""
    instead_en = f" Instead: {finding.proposal}" if finding.proposal else ""
    return Bilingual(
        f"“{finding.words}” {finding.why.th}{instead_th}",
        f"“{finding.words}”: {finding.why.en.rstrip('.')}.{instead_en}",
    )

"""The quality of a panel's marking, for its heads: what agrees, who leans, what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from tidtam.marking.agreement import LEAST_ITEMS, Estimate, word_of
from tidtam.marking.distribution import MOVED_WORDS, RULES
from tidtam.marking.severity import DRIFT_WORDS, SEVERITY_WORDS
from tidtam.marking.suspicion import PATTERNS
from tidtam.results.hidden import NOTHING, hidden_from
from tidtam.reviews.labels import item_label
from tidtam.reviews.panels import panel_for
from tidtam.reviews.quality import (
    IndicatorQuality,
    Quality,
    ReviewerQuality,
    SuspectedPattern,
    quality_of,
)
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest
from tidtam.web.moderating.frame import for_heads, page_context

#: The tone of each code of ``marking``; every other one is idle.
TONES: Final[Mapping[str, str]] = {
    "sound": "good",
    "fair": "warn",
    "weak": "bad",
    **dict.fromkeys(("stricter", "milder", "up", "down", "spread"), "warn"),
}
#: Items of a pattern that are shown before somebody asks for all of them.
FIRST_ITEMS: Final = 20
#: Rows of a pattern that are shown before somebody asks for all of them.
FIRST_ROWS: Final = 10


@dataclass(frozen=True, slots=True)
class Tag:
    """A word with its tone, and the rule it follows."""

    word: Bilingual
    tone: str
    rule: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator as the tables show it."""

    label: Bilingual
    title: Bilingual
    quality: IndicatorQuality
    alpha: Tag | None
    moved: Tag


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """The indicators of one instrument.

    Attributes:
        doubled: those with a double mark; ``single`` counts the others.
        moved: how many have levels that moved much since the last round.
    """

    title: Bilingual
    doubled: list[IndicatorRow]
    single: int
    rows: list[IndicatorRow]
    moved: int


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """A reviewer as the table shows them."""

    quality: ReviewerQuality
    lean: Tag
    drift: Tag


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A pattern of one reviewer; ``key`` names it in the address, ``more`` items are folded."""

    key: str
    found: SuspectedPattern
    items: list[tuple[Bilingual, int, Bilingual, int | None, int]]
    more: int
    is_open: bool


@require_GET
@for_heads
def quality(request: ActorRequest, round_code: str) -> HttpResponse:
    """Everything about the quality of one panel's marking."""
    panel = panel_for(request.actor, round_code=round_code)
    earlier = panel.round.earlier
    but_last = hidden_from(request.actor, earlier) if earlier is not None else NOTHING
    found = quality_of(panel, actor=request.actor, but_last=but_last)
    context = page_context(request, panel, tab="moderating-quality") | {
        "quality": found,
        "overall": alpha_tag(found.overall.alpha),
        "calibrated": alpha_tag(found.calibrated[1]),
        "groups": _groups(found),
        "reviewers": [_reviewer_row(each) for each in found.reviewers],
        "patterns": _patterns(
            found.suspicions,
            shown=request.GET.get("show", ""),
            whole=request.GET.get("all", ""),
        ),
        "least_items": LEAST_ITEMS,
    }
    return render(request, "web/moderating/quality.html", context)


def alpha_tag(alpha: Estimate) -> Tag | None:
    """The word of an alpha; None where there is none."""
    if alpha.value is None:
        return None
    code, word = word_of(alpha.value)
    return Tag(word, _tone(code))


def _tone(code: str) -> str:
    return TONES.get(code, "idle")


# ---------------------------------------------------------------- indicators


def _groups(found: Quality) -> list[IndicatorGroup]:
    groups = []
    for _key, members in groupby(found.indicators, key=lambda each: each.instrument.pk):
        rows = [_indicator_row(each) for each in members]
        doubled = [row for row in rows if row.quality.agreement.n or row.quality.without_level]
        title = rows[0].quality.definition.title
        moved = sum(1 for row in rows if row.moved.tone == "warn")
        groups.append(IndicatorGroup(title, doubled, len(rows) - len(doubled), rows, moved))
    return groups


def _indicator_row(each: IndicatorQuality) -> IndicatorRow:
    moved = each.shift.moved
    return IndicatorRow(
        label=item_label(each.definition, each.node.code),
        title=each.node.title,
        quality=each,
        alpha=alpha_tag(each.agreement.alpha),
        moved=Tag(MOVED_WORDS[moved], _tone(moved), RULES.get(moved)),
    )


# ---------------------------------------------------------------- reviewers and patterns


def _reviewer_row(each: ReviewerQuality) -> ReviewerRow:
    lean, drift = each.severity.lean, each.severity.drift
    return ReviewerRow(
        each,
        Tag(SEVERITY_WORDS[lean.word], _tone(lean.word)),
        Tag(DRIFT_WORDS[drift.word], _tone(drift.word)),
    )


def _patterns(
    found: Iterable[SuspectedPattern], *, shown: str, whole: str
) -> list[tuple[str, Bilingual, list[PatternRow], int]]:
    """The patterns under their names, the largest first, and how many are folded.

    Args:
        shown: key of the row whose items are all shown.
        whole: code of the pattern whose rows are all shown.
    """
    groups = []
    for code, members in groupby(found, key=lambda each: each.suspicion.code):
        rows = [_pattern_row(each, shown) for each in members]
        rows.sort(key=lambda row: -len(row.found.suspicion.assignments))
        most = len(rows) if code == whole else FIRST_ROWS
        kept = [row for place, row in enumerate(rows) if place < most or row.is_open]
        groups.append((code, PATTERNS[code], kept, len(rows) - len(kept)))
    return groups


def _pattern_row(each: SuspectedPattern, shown: str) -> PatternRow:
    suspicion = each.suspicion
    key = f"{suspicion.code}-{suspicion.reviewer}-{suspicion.assignments[0]}"
    is_open = key == shown
    kept = each.items if is_open else each.items[:FIRST_ITEMS]
    items = [
        (item.office.short_name, item.item_id, item.label, item.level, item.seconds)
        for item in kept
    ]
    return PatternRow(key, each, items, len(each.items) - len(kept), is_open)


urlpatterns = [path("panels/<slug:round_code>/quality/", quality, name="moderating-quality")]

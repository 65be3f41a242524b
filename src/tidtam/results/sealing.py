"""What publication leaves behind for ever: advice sealed, versions counted, the older replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tidtam.people.actor import Actor
from tidtam.results.errors import NothingDiffers, OlderThanPublished, OnlyForComparison
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.moves import make_move, sound_reason
from tidtam.results.states import State
from tidtam.reviews.queries import recommendations_by_office
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

# Framework code -> outputs and advice of an office: what a version is of.
_Said = dict[str, tuple[str, dict[str, str]]]


def seal(computation: Computation, *, reason: str, by: Actor) -> frozenset[int]:
    """Seal the advice, count the versions, replace what was published; which offices' are new.

    Runs in the transaction that publishes, which holds the computation and saves it.

    Args:
        reason: why what was published is replaced.

    Raises:
        AlreadyPublished: it cannot replace what was published.
        ReasonMissing: a correction without its reason.
    """
    rows = _rows_to_seal(computation)
    replaced = published_of(computation)
    grown = frozenset(row.office_id for row in rows)
    if replaced is not None:
        older = _rows_of(replaced)
        grown = _corrected(computation, rows, replaced, older)
        _count_versions(rows, older, grown)
        computation.reason = sound_reason(reason)
        _supersede(replaced, computation, by=by)
    OfficeResult.objects.bulk_update(rows, ["advice", "version"], batch_size=100)
    return grown


def published_of(computation: Computation) -> Computation | None:
    """The computation of the same round that is in force now, locked."""
    others = Computation.objects.select_for_update(of=("self",)).select_related("round")
    return others.filter(round=computation.round_id, state=State.PUBLISHED.value).first()


def refuse_no_correction(computation: Computation, replaced: Computation) -> None:
    """Refuse a computation that cannot be a correction of what was published.

    Raises:
        OlderThanPublished, OnlyForComparison, NothingDiffers: why.
    """
    _corrected(computation, _rows_to_seal(computation), replaced, _rows_of(replaced))


def _rows_of(computation: Computation) -> list[OfficeResult]:
    found = OfficeResult.objects.filter(computation=computation).select_related("framework")
    return list(found.defer("inputs", "framework__source"))


def _rows_to_seal(computation: Computation) -> list[OfficeResult]:
    """The results of a computation with the advice they would be published with, not saved."""
    live = {
        each.framework.code: recommendations_by_office(each)
        for each in instruments_of(computation.round)
    }
    rows = _rows_of(computation)
    for row in rows:
        row.advice = dict(live.get(row.framework.code, {}).get(row.office_id, {}))
    return rows


def _corrected(
    computation: Computation,
    rows: Sequence[OfficeResult],
    replaced: Computation,
    older: Sequence[OfficeResult],
) -> frozenset[int]:
    """The offices for which a correction says anything else than what it replaces."""
    _refuse_an_older(computation, replaced)
    if {row.framework_id for row in rows} != {row.framework_id for row in older}:
        raise OnlyForComparison(
            f"รอบนี้เผยแพร่การคำนวณครั้งที่ {replaced.number} แล้วด้วยกรอบคนละฉบับ "
            f"การคำนวณครั้งที่ {computation.number} จึงใช้เปรียบเทียบได้เท่านั้น "
            "ฉบับแก้ไขต้องใช้กรอบฉบับเดิม",
            f"This round has published computation {replaced.number} with another framework "
            f"version, so computation {computation.number} is only for comparison; a correction "
            "uses the same framework versions.",
        )
    was, now = _said(older), _said(rows)
    grown = frozenset(office for office, said in now.items() if was.get(office) != said)
    if not grown:
        raise NothingDiffers(
            f"รอบนี้เผยแพร่การคำนวณครั้งที่ {replaced.number} แล้ว คะแนน ผล และข้อเสนอแนะของ"
            "ทุกเขตเหมือนที่เผยแพร่ จึงไม่มีอะไรให้เผยแพร่ใหม่",
            f"This round has published computation {replaced.number}, and the marks, results and "
            "recommendations of every office are as published; there is nothing to publish anew.",
        )
    return grown


def _refuse_an_older(computation: Computation, replaced: Computation) -> None:
    computed, published = computation.computed_at, replaced.published_at
    if computed is None or published is None or computed <= published:
        raise OlderThanPublished(
            f"การคำนวณครั้งที่ {computation.number} ทำก่อนเผยแพร่ครั้งที่ {replaced.number} "
            "จึงใช้แทนไม่ได้ ฉบับแก้ไขต้องคำนวณหลังการเผยแพร่ โปรดคำนวณใหม่",
            f"Computation {computation.number} was made before computation {replaced.number} was "
            "published and cannot replace it; a correction is computed after the publication. "
            "Please compute again.",
        )


def _said(rows: Sequence[OfficeResult]) -> Mapping[int, _Said]:
    found: dict[int, _Said] = {}
    for row in rows:
        said = (row.outputs, dict(row.advice or {}))
        found.setdefault(row.office_id, {})[row.framework.code] = said
    return found


def _count_versions(
    rows: Sequence[OfficeResult], older: Sequence[OfficeResult], grown: frozenset[int]
) -> None:
    """Give all results of an office its version: the one before, or the next."""
    last: dict[int, int] = {}
    for row in older:
        last[row.office_id] = max(row.version, last.get(row.office_id, 0))
    for row in rows:
        row.version = last.get(row.office_id, 0) + (row.office_id in grown)


def _supersede(replaced: Computation, by_which: Computation, *, by: Actor) -> None:
    replaced.superseded_at = clock.now()
    detail = {"by": by_which.number}
    make_move(replaced, "results.publish", State.SUPERSEDED, by=by, detail=detail)
    by_which.replaces = replaced

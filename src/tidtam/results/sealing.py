"""What publication leaves behind for ever: advice sealed, versions counted, the older replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tidtam.people.actor import Actor
from tidtam.results.errors import NothingDiffers, OlderThanPublished, OnlyForComparison
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.moves import make_move, sound_reason
from tidtam.results.states import State
from tidtam.reviews.queries import recommendations_by_office
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

# Framework code, outputs, advice of every instrument of an office: what a version is of.
_Said = dict[str, tuple[str, dict[str, str]]]


def seal(computation: Computation, *, reason: str, by: Actor) -> frozenset[int]:
    """Seal the advice, count the versions, replace what was published; which offices' are new.

    Runs in the transaction that publishes, which holds the computation; saves it not.

    Args:
        reason: why what was published is replaced.

    Raises:
        AlreadyPublished: it cannot replace what was published.
        ReasonMissing: a correction without its reason.
    """
    rows = list(OfficeResult.objects.filter(computation=computation).select_related("framework"))
    _seal_advice(computation, rows)
    replaced = published_of(computation)
    if replaced is None:
        grown = frozenset(row.office_id for row in rows)
    else:
        refuse_no_correction(computation, replaced)
        grown = _count_versions(rows, replaced)
        sound_reason(reason)
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
        OlderThanPublished, OnlyForComparison: why.
    """
    computed, published = computation.computed_at, replaced.published_at
    if computed is None or published is None or computed <= published:
        raise OlderThanPublished(
            f"การคำนวณครั้งที่ {computation.number} ทำก่อนเผยแพร่ครั้งที่ {replaced.number} "
            "จึงใช้แทนไม่ได้ ฉบับแก้ไขต้องคำนวณหลังการเผยแพร่ โปรดคำนวณใหม่",
            f"Computation {computation.number} was made before computation {replaced.number} was "
            "published and cannot replace it; a correction is computed after the publication. "
            "Please compute again.",
        )
    if _frameworks(computation) != _frameworks(replaced):
        raise OnlyForComparison(
            f"รอบนี้เผยแพร่การคำนวณครั้งที่ {replaced.number} แล้วด้วยกรอบคนละฉบับ "
            f"การคำนวณครั้งที่ {computation.number} จึงใช้เปรียบเทียบได้เท่านั้น "
            "ฉบับแก้ไขต้องใช้กรอบฉบับเดิม",
            f"This round has published computation {replaced.number} with another framework "
            f"version, so computation {computation.number} is only for comparison; a correction "
            "uses the same framework versions.",
        )


def _frameworks(computation: Computation) -> set[int]:
    used = OfficeResult.objects.filter(computation=computation)
    return set(used.values_list("framework_id", flat=True).distinct())


def _seal_advice(computation: Computation, rows: Iterable[OfficeResult]) -> None:
    live = {
        each.framework.code: recommendations_by_office(each)
        for each in instruments_of(computation.round)
    }
    for row in rows:
        row.advice = dict(live.get(row.framework.code, {}).get(row.office_id, {}))


def _count_versions(rows: Iterable[OfficeResult], replaced: Computation) -> frozenset[int]:
    """Give every office its version; which offices' numbers grew.

    Raises:
        NothingDiffers: none grew.
    """
    rows = list(rows)
    older = list(OfficeResult.objects.filter(computation=replaced).select_related("framework"))
    was, now = _said(older), _said(rows)
    last: dict[int, int] = {}
    for row in older:
        last[row.office_id] = max(row.version, last.get(row.office_id, 0))
    grown = frozenset(office for office, said in now.items() if was.get(office) != said)
    if not grown:
        raise NothingDiffers(
            f"รอบนี้เผยแพร่การคำนวณครั้งที่ {replaced.number} แล้ว คะแนน ผล และข้อเสนอแนะของ"
            "ทุกเขตเหมือนที่เผยแพร่ จึงไม่มีอะไรให้เผยแพร่ใหม่",
            f"This round has published computation {replaced.number}, and the marks, results and "
            "recommendations of every office are as published; there is nothing to publish anew.",
        )
    for row in rows:
        row.version = last.get(row.office_id, 0) + (row.office_id in grown)
    return grown


def _said(rows: Iterable[OfficeResult]) -> Mapping[int, _Said]:
    found: dict[int, _Said] = {}
    for row in rows:
        said = (row.outputs, dict(row.advice or {}))
        found.setdefault(row.office_id, {})[row.framework.code] = said
    return found


def _supersede(replaced: Computation, by_which: Computation, *, by: Actor) -> None:
    replaced.superseded_at = clock.now()
    detail = {"by": by_which.number}
    make_move(replaced, "results.publish", State.SUPERSEDED, by=by, detail=detail)
    by_which.replaces = replaced

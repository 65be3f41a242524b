from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tidtam.frameworks.models import FrameworkVersion
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import was_published
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, WrongState


@transaction.atomic
def make_round(
    code: str,
    *,
    fiscal_year: int,
    period: str,
    title_th: str,
    title_en: str,
    frameworks: Sequence[FrameworkVersion],
    by: Actor,
    earlier: Round | None = None,
    is_demo: bool = False,
) -> Round:
    """Make a round that asks the given framework versions, in that order.

    Making the same round again changes nothing and gives the existing one.
    """
    by.must("rounds.change")
    existing = Round.objects.filter(code=code).first()
    if existing is not None:
        return existing
    made = Round.objects.create(
        code=code,
        fiscal_year=fiscal_year,
        period=period,
        title_th=title_th,
        title_en=title_en,
        earlier=earlier,
        is_demo=is_demo,
    )
    Instrument.objects.bulk_create(
        Instrument(round=made, framework=version, order=order)
        for order, version in enumerate(frameworks)
    )
    record(
        "rounds.make_round",
        f"rounds.round:{code}",
        by=by,
        detail={"frameworks": [f"{v.code} v{v.version}" for v in frameworks]},
    )
    return made


@transaction.atomic
def use_framework(
    instrument: Instrument,
    *,
    version: FrameworkVersion,
    by: Actor,
    reason: str,
    for_recomputation: bool = False,
) -> None:
    """Let a round's instrument ask another version of the same framework, with a reason.

    Results already computed keep the version they were computed with. A published round
    refuses, unless the caller says that it is to be computed once more beside what was
    published (``for_recomputation``): an act of its own in the history.

    Raises:
        WrongState: the round is published, or its marks are closed for the check.
        BadInput: no reason, or a version of another framework.
    """
    by.must("rounds.change")
    round_ = Round.objects.select_for_update().get(pk=instrument.round_id)
    before = instrument.framework
    _refuse_another_framework(before, version)
    if not reason.strip():
        raise BadInput(
            "ยังไม่มีเหตุผลของการเปลี่ยนฉบับ โปรดเขียนว่าเปลี่ยนเพราะอะไร",
            "Changing the version needs a reason; please write why.",
        )
    is_published = was_published(round_)
    _refuse_a_fixed_version(round_, is_published=is_published, beside=for_recomputation)
    if before == version:
        return
    Instrument.objects.filter(pk=instrument.pk).update(framework=version)
    instrument.framework = version
    record(
        "rounds.use_framework_to_recompute" if is_published else "rounds.use_framework",
        f"rounds.round:{round_.code}",
        by=by,
        reason=reason.strip()[:1000],
        detail={"before": f"{before.code} v{before.version}", "after": f"v{version.version}"},
    )


def _refuse_a_fixed_version(round_: Round, *, is_published: bool, beside: bool) -> None:
    if is_published and not beside:
        raise WrongState(
            f"รอบ {round_.code} เผยแพร่แล้ว จึงเปลี่ยนฉบับของกรอบไม่ได้ "
            "ใช้การคำนวณใหม่ด้วยฉบับอื่นได้ โดยไม่แตะผลที่เผยแพร่",
            f"Round {round_.code} is published, so its framework version cannot change; "
            "compute it again with another version instead, beside what was published.",
        )
    if round_.frozen_at is not None and not is_published:
        raise WrongState(
            f"คะแนนของรอบ {round_.code} ปิดแล้วเพื่อตรวจและลงนาม จึงเปลี่ยนฉบับของกรอบไม่ได้ "
            "หากต้องเปลี่ยน โปรดเปิดคะแนนที่หน้ารอบก่อน",
            f"The marks of round {round_.code} are closed for the check and the signature, so "
            "its framework version cannot change; if it must, please open the marks on the page "
            "of the round first.",
        )


def _refuse_another_framework(before: FrameworkVersion, after: FrameworkVersion) -> None:
    if before.code != after.code:
        raise BadInput(
            f"รอบนี้ใช้กรอบ {before.code} จึงใช้ฉบับของ {after.code} แทนไม่ได้ โปรดเลือกฉบับของกรอบเดิม",
            f"This round asks {before.code}, so a version of {after.code} cannot take its place; "
            "please choose a version of the same framework.",
        )


def freeze_marks(*rounds: Round, by: Actor) -> None:
    """Close the marks of rounds: for a check, and from then on until they are opened again."""
    by.must("results.check")
    for each in rounds:
        if each.frozen_at is None:
            each.frozen_at = clock.now()
            each.save(update_fields=["frozen_at"])
            record("rounds.freeze_marks", f"rounds.round:{each.code}", by=by)


def thaw_marks(*rounds: Round, reason: str, by: Actor) -> None:
    """Open the marks of rounds again; whether they may be opened, ``results.closing`` knows."""
    by.must("results.thaw")
    for each in rounds:
        if each.frozen_at is not None:
            each.frozen_at = None
            each.save(update_fields=["frozen_at"])
            record("rounds.thaw_marks", f"rounds.round:{each.code}", by=by, reason=reason)

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tidtam.frameworks.models import FrameworkVersion
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.rounds.models import Instrument, Round
from tidtam.shared import clock


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
    instrument: Instrument, *, version: FrameworkVersion, by: Actor, reason: str
) -> None:
    """Let a round's instrument ask another version of the same framework, with a reason.

    Results already computed keep the version they were computed with.
    """
    by.must("rounds.change")
    before = instrument.framework
    instrument.framework = version
    instrument.save(update_fields=["framework"])
    record(
        "rounds.use_framework",
        f"rounds.round:{instrument.round.code}",
        by=by,
        reason=reason,
        detail={"before": f"{before.code} v{before.version}", "after": f"v{version.version}"},
    )


def freeze_marks(round_: Round, *, by: Actor) -> None:
    """Close the marks of a round, and of the earlier round its means are made of."""
    by.must("results.publish")
    for each in filter(None, (round_, round_.earlier)):
        if each.frozen_at is None:
            each.frozen_at = clock.now()
            each.save(update_fields=["frozen_at"])
            record("rounds.freeze_marks", f"rounds.round:{each.code}", by=by)

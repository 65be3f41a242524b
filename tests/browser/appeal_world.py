"""Opens the time to appeal on a demonstration site: run by the journey in a process of its own.

The 6-month round of the demonstration is published, and one office reported in it. This gives
the round its stage of appeals, so that the office finds the window open.
"""

from __future__ import annotations

import datetime as dt
import json
import os

ROUND = "2566-6m"


def main() -> None:
    """Write the row and print what the journey must know, as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()
    print(json.dumps(_open_window()))  # noqa: T201


def _open_window() -> dict[str, object]:
    from tidtam.rounds.models import Item, Round, Stage
    from tidtam.rounds.states import StageCode
    from tidtam.shared import clock

    round_ = Round.objects.get(code=ROUND)
    now = clock.now()
    Stage.objects.update_or_create(
        round=round_,
        code=StageCode.APPEAL.value,
        defaults={
            "starts_at": now - dt.timedelta(days=1),
            "due_at": now + dt.timedelta(days=14),
            "late_until": None,
        },
    )
    items = Item.objects.filter(submission__round=round_).order_by("instrument__order", "order")
    return {"items": list(items.values_list("pk", flat=True))}


if __name__ == "__main__":
    main()

"""Seal the advice of results that were published before publication sealed it."""

from __future__ import annotations

from typing import Any

from django.db import migrations

AT_ONCE = 100


def seal(apps: Any, schema_editor: Any) -> None:
    """Copy the recommendations of every published round into its published results.

    The instrument of a round may ask another version of its framework by now, for a
    computation beside what was published: the code of the framework is what stays.
    """
    alias = schema_editor.connection.alias
    results = apps.get_model("results", "OfficeResult").objects.using(alias)
    texts = apps.get_model("reviews", "Recommendation").objects.using(alias)
    unsealed = results.filter(
        computation__state__in=("published", "superseded"), advice__isnull=True
    )
    for round_id in unsealed.order_by().values_list("computation__round", flat=True).distinct():
        advice: dict[tuple[str, int], dict[str, str]] = {}
        given = texts.filter(instrument__round=round_id).values_list(
            "instrument__framework__code", "office_id", "node_code", "text"
        )
        for code, office, node, text in given:
            advice.setdefault((code, office), {})[node] = text
        rows = list(
            unsealed.filter(computation__round=round_id)
            .select_related("framework")
            .only("office_id", "framework__code")
        )
        for row in rows:
            row.advice = advice.get((row.framework.code, row.office_id), {})
        results.bulk_update(rows, ["advice"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0002_signed_published_replaced"),
        ("reviews", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=False)]

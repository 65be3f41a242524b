"""What was published before publication sealed its advice is sealed by the way of an update."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tidtam.results.models import OfficeResult

BEFORE = ("results", "0002_signed_published_replaced")
NEAR = [
    ("frameworks", "0001_initial"),
    ("orgs", "0001_initial"),
    ("reviews", "0001_initial"),
    ("rounds", "0001_initial"),
]
LONG_AGO = dt.datetime(2023, 4, 1, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    """The models as they were before; the newest tables come back whatever happens."""
    try:
        MigrationExecutor(connection).migrate([BEFORE])
        loader = MigrationExecutor(connection).loader
        yield loader.project_state([BEFORE, *NEAR]).apps.get_model
    finally:
        newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
        MigrationExecutor(connection).migrate(newest)


def make_result(model: Any, *, round_code: str, state: str, texts: dict[str, str]) -> None:
    """A result of one office, and what was recommended to it, in a round of its own."""
    framework, _made = model("frameworks", "FrameworkVersion").objects.get_or_create(
        code="qp-2566", version=1, fiscal_year=2566, title_th="ก", source="ก", checksum="0" * 64,
        loaded_at=LONG_AGO, loaded_by="ผู้โหลด",
    )  # fmt: skip
    newer, _made = model("frameworks", "FrameworkVersion").objects.get_or_create(
        code="qp-2566", version=2, fiscal_year=2566, title_th="ข", source="ข", checksum="1" * 64,
        loaded_at=LONG_AGO, loaded_by="ผู้โหลด",
    )  # fmt: skip
    office, _made = model("orgs", "Agency").objects.get_or_create(
        code="1021020000", kind="primary_office", name_th="เขตสมมติ", short_th="สมมติ",
        name_en="Sample", short_en="Sample",
    )  # fmt: skip
    round_ = model("rounds", "Round").objects.create(
        code=round_code, fiscal_year=2566, period="6m", title_th="รอบ", title_en="Round"
    )
    instrument = model("rounds", "Instrument").objects.create(round=round_, framework=newer)
    for node, text in texts.items():
        model("reviews", "Recommendation").objects.create(
            instrument=instrument, office=office, node_code=node, text=text,
            changed_at=LONG_AGO, changed_by="ผู้ประเมิน",
        )  # fmt: skip
    computation = model("results", "Computation").objects.create(
        round=round_, number=1, state=state, asked_at=LONG_AGO, asked_by="ส่วนกลาง"
    )
    model("results", "OfficeResult").objects.create(
        computation=computation, office=office, framework=framework, inputs="{}", outputs="{}"
    )


@pytest.mark.slow
def test_published_results_get_the_advice_they_were_published_with(before: Any) -> None:
    said = {"": "ผลดี", "1": "ควรขยายผล"}
    make_result(before, round_code="a", state="published", texts=said)
    make_result(before, round_code="b", state="published", texts={})
    make_result(before, round_code="c", state="checked", texts={"1": "ยังไม่เผยแพร่"})

    MigrationExecutor(connection).migrate(
        MigrationExecutor(connection).loader.graph.leaf_nodes("results")
    )

    kept = OfficeResult.objects.order_by("computation__round__code")
    assert [(row.version, row.advice) for row in kept] == [(1, said), (1, {}), (1, None)]

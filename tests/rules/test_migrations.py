"""Data of the first release comes through every later migration, on the way people take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tidtam.orgs.models import Agency
from tidtam.people.models import Person, Post
from tidtam.reviews.models import Mark
from tidtam.rounds.models import Round

# The tables as they were when the spine was released.
FIRST_RELEASE = [
    ("evidence", None),
    ("notices", None),
    ("schools", None),
    ("frameworks", "0001_initial"),
    ("history", "0001_initial"),
    ("orgs", "0001_initial"),
    ("people", "0001_initial"),
    ("results", "0001_initial"),
    ("reviews", "0001_initial"),
    ("rounds", "0001_initial"),
]
LONG_AGO = dt.datetime(2023, 4, 1, 9, 0, tzinfo=dt.UTC)


def migrate(targets: list[tuple[str, str | None]]) -> Any:
    """The models as they are after a migration to these targets."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return (
        MigrationExecutor(connection)
        .loader.project_state([target for target in targets if target[1]])
        .apps
    )


@pytest.fixture
def first_release(transactional_db: None) -> Iterator[Any]:
    """The tables of the first release; the newest come back whatever happens."""
    try:
        yield migrate(FIRST_RELEASE)
    finally:
        newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
        MigrationExecutor(connection).migrate(newest)


@pytest.mark.slow
def test_what_the_first_release_held_is_there_after_all_migrations(first_release: Any) -> None:
    old = first_release.get_model
    framework = old("frameworks", "FrameworkVersion").objects.create(
        code="qp-2566", version=1, fiscal_year=2566, title_th="ก", source="ก", checksum="0" * 64,
        loaded_at=LONG_AGO, loaded_by="ผู้โหลด",
    )  # fmt: skip
    office = old("orgs", "Agency").objects.create(
        code="1021020000", kind="primary_office", name_th="เขตสมมติ", short_th="สมมติ",
        name_en="Sample", short_en="Sample",
    )  # fmt: skip
    person = old("people", "Person").objects.create(sign_in_name="r", full_name="บุคคลสมมติ")
    old("people", "Post").objects.create(
        person=person, role="reporter", agency=office, starts_on=LONG_AGO.date()
    )
    round_ = old("rounds", "Round").objects.create(
        code="2566-6m", fiscal_year=2566, period="6m", title_th="รอบ 6 เดือน", title_en="6 months"
    )
    instrument = old("rounds", "Instrument").objects.create(round=round_, framework=framework)
    old("reviews", "Mark").objects.create(
        instrument=instrument, office=office, node_code="1", answer="4", changed_at=LONG_AGO,
        changed_by="ผู้ให้คะแนน",
    )  # fmt: skip

    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    kept = Round.objects.get()
    assert (kept.code, kept.state, kept.letter_th) == ("2566-6m", "preparing", "")
    assert kept.instruments.get().form is None
    assert [(mark.node_code, mark.answer) for mark in Mark.objects.all()] == [("1", "4")]
    assert Person.objects.get().full_name == "บุคคลสมมติ"
    assert Post.objects.get().agency == Agency.objects.get(code="1021020000")

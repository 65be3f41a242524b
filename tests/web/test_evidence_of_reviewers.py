"""Reviewers read the evidence of the items they have, and of no other; nobody hears of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import Model
from django.test import Client
from django_tasks_db.models import DBTaskResult
from evidence_samples import excel, pdf, png, send, word
from pages import assert_strict_page

from factories.panels import PanelWorld, make_panel_world
from tidtam.evidence.documents import make_document
from tidtam.evidence.inspection.converting import program
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.reviews.models import Assignment, Conflict
from tidtam.reviews.states import AssignmentState
from tidtam.rounds.models import Evidence, Item
from tidtam.shared import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """A file store of this test's own."""
    cache.clear()
    folder = tmp_path / "files"
    store = {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    settings.TIDTAM_WORK_DIR = tmp_path / "work"
    settings.TIDTAM_CLAMD = ""
    return folder


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(offices=2, reviewers=2, doubled=())


def attached(world: PanelWorld, item: Item, data: bytes, name: str) -> Evidence:
    """A file on an item, as it was attached before the report was submitted."""
    number = world.offices.index(item.submission.office)
    by = actor_for(world.reporters[number])
    stored = send(data, name=name, office=item.submission.office, by=by)
    return Evidence.objects.create(
        item=item, stored_file=stored, name=name, added_at=clock.now(), added_by=by.name
    )


def signed(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


DOORS = ("", "thumbnail.webp", "preview.webp", "page-1.webp", "download/")


def answers(client: Client, evidence: Evidence) -> list[int]:
    return [client.get(f"/evidence/{evidence.pk}/{door}").status_code for door in DOORS]


class TestWho:
    def test_a_reviewer_opens_the_evidence_of_the_own_items_only(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1", office=0), pdf(), "ก.pdf")
        others = attached(world, world.item("1", office=1), pdf(2), "ข.pdf")
        reader = signed(world.reviewers[0].person)

        assert answers(reader, own) == [200] * 5
        assert answers(reader, others) == [404] * 5

    def test_another_item_of_the_same_office_stays_closed(self, world: PanelWorld) -> None:
        Assignment.objects.filter(item=world.item("2")).delete()
        closed = attached(world, world.item("2"), pdf(), "ก.pdf")
        world.screening().delete()  # whoever screens a report reads all of it

        assert answers(signed(world.reviewers[0].person), closed) == [404] * 5

    def test_a_conflict_declared_late_closes_it_at_once(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1"), png(), "ก.png")
        reader = signed(world.reviewers[0].person)
        before = reader.get(f"/evidence/{own.pk}/").status_code
        Conflict.objects.create(
            person=world.reviewers[0].person,
            office=world.offices[0],
            reason="เคยร่วมงาน",
            declared_at=clock.now(),
            declared_by="test",
        )

        assert (before, answers(reader, own)) == (200, [404] * 5)

    def test_a_withdrawn_assignment_opens_nothing(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1"), png(), "ก.png")
        world.screening().delete()
        Assignment.objects.filter(item=own.item).update(state=AssignmentState.WITHDRAWN.value)

        assert answers(signed(world.reviewers[0].person), own) == [404] * 5

    def test_what_the_office_took_away_is_gone_for_reviewers(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1"), png(), "ก.png")
        Evidence.objects.update(removed_at=clock.now(), removed_by="test")

        assert signed(world.reviewers[0].person).get(f"/evidence/{own.pk}/").status_code == 404
        assert signed(world.reporters[0]).get(f"/evidence/{own.pk}/").status_code == 200

    def test_somebody_on_no_panel_reads_nothing(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1"), png(), "ก.png")

        assert answers(signed(world.nobody), own) == [404] * 5


def test_reading_leaves_no_trace(world: PanelWorld) -> None:
    """No row of any table changes but the session and the queue of jobs."""
    own = attached(world, world.item("1"), pdf(), "ก.pdf")
    make_document(own.stored_file, by=SYSTEM)  # type: ignore[arg-type]
    reader = signed(world.reviewers[0].person)
    before = rows_of_every_table()

    codes = answers(reader, own)

    assert codes == [200] * 5
    assert rows_of_every_table() == before


def rows_of_every_table() -> dict[str, list[Any]]:
    passed = ("sessions", "django_tasks", "people_signedin", "people_session")
    found: dict[str, list[Any]] = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if not table.startswith(passed):
            found[table] = rows_of(model)
    return found


def rows_of(model: type[Model]) -> list[Any]:
    return sorted(map(repr, model._default_manager.values_list()))


class TestLooking:
    def test_nothing_sent_by_an_office_is_a_page_of_ours(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1"), word(), "<script>.docx")
        reader = signed(world.reviewers[0].person)

        page = reader.get(f"/evidence/{own.pk}/").content.decode()
        file = reader.get(f"/evidence/{own.pk}/download/")

        assert_strict_page(page)
        assert "<script>.docx" not in page
        assert file["Content-Disposition"].startswith("attachment")
        assert file["Content-Security-Policy"] == "sandbox; default-src 'none'"

    def test_an_office_file_is_put_in_line_once(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1"), excel(), "ก.xlsx")
        reader = signed(world.reviewers[0].person)
        DBTaskResult.objects.all().delete()

        pages = [reader.get(f"/evidence/{own.pk}/").content.decode() for _ in range(2)]

        if not program():
            assert all("ไม่มีโปรแกรมเปิดไฟล์สำนักงาน" in page for page in pages)
            return
        assert all('hx-trigger="every 2s"' in page for page in pages)

    @pytest.mark.skipif(not program(), reason="LibreOffice is not installed here")
    def test_an_office_file_is_read_page_by_page_and_searched(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1"), word("โครงการน้ำใจ ปี 2566"), "ก.docx")
        make_document(own.stored_file, by=SYSTEM)  # type: ignore[arg-type]
        reader = signed(world.reviewers[0].person)

        shown = reader.get(f"/evidence/{own.pk}/", {"words": "น้ำใจ ปี ๒๕๖๖"}).content.decode()
        none = reader.get(f"/evidence/{own.pk}/", {"words": "<b>"}).content.decode()
        picture = reader.get(f"/evidence/{own.pk}/page-1.webp")

        assert "โครงการน้ำใจ ปี 2566</text>" in shown
        assert "evidence-page__hit" in shown
        assert "ไม่พบ “&lt;b&gt;” ในเอกสารนี้" in none
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")

    def test_a_text_file_is_shown_as_text(self, world: PanelWorld) -> None:
        own = attached(world, world.item("1"), "น้ำใจ <b>,1\n".encode(), "ก.csv")

        page = signed(world.reviewers[0].person).get(f"/evidence/{own.pk}/").content.decode()

        assert_strict_page(page)
        assert "น้ำใจ &lt;b&gt;,1" in page

"""The other ways into a report honour items that came back: files, and schools' replies."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from office_world import at, bring_to, browser_of, words_of

from factories.reporting import Reporting, actor_of, reporting
from factories.schools import ask, asked_schools, say, world_with_schools
from tidtam.rounds.content import content_of
from tidtam.rounds.errors import TimeIsOver
from tidtam.rounds.returning import reopen_items
from tidtam.schools.actions import close_inquiry
from tidtam.schools.adopting import Choice, adopt, preview_adoption
from tidtam.schools.models import Inquiry
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    """A file store of these tests' own."""
    store = {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": store}


def send_back(world: Reporting, *codes: str) -> None:
    words = {world.item(code).pk: "ขอแก้ตัวเลข" for code in codes}
    until = clock.now() + dt.timedelta(days=60)
    reopen_items(world.fresh(), words=words, due_at=until, by=actor_of(world.officer))


def upload(world: Reporting, **values: str) -> HttpResponse:
    """The office's own archive brought back with one answer of each named item changed."""
    client = browser_of(world.reporter)
    zipped = client.get(at("office-files-zip", world))
    data = b"".join(zipped.streaming_content)  # type: ignore[attr-defined]
    told = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("answers.json"))
    for item in told["instruments"][0]["items"]:
        if value := values.get(f"item_{item['code']}"):
            item["answers"][0] |= {"state": "answered", "value": value}
    file = SimpleUploadedFile("answers.json", json.dumps(told).encode())
    return client.post(at("office-files-upload", world), {"file": file}, follow=True)  # type: ignore[return-value]


def stored(world: Reporting, item: str) -> object:
    items = {each.node_code: each for each in content_of(world.fresh()).items}
    return items[item].answers[0].value


def test_a_file_that_changes_what_came_back_is_stored() -> None:
    world = reporting()
    bring_to(world, "submitted")
    send_back(world, "2")

    seen = upload(world, item_2="9")
    address = at("office-files-store", world)
    browser_of(world.reporter).post(address, {"token": seen.context["token"]})  # type: ignore[attr-defined]

    assert stored(world, "2") == "9"


def test_a_file_that_changes_something_else_is_refused_with_its_name() -> None:
    world = reporting()
    bring_to(world, "submitted")
    send_back(world, "2")

    reply = upload(world, item_1="<p>เปลี่ยน</p>", item_2="9")

    assert reply.status_code == 422
    assert "ไฟล์นี้แก้ข้อ QP 1 ซึ่งส่งแล้วและแก้ไม่ได้" in words_of(reply)
    assert stored(world, "2") == "7"


def test_without_anything_that_came_back_no_file_is_taken() -> None:
    world = reporting()
    bring_to(world, "submitted")

    assert upload(world, item_2="9").status_code == 403


def asked(world: Reporting) -> Inquiry:
    """Schools are asked about item 1, and two replied, before the report is submitted."""
    inquiry = ask(world)
    for each in asked_schools(inquiry)[:2]:
        say(each, "yes")
    return inquiry


def choice_for(inquiry: Inquiry) -> Choice:
    seen = preview_adoption(inquiry)
    return Choice(seal=seen.seal, seen_edit=seen.held.edit, seen_story_edit=seen.held_story.edit)


def again(inquiry: Inquiry) -> Inquiry:
    near = ("item__submission__office", "item__submission__round")
    return Inquiry.objects.select_related(*near).get(pk=inquiry.pk)


def test_schools_replies_are_adopted_into_an_item_that_came_back() -> None:
    world = world_with_schools(3)
    inquiry = asked(world)
    bring_to(world, "submitted")
    with pytest.raises(NotAllowed):
        adopt(again(inquiry), choice=choice_for(inquiry), by=world.by)

    send_back(world, "1")
    page = browser_of(world.reporter).get(reverse("school-inquiry-adopt", args=[inquiry.pk]))
    done = adopt(again(inquiry), choice=choice_for(inquiry), by=world.by)

    assert page.status_code == 200
    assert done.adopted_at is not None


def test_an_item_that_did_not_come_back_takes_no_replies() -> None:
    world = world_with_schools(3)
    inquiry = asked(world)
    bring_to(world, "submitted")
    send_back(world, "2")

    with pytest.raises(NotAllowed):
        adopt(again(inquiry), choice=choice_for(inquiry), by=world.by)
    with pytest.raises(NotAllowed):
        close_inquiry(again(inquiry), by=world.by)


def test_schools_can_be_asked_until_the_items_own_moment() -> None:
    world = world_with_schools(3)
    bring_to(world, "submitted")
    send_back(world, "1")

    with time_machine.travel(world.submission.open_until + dt.timedelta(days=2), tick=False):
        inquiry = ask(world, days=5)
    assert inquiry.closes_at > world.submission.open_until

    with (
        time_machine.travel(clock.now() + dt.timedelta(days=61), tick=False),
        pytest.raises(TimeIsOver),
    ):
        ask(world, days=5)

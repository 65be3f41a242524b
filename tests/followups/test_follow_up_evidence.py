"""Evidence of what was done: once a recommendation is accepted, by the office's own people."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from factories import make_person
from factories.following import Following, following
from factories.reporting import actor_of
from tidtam.evidence.models import StoredFile
from tidtam.followups import actions
from tidtam.followups.actions import add_evidence, add_link, take_evidence_away
from tidtam.followups.errors import NothingDoneYet
from tidtam.followups.models import FollowUpEvidence
from tidtam.followups.states import FollowUpState
from tidtam.history.queries import entries_about
from tidtam.people.roles import Role
from tidtam.shared.errors import BadInput, NotAllowed
from tidtam.web.evidence.uploads import upload_whole

pytestmark = pytest.mark.django_db
URL = "https://a.example/report"


@pytest.fixture
def world() -> Following:
    made = following(offices=2)
    made.accept("1")
    return made


def stored(world: Following) -> StoredFile:
    """A photo that was sent and kept."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "PNG")
    sent = SimpleUploadedFile("ภาพ.png", out.getvalue(), content_type="image/png")
    upload = upload_whole(sent, agency_code=world.offices[0].code, by=world.by)
    assert upload.stored_file is not None
    return upload.stored_file


def test_a_file_and_a_link_are_kept_once(world: Following) -> None:
    file = stored(world)

    for _ in range(2):
        one = add_evidence(
            world.of("1"), stored_file=file, name="ภาพ.png", caption=" นิเทศ \n ปลายปี ", by=world.by
        )
        add_link(world.of("1"), url=URL, by=world.by)

    rows = FollowUpEvidence.objects.values_list("name", "caption", "stored_file", "url", "added_by")
    assert list(rows) == [
        ("ภาพ.png", "นิเทศ ปลายปี", file.pk, "", world.by.name),
        (URL, "", None, URL, world.by.name),
    ]
    entry = entries_about(f"followups.follow_up:{one.follow_up_id}").filter(
        act="followups.add_evidence"
    )[0]
    assert entry.detail["file"] == file.checksum
    assert "นิเทศ" not in str(entry.detail)


def test_what_was_taken_away_stays_and_can_be_added_again(world: Following) -> None:
    first = add_link(world.of("1"), url=URL, by=world.by)

    for _ in range(2):
        take_evidence_away(first, by=actor_of(world.director))
    again = add_link(world.of("1"), url=URL, by=world.by)

    first.refresh_from_db()
    assert (first.removed_by, again.pk == first.pk) == (world.director.full_name, False)
    acts = entries_about(f"followups.follow_up:{first.follow_up_id}").values_list("act", flat=True)
    assert list(acts).count("followups.remove_evidence") == 1


@pytest.mark.parametrize("state", [FollowUpState.WAITING, FollowUpState.DECLINED])
def test_nothing_is_shown_of_what_is_not_accepted(world: Following, state: FollowUpState) -> None:
    if state is FollowUpState.DECLINED:
        world.say("2", state, reason="ทำอยู่แล้ว")

    with pytest.raises(NothingDoneYet), transaction.atomic():
        add_link(world.of("2"), url=URL, by=world.by)

    assert not FollowUpEvidence.objects.exists()


def test_what_is_done_may_still_get_evidence(world: Following) -> None:
    world.finish("1")

    assert add_link(world.of("1"), url=URL, by=world.by).pk


def test_a_refused_file_a_long_caption_and_too_much_are_refused(
    world: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = stored(world)
    StoredFile.objects.filter(pk=file.pk).update(state="refused")
    file.refresh_from_db()
    with pytest.raises(BadInput), transaction.atomic():
        add_evidence(world.of("1"), stored_file=file, name="ภาพ.png", by=world.by)

    with pytest.raises(BadInput), transaction.atomic():
        add_link(world.of("1"), url=URL, caption="ก" * 501, by=world.by)

    monkeypatch.setattr(actions, "MOST_EVIDENCE", 1)
    add_link(world.of("1"), url=URL, by=world.by)
    with pytest.raises(BadInput), transaction.atomic():
        add_link(world.of("1"), url=f"{URL}/2", by=world.by)


@pytest.mark.parametrize("act", ["add", "remove"])
def test_nobody_else_touches_it(world: Following, act: str) -> None:
    piece = add_link(world.of("1"), url=URL, by=world.by)
    strangers: list[Any] = [
        make_person(Role.REPORTER, agency=world.offices[1]),
        make_person(Role.CENTRAL_OFFICER),
        make_person(Role.REVIEWER),
    ]

    acts = {
        "add": lambda by: add_link(world.of("1"), url=f"{URL}/2", by=by),
        "remove": lambda by: take_evidence_away(piece, by=by),
    }
    for person in strangers:
        with pytest.raises(NotAllowed), transaction.atomic():
            acts[act](actor_of(person))

    assert list(FollowUpEvidence.objects.values_list("removed_at", flat=True)) == [None]

"""Evidence that was not with the report: attached while it is written, open to whoever reads it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from factories.appeals import Appealing, appealing
from tidtam.appeals.actions import raise_for, withdraw
from tidtam.appeals.attaching import attach_file, attach_link, take_out
from tidtam.appeals.errors import AppealMoveRefused, AppealNotFound
from tidtam.appeals.models import AppealEvidence
from tidtam.appeals.queries import evidence_for, view_of
from tidtam.appeals.rules import MOST_EVIDENCE
from tidtam.evidence.models import StoredFile
from tidtam.evidence.rules import MOST_CAPTION
from tidtam.evidence.states import FileState
from tidtam.history.queries import entries_about
from tidtam.people.actor import PUBLIC, Actor
from tidtam.people.queries import actor_for
from tidtam.shared.errors import BadInput, NotAllowed
from tidtam.web.evidence.uploads import upload_whole

pytestmark = pytest.mark.django_db
URL = "https://a.example/report"


@pytest.fixture
def world() -> Appealing:
    return appealing()


def stored(world: Appealing) -> StoredFile:
    """A photo that was sent and kept."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "PNG")
    sent = SimpleUploadedFile("ภาพ.png", out.getvalue(), content_type="image/png")
    upload = upload_whole(sent, agency_code=world.office.code, by=world.reporter)
    assert upload.stored_file is not None
    return upload.stored_file


def test_a_file_and_a_link_are_kept_once(world: Appealing) -> None:
    file, appeal = stored(world), world.begun()

    for _ in range(2):
        attach_file(
            appeal, stored_file=file, name="ภาพ.png", caption=" นิเทศ \n ปลายปี ", by=world.reporter
        )
        attach_link(appeal, url=URL, by=world.director)

    rows = AppealEvidence.objects.values_list("name", "caption", "stored_file", "url", "added_by")
    assert list(rows) == [
        ("ภาพ.png", "นิเทศ ปลายปี", file.pk, "", world.reporter.name),
        (URL, "", None, URL, world.director.name),
    ]
    assert view_of(world.fresh(appeal), actor=world.officer).pieces == 2
    entries = entries_about(f"appeals.appeal:{appeal.pk}").filter(act="appeals.attach")
    assert [entry.detail["file"] for entry in entries] == [file.checksum, ""]
    assert "นิเทศ" not in str([entry.detail for entry in entries])


def test_a_file_without_a_name_has_its_kind(world: Appealing) -> None:
    made = attach_file(world.begun(), stored_file=stored(world), by=world.reporter)

    assert made.name == made.stored_file.about.words.th  # type: ignore[union-attr]


def test_what_was_taken_out_stays_and_can_be_attached_again(world: Appealing) -> None:
    first = attach_link(world.begun(), url=URL, by=world.reporter)

    for _ in range(2):
        take_out(first, by=world.director)
    again = attach_link(first.appeal, url=URL, by=world.reporter)

    first.refresh_from_db()
    assert (first.removed_by, again.pk == first.pk) == (world.director.name, False)
    acts = entries_about(f"appeals.appeal:{first.appeal_id}").values_list("act", flat=True)
    assert list(acts).count("appeals.take_out") == 1


def test_there_are_twenty_at_most(world: Appealing) -> None:
    appeal = world.begun()
    for number in range(MOST_EVIDENCE):
        attach_link(appeal, url=f"{URL}/{number}", by=world.reporter)

    with pytest.raises(BadInput, match="ครบ 20 ชิ้น"):
        attach_link(appeal, url=f"{URL}/more", by=world.reporter)

    take_out(AppealEvidence.objects.all()[0], by=world.reporter)
    attach_link(appeal, url=f"{URL}/more", by=world.reporter)


def test_a_refused_file_and_a_long_caption_are_not_taken(world: Appealing) -> None:
    appeal, file = world.begun(), stored(world)
    with pytest.raises(BadInput, match="โปรดย่อ"):
        attach_link(appeal, url=URL, caption="x" * (MOST_CAPTION + 1), by=world.reporter)
    StoredFile.objects.filter(pk=file.pk).update(state=FileState.REFUSED.value)
    file.refresh_from_db()

    with pytest.raises(BadInput, match="ไม่ผ่านการตรวจ"):
        attach_file(appeal, stored_file=file, name="ภาพ.png", by=world.reporter)

    assert not AppealEvidence.objects.exists()


@pytest.mark.parametrize("state", ["sent", "given", "decided"])
def test_nothing_is_attached_or_taken_out_once_it_is_sent(world: Appealing, state: str) -> None:
    piece = attach_link(world.begun(), url=URL, by=world.reporter)
    appeal = getattr(world, state)()

    with pytest.raises(AppealMoveRefused):
        attach_link(appeal, url=f"{URL}/2", by=world.reporter)
    with pytest.raises(AppealMoveRefused):
        take_out(piece, by=world.reporter)


def test_only_the_office_attaches(world: Appealing) -> None:
    appeal = world.begun()

    for actor in (actor_for(world.world.reporters[1]), world.officer, world.moderator, PUBLIC):
        with pytest.raises(NotAllowed):
            attach_link(appeal, url=URL, by=actor)


def readers(world: Appealing) -> dict[str, Actor]:
    return {
        "reporter": world.reporter,
        "director": world.director,
        "officer": world.officer,
        "moderator": world.moderator,
        "chair": world.world.chair_actor,
        "decider": world.by_decider,
        "other reviewer": world.world.by(0),
        "other office": actor_for(world.world.reporters[1]),
        "public": PUBLIC,
    }


def who_opens(world: Appealing, piece: AppealEvidence) -> set[str]:
    found = set()
    for name, actor in readers(world).items():
        try:
            assert evidence_for(actor, pk=piece.pk) == piece
        except AppealNotFound:
            continue
        found.add(name)
    return found


def test_who_may_open_a_piece(world: Appealing) -> None:
    appeal = world.begun()
    piece = attach_link(appeal, url=URL, by=world.reporter)
    gone = attach_link(appeal, url=f"{URL}/gone", by=world.reporter)
    take_out(gone, by=world.reporter)
    office = {"reporter", "director"}
    heads = {"officer", "moderator", "chair"}

    assert who_opens(world, piece) == office
    world.given()
    assert who_opens(world, piece) == office | heads | {"decider"}
    assert who_opens(world, gone) == office
    withdraw(appeal, by=world.director)
    assert who_opens(world, piece) == office | heads


def test_what_the_bureau_raises_does_not_use_the_evidence_of_a_draft(world: Appealing) -> None:
    piece = attach_link(world.begun(), url=URL, by=world.reporter)
    world.close_window()

    raised = raise_for(world.item(), reason="ส่วนกลางพบว่าคะแนนไม่ตรงกับรายงาน", by=world.officer)

    piece.refresh_from_db()
    assert piece.removed_at is not None
    assert (piece.removed_by, raised.evidence.filter(removed_at=None).count()) == ("", 0)

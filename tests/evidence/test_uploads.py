"""Sending a file piece by piece: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest
import time_machine
from evidence_samples import noise, pdf, photo, png, reporter_of, send, word
from PIL import Image

from factories import make_office, make_person
from tidtam.evidence.actions import (
    LARGEST_PIECE,
    append_chunk,
    cancel_upload,
    finish_upload,
    keep_file,
    start_upload,
    sweep_stale_uploads,
)
from tidtam.evidence.errors import FileRefused, WrongOffset
from tidtam.evidence.keys import file_key
from tidtam.evidence.models import Piece, StoredFile, Upload
from tidtam.evidence.previews import page_of, picture_of
from tidtam.evidence.queries import finished_upload, upload_by_token
from tidtam.evidence.stores import store
from tidtam.history.models import Entry
from tidtam.orgs.models import Agency
from tidtam.people.actor import PUBLIC, SYSTEM, Actor
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound, WrongState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]


def begin(data: bytes, *, office: Agency, by: Actor, name: str = "ก.pdf") -> Upload:
    return start_upload(name=name, size=len(data), agency_code=office.code, by=by)


def lying(folder: Path) -> list[str]:
    """Everything in the file store but the pictures made, as paths."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and "pictures" not in path.parts
    )


def test_a_file_sent_in_pieces_is_stored_as_it_was(
    office: Agency, reporter: Actor, files: Path
) -> None:
    data = pdf(2)

    stored = send(data, name="แผนงาน.pdf", office=office, by=reporter)

    checksum = hashlib.sha256(data).hexdigest()
    assert (stored.checksum, stored.size, stored.kind, stored.state, stored.pages) == (
        checksum,
        len(data),
        "pdf",
        "kept",
        2,
    )
    assert b"".join(store().pieces(file_key(checksum))) == data
    assert lying(files) == [f"evidence/files/{checksum[:2]}/{checksum}"]


def test_the_upload_remembers_what_an_answer_needs(office: Agency, reporter: Actor) -> None:
    upload = begin(data := photo(), office=office, by=reporter, name="ภาพ กิจกรรม.jpg")
    append_chunk(upload, offset=0, data=data, by=reporter)
    stored = finish_upload(upload, by=reporter)

    found = finished_upload(upload.token, actor=reporter)

    assert (found.stored_file, found.name, found.taken_on) == (
        stored,
        "ภาพ กิจกรรม.jpg",
        dt.date(2023, 11, 5),
    )


def test_the_same_file_from_two_offices_is_stored_once(office: Agency, reporter: Actor) -> None:
    other = make_office(32)

    first = send(word(), name="ก.docx", office=office, by=reporter)
    data = b"".join(store().pieces(file_key(first.checksum)))
    second = send(data, name="ข.docx", office=other, by=reporter_of(other))

    assert (second, StoredFile.objects.count(), Upload.objects.count()) == (first, 1, 2)


def test_a_photo_is_known_again_after_cleaning(office: Agency, reporter: Actor) -> None:
    data = photo()

    first = send(data, name="1.jpg", office=office, by=reporter)

    assert send(data, name="2.jpg", office=office, by=reporter) == first
    assert first.checksum != hashlib.sha256(data).hexdigest()


def test_a_piece_sent_again_changes_nothing(office: Agency, reporter: Actor) -> None:
    upload = begin(data := noise(1000), office=office, by=reporter)

    received = [
        append_chunk(upload, offset=0, data=data[:400], by=reporter),
        append_chunk(upload, offset=0, data=data[:400], by=reporter),
        append_chunk(upload, offset=200, data=data[200:700], by=reporter),
        append_chunk(upload, offset=700, data=data[700:], by=reporter),
    ]

    assert received == [400, 400, 700, 1000]
    pieces = [b"".join(store().pieces(piece.key)) for piece in upload.pieces.all()]
    assert b"".join(pieces) == data


def test_a_piece_that_does_not_follow_is_told_where_to_go_on(
    office: Agency, reporter: Actor, files: Path
) -> None:
    upload = begin(noise(1000), office=office, by=reporter)
    append_chunk(upload, offset=0, data=noise(300), by=reporter)

    with pytest.raises(WrongOffset) as wrong:
        append_chunk(upload, offset=500, data=noise(100), by=reporter)

    assert (wrong.value.offset, len(lying(files))) == (300, 1)


@pytest.mark.parametrize(
    ("offset", "size"), [(0, 0), (0, 1001), (-1, 10), (990, 11), (0, LARGEST_PIECE + 1)]
)
def test_a_piece_that_cannot_be_right_is_refused(
    office: Agency, reporter: Actor, offset: int, size: int
) -> None:
    upload = begin(noise(1000), office=office, by=reporter)

    with pytest.raises(BadInput):
        append_chunk(upload, offset=offset, data=bytes(size), by=reporter)


def test_a_file_with_bytes_missing_cannot_be_finished(office: Agency, reporter: Actor) -> None:
    upload = begin(noise(1000), office=office, by=reporter)
    append_chunk(upload, offset=0, data=noise(300), by=reporter)

    with pytest.raises(WrongOffset) as wrong:
        finish_upload(upload, by=reporter)

    assert wrong.value.offset == 300


def test_finishing_twice_gives_the_same_file(office: Agency, reporter: Actor) -> None:
    upload = begin(data := pdf(), office=office, by=reporter)
    append_chunk(upload, offset=0, data=data, by=reporter)

    assert finish_upload(upload, by=reporter) == finish_upload(upload, by=reporter)
    with pytest.raises(WrongState):
        append_chunk(upload, offset=0, data=b"x", by=reporter)


def test_a_refused_file_leaves_nothing_but_the_reason(
    office: Agency, reporter: Actor, files: Path
) -> None:
    upload = begin(data := b"MZ" + noise(900), office=office, by=reporter, name="ผล.pdf")
    append_chunk(upload, offset=0, data=data, by=reporter)

    with pytest.raises(FileRefused) as first:
        finish_upload(upload, by=reporter)
    with pytest.raises(FileRefused) as again:
        finish_upload(upload, by=reporter)
    with pytest.raises(FileRefused):
        finished_upload(upload.token, actor=reporter)

    assert (again.value.th, again.value.reason) == (first.value.th, "program")
    assert (lying(files), Piece.objects.count(), StoredFile.objects.count()) == ([], 0, 0)
    assert Entry.objects.get(act="evidence.refuse").detail["reason"] == "program"


def test_a_file_that_arrives_otherwise_than_it_left_is_refused(
    office: Agency, reporter: Actor
) -> None:
    with pytest.raises(FileRefused) as refused:
        send(pdf(), name="a.pdf", office=office, by=reporter, checksum="0" * 64)

    assert refused.value.reason == "not_as_sent"


def test_the_checksum_of_the_sender_is_compared_with_what_arrived(
    office: Agency, reporter: Actor
) -> None:
    checksum = hashlib.sha256(data := photo()).hexdigest().upper()

    assert send(data, name="a.jpg", office=office, by=reporter, checksum=checksum).state == "kept"


def test_two_requests_do_not_open_the_same_upload(office: Agency, reporter: Actor) -> None:
    upload = begin(data := pdf(), office=office, by=reporter)
    append_chunk(upload, offset=0, data=data, by=reporter)
    Upload.objects.update(state="checking")

    with pytest.raises(Conflict):
        finish_upload(upload, by=reporter)


def test_a_check_whose_process_was_killed_is_taken_up_again(
    office: Agency, reporter: Actor
) -> None:
    upload = begin(data := pdf(), office=office, by=reporter)
    append_chunk(upload, offset=0, data=data, by=reporter)
    long_ago = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    Upload.objects.update(state="checking", touched_at=long_ago)

    assert finish_upload(upload, by=reporter).state == "kept"


@pytest.mark.parametrize(("size", "reason"), [(0, "empty"), (201 * 1024**2, "too_large")])
def test_the_size_is_judged_before_a_byte_is_sent(
    office: Agency, reporter: Actor, size: int, reason: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        start_upload(name="ก.pdf", size=size, agency_code=office.code, by=reporter)

    assert refused.value.reason == reason


def test_two_hundred_megabytes_may_be_announced(office: Agency, reporter: Actor) -> None:
    upload = start_upload(name="a", size=200 * 1024**2, agency_code=office.code, by=reporter)

    assert (upload.received, upload.state) == (0, "receiving")


def test_nobody_begins_more_than_they_finish(office: Agency, reporter: Actor) -> None:
    for _ in range(10):
        start_upload(name="a", size=200 * 1024**2, agency_code=office.code, by=reporter)

    with pytest.raises(BadInput):
        start_upload(name="a", size=200 * 1024**2, agency_code=office.code, by=reporter)


def test_only_the_own_office_may_send(office: Agency, reporter: Actor) -> None:
    other = make_office(32)
    officer = actor_for(make_person(Role.CENTRAL_OFFICER))

    for by, agency in ((reporter, other), (officer, office), (PUBLIC, office)):
        with pytest.raises(NotAllowed):
            start_upload(name="a", size=10, agency_code=agency.code, by=by)


def test_an_upload_is_its_senders_alone(office: Agency, reporter: Actor) -> None:
    upload = begin(noise(100), office=office, by=reporter)
    colleague = reporter_of(office)

    for act in (
        lambda: upload_by_token(upload.token, actor=colleague),
        lambda: append_chunk(upload, offset=0, data=b"x", by=colleague),
        lambda: finish_upload(upload, by=colleague),
        lambda: cancel_upload(upload, by=colleague),
        lambda: upload_by_token(upload.token, actor=PUBLIC),
    ):
        with pytest.raises(NotFound):
            act()


def test_cancelling_takes_the_pieces_away(office: Agency, reporter: Actor, files: Path) -> None:
    upload = begin(noise(1000), office=office, by=reporter)
    append_chunk(upload, offset=0, data=noise(300), by=reporter)

    cancel_upload(upload, by=reporter)
    cancel_upload(upload, by=reporter)

    assert (lying(files), Piece.objects.count()) == ([], 0)
    with pytest.raises(WrongState):
        append_chunk(upload, offset=300, data=noise(300), by=reporter)
    with pytest.raises(WrongOffset):
        finish_upload(upload, by=reporter)


def test_uploads_nobody_goes_on_with_are_given_up_after_a_week(
    office: Agency, reporter: Actor, files: Path
) -> None:
    left = begin(noise(1000), office=office, by=reporter)
    append_chunk(left, offset=0, data=noise(300), by=reporter)
    half = files / "evidence/half-written/x"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"1")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=8), tick=False):
        going_on = begin(noise(1000), office=office, by=reporter)
        append_chunk(going_on, offset=0, data=noise(300), by=reporter)

        assert (sweep_stale_uploads(by=SYSTEM), sweep_stale_uploads(by=SYSTEM)) == (1, 0)

    left.refresh_from_db()
    going_on.refresh_from_db()
    assert (left.state, going_on.state) == ("cancelled", "receiving")
    assert [path.split("/")[2] for path in lying(files)] == [going_on.token]


def test_pictures_are_made_of_photos_and_pdf_and_of_nothing_else(
    office: Agency, reporter: Actor
) -> None:
    image = send(png(), name="a.png", office=office, by=reporter)
    document = send(pdf(3), name="a.pdf", office=office, by=reporter)
    text = send(word(), name="a.docx", office=office, by=reporter)

    keys = [
        picture_of(image, what="thumbnail"),
        picture_of(document, what="thumbnail"),
        page_of(document, page=1),
        page_of(document, page=3),
        page_of(document, page=3),
    ]

    for key in keys:
        with Image.open(io.BytesIO(b"".join(store().pieces(key)))) as drawn:
            assert drawn.format == "WEBP"
    for asked in (
        lambda: picture_of(text, what="preview"),
        lambda: page_of(document, page=4),
        lambda: page_of(document, page=0),
        lambda: page_of(image, page=1),
    ):
        with pytest.raises(NotFound):
            asked()


def test_the_system_can_keep_a_file_of_this_machine(tmp_path: Path, reporter: Actor) -> None:
    (tmp_path / "a.png").write_bytes(png())

    assert keep_file(tmp_path / "a.png", name="a.png", by=SYSTEM).kind == "png"
    with pytest.raises(NotAllowed):
        keep_file(tmp_path / "a.png", name="a.png", by=reporter)

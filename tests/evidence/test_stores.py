"""The file store: whole or not at all, on a disk that fills up and in a bucket."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from evidence_samples import noise, pdf, photo, png, send
from moto.server import ThreadedMotoServer

from tidtam.evidence.actions import append_chunk, finish_upload, start_upload, sweep_stale_uploads
from tidtam.evidence.errors import StorageFull
from tidtam.evidence.keys import file_key
from tidtam.evidence.models import Piece, StoredFile
from tidtam.evidence.previews import page_of
from tidtam.evidence.stores import DiskStore, Store, store
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor

BUCKET = "tidtam-test"


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """A local S3 server on a free port of this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_address: str, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """The bucket as the file store of this test."""
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    s3 = boto3.resource("s3", endpoint_url=s3_address, region_name="us-east-1", **keys)
    made = s3.create_bucket(Bucket=BUCKET)
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": s3_address,
        "region_name": "us-east-1",
        "access_key": "key",
        "secret_key": "secret",
        "default_acl": None,
    }
    backend = {"BACKEND": "tidtam.evidence.bucket.BucketStore", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    settings.TIDTAM_WORK_DIR = tmp_path / "work"
    settings.TIDTAM_CLAMD = ""
    yield made
    made.objects.all().delete()
    made.delete()


def read(of: Store, key: str, **part: int) -> bytes:
    return b"".join(of.pieces(key, **part))


def acts_of_a_store(of: Store) -> list[object]:
    """What both stores must answer alike."""
    data = noise(700_000)
    of.put("evidence/a/1", io.BytesIO(data))
    answers: list[object] = [
        read(of, "evidence/a/1") == data,
        read(of, "evidence/a/1", start=10, stop=300_010) == data[10:300_010],
        read(of, "evidence/a/1", start=699_990) == data[-10:],
        read(of, "evidence/a/1", start=5, stop=5),
        of.exists("evidence/a/1"),
    ]
    of.put("evidence/a/1", io.BytesIO(b"new"))
    of.put("evidence/a/2", io.BytesIO(b"two"))
    of.put("evidence/ab", io.BytesIO(b"other"))
    answers += [read(of, "evidence/a/1"), of.has_room_for(1)]
    of.remove("evidence/a/2")
    of.remove("evidence/a/2")
    of.remove_folder("evidence/a")
    of.remove_folder("evidence/a")
    return [*answers, of.exists("evidence/a/1"), read(of, "evidence/ab"), of.sweep()]


WANTED = [True, True, True, b"", True, b"new", True, False, b"other", 0]


def test_a_folder_answers_as_a_store_should(tmp_path: Path) -> None:
    assert acts_of_a_store(DiskStore(location=str(tmp_path))) == WANTED


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.usefixtures("bucket")
def test_a_bucket_answers_as_a_store_should() -> None:
    assert acts_of_a_store(store()) == WANTED


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.django_db(transaction=True)
def test_evidence_lives_in_a_bucket_from_the_first_piece_to_the_preview(
    bucket: Any, office: Agency, reporter: Actor
) -> None:
    data = pdf(3)

    stored = send(data, name="ก.pdf", office=office, by=reporter)
    page_of(stored, page=2)
    send(photo(), name="ก.jpg", office=office, by=reporter)

    assert read(store(), file_key(stored.checksum)) == data
    folders = sorted(entry.key.split("/")[1] for entry in bucket.objects.all())
    assert folders == ["files", "files", *["pictures"] * 5]


def test_what_is_half_written_is_never_seen(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(5, "the line broke")
            return super().read(10)

    disk = DiskStore(location=str(tmp_path))
    disk.put("evidence/a", io.BytesIO(b"old"))

    with pytest.raises(OSError, match="broke"):
        disk.put("evidence/a", Broken(b"0123456789new"))

    assert read(disk, "evidence/a") == b"old"
    assert list((tmp_path / "evidence/half-written").iterdir()) == []


def test_half_written_files_of_a_killed_process_are_swept_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "evidence/half-written"
    folder.mkdir(parents=True)
    for name, age in (("old", 25 * 3600), ("new", 60)):
        (folder / name).write_bytes(b"1")
        moment = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (moment, moment))

    assert DiskStore(location=str(tmp_path)).sweep() == 1
    assert [path.name for path in folder.iterdir()] == ["new"]


@pytest.fixture
def small_disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A disk of 40 MB as the file store."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("needs the right to mount a small disk")
    options = {"location": str(folder / "files")}
    backend = {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    settings.TIDTAM_WORK_DIR = folder / "work"
    settings.TIDTAM_CLAMD = ""
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607


def fill(folder: Path, *, leave: int) -> Path:
    """Fill the disk but for some bytes, as other programs do."""
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    (folder / "ballast").write_bytes(b"\0" * max(free - leave, 0))
    return folder / "ballast"


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_keeps_what_was_acknowledged_and_nothing_half(
    small_disk: Path, office: Agency, reporter: Actor
) -> None:
    data = photo(quality=100) + b"\0" * 3_000_000
    upload = start_upload(name="ก.jpg", size=len(data), agency_code=office.code, by=reporter)
    first = append_chunk(upload, offset=0, data=data[:1_000_000], by=reporter)
    ballast = fill(small_disk, leave=100_000)

    with pytest.raises(StorageFull):
        append_chunk(upload, offset=first, data=data[first : first + 1_000_000], by=reporter)

    upload.refresh_from_db()
    assert (upload.received, Piece.objects.count(), store().sweep()) == (1_000_000, 1, 0)
    assert list((small_disk / "files/evidence/half-written").iterdir()) == []
    with pytest.raises(StorageFull):
        start_upload(name="ข.jpg", size=1000, agency_code=office.code, by=reporter)

    ballast.unlink()
    for at in range(first, len(data), 1_000_000):
        append_chunk(upload, offset=at, data=data[at : at + 1_000_000], by=reporter)
    assert finish_upload(upload, by=reporter).state == "kept"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leave", [0, 100_000, 5_000])
def test_a_disk_that_fills_up_at_the_end_loses_nothing(
    small_disk: Path, office: Agency, reporter: Actor, leave: int
) -> None:
    data = png()
    upload = start_upload(name="ก.png", size=len(data), agency_code=office.code, by=reporter)
    append_chunk(upload, offset=0, data=data, by=reporter)
    ballast = fill(small_disk, leave=leave if leave != 100_000 else len(data) + 3 * 4096)

    with pytest.raises(StorageFull):
        finish_upload(upload, by=reporter)

    upload.refresh_from_db()
    assert (upload.state, upload.received, StoredFile.objects.count()) == (
        "receiving",
        len(data),
        0,
    )
    ballast.unlink()
    assert finish_upload(upload, by=reporter).state == "kept"
    assert sweep_stale_uploads(by=SYSTEM) == 0

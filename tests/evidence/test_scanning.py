"""The virus scanner: a real server that speaks clamd's protocol; and clamd itself where it is."""

from __future__ import annotations

import os
import shutil
import socketserver
import struct
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from evidence_samples import noise, pdf, photo, send

from processes import until
from tidtam.evidence.actions import scan_waiting_files
from tidtam.evidence.errors import FileRefused, NotOpenYet
from tidtam.evidence.models import StoredFile, Upload
from tidtam.evidence.previews import picture_of
from tidtam.evidence.queries import finished_upload
from tidtam.evidence.scanning import Scan, ScannerSilent, scan
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor
from tidtam.shared.errors import NotAllowed

BAD = b"BAD-SIGNATURE-OF-A-TEST"


class Clamd(socketserver.BaseRequestHandler):
    """One INSTREAM request: sizes and pieces in, one line out."""

    limit: ClassVar[int] = 25 * 1024 * 1024
    answer: ClassVar[str] = ""

    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack(">I", self._exactly(4))[0]:
            data += self._exactly(size)
            if len(data) > self.limit:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        verdict = "Test.Signature FOUND" if BAD in data else "OK"
        self.request.sendall(f"stream: {self.answer or verdict}\0".encode())

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self.request.recv(size - len(data))
            if not piece:
                raise ConnectionError
            data += piece
        return data


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that breaks is part of the tests."""


@pytest.fixture
def clamd() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Clamd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with Server(("127.0.0.1", 0), Clamd) as server:
        return f"127.0.0.1:{server.server_address[1]}"


def bad_pdf() -> bytes:
    return pdf().replace(b"%%EOF", b"%" + BAD + b"\n%%EOF")


def test_the_scanner_is_asked_piece_by_piece(clamd: str) -> None:
    assert scan(clamd, [noise(3_000_000), b"", noise(10)]) == Scan()
    assert scan(clamd, [b"x" * 10, BAD]) == Scan(finding="Test.Signature")


def test_a_scanner_behind_a_socket_of_this_machine_is_asked_too(tmp_path: Path) -> None:
    class Local(socketserver.ThreadingUnixStreamServer):
        daemon_threads = True

    address = str(tmp_path / "clamd.sock")
    with Local(address, Clamd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        assert scan(address, [BAD]) == Scan(finding="Test.Signature")
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("address", ["127.0.0.1", "/no/such/socket", "127.0.0.1:x"])
def test_a_wrong_address_is_silence(address: str) -> None:
    with pytest.raises(ScannerSilent):
        scan(address, [b"x"])


def test_an_answer_that_is_no_verdict_is_silence(
    clamd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clamd, "limit", 1000)
    with pytest.raises(ScannerSilent):
        scan(clamd, [noise(5000)])
    monkeypatch.setattr(Clamd, "answer", "something else ERROR")
    with pytest.raises(ScannerSilent):
        scan(clamd, [b"x"])


def test_nobody_listening_is_silence(nobody: str) -> None:
    with pytest.raises(ScannerSilent):
        scan(nobody, [b"x"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("files")
class TestQuarantine:
    def test_a_clean_file_is_kept_once_it_was_scanned(
        self, clamd: str, office: Agency, reporter: Actor, settings: Any
    ) -> None:
        settings.TIDTAM_CLAMD = clamd

        stored = send(pdf(), name="ก.pdf", office=office, by=reporter)

        assert (stored.state, stored.finding, stored.scanned_at is None) == ("kept", "", False)

    def test_a_file_with_a_finding_is_refused_and_its_bytes_are_gone(
        self, clamd: str, office: Agency, reporter: Actor, settings: Any, files: Path
    ) -> None:
        settings.TIDTAM_CLAMD = clamd

        with pytest.raises(FileRefused) as refused:
            send(bad_pdf(), name="ก.pdf", office=office, by=reporter)

        stored = StoredFile.objects.get()
        assert (refused.value.reason, stored.state, stored.finding) == (
            "virus",
            "refused",
            "Test.Signature",
        )
        assert [path for path in files.rglob("*") if path.is_file()] == []

    def test_while_the_scanner_is_silent_a_file_waits_and_nobody_opens_it(
        self, nobody: str, clamd: str, office: Agency, reporter: Actor, settings: Any
    ) -> None:
        settings.TIDTAM_CLAMD = nobody
        stored = send(photo(), name="ก.jpg", office=office, by=reporter)
        assert stored.state == "quarantine"
        with pytest.raises(NotOpenYet):
            picture_of(stored, what="thumbnail")
        assert scan_waiting_files(by=SYSTEM) == Counter(kept=0, refused=0, waiting=1)

        settings.TIDTAM_CLAMD = clamd

        assert scan_waiting_files(by=SYSTEM) == Counter(kept=1, refused=0, waiting=0)
        assert picture_of(StoredFile.objects.get(), what="thumbnail")
        assert scan_waiting_files(by=SYSTEM) == Counter(kept=0, refused=0, waiting=0)

    def test_who_sent_a_file_that_was_found_bad_later_is_told(
        self, nobody: str, clamd: str, office: Agency, reporter: Actor, settings: Any
    ) -> None:
        settings.TIDTAM_CLAMD = nobody
        send(bad_pdf(), name="ก.pdf", office=office, by=reporter)
        settings.TIDTAM_CLAMD = clamd

        assert scan_waiting_files(by=SYSTEM) == Counter(kept=0, refused=1, waiting=0)

        with pytest.raises(FileRefused):
            finished_upload(Upload.objects.get().token, actor=reporter)
        with pytest.raises(FileRefused):
            picture_of(StoredFile.objects.get(), what="thumbnail")

    def test_a_file_refused_once_is_judged_anew_when_it_is_sent_again(
        self, clamd: str, office: Agency, reporter: Actor, settings: Any
    ) -> None:
        settings.TIDTAM_CLAMD = clamd
        data = bad_pdf()
        with pytest.raises(FileRefused):
            send(data, name="ก.pdf", office=office, by=reporter)
        settings.TIDTAM_CLAMD = ""

        stored = send(data, name="ก.pdf", office=office, by=reporter)

        assert (stored.state, stored.finding, StoredFile.objects.count()) == ("kept", "", 1)

    def test_only_the_system_asks_the_scanner_again(self, reporter: Actor) -> None:
        with pytest.raises(NotAllowed):
            scan_waiting_files(by=reporter)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("clamd") is None, reason="clamd is not installed")
def test_the_real_scanner_understands_us(tmp_path: Path) -> None:
    signatures = tmp_path / "db"
    signatures.mkdir()
    (signatures / "test.ndb").write_text(f"Test.Signature:0:*:{BAD.hex()}\n")
    address = tmp_path / "clamd.sock"
    config = tmp_path / "clamd.conf"
    config.write_text(f"LocalSocket {address}\nDatabaseDirectory {signatures}\nForeground yes\n")
    process = subprocess.Popen(  # noqa: S603
        [shutil.which("clamd") or "", "-c", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: os.path.exists(address))
        assert scan(str(address), [noise(100_000)]) == Scan()
        assert scan(str(address), [BAD]).finding.startswith("Test.Signature")
    finally:
        process.terminate()
        process.wait()

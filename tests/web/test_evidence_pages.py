"""Sending and seeing evidence over the web: who may, in which dress files go out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from evidence_samples import noise, pdf, photo, png, rezipped, send, word
from pages import assert_strict_page, assert_strict_part
from PIL import Image

from factories import client_for, make_office
from factories.reporting import Reporting, reporting
from tidtam.evidence.models import StoredFile
from tidtam.orgs.models import Agency
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.rounds.attaching import Words, add_file, add_link
from tidtam.rounds.models import Evidence
from tidtam.shared.errors import BadInput
from tidtam.web.evidence.uploads import upload_whole

pytestmark = pytest.mark.django_db(transaction=True)

START = "/evidence/uploads/"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """A file store of this test's own."""
    folder = tmp_path / "files"
    store = {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    settings.TIDTAM_WORK_DIR = tmp_path / "work"
    settings.TIDTAM_CLAMD = ""
    return folder


@pytest.fixture
def office() -> Agency:
    return make_office(41)


@pytest.fixture
def client(office: Agency) -> Client:
    return client_for(Role.REPORTER, agency=office)


@pytest.fixture
def world() -> Reporting:
    return reporting()


def signed(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def attached(world: Reporting, data: bytes, name: str) -> Evidence:
    stored = send(data, name=name, office=world.office, by=world.by)
    return add_file(world.item(), stored_file=stored, name=name, words=Words(), by=world.by)


def begin(client: Client, office: Agency, data: bytes, name: str = "ก.jpg") -> dict[str, Any]:
    fields = {"name": name, "size": len(data), "agency": office.code}
    answer: dict[str, Any] = client.post(START, fields).json()
    return answer


def piece(client: Client, token: str, offset: int, data: bytes) -> Any:
    address = f"{START}{token}/piece/?offset={offset}"
    return client.post(address, data, content_type="application/octet-stream")


class TestSending:
    def test_a_file_goes_from_the_first_piece_to_the_store(
        self, client: Client, office: Agency
    ) -> None:
        data = photo()
        begun = begin(client, office, data)
        token = begun["token"]

        offsets = [
            piece(client, token, 0, data[:2000]).json(),
            piece(client, token, 2000, data[2000:]).json(),
        ]
        finished = client.post(f"{START}{token}/finish/").json()

        assert offsets == [{"offset": 2000}, {"offset": len(data)}]
        assert begun == {
            "token": token,
            "name": "ก.jpg",
            "size": len(data),
            "offset": 0,
            "state": "receiving",
            "largest": 4 * 1024 * 1024,
        }
        assert finished == {
            **begun,
            "offset": len(data),
            "state": "done",
            "kind": "ภาพ JPEG",
            "taken_on": "2023-11-05",
            "note": "",
        }

    def test_a_page_loaded_anew_learns_where_to_go_on(self, client: Client, office: Agency) -> None:
        token = begin(client, office, noise(5000))["token"]
        piece(client, token, 0, noise(1234))

        state = client.get(f"{START}{token}/")
        gap = piece(client, token, 2000, noise(10))

        assert (state.json()["offset"], state["Cache-Control"]) == (
            1234,
            "max-age=0, no-cache, no-store, must-revalidate, private",
        )
        assert (gap.status_code, gap.json()["offset"]) == (409, 1234)

    def test_a_refusal_is_a_sentence_in_the_language_of_the_reader(
        self, client: Client, office: Agency
    ) -> None:
        data = rezipped(word(), add={"word/vbaProject.bin": b"x"})
        token = begin(client, office, data, "รายงาน.docm")["token"]
        piece(client, token, 0, data)

        thai = client.post(f"{START}{token}/finish/")
        client.cookies["django_language"] = "en"
        english = client.post(f"{START}{token}/finish/")

        assert (thai.status_code, english.status_code) == (422, 422)
        assert thai.json()["error"].startswith("ไม่รับไฟล์ “รายงาน.docm” เพราะมีมาโคร")
        assert english.json()["error"].startswith(
            "“รายงาน.docm” was not accepted: it carries macros"
        )
        assert client.get(f"{START}{token}/").json()["state"] == "refused"

    @pytest.mark.parametrize("offset", ["", "-1", "x", "1.5", "9" * 16, "๑"])
    def test_an_offset_that_is_none_is_refused(
        self, client: Client, office: Agency, offset: str
    ) -> None:
        token = begin(client, office, noise(50))["token"]
        address = f"{START}{token}/piece/?offset={offset}"

        answer = client.post(address, b"1", content_type="application/octet-stream")

        assert answer.status_code == 422

    def test_cancelling_ends_it(self, client: Client, office: Agency) -> None:
        token = begin(client, office, noise(50))["token"]

        assert client.post(f"{START}{token}/cancel/").json()["state"] == "cancelled"
        assert piece(client, token, 0, noise(50)).status_code == 409

    def test_a_script_of_somebody_signed_out_is_told_so(self, office: Agency) -> None:
        answer = Client().post(START, {"name": "a"}, **JSON)

        assert (answer.status_code, "เข้าสู่ระบบ" in answer.json()["error"]) == (401, True)

    def test_nobody_reaches_anothers_upload_or_office(self, client: Client, office: Agency) -> None:
        token = begin(client, office, noise(50))["token"]
        colleague = client_for(Role.REPORTER, agency=office)
        stranger = client_for(Role.REPORTER, agency=make_office(42))

        seen = [
            colleague.get(f"{START}{token}/").status_code,
            piece(colleague, token, 0, noise(50)).status_code,
            colleague.post(f"{START}{token}/finish/").status_code,
            colleague.post(f"{START}{token}/cancel/").status_code,
            stranger.post(START, {"name": "a", "size": 5, "agency": office.code}).status_code,
        ]

        assert seen == [404, 404, 404, 404, 403]

    def test_pieces_need_the_forms_token(self, office: Agency) -> None:
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(client_person(office))

        assert (
            careful.post(START, {"name": "a", "size": 5, "agency": office.code}).status_code == 403
        )

    def test_a_whole_file_is_taken_where_scripts_do_not_run(self, office: Agency) -> None:
        by = actor_for(client_person(office))

        upload = upload_whole(SimpleUploadedFile("แผน.pdf", pdf()), agency_code=office.code, by=by)

        assert (upload.state, upload.name, StoredFile.objects.get().kind) == (
            "done",
            "แผน.pdf",
            "pdf",
        )
        with pytest.raises(BadInput):
            upload_whole(SimpleUploadedFile("แผน.pdf", b"MZ"), agency_code=office.code, by=by)


def client_person(office: Agency) -> Any:
    from factories import make_person

    return make_person(Role.REPORTER, agency=office)


FENCE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


class TestSeeing:
    def test_a_file_goes_out_to_be_saved_under_its_thai_name_and_true_ending(
        self, world: Reporting
    ) -> None:
        data = pdf()
        evidence = attached(world, data, "แผนงาน 2566.html")

        answer = signed(world.reporter).get(f"/evidence/{evidence.pk}/download/")

        assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (
            data,
            "application/pdf",
        )
        assert answer["Content-Disposition"] == (
            "attachment; filename*=UTF-8''%E0%B9%81%E0%B8%9C%E0%B8%99%E0%B8%87%E0%B8%B2%E0%B8%99"
            "%202566.html.pdf"
        )
        assert {name: answer[name] for name in FENCE} == FENCE
        assert (answer["Accept-Ranges"], answer["Content-Length"]) == ("bytes", str(len(data)))

    @pytest.mark.parametrize(
        ("asked", "status", "part"),
        [
            ("bytes=0-9", 206, slice(0, 10)),
            ("bytes=5-", 206, slice(5, None)),
            ("bytes=-7", 206, slice(-7, None)),
            ("bytes=0-99999999", 200, slice(None)),
            ("bytes=0-1,5-6", 200, slice(None)),
            ("nonsense", 200, slice(None)),
        ],
    )
    def test_a_part_of_a_file_can_be_asked_for(
        self, world: Reporting, asked: str, status: int, part: slice
    ) -> None:
        data = pdf()
        evidence = attached(world, data, "ก.pdf")

        answer = signed(world.reporter).get(
            f"/evidence/{evidence.pk}/download/", headers={"range": asked}
        )

        body = b"".join(answer.streaming_content)
        assert (answer.status_code, body, answer["Content-Length"]) == (
            status,
            data[part],
            str(len(data[part])),
        )

    @pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0", "bytes=9-3"])
    def test_a_part_that_is_not_there_is_told(self, world: Reporting, asked: str) -> None:
        evidence = attached(world, data := pdf(), "ก.pdf")

        answer = signed(world.reporter).get(
            f"/evidence/{evidence.pk}/download/", headers={"range": asked}
        )

        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(data)}")

    def test_a_changed_file_is_sent_whole(self, world: Reporting) -> None:
        evidence = attached(world, pdf(), "ก.pdf")

        answer = signed(world.reporter).get(
            f"/evidence/{evidence.pk}/download/",
            headers={"range": "bytes=0-9", "if-range": '"other"'},
        )

        assert answer.status_code == 200

    def test_only_pictures_that_we_drew_are_shown(self, world: Reporting) -> None:
        image, document = attached(world, photo(), "ก.jpg"), attached(world, pdf(2), "ก.pdf")
        reader = signed(world.reporter)

        answers = [
            reader.get(f"/evidence/{image.pk}/thumbnail.webp"),
            reader.get(f"/evidence/{image.pk}/preview.webp"),
            reader.get(f"/evidence/{document.pk}/thumbnail.webp"),
            reader.get(f"/evidence/{document.pk}/page-2.webp"),
        ]

        for answer in answers:
            assert (answer["Content-Type"], answer["Content-Disposition"]) == (
                "image/webp",
                "inline",
            )
            assert {name: answer[name] for name in FENCE} == FENCE
            with Image.open(io.BytesIO(answer.content)) as drawn:
                assert drawn.format == "WEBP"

    @pytest.mark.parametrize(
        "what", ["", "thumbnail.webp", "preview.webp", "page-1.webp", "download/"]
    )
    def test_evidence_is_for_those_who_may_see_the_report(
        self, world: Reporting, what: str
    ) -> None:
        evidence = attached(world, pdf(), "ก.pdf")
        address = f"/evidence/{evidence.pk}/{what}"

        people = [world.reporter, world.director, world.officer, world.stranger]
        statuses = [signed(person).get(address).status_code for person in people]
        nobody = Client().get(address)

        assert statuses == [200, 200, 200, 404]
        assert (nobody.status_code, nobody["Location"]) == (302, f"/sign-in/?next={address}")

    def test_every_kind_of_file_goes_out_as_something_no_browser_runs(self) -> None:
        from tidtam.evidence.kinds import KINDS

        types = {kind.content_type for kind in KINDS.values()}

        assert [
            name for name in types if "html" in name or "svg" in name or name.endswith("/xml")
        ] == []

    def test_a_file_in_quarantine_is_closed_to_everybody(self, world: Reporting) -> None:
        evidence = attached(world, pdf(), "ก.pdf")
        StoredFile.objects.update(state="quarantine")
        reader = signed(world.reporter)

        statuses = [
            reader.get(f"/evidence/{evidence.pk}/{what}").status_code
            for what in ("", "thumbnail.webp", "page-1.webp", "download/")
        ]

        assert statuses == [409, 409, 409, 409]
        assert "รอตรวจไวรัส" in reader.get(f"/evidence/{evidence.pk}/").content.decode()

    def test_a_link_has_no_file(self, world: Reporting) -> None:
        link = add_link(
            world.item(), url="https://example.ac.th/", link_kind="link", words=Words(), by=world.by
        )

        assert signed(world.reporter).get(f"/evidence/{link.pk}/download/").status_code == 404

    def test_the_page_of_a_pdf_leads_from_page_to_page(self, world: Reporting) -> None:
        evidence = attached(world, pdf(3), "แผน.pdf")
        reader = signed(world.reporter)

        first = reader.get(f"/evidence/{evidence.pk}/").content.decode()
        middle = reader.get(f"/evidence/{evidence.pk}/?page=2").content.decode()
        beyond = reader.get(f"/evidence/{evidence.pk}/?page=99").content.decode()

        assert_strict_page(first)
        assert ("หน้า 1 จาก 3" in first, "?page=2" in first) == (True, True)
        assert ("?page=1" in middle, "?page=3" in middle) == (True, True)
        assert "หน้า 3 จาก 3" in beyond

    def test_the_look_is_a_part_where_htmx_asks(self, world: Reporting) -> None:
        evidence = attached(world, png(), "ก.png")

        part = signed(world.reporter).get(
            f"/evidence/{evidence.pk}/", headers={"hx-request": "true"}
        )

        assert_strict_part(part.content.decode())
        assert "preview.webp" in part.content.decode()

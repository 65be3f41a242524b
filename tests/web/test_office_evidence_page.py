"""Evidence on the page of an indicator: attached, described, ordered, taken away, brought back."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page, assert_strict_part
from PIL import Image

from factories.reporting import Reporting, reporting
from tidtam.rounds.models import Evidence
from tidtam.web.evidence.uploads import upload_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    return reporting()


def photo(name: str = "ภาพ.png", colour: str = "red") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/png")


def test_a_sent_file_is_attached_by_its_token_and_gives_its_row(world: Reporting) -> None:
    upload = upload_whole(photo(), agency_code=world.office.code, by=world.by)
    item = world.item("1")
    address = reverse("office-evidence-add", args=[item.pk])

    response = browser_of(world.reporter).post(
        address, {"upload": upload.token, "caption": "ภาพกิจกรรม"}, headers={"HX-Request": "true"}
    )

    evidence = Evidence.objects.get()
    assert response.status_code == 200
    assert_strict_part(response.content.decode())
    assert f'id="e-{evidence.pk}"' in response.content.decode()
    assert (evidence.name, evidence.caption, evidence.stored_file_id) == (
        "ภาพ.png",
        "ภาพกิจกรรม",
        upload.stored_file_id,
    )


def test_anothers_upload_is_nowhere(world: Reporting) -> None:
    upload = upload_whole(photo(), agency_code=world.office.code, by=world.by)
    address = reverse("office-evidence-add", args=[world.item("1").pk])
    from factories import make_person
    from tidtam.people.roles import Role

    colleague = make_person(Role.REPORTER, agency=world.office)

    assert browser_of(colleague).post(address, {"upload": upload.token}).status_code == 404
    assert Evidence.objects.count() == 0


def test_files_come_in_without_scripts_too(world: Reporting) -> None:
    item = world.item("1")
    address = reverse("office-evidence-add", args=[item.pk])
    client = browser_of(world.reporter)

    sent = client.post(address, {"file": [photo("ก.png"), photo("ข.png", "blue")]})

    assert sent["Location"] == reverse("office-item", args=[item.pk]) + "#evidence"
    assert list(Evidence.objects.values_list("name", flat=True)) == ["ก.png", "ข.png"]
    assert client.post(address, {}).status_code == 422
    page = client.get(reverse("office-item", args=[item.pk])).content.decode()
    assert_strict_page(page)
    assert page.count('class="evidence"') == 2


def test_what_is_said_of_evidence_is_kept_with_the_buddhist_date(world: Reporting) -> None:
    client = browser_of(world.reporter)
    link = reverse("office-evidence-link", args=[world.item("1").pk])
    client.post(link, {"url": "youtu.be/abc", "caption": "วิดีโอ"})
    evidence = Evidence.objects.get()
    address = reverse("office-evidence-words", args=[evidence.pk])

    wrong = client.post(address, {"caption": "ใหม่", "document_date": "1/2/66", "place": "ห้อง"})
    right = client.post(
        address,
        {"caption": "ใหม่", "document_date": "๓๑/๓/๒๕๖๖", "place": "ห้อง", "shows_pupils": "yes",
         "has_consent": "yes"},
    )  # fmt: skip

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "ไม่ชัดเจน" in words_of(wrong)
    assert 'value="1/2/66"' in wrong.content.decode()
    assert_strict_page(wrong.content.decode())
    evidence.refresh_from_db()
    assert (evidence.url, evidence.link_kind) == ("https://youtu.be/abc", "video")
    assert (evidence.caption, f"{evidence.document_date}", evidence.place) == (
        "ใหม่",
        "2023-03-31",
        "ห้อง",
    )
    assert evidence.has_consent


def test_pupils_without_consent_are_refused(world: Reporting) -> None:
    client = browser_of(world.reporter)
    client.post(
        reverse("office-evidence-link", args=[world.item("1").pk]), {"url": "https://a.example/"}
    )
    address = reverse("office-evidence-words", args=[Evidence.objects.get().pk])

    response = client.post(address, {"shows_pupils": "yes"})

    assert response.status_code == 422
    assert "ความยินยอม" in words_of(response)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "", "http://localhost/x", "ftp://a.example/"]
)
def test_a_dangerous_link_is_refused(world: Reporting, url: str) -> None:
    address = reverse("office-evidence-link", args=[world.item("1").pk])

    assert browser_of(world.reporter).post(address, {"url": url}).status_code == 422
    assert Evidence.objects.count() == 0


def test_evidence_is_ordered_taken_away_and_brought_back(world: Reporting) -> None:
    client, item = browser_of(world.reporter), world.item("1")
    for number in "กขค":
        client.post(
            reverse("office-evidence-link", args=[item.pk]),
            {"url": f"https://a.example/{number}", "caption": number},
        )
    first, second, _third = Evidence.objects.order_by("order")

    client.post(reverse("office-evidence-order", args=[second.pk]), {"way": "up"})
    client.post(reverse("office-evidence-order", args=[second.pk]), {"way": "up"})  # is first now
    client.post(reverse("office-evidence-remove", args=[first.pk]))

    page = words_of(client.get(reverse("office-item", args=[item.pk])))
    kept = Evidence.objects.filter(removed_at=None).order_by("order")
    assert [each.caption for each in kept] == ["ข", "ค"]
    assert "หลักฐานที่นำออก (1)" in page
    client.post(reverse("office-evidence-restore", args=[first.pk]))
    assert Evidence.objects.filter(removed_at=None).count() == 3

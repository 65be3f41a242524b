"""Saving a review while it is typed, confirming it, and the bank of phrases."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pages import assert_strict_page

from factories.panels import PanelWorld, make_panel_world
from tidtam.people.models import Person
from tidtam.reviews.models import Assignment, Phrase, Review, Screening
from tidtam.reviews.states import AssignmentState, ScreeningState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(offices=2, reviewers=2, doubled=())


def signed(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def mine(world: PanelWorld) -> Assignment:
    return world.assignment("1")


@pytest.fixture
def client(world: PanelWorld) -> Client:
    return signed(world.reviewers[0].person)


def sent(client: Client, assignment: Assignment, **what: Any) -> Any:
    """A save as the page's script sends it."""
    value = {"mark": "", "comment": "", "private_note": ""}
    value |= {key: what.pop(key) for key in list(what) if key in value}
    body = {"edit": 0, "state": "answered", "value": value, "seconds": 0, "save_id": ""} | what
    return client.post(
        f"/reviewing/items/{assignment.pk}/save/", json.dumps(body), content_type="application/json"
    )


def stored(assignment: Assignment) -> tuple[str, str, str, int] | None:
    found = Review.objects.filter(assignment=assignment)
    return found.values_list("answer", "comment", "private_note", "seconds").first()


class TestByScript:
    def test_what_is_typed_is_stored_and_told(self, client: Client, mine: Assignment) -> None:
        reply = sent(client, mine, mark="4", comment="ครบถ้วน", private_note="ดู", seconds=7)

        said = reply.json()
        assert (reply.status_code, reply["Cache-Control"]) == (200, "no-store")
        assert (said["edit"], said["stored"]) == (
            1,
            {"mark": "4", "comment": "ครบถ้วน", "private_note": "ดู"},
        )
        assert "level--4" in said["level_html"]
        assert stored(mine) == ("4", "ครบถ้วน", "ดู", 7)

    def test_a_name_that_was_typed_becomes_the_placeholder_and_is_told(
        self, client: Client, mine: Assignment
    ) -> None:
        said = sent(client, mine, mark="4", comment="สพป.สมมติ 21 ทำครบ").json()

        assert said["stored"]["comment"] == "{office} ทำครบ"
        assert said["named"] == ["สพป.สมมติ 21"]

    def test_another_offices_name_is_a_hint(self, client: Client, mine: Assignment) -> None:
        said = sent(client, mine, mark="4", comment="สพป.สมมติ 22 ดำเนินการครบถ้วนทุกโรงเรียน").json()

        assert any("สพป.สมมติ 22" in hint for hint in said["hints"])

    def test_a_word_instead_of_a_mark(self, client: Client, mine: Assignment) -> None:
        said = sent(client, mine, mark="N/A").json()

        assert said["stored"]["mark"] == "N/A"
        assert stored(mine) == ('"not_reported"', "", "", 0)

    @pytest.mark.parametrize("mark", ["6", "3.5", "ดี", "-"])
    def test_what_is_no_mark_leaves_the_words_saved_and_says_why(
        self, client: Client, mine: Assignment, mark: str
    ) -> None:
        said = sent(client, mine, mark=mark, comment="เก็บไว้").json()

        assert said["mark_problem"].startswith(f"“{mark}”")
        assert stored(mine) == ("", "เก็บไว้", "", 0)

    def test_a_resend_changes_nothing(self, client: Client, mine: Assignment) -> None:
        for _ in range(2):
            reply = sent(client, mine, mark="4", save_id="abc", seconds=5)

        assert (reply.status_code, reply.json()["edit"]) == (200, 1)
        assert stored(mine) == ("4", "", "", 5)

    def test_a_second_window_gets_both_texts(self, client: Client, mine: Assignment) -> None:
        sent(client, mine, mark="4", comment="จากหน้าต่างแรก")

        reply = sent(client, mine, mark="3", comment="จากหน้าต่างที่สอง")

        conflict = reply.json()["conflict"]
        assert reply.status_code == 409
        assert conflict["edit"] == 1
        assert conflict["value"] == {
            "mark": "4",
            "comment": "จากหน้าต่างแรก",
            "private_note": "",
        }
        assert stored(mine) == ("4", "จากหน้าต่างแรก", "", 0)

    def test_a_confirmed_review_is_closed(self, client: Client, mine: Assignment) -> None:
        sent(client, mine, mark="4")
        client.post(f"/reviewing/items/{mine.pk}/finish/")

        reply = sent(client, mine, edit=1, mark="5")

        assert reply.status_code == 409
        assert "นำกลับมาแก้" in reply.json()["closed"]["text"]

    def test_signed_out_or_somebody_else_on_a_shared_machine(
        self, client: Client, world: PanelWorld, mine: Assignment
    ) -> None:
        address = f"/reviewing/items/{mine.pk}/save/"
        body = json.dumps({"edit": 0, "value": {"mark": "", "comment": "", "private_note": ""}})
        other = str(world.reviewers[1].person.pk)

        nobody = Client().post(address, body, content_type="application/json")
        another = client.post(
            address, body, content_type="application/json", headers={"X-Person": other}
        )

        assert (nobody.status_code, another.status_code) == (401, 401)
        assert nobody.json()["signed_out"] is True

    def test_anothers_item_is_nowhere(self, world: PanelWorld, mine: Assignment) -> None:
        for person in (world.reviewers[1].person, world.reporters[0], world.officer):
            reply = sent(signed(person), mine, mark="1")
            assert reply.status_code in {404, 409}
        assert stored(mine) is None

    @pytest.mark.parametrize(
        "body",
        [
            b"[]",
            b"{",
            b'{"edit": "1", "value": {}}',
            b'{"edit": -1, "value": {"mark": "", "comment": "", "private_note": ""}}',
            b'{"edit": true, "value": {"mark": "", "comment": "", "private_note": ""}}',
            b'{"edit": 0, "value": {"mark": 4, "comment": "", "private_note": ""}}',
            b'{"edit": 0, "save_id": "!", "value": {"mark":"","comment":"","private_note":""}}',
        ],
    )
    def test_what_no_page_sends_is_refused(
        self, client: Client, mine: Assignment, body: bytes
    ) -> None:
        reply = client.post(
            f"/reviewing/items/{mine.pk}/save/", body, content_type="application/json"
        )

        assert (reply.status_code, list(reply.json())) == (422, ["problem"])
        assert stored(mine) is None


class TestByForm:
    def test_a_form_without_scripts_saves_too(self, client: Client, mine: Assignment) -> None:
        address = f"/reviewing/items/{mine.pk}/save/"
        reply = client.post(address, {"edit": "0", "mark": "3", "comment": "ครบ"})

        assert (reply.status_code, reply["Location"]) == (302, f"/reviewing/items/{mine.pk}/")
        assert stored(mine) == ("3", "ครบ", "", 0)

    def test_a_text_saved_elsewhere_stands_beside_what_was_typed(
        self, client: Client, mine: Assignment
    ) -> None:
        sent(client, mine, mark="4", comment="ข้อความแรก")

        reply = client.post(
            f"/reviewing/items/{mine.pk}/save/", {"edit": "0", "mark": "2", "comment": "ข้อความสอง"}
        )

        html = reply.content.decode()
        assert_strict_page(html)
        assert reply.status_code == 409
        assert "ข้อความแรก" in html
        assert "ข้อความสอง</textarea>" in html
        assert 'name="edit" value="1"' in html
        assert stored(mine) == ("4", "ข้อความแรก", "", 0)

    def test_a_comment_too_long_comes_back_whole(self, client: Client, mine: Assignment) -> None:
        long = "ก" * 5001

        reply = client.post(
            f"/reviewing/items/{mine.pk}/save/", {"edit": "0", "mark": "4", "comment": long}
        )

        assert reply.status_code == 422
        assert f"{long}</textarea>" in reply.content.decode()
        assert stored(mine) is None


class TestFinishing:
    def test_confirming_leads_to_the_next_item(
        self, client: Client, world: PanelWorld, mine: Assignment
    ) -> None:
        following = world.assignment("2")

        reply = client.post(
            f"/reviewing/items/{mine.pk}/finish/", {"edit": "0", "mark": "4", "comment": ""}
        )

        mine.refresh_from_db()
        assert mine.state == AssignmentState.DONE
        assert reply["Location"] == f"/reviewing/items/{following.pk}/"

    def test_the_last_one_leads_home(self, client: Client, mine: Assignment) -> None:
        Assignment.objects.exclude(pk=mine.pk).update(state=AssignmentState.WITHDRAWN.value)

        reply = client.post(
            f"/reviewing/items/{mine.pk}/finish/", {"edit": "0", "mark": "4", "comment": ""}
        )

        home = client.get("/reviewing/").content.decode()
        assert reply["Location"] == "/reviewing/"
        assert "ให้คะแนนครบทุกข้อแล้ว" in home

    def test_a_double_click_confirms_once(self, client: Client, mine: Assignment) -> None:
        form = {"edit": "0", "mark": "4", "comment": "ครบ"}
        first = client.post(f"/reviewing/items/{mine.pk}/finish/", form)

        second = client.post(f"/reviewing/items/{mine.pk}/finish/", form)

        assert (first.status_code, second.status_code) == (302, 302)
        assert first["Location"] == second["Location"]

    def test_what_is_missing_is_said_on_the_page_with_what_was_typed(
        self, client: Client, mine: Assignment
    ) -> None:
        none = client.post(
            f"/reviewing/items/{mine.pk}/finish/",
            {"edit": "0", "mark": "", "comment": "ครบ"},
            follow=True,
        )
        low = client.post(
            f"/reviewing/items/{mine.pk}/finish/",
            {"edit": "1", "mark": "1", "comment": ""},
            follow=True,
        )
        again = client.get(f"/reviewing/items/{mine.pk}/").content.decode()

        for reply, words in ((none, "ยังไม่ได้ให้คะแนน"), (low, "ต้องมีความเห็น")):
            html = reply.content.decode()
            assert_strict_page(html)
            assert reply.redirect_chain == [(f"/reviewing/items/{mine.pk}/", 302)]
            assert words in html[html.index("error-summary") :]
        assert "error-summary" not in again

    def test_nothing_is_confirmed_before_the_screening(
        self, client: Client, mine: Assignment
    ) -> None:
        Screening.objects.update(state=ScreeningState.WAITING.value)

        reply = client.post(
            f"/reviewing/items/{mine.pk}/finish/",
            {"edit": "0", "mark": "4", "comment": "ครบ"},
            follow=True,
        )

        assert "ยังไม่ผ่านการกลั่นกรอง" in reply.content.decode()
        assert stored(mine) == ("4", "ครบ", "", 0)

    @pytest.mark.parametrize("button", ["save", "finish", "take-back"])
    def test_the_address_of_a_button_leads_to_its_item(
        self, client: Client, mine: Assignment, button: str
    ) -> None:
        reply = client.get(f"/reviewing/items/{mine.pk}/{button}/")

        assert (reply.status_code, reply["Location"]) == (302, f"/reviewing/items/{mine.pk}/")

    def test_stepping_into_another_office_says_that_this_one_is_finished(
        self, client: Client, world: PanelWorld, mine: Assignment
    ) -> None:
        Assignment.objects.filter(item__submission=world.submission(0)).exclude(pk=mine.pk).update(
            state=AssignmentState.WITHDRAWN.value
        )
        Assignment.objects.filter(item__submission=world.submission(1)).update(
            reviewer=world.reviewers[0]
        )

        reply = client.post(
            f"/reviewing/items/{mine.pk}/finish/",
            {"edit": "0", "mark": "4", "comment": ""},
            follow=True,
        )

        words = "ยืนยันคะแนนครบ 1 จาก 1 ข้อของ สพป.สมมติ 21 แล้ว ต่อไป: สพป.สมมติ 22"
        assert words in reply.content.decode()

    def test_before_the_screening_the_button_saves_and_leads_on(
        self, client: Client, world: PanelWorld, mine: Assignment
    ) -> None:
        Screening.objects.update(state=ScreeningState.WAITING.value)
        html = client.get(f"/reviewing/items/{mine.pk}/").content.decode()

        reply = client.post(
            f"/reviewing/items/{mine.pk}/save/",
            {"edit": "0", "mark": "4", "comment": "ครบ", "then": "next"},
        )

        assert "บันทึกไว้ แล้วไปข้อถัดไป" in html
        assert "ยืนยันคะแนน แล้วไปข้อถัดไป" not in html
        assert reply["Location"] == f"/reviewing/items/{world.assignment('2').pk}/"
        assert stored(mine) == ("4", "ครบ", "", 0)

    def test_a_mark_is_taken_back(self, client: Client, mine: Assignment) -> None:
        client.post(
            f"/reviewing/items/{mine.pk}/finish/", {"edit": "0", "mark": "4", "comment": ""}
        )

        reply = client.post(f"/reviewing/items/{mine.pk}/take-back/")

        mine.refresh_from_db()
        assert (reply.status_code, mine.state) == (302, AssignmentState.BEGUN)


class TestPhrases:
    def test_a_phrase_is_added_changed_and_removed(self, client: Client) -> None:
        client.post("/reviewing/phrases/new/", {"text": "{office} ทำครบ", "level": "5"})
        phrase = Phrase.objects.get()
        listed = client.get("/reviewing/phrases/?level=5").content.decode()
        client.post(f"/reviewing/phrases/{phrase.pk}/", {"text": "ทำครบแล้ว", "level": ""})
        changed = Phrase.objects.values_list("text", "level").get()
        client.post(f"/reviewing/phrases/{phrase.pk}/remove/")

        assert_strict_page(listed)
        assert "{office} ทำครบ" in listed
        assert changed == ("ทำครบแล้ว", None)
        assert not Phrase.objects.exists()

    def test_a_removed_phrase_can_be_brought_back(self, client: Client) -> None:
        client.post("/reviewing/phrases/new/", {"text": "ครบถ้วน", "level": "5"})
        phrase = Phrase.objects.get()

        page = client.post(f"/reviewing/phrases/{phrase.pk}/remove/", follow=True)
        later = client.get("/reviewing/phrases/")
        client.post("/reviewing/phrases/new/", {"text": "ครบถ้วน", "level": "5"})

        html = page.content.decode()
        assert_strict_page(html)
        assert page.context["removed"] == ["ครบถ้วน", "5"]
        assert "เลิกทำ" in html
        assert later.context["removed"] is None
        assert Phrase.objects.values_list("text", "level").get() == ("ครบถ้วน", 5)

    @pytest.mark.parametrize("text", ["", "ถึง สพป.สมมติ 21", "เรียน {ofice}"])
    def test_what_cannot_be_kept_comes_back_with_why(self, client: Client, text: str) -> None:
        reply = client.post("/reviewing/phrases/new/", {"text": text, "level": ""})
        by_script = client.post(
            "/reviewing/phrases/new/", {"text": text}, headers={"Accept": "application/json"}
        )

        html = reply.content.decode()
        assert_strict_page(html)
        assert reply.status_code == by_script.status_code == 422
        assert by_script.json()["error"] in html.replace("&quot;", '"')
        assert not Phrase.objects.exists()

    def test_a_script_hears_in_json(self, client: Client) -> None:
        reply = client.post(
            "/reviewing/phrases/new/",
            {"text": "ครบถ้วน", "level": "4"},
            headers={"Accept": "application/json"},
        )

        assert (reply.status_code, reply.json()) == (201, {"kept": True})

    def test_a_phrase_that_was_put_in_is_counted(self, client: Client) -> None:
        for text in ("ก่อน", "ใช้บ่อย"):
            client.post("/reviewing/phrases/new/", {"text": text, "level": ""})
        often = Phrase.objects.get(text="ใช้บ่อย")

        reply = client.post(f"/reviewing/phrases/{often.pk}/used/")

        listed = client.get("/reviewing/phrases/").content.decode()
        assert reply.status_code == 204
        assert listed.index("ใช้บ่อย") < listed.index("ก่อน")

    def test_anothers_phrase_is_nowhere(self, client: Client, world: PanelWorld) -> None:
        other = signed(world.reviewers[1].person)
        other.post("/reviewing/phrases/new/", {"text": "ของฉัน", "level": ""})
        phrase = Phrase.objects.get()

        codes = [
            client.get(f"/reviewing/phrases/{phrase.pk}/").status_code,
            client.post(f"/reviewing/phrases/{phrase.pk}/", {"text": "ก"}).status_code,
            client.post(f"/reviewing/phrases/{phrase.pk}/used/").status_code,
            client.post(f"/reviewing/phrases/{phrase.pk}/remove/").status_code,
        ]

        assert codes == [404, 404, 404, 302]
        assert Phrase.objects.get().text == "ของฉัน"

"""A reviewer's pages: what is theirs, beside what it is read, and nothing of anybody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from pages import assert_strict_page

from factories import client_for
from factories.panels import PanelWorld, give_item, make_panel_world
from factories.reporting import actor_of
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.reviews.evidence import evidence_seen_by
from tidtam.reviews.models import Assignment, Conflict, Panel, ReturnedItem, Screening
from tidtam.reviews.phrases import add_phrase
from tidtam.reviews.reviewing import finish, save_review
from tidtam.reviews.states import AssignmentState, PanelState, Purpose, ScreeningState
from tidtam.rounds.models import Evidence, Item, Round, Submission
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(offices=2, reviewers=2, doubled=("1",))


def signed(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(assignment: Assignment) -> str:
    return f"/reviewing/items/{assignment.pk}/"


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    assert_strict_page(html)
    return html


def marked(world: PanelWorld, assignment: Assignment, text: str = "4", comment: str = "") -> None:
    """The reviewer of an assignment gives a mark and confirms it."""
    by = actor_of(assignment.reviewer.person)
    saved = save_review(
        assignment.pk, seen_edit=0, answer=text, comment=comment, private_note="", by=by
    )
    finish(assignment, seen_edit=saved.edit, by=by)


class TestHome:
    def test_reviewers_land_on_their_list(self, world: PanelWorld) -> None:
        html = shown(signed(world.reviewers[0].person), "/reviewing/")

        assert "สพป.สมมติ 21" in html
        assert 'href="/reviewing/" aria-current="page"' in html
        assert "ทำข้อถัดไป" in html

    def test_nothing_given_says_what_will_happen(self, world: PanelWorld) -> None:
        html = shown(signed(world.nobody), "/reviewing/")

        assert "ยังไม่มีงานประเมิน" in html
        assert "ทำข้อถัดไป" not in html

    def test_progress_is_over_everything_given(self, world: PanelWorld) -> None:
        mine = world.assignment("2")
        marked(world, mine)
        total = Assignment.objects.filter(reviewer=world.reviewers[0]).count()

        html = shown(signed(world.reviewers[0].person), "/reviewing/")

        assert f"ให้คะแนนแล้ว 1 จาก {total} ข้อ ใน 2 เขต" in html

    def test_the_list_is_sifted(self, world: PanelWorld) -> None:
        Screening.objects.filter(submission=world.submission(0)).update(
            state=ScreeningState.WAITING.value
        )
        client = signed(world.reviewers[0].person)

        pages = {show: shown(client, f"/reviewing/?show={show}") for show in ("screen", "done")}

        assert "/reviewing/offices/" in pages["screen"]
        assert "ท่านเป็นผู้กลั่นกรอง" in pages["screen"]
        assert "ไม่มีเขตที่ตรงกับที่เลือก" in pages["done"]

    def test_the_next_item_is_one_that_can_be_confirmed(self, world: PanelWorld) -> None:
        Screening.objects.filter(submission=world.submission(0)).update(
            state=ScreeningState.WAITING.value
        )
        second = Assignment.objects.filter(
            reviewer=world.reviewers[0], item__submission=world.submission(1)
        ).first()
        assert second is not None

        html = shown(signed(world.reviewers[0].person), "/reviewing/")

        assert f'href="/reviewing/items/{second.pk}/">ทำข้อถัดไป' in html


class TestOffice:
    def test_the_items_of_an_office_with_my_marks(self, world: PanelWorld) -> None:
        marked(world, world.assignment("2"), "5", "")

        html = shown(
            signed(world.reviewers[0].person), f"/reviewing/offices/{world.submission().pk}/"
        )

        assert "ให้คะแนนแล้ว 1 จาก" in html
        assert html.count("level--5") == 1

    def test_anothers_office_is_nowhere(self, world: PanelWorld) -> None:
        Assignment.objects.filter(item__submission=world.submission(1)).exclude(
            reviewer=world.reviewers[1]
        ).delete()

        response = signed(world.reviewers[0].person).get(
            f"/reviewing/offices/{world.submission(1).pk}/"
        )

        assert response.status_code == 404


class TestItem:
    def test_answers_are_shown_as_the_office_reads_them(self, world: PanelWorld) -> None:
        html = shown(signed(world.reviewers[0].person), at(world.assignment("1")))

        assert '<div class="rich" lang="th"><p>ดำเนินการครบทุกโรงเรียน</p></div>' in html
        assert "12" in html

    def test_evidence_stands_with_where_its_links_lead(self, world: PanelWorld) -> None:
        url = "https://www.youtube.com/watch?v=1"
        Evidence.objects.create(
            item=world.item("1"),
            url=url,
            link_kind="video",
            name=url,
            added_at=clock.now(),
            added_by="ผู้รายงาน",
        )

        html = shown(signed(world.reviewers[0].person), at(world.assignment("1")))

        assert f'href="{url}" target="_blank" rel="noopener noreferrer nofollow"' in html
        assert "ลิงก์ไปที่ <strong>www.youtube.com</strong>" in html
        assert "<iframe" not in html

    def test_the_rubric_is_the_choice_of_marks(self, world: PanelWorld) -> None:
        html = shown(signed(world.reviewers[0].person), at(world.assignment("1")))

        values = [f'name="mark" value="{mark}"' for mark in ("5", "4", "3", "2", "1", "N/A")]
        assert [html.count(value) for value in values] == [1] * 6

    def test_last_rounds_mark_and_recommendation_stand_beside(self, world: PanelWorld) -> None:
        before = earlier_of(world)
        (instrument,) = instruments_of(before)
        office = world.offices[0].pk
        set_marks(instrument, changes=[MarkChange(office, "1", "3")], by=SYSTEM)
        set_recommendations(instrument, texts=[(office, "1", "ควรติดตามผลต่อ")], by=SYSTEM)

        html = shown(signed(world.reviewers[0].person), at(world.assignment("1")))

        section = html[html.index('id="before"') :]
        assert "level--3" in section[: section.index("</section>")]
        assert "ควรติดตามผลต่อ" in section

    def test_my_phrases_are_shown_with_the_offices_name(self, world: PanelWorld) -> None:
        add_phrase("{office} ดำเนินการครบ", level=5, by=world.by(0))
        add_phrase("ของผู้อื่น", by=world.by(1))

        html = shown(signed(world.reviewers[0].person), at(world.assignment("1")))

        assert 'data-insert="{office} ดำเนินการครบ"' in html
        assert ">สพป.สมมติ 21 ดำเนินการครบ</button>" in html
        assert "ของผู้อื่น" not in html

    def test_the_items_before_and_after_are_mine(self, world: PanelWorld) -> None:
        mine = list(
            Assignment.objects.filter(
                reviewer=world.reviewers[0], item__submission=world.submission(0)
            ).order_by("item__order")
        )

        html = shown(signed(world.reviewers[0].person), at(mine[1]))

        assert f'href="{at(mine[0])}" rel="prev"' in html
        assert f'href="{at(mine[2])}" rel="next"' in html
        assert f"ข้อที่ 2 จาก {len(mine)} ของเขตนี้" in html

    def test_a_report_not_screened_can_be_read_and_says_so(self, world: PanelWorld) -> None:
        Screening.objects.update(state=ScreeningState.WAITING.value)

        html = shown(signed(world.reviewers[0].person), at(world.assignment("1")))

        assert "ยืนยันได้เมื่อกลั่นกรองว่าครบถ้วนแล้ว" in html

    def test_a_confirmed_mark_can_only_be_read_until_it_is_taken_back(
        self, world: PanelWorld
    ) -> None:
        mine = world.assignment("2")
        marked(world, mine, "4", "ครบถ้วน")

        html = shown(signed(world.reviewers[0].person), at(mine))

        assert "นำกลับมาแก้</button>" in html
        assert 'data-part="comment" aria-describedby="comment-hint" readonly' in html
        assert "data-closed=" in html

    def test_a_calibration_item_needs_no_screening(self, world: PanelWorld) -> None:
        Panel.objects.update(state=PanelState.CALIBRATING.value)
        Screening.objects.all().delete()
        item = world.item("3")
        given = give_item(item, world.reviewers[1], seat=9, purpose=Purpose.CALIBRATE)

        html = shown(signed(world.reviewers[1].person), at(given))

        assert "ปรับเกณฑ์ร่วมกัน" in html
        assert "ยืนยันได้เมื่อกลั่นกรอง" not in html


class TestAnItemAtTheOffice:
    def test_what_its_director_has_not_approved_is_not_shown(self, world: PanelWorld) -> None:
        item, now = world.item("1"), clock.now()
        day = dt.timedelta(days=1)
        before, since = (
            Evidence.objects.create(
                item=item,
                url=f"https://example.org/{name}",
                name=f"https://example.org/{name}",
                added_at=moment,
                added_by="ผู้รายงาน",
            )
            for name, moment in (("before", now - 2 * day), ("since", now))
        )
        returned = ReturnedItem.objects.create(
            screening=world.screening(),
            item=item,
            missing="ขาดหลักฐาน",
            due_at=now + day,
            returned_at=now - day,
            returned_by="ผู้กลั่นกรอง",
        )
        Item.objects.filter(pk=item.pk).update(open_until=now + day)
        reviewer = world.reviewers[0].person

        away = shown(signed(reviewer), at(world.assignment("1")))
        open_away = set(evidence_seen_by(actor_of(reviewer)))
        ReturnedItem.objects.filter(pk=returned.pk).update(came_back_at=now)
        Item.objects.filter(pk=item.pk).update(open_until=None)
        back = shown(signed(reviewer), at(world.assignment("1")))

        assert "ข้อนี้อยู่ที่เขต ถึง" in away
        assert "ดำเนินการครบทุกโรงเรียน" not in away
        assert "example.org" not in away
        assert open_away == {before}
        assert "ดำเนินการครบทุกโรงเรียน" in back
        assert set(evidence_seen_by(actor_of(reviewer))) == {before, since}

    def test_the_list_says_whose_turn_it_is(self, world: PanelWorld) -> None:
        until = clock.now() + dt.timedelta(days=1)
        Screening.objects.filter(submission=world.submission()).update(
            state=ScreeningState.RETURNED.value
        )
        Item.objects.filter(pk=world.item("1").pk).update(open_until=until)
        client = signed(world.reviewers[0].person)

        away = shown(client, "/reviewing/")
        Item.objects.filter(pk=world.item("1").pk).update(open_until=None)
        back = shown(client, "/reviewing/")

        assert "อยู่ที่เขต ถึง" in away
        assert "กลั่นกรองรายงานถัดไป" not in away
        assert "ส่งกลับแล้ว รอท่าน" in back
        assert "กลั่นกรองรายงานถัดไป" in back


class TestOwnConflicts:
    def test_an_office_leads_to_declaring_with_its_name_filled_in(self, world: PanelWorld) -> None:
        client, code = signed(world.reviewers[0].person), world.offices[0].code

        html = shown(client, f"/reviewing/offices/{world.submission().pk}/")
        form = shown(client, f"/reviewing/conflicts/?office={code}")

        assert f'href="/reviewing/conflicts/?office={code}"' in html
        assert f'name="name" value="{code}"' in form

    def test_what_would_be_withdrawn_is_said_before_and_after(self, world: PanelWorld) -> None:
        marked(world, world.assignment("2"), "4")
        client, office = signed(world.reviewers[0].person), world.offices[0]
        held = Assignment.objects.filter(
            reviewer=world.reviewers[0], item__submission=world.submission()
        )
        count, given = held.count(), {"name": office.code, "reason": "ญาติ"}

        asked = client.post("/reviewing/conflicts/", given).content.decode()
        none = Conflict.objects.count()
        told = client.post("/reviewing/conflicts/", given | {"confirmed": "1"}, follow=True)

        assert f"{count} ข้อที่มอบให้ท่านจะถูกถอน ในนั้น 1 ข้อท่านยืนยันคะแนนแล้ว" in asked
        assert none == 0
        assert f"ถอน {count} ข้อออกจากรายการของท่านแล้ว" in told.content.decode()
        assert Conflict.objects.get().office == office

    def test_what_is_only_planned_is_asked_about_too(self, world: PanelWorld) -> None:
        Panel.objects.filter(pk=world.panel.pk).update(state=PanelState.PREPARING.value)
        client, office = signed(world.reviewers[0].person), world.offices[0]
        given = {"name": office.code, "reason": "ญาติ"}

        asked = client.post("/reviewing/conflicts/", given)
        none = Conflict.objects.count()
        done = client.post("/reviewing/conflicts/", given | {"confirmed": "1"})

        assert (asked.status_code, none, done.status_code) == (200, 0, 302)
        assert "ข้อที่เตรียมมอบให้ท่านจะถูกถอน" in asked.content.decode()
        assert office.short_th in asked.content.decode()
        assert Conflict.objects.get().office == office


class TestWhoSeesWhat:
    def test_the_other_marker_of_an_item_is_nowhere_on_the_page(self, world: PanelWorld) -> None:
        """Not the name, not that there is one, not what they gave."""
        other = world.assignment("1", seat=2)
        before = shown(signed(world.reviewers[0].person), at(world.assignment("1")))
        marked(world, other, "1", "ความเห็นของผู้ประเมินอีกคน ควรปรับปรุงการติดตาม")

        after = shown(signed(world.reviewers[0].person), at(world.assignment("1")))

        assert without_token(before) == without_token(after)
        assert world.reviewers[1].person.full_name not in after

    def test_anothers_assignment_is_nowhere(self, world: PanelWorld) -> None:
        response = signed(world.reviewers[0].person).get(at(world.assignment("1", seat=2)))

        assert response.status_code == 404

    def test_a_conflict_declared_late_closes_page_and_door(self, world: PanelWorld) -> None:
        mine, client = world.assignment("1"), signed(world.reviewers[0].person)
        before = client.get(at(mine)).status_code
        Conflict.objects.create(
            person=world.reviewers[0].person,
            office=world.offices[0],
            reason="เคยร่วมงาน",
            declared_at=clock.now(),
            declared_by="test",
        )

        after = [
            client.get(at(mine)).status_code,
            client.post(f"{at(mine)}finish/").status_code,
            client.get(f"/reviewing/offices/{world.submission().pk}/").status_code,
        ]

        assert (before, after) == (200, [404, 404, 404])

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.DIRECTOR])
    def test_the_office_sees_no_trace_of_it(self, world: PanelWorld, role: Role) -> None:
        """Its pages are the same letters before and after it was marked."""
        person = world.reporters[0] if role is Role.REPORTER else world.directors[0]
        client = signed(person)
        pages = (
            "/office/",
            f"/office/{world.round.code}/{world.offices[0].code}/",
            f"/office/items/{world.item('1').pk}/",
        )
        before = [without_token(client.get(page).content.decode()) for page in pages]
        marked(world, world.assignment("1"), "4", "ดีมาก")

        after = [without_token(client.get(page).content.decode()) for page in pages]

        assert before == after

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.CENTRAL_OFFICER, Role.MODERATOR])
    def test_the_pages_are_reviewers_only(self, world: PanelWorld, role: Role) -> None:
        agency = world.offices[0] if role is Role.REPORTER else None

        response = client_for(role, agency=agency).get("/reviewing/")

        assert response.status_code == 403


class TestQueries:
    @pytest.mark.parametrize(("address", "most"), [("/reviewing/", 12), ("office", 14)])
    def test_lists_ask_the_same_for_one_office_and_for_three(
        self, address: str, most: int, django_assert_max_num_queries: Any
    ) -> None:
        world = make_panel_world(offices=3, reviewers=2, doubled=())
        person = world.reviewers[0].person
        where = f"/reviewing/offices/{world.submission().pk}/" if address == "office" else address
        client = signed(person)
        own = Assignment.objects.filter(reviewer=world.reviewers[0])
        keys = list(own.values_list("pk", flat=True))
        own.exclude(pk=keys[0]).update(state=AssignmentState.WITHDRAWN.value)
        Screening.objects.exclude(submission=world.submission()).update(screener=None)
        few = count(client, where, django_assert_max_num_queries)
        Assignment.objects.filter(pk__in=keys).update(state=AssignmentState.GIVEN.value)
        Assignment.objects.exclude(pk__in=keys).update(reviewer=world.reviewers[0])

        many = count(client, where, django_assert_max_num_queries)

        assert few == many <= most

    def test_an_item_asks_the_same_with_one_piece_of_evidence_and_three(
        self, world: PanelWorld, django_assert_max_num_queries: Any
    ) -> None:
        client, mine = signed(world.reviewers[0].person), world.assignment("1")
        few = None
        for number in range(3):
            Evidence.objects.create(
                item=world.item("1"),
                url=f"https://a.example/{number}",
                name="a",
                added_at=clock.now(),
                added_by="a",
            )
            add_phrase(f"ข้อความ {number}", by=world.by(0))
            few = few or count(client, at(mine), django_assert_max_num_queries)

        many = count(client, at(mine), django_assert_max_num_queries)

        assert few == many <= 23


def count(client: Client, address: str, asked: Any) -> int:
    client.get(address)  # forms and frameworks are parsed once per process
    with asked(60) as captured:
        assert client.get(address).status_code == 200
    return len(captured.captured_queries)


def without_token(html: str) -> str:
    """A page without what differs between two calls of the same page."""
    lines = html.splitlines()
    return "\n".join(line for line in lines if "csrf" not in line.lower())


def earlier_of(world: PanelWorld) -> Round:
    """A round before the world's, of the same framework."""
    instrument = instruments_of(world.round)[0]
    before = Round.objects.create(
        code="before", fiscal_year=2565, period="12m", title_th="รอบก่อน", title_en="Before"
    )
    instrument.pk = None
    instrument.round = before
    instrument.save()
    Round.objects.filter(pk=world.round.pk).update(earlier=before)
    assert Submission.objects.filter(round=world.round).exists()
    assert Item.objects.filter(submission__round=before).count() == 0
    return before

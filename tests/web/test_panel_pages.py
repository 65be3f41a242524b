"""The bureau's pages of panels: lists, people, conflicts, moves, refusals, queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pages import assert_strict_page

from factories import client_for, make_person, make_small_round
from factories.panels import PanelWorld, give_item, make_panel_world, make_reviewer
from factories.reporting import make_open_round
from tidtam.people.roles import Role
from tidtam.reviews.models import Assignment, Conflict, Panel, Reviewer
from tidtam.reviews.states import PanelState
from tidtam.rounds.models import Item, Round
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "reviewers/",
    "conflicts/",
    "table/",
    "table/?flag=open",
    "table/?flag=double",
    "table/?region=8",
    "screening/",
    "progress/",
    "progress/?by=office&sort=open",
    "double/",
    "calibration/",
)


@pytest.fixture
def central() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(state=PanelState.PREPARING)


def at(world: PanelWorld, rest: str = "") -> str:
    return f"/panels/{world.round.code}/{rest}"


def text(response: HttpResponse) -> str:
    return response.content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


# ---------------------------------------------------------------- the list, the panel


def test_the_list_names_rounds_with_and_without_a_panel(central: Client, world: PanelWorld) -> None:
    other = make_open_round(offices=3, code="without")
    make_small_round(code="not-open")
    Round.objects.filter(pk=make_open_round(offices=3, code="published").pk).update(
        frozen_at=clock.now()
    )

    page = central.get("/panels/")

    assert_strict_page(text(page))
    assert [row.panel.round.code for row in page.context["rows"]] == [world.round.code]
    assert page.context["open_rounds"] == [other]
    assert f"/panels/{other.code}/make/" in text(page)


def test_an_empty_list_says_what_to_do(central: Client) -> None:
    page = text(central.get("/panels/"))
    chair = text(client_for(Role.CHAIR).get("/panels/"))

    assert "โปรดเปิดรอบก่อน" in page
    assert "/central/" in page
    assert "เมื่อส่วนกลางตั้งคณะผู้ประเมินของรอบแล้ว" in chair
    assert "make/" not in chair


@pytest.mark.parametrize("state", list(PanelState))
@pytest.mark.parametrize("role", [Role.CENTRAL_OFFICER, Role.MODERATOR, Role.CHAIR])
def test_every_page_of_a_panel_reads_in_every_state(role: Role, state: PanelState) -> None:
    world = make_panel_world(state=state)
    client = client_for(role)

    for rest in PAGES:
        page = client.get(at(world, rest))
        assert page.status_code == 200, rest
        assert_strict_page(text(page))


def test_a_panel_is_made_once_however_often_it_is_pressed(central: Client) -> None:
    make_open_round(offices=2, code="new")
    address = "/panels/new/make/"

    wrong = central.post(address, {"double_share": "101"})
    first = central.post(address, {"double_share": "30"})
    central.post(address, {"double_share": "50"})

    assert wrong.status_code == 422
    assert "0 ถึง 100" in text(wrong)
    assert (first.status_code, first["Location"]) == (302, "/panels/new/")
    assert list(Panel.objects.values_list("double_share", flat=True)) == [30]


def test_a_round_with_a_panel_leads_to_it(central: Client, world: PanelWorld) -> None:
    made = central.get(at(world, "make/"))

    assert made["Location"] == at(world)
    for address in ("/central/", reverse("central-plan", args=[world.round.code])):
        assert f'href="{at(world)}"' in text(central.get(address))


def test_an_open_seat_comes_before_the_reviewers_work(central: Client) -> None:
    world = make_panel_world()
    first = central.get(at(world)).context["step"]
    Assignment.objects.filter(pk=world.assignment("1").pk).update(
        state="withdrawn", withdrawn_at=clock.now()
    )

    second = central.get(at(world)).context["step"]

    assert (first.holder.th, first.ways[0].name) == ("ผู้ประเมิน", "panel-progress")
    assert "สตผ." in second.holder.th
    assert second.ways[0].name == "panel-rebalance"


def test_calibration_waits_for_a_report(central: Client) -> None:
    world = make_panel_world(submitted=0, state=PanelState.PREPARING)

    step = central.get(at(world)).context["step"]

    assert [way.name for way in step.ways] == ["panel-table", "panel-begin"]
    assert "ยังไม่มีเขตใดส่งรายงาน" in step.text.th


def test_a_round_that_is_not_open_gets_no_panel(central: Client) -> None:
    make_small_round(code="not-open")

    page = central.post("/panels/not-open/make/", {"double_share": "20"})

    assert page.status_code == 409
    assert "โปรดเปิดรอบก่อน" in text(page)
    assert not Panel.objects.exists()


def test_the_next_step_follows_the_state(central: Client) -> None:
    empty = make_panel_world(state=PanelState.PREPARING, reviewers=0, assigned=False)

    page = text(central.get(at(empty)))
    make_reviewer(empty.panel)
    with_people = text(central.get(at(empty)))

    assert "ยังไม่มีผู้ประเมินในคณะนี้" in page
    assert f'{at(empty, "reviewers/add/")}"' in page
    assert f'{at(empty, "proposal/")}"' in with_people


def test_a_moderator_is_offered_no_act(world: PanelWorld) -> None:
    page = text(client_for(Role.MODERATOR).get(at(world)))
    people = text(client_for(Role.MODERATOR).get(at(world, "reviewers/")))

    for act in ("begin/", "reviewers/add/", "rebalance/"):
        assert f'{at(world, act)}"' not in page + people


@pytest.mark.parametrize(
    "rest",
    ["reviewers/add/", "proposal/", "rebalance/", "begin/", "close/", "reopen/", "make/"],
)
def test_a_chair_is_refused_what_officers_do(world: PanelWorld, rest: str) -> None:
    assert client_for(Role.CHAIR).get(at(world, rest)).status_code == 403


@pytest.mark.parametrize("role", [Role.REVIEWER, None])
def test_a_reviewer_does_not_see_the_panel(world: PanelWorld, role: Role | None) -> None:
    for rest in PAGES:
        page = client_for(role).get(at(world, rest))
        assert page.status_code == (403 if role else 302), rest


# ---------------------------------------------------------------- the draw


def test_the_share_and_the_seed_change_until_marking_begins(
    central: Client, world: PanelWorld
) -> None:
    address = at(world, "double/")
    edit = world.fresh().edit

    done = central.post(address, {"double_share": "35", "seed": "ลูกเต๋า 7", "edit": edit})
    late = central.post(address, {"double_share": "40", "seed": "x", "edit": edit})

    assert done.status_code == 302
    assert late.status_code == 409
    assert "มีผู้แก้คณะผู้ประเมินนี้ไปก่อน" in text(late)
    assert (world.fresh().double_share, world.fresh().seed) == (35, "ลูกเต๋า 7")
    Panel.objects.update(state=PanelState.WORKING)
    assert 'name="seed"' not in text(central.get(address))
    assert "เปลี่ยนไม่ได้" in text(central.get(address))


def test_the_page_says_how_to_repeat_the_draw(central: Client, world: PanelWorld) -> None:
    assert f"{world.panel.seed}:1234" in text(central.get(at(world, "double/")))


# ---------------------------------------------------------------- reviewers


def test_several_people_are_added_at_once(central: Client, world: PanelWorld) -> None:
    people = [world.nobody, make_person(Role.REVIEWER)]
    given = {
        "person": [str(each.pk) for each in people],
        "fields_known": ["qp"],
        "regions": ["8"],
        "capacity": "40",
        "edit": world.fresh().edit,
    }
    shown = central.get(at(world, "reviewers/add/"))

    page = central.post(at(world, "reviewers/add/"), given)

    assert {each.pk for each, _ticked, _left in shown.context["candidates"]} == {
        each.pk for each in people
    }
    assert page.status_code == 302
    added = Reviewer.objects.filter(panel=world.panel, person__in=people)
    assert [(each.fields, each.regions, each.capacity) for each in added] == [
        (["qp"], ["8"], 40)
    ] * 2


def test_people_to_add_are_found_by_name(central: Client, world: PanelWorld) -> None:
    name = world.nobody.full_name

    found = central.get(at(world, "reviewers/add/"), {"q": name}).context["candidates"]
    none = text(central.get(at(world, "reviewers/add/"), {"q": "ไม่มีชื่อนี้"}))

    assert [each.full_name for each, _ticked, _left in found] == [name]
    assert "/people/invite/" in none


def test_adding_nobody_or_too_little_says_so_in_its_place(
    central: Client, world: PanelWorld
) -> None:
    page = central.post(at(world, "reviewers/add/"), {"capacity": "0", "edit": world.fresh().edit})

    assert page.status_code == 422
    assert "เลือกผู้ประเมินอย่างน้อยหนึ่งคน" in text(page)
    assert "ใส่จำนวนตั้งแต่ 1 ข้อ" in text(page)


def test_two_officers_add_at_once(central: Client, world: PanelWorld) -> None:
    seen = world.fresh().edit
    given = {"person": [str(world.nobody.pk)], "capacity": "40", "edit": seen}
    central.post(at(world, "double/"), {"double_share": "5", "seed": "a", "edit": seen})

    page = central.post(at(world, "reviewers/add/"), given)

    assert page.status_code == 409
    assert "มีผู้แก้คณะผู้ประเมินนี้ไปก่อน" in text(page)
    assert f'value="{world.nobody.pk}" id="id_person" checked' in text(page)
    again = central.post(at(world, "reviewers/add/"), given | {"edit": world.fresh().edit})
    assert again.status_code == 302


def test_a_reviewer_is_changed(central: Client, world: PanelWorld) -> None:
    one = world.reviewers[0]
    address = at(world, f"reviewers/{one.pk}/")

    page = central.get(address)
    done = central.post(
        address, {"capacity": "7", "fields_known": ["qp"], "edit": world.fresh().edit}
    )

    assert_strict_page(text(page))
    assert done.status_code == 302
    one.refresh_from_db()
    assert (one.capacity, one.fields, one.regions) == (7, ["qp"], [])
    assert "เกิน" in text(central.get(at(world, "reviewers/")))


def test_a_reviewer_of_another_panel_is_not_there(central: Client, world: PanelWorld) -> None:
    other = make_panel_world(offices=3, assigned=False)

    page = central.get(at(world, f"reviewers/{other.reviewers[0].pk}/"))

    assert page.status_code == 404


def test_who_leaves_says_why_and_others_are_proposed(central: Client) -> None:
    world = make_panel_world(state=PanelState.WORKING)
    one = world.reviewers[0]
    address = at(world, f"reviewers/{one.pk}/leave/")

    empty = central.post(address, {"edit": world.fresh().edit})
    done = central.post(address, {"reason": "ลาป่วย", "edit": world.fresh().edit})

    assert empty.status_code == 422
    assert (done.status_code, done["Location"]) == (302, at(world, "rebalance/"))
    preview = central.get(at(world, "rebalance/?show=1"))
    assert preview.context["changes"].given > 0
    assert preview.context["changes"].taken == 0
    used = central.post(at(world, "rebalance/"), {"digest": preview.context["digest"]})
    assert used["Location"] == at(world, "table/")
    listed = text(central.get(at(world, "reviewers/")))
    assert "ถอนตัวแล้ว" in listed
    assert "ลาป่วย" in listed
    assert "ถอนตัวไปแล้ว" in text(central.get(address))


@pytest.mark.parametrize("rest", PAGES)
def test_pages_ask_as_often_for_three_reviewers_as_for_one(central: Client, rest: str) -> None:
    counts = [
        queries(central, at(make_panel_world(offices=3, reviewers=number), rest))
        for number in (1, 3)
    ]

    assert counts[0] == counts[1]
    assert counts[0] <= 40


@pytest.mark.parametrize("rest", ["table/", "screening/", "progress/?by=office", "calibration/"])
def test_pages_ask_as_often_for_five_offices_as_for_two(central: Client, rest: str) -> None:
    counts = [
        queries(central, at(make_panel_world(offices=number, submitted=2), rest))
        for number in (2, 5)
    ]

    assert counts[0] == counts[1]


def test_the_list_asks_as_often_for_three_panels_as_for_one(central: Client) -> None:
    make_panel_world(offices=2)
    one = queries(central, "/panels/")
    make_panel_world(offices=2)
    make_panel_world(offices=2)

    assert queries(central, "/panels/") == one


# ---------------------------------------------------------------- screeners


def test_the_bureau_chooses_who_screens_a_report(central: Client) -> None:
    world = make_panel_world(submitted=2)
    page = central.get(at(world, "screening/"))
    address = at(world, f"screening/{world.submission(0).pk}/")
    other = world.reviewers[2]

    form = central.get(address)
    done = central.post(address, {"reviewer": str(other.pk), "edit": world.fresh().edit})
    late = central.post(address, {"reviewer": "", "edit": 0})

    shown = {row.office: row.screening.screener for row, _tone in page.context["rows"]}
    assert shown == dict(zip(world.offices, world.reviewers, strict=True))
    assert (page.context["complete"], page.context["missing"]) == (2, 1)
    assert f"/reviewing/offices/{world.submission(0).pk}/screening/" in text(page)
    assert_strict_page(text(page))
    assert_strict_page(text(form))
    assert (done.status_code, late.status_code) == (302, 409)
    assert world.screening(0).screener == other


def test_a_screener_has_no_conflict_with_the_office(central: Client) -> None:
    world = make_panel_world()
    Conflict.objects.create(
        person=world.reviewers[2].person,
        office=world.offices[0],
        reason="ญาติ",
        declared_at=clock.now(),
        declared_by="test",
    )
    address = at(world, f"screening/{world.submission(0).pk}/")

    refused = central.post(
        address, {"reviewer": str(world.reviewers[2].pk), "edit": world.fresh().edit}
    )

    assert refused.status_code == 422
    assert world.screening(0).screener == world.reviewers[0]
    head = client_for(Role.MODERATOR)
    assert head.get(at(world, "screening/")).status_code == 200
    assert head.get(address).status_code == 403
    assert central.get(at(world, "screening/0/")).status_code == 404


# ---------------------------------------------------------------- conflicts


def test_the_bureau_declares_and_ends_a_conflict(central: Client, world: PanelWorld) -> None:
    one, office = world.reviewers[0], world.offices[0]
    given = {"person": str(one.person_id), "name": office.short_th, "reason": "เคยเป็นที่ปรึกษา"}

    told = central.post(at(world, "conflicts/"), given)
    assert not Conflict.objects.exists()
    done = central.post(at(world, "conflicts/"), given | {"confirmed": "1"})

    conflict = Conflict.objects.get()
    assert (told.status_code, done.status_code) == (200, 302)
    assert (conflict.person_id, conflict.office_id, conflict.ended_at) == (
        one.person_id,
        office.pk,
        None,
    )
    end = at(world, f"conflicts/{conflict.pk}/end/")
    assert central.post(end, {}).status_code == 422
    assert central.post(end, {"reason": "ไม่เป็นจริงแล้ว"}).status_code == 302
    listed = text(central.get(at(world, f"conflicts/?person={one.person_id}")))
    assert "สิ้นสุดแล้ว" in listed
    assert "ไม่เป็นจริงแล้ว" in listed


def test_a_conflict_names_the_seats_that_fall_open_in_every_round(
    central: Client, world: PanelWorld
) -> None:
    one, office = world.reviewers[0], world.offices[0]
    other = make_open_round(offices=3, code="other")
    panel = Panel.objects.create(round=other, seed="x", made_at=clock.now(), made_by="test")
    item = Item.objects.filter(submission__round=other, submission__office=office).first()
    assert item is not None
    give_item(item, make_reviewer(panel, person=one.person))
    own = Assignment.objects.filter(reviewer=one, item__submission__office=office).count()
    given = {"person": str(one.person_id), "name": office.code, "reason": "ญาติ"}

    told = central.post(at(world, "conflicts/"), given)
    after = central.post(at(world, "conflicts/"), given | {"confirmed": "1"}, follow=True)

    for key, page in (("falling", told), ("fallen", after)):
        rows = [(each.panel, each.seats, each.offices) for each in page.context[key]]
        assert rows == [(world.panel, own, (office,)), (panel, 1, (office,))]
        assert_strict_page(text(page))
        assert f"/panels/{other.code}/rebalance/" in text(page)
    listed = central.get(at(world, f"conflicts/?declared={Conflict.objects.get().pk}"))
    assert len(listed.context["fallen"]) == 2


def test_a_name_that_several_offices_have_is_chosen_from_a_list(
    central: Client, world: PanelWorld
) -> None:
    given = {"person": str(world.reviewers[0].person_id), "name": "สมมติ", "reason": "ญาติ"}

    page = central.post(at(world, "conflicts/"), given)

    assert page.status_code == 422
    assert f'value="{world.offices[0].code}"' in text(page)
    assert not Conflict.objects.exists()


def test_a_reviewer_declares_their_own_for_a_province(world: PanelWorld) -> None:
    client = Client()
    client.force_login(world.reviewers[1].person)
    before = Assignment.objects.filter(reviewer=world.reviewers[1]).exclude(state="withdrawn")
    assert before.exists()

    given = {"province": "TH-22", "reason": "ญาติทำงานในจังหวัดนี้"}
    asked = client.post("/reviewing/conflicts/", given)
    page = client.post("/reviewing/conflicts/", given | {"confirmed": "1"})
    neither = client.post("/reviewing/conflicts/", {"reason": "ญาติ"})

    assert (asked.status_code, page.status_code, neither.status_code) == (200, 302, 422)
    assert_strict_page(text(asked))
    assert "อย่างใดอย่างหนึ่ง" in text(neither)
    conflict = Conflict.objects.get()
    assert (conflict.person, conflict.province.code) == (world.reviewers[1].person, "TH-22")
    assert_strict_page(text(client.get("/reviewing/conflicts/")))


def test_a_reviewer_sees_only_their_own_conflicts(world: PanelWorld) -> None:
    for number in (0, 1):
        client = Client()
        client.force_login(world.reviewers[number].person)
        client.post("/reviewing/conflicts/", {"province": "TH-23", "reason": f"เหตุที่ {number}"})

    mine = text(client.get("/reviewing/conflicts/"))

    assert "เหตุที่ 1" in mine
    assert "เหตุที่ 0" not in mine


def test_a_moderator_reads_conflicts_but_declares_none(world: PanelWorld) -> None:
    client = client_for(Role.MODERATOR)

    page = client.get(at(world, "conflicts/"))
    given = {"person": str(world.reviewers[0].person_id), "province": "TH-22", "reason": "x"}

    assert page.context["form"] is None
    client.post(at(world, "conflicts/"), given)
    assert not Conflict.objects.exists()

"""The appeals of a round for the bureau and the panel's heads: read, given away, raised."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page, assert_strict_part
from pytest_django import DjangoAssertNumQueries

from factories import client_for, make_person
from factories.appeals import ADVICE, REASON, WHY, Appealing, appealing
from factories.panels import PanelWorld, add_post, make_panel_world
from tidtam.appeals.actions import give
from tidtam.appeals.errors import AppealNotFound
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import AppealState
from tidtam.orgs.queries import regions_by_code
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.conflicts import declare_conflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Appealing:
    return appealing()


@pytest.fixture
def moderator(world: Appealing) -> Client:
    return browser_of(world.world.moderator)


@pytest.fixture
def officer(world: Appealing) -> Client:
    return browser_of(world.world.officer)


def desk(world: Appealing, name: str = "central-appeals") -> str:
    return reverse(name, args=[world.round.code])


def page_of(client: Client, path: str, *, status: int = 200, language: str = "th") -> str:
    client.cookies["django_language"] = language
    reply = client.get(path)
    assert reply.status_code == status
    assert_strict_page(reply.content.decode(), language=language)
    return words_of(reply)  # type: ignore[arg-type]


def at(name: str, appeal: Appeal) -> str:
    return reverse(name, args=[appeal.pk])


# ---------------------------------------------------------------- who gets in


@pytest.mark.parametrize("who", ["moderator", "chair", "officer"])
def test_the_bureau_and_the_heads_read_list_and_appeal(world: Appealing, who: str) -> None:
    appeal = world.given()
    client = browser_of(getattr(world.world, who))

    listed = page_of(client, desk(world))
    one = page_of(client, at("appeal", appeal))

    assert world.decider.full_name in listed
    assert all(words in one for words in (REASON, world.decider.full_name, ADVICE))
    assert f"ผู้ประเมินคนที่ 1 {world.world.reviewers[0].person.full_name}" in one
    assert client.get(desk(world))["Cache-Control"] == "private, no-store"


def test_the_heads_read_both_marks_the_reason_and_who_decided(
    world: Appealing, moderator: Client
) -> None:
    appeal = world.decided()

    page = page_of(moderator, at("appeal", appeal))

    assert "เดิม 4 ดีมาก" in page
    assert "ใหม่ 5 ดีเยี่ยม" in page
    assert WHY in page
    assert world.decider.full_name in page
    assert "มอบผู้พิจารณา" not in page


def test_nobody_else_reads_or_gives(world: Appealing) -> None:
    appeal = world.sent()
    people = [world.world.reporters[0], world.world.directors[0], world.decider]

    for person in people:
        client = browser_of(person)
        for path in (desk(world), desk(world, "appeals-give"), at("appeal", appeal)):
            assert client.get(path).status_code == 403
        assert client.post(at("appeal-give", appeal), {"decider": "1"}).status_code == 403
    assert Client().get(desk(world)).status_code == 302
    assert world.fresh(appeal).state == AppealState.SENT


def test_what_an_office_still_writes_is_its_own(world: Appealing, officer: Client) -> None:
    appeal = world.begun()

    assert REASON not in page_of(officer, desk(world))
    assert officer.get(at("appeal", appeal)).status_code == 404


# ---------------------------------------------------------------- the list


def test_the_list_counts_and_says_how_long_it_is_open(world: Appealing, moderator: Client) -> None:
    world.sent("1")
    world.given("2")
    world.decided("3")

    page = page_of(moderator, desk(world))

    assert all(
        words in page
        for words in (
            "1 รอมอบผู้พิจารณา",
            "1 อยู่ระหว่างพิจารณา",
            "1 พิจารณาแล้ว",
            "เปลี่ยนคะแนน 1 เรื่อง",
            "ยังไม่อยู่ในผลที่ประกาศ 1 เรื่อง",
            "เหลือ 14 วัน",
            "แสดง 3 จาก 3 เรื่อง",
        )
    )


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"state": "sent"}, 1),
        ({"state": "given"}, 1),
        ({"state": "withdrawn"}, 0),
        ({"indicator": "OP 1"}, 0),
        ({"region": "17"}, 0),
    ],
)
def test_the_filter_narrows_the_list(
    world: Appealing, moderator: Client, asked: dict[str, str], shown: int
) -> None:
    world.sent("1")
    world.given("2")

    part = moderator.get(desk(world), asked, headers={"HX-Request": "true"})

    text = part.content.decode()
    assert_strict_part(text)
    assert f"แสดง {shown} จาก 2 เรื่อง" in text
    assert ("ไม่มีคำทักท้วงตามตัวกรองนี้" in text) is (shown == 0)


def test_the_list_says_where_the_decider_must_not_decide_any_more(
    world: Appealing, moderator: Client
) -> None:
    world.given()
    assert "ต้องมอบผู้อื่น" not in page_of(moderator, desk(world))

    declare_conflict(world.decider, office=world.office, reason="ญาติ", by=world.officer)

    assert "ต้องมอบผู้อื่น: แจ้งส่วนได้เสียไว้" in page_of(moderator, desk(world))


def test_one_region_is_filtered_by_its_code(world: Appealing, moderator: Client) -> None:
    world.sent("1")
    region = regions_by_code([world.office])[world.office.code][0].code

    here = moderator.get(desk(world), {"region": region})

    assert "แสดง 1 จาก 1 เรื่อง" in here.content.decode()


def test_one_indicator_is_filtered_by_its_name(world: Appealing, moderator: Client) -> None:
    world.sent("1")
    world.sent("2")
    label = page_of(moderator, desk(world)).split("แสดง 2 จาก 2 เรื่อง")[1]
    name = "QP 1" if "QP 1" in label else "OP 1"

    part = moderator.get(desk(world), {"indicator": name}, headers={"HX-Request": "true"})

    assert "แสดง 1 จาก 2 เรื่อง" in part.content.decode()


def test_empty_lists_say_when_there_will_be_some(world: Appealing, moderator: Client) -> None:
    assert "ยังไม่มีคำทักท้วง" in page_of(moderator, desk(world))
    assert moderator.get(reverse("appeals"))["Location"] == desk(world)
    assert moderator.get("/appeals/no-such-round/").status_code == 404


def test_without_any_published_round_there_is_nothing_to_appeal() -> None:
    assert "ยังไม่มีคำทักท้วง เพราะผลยังไม่ประกาศ" in page_of(client_for(Role.CHAIR), reverse("appeals"))


def test_before_publication_the_list_says_so() -> None:
    world: PanelWorld = make_panel_world(offices=2)
    path = reverse("central-appeals", args=[world.round.code])

    assert "เพราะผลยังไม่ประกาศ" in page_of(browser_of(world.moderator), path)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    world: Appealing,
    moderator: Client,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for code in ("1", "2", "3")[:count]:
        world.given(code)
    moderator.get(desk(world))

    with django_assert_num_queries(24):
        moderator.get(desk(world))


# ---------------------------------------------------------------- giving


def test_an_appeal_is_given_to_somebody_who_may_have_it(
    world: Appealing, moderator: Client
) -> None:
    appeal = world.sent()

    page = page_of(moderator, at("appeal", appeal))
    reply = moderator.post(
        at("appeal-give", appeal), {"decider": str(world.decider.pk), "seen": "0"}
    )

    assert "เคยได้รับมอบให้ประเมินข้อนี้" in page
    assert reply["Location"] == at("appeal", appeal)
    assert world.fresh(appeal).decider == world.decider


def test_nobody_chosen_or_somebody_barred_is_told(world: Appealing, moderator: Client) -> None:
    appeal = world.sent()
    marker = world.world.reviewers[0].person

    none = moderator.post(at("appeal-give", appeal), {})
    barred = moderator.post(at("appeal-give", appeal), {"decider": str(marker.pk), "seen": "0"})

    assert (none.status_code, barred.status_code) == (422, 422)
    assert_strict_page(barred.content.decode())
    assert "ยังไม่ได้เลือกผู้พิจารณา" in none.content.decode()
    assert "พิจารณาคำทักท้วงนี้ไม่ได้" in barred.content.decode()
    assert world.fresh(appeal).decider is None


def test_of_two_givers_the_second_sees_who_has_it(world: Appealing, moderator: Client) -> None:
    appeal = world.given()
    other = make_person(Role.REVIEWER)

    reply = moderator.post(at("appeal-give", appeal), {"decider": str(other.pk), "seen": "0"})

    assert reply.status_code == 409
    assert world.decider.full_name in reply.content.decode()
    assert world.fresh(appeal).decider == world.decider


def test_many_are_given_at_once_and_what_is_refused_is_told(
    world: Appealing, moderator: Client
) -> None:
    first, second = world.sent("1"), world.sent("2")
    marker: Person = world.world.reviewers[1].person
    keys = {"appeal": [str(first.pk), str(second.pk)]}

    asked = page_of(
        moderator, f"{desk(world, 'appeals-give')}?appeal={first.pk}&appeal={second.pk}"
    )
    moderator.post(desk(world, "appeals-give"), keys | {"decider": str(world.decider.pk)})
    barred = moderator.post(
        desk(world, "appeals-give"), keys | {"decider": str(marker.pk)}, follow=True
    )

    assert "เรื่องที่เลือก (2)" in asked
    assert {world.fresh(each).decider for each in (first, second)} == {world.decider}
    assert "เคยได้รับมอบให้ประเมินข้อนี้" in barred.content.decode()


def test_giving_without_a_choice_asks_again(world: Appealing, moderator: Client) -> None:
    appeal = world.sent()

    nothing = page_of(moderator, desk(world, "appeals-give"))
    reply = moderator.post(desk(world, "appeals-give"), {"appeal": str(appeal.pk)})

    assert "ยังไม่ได้เลือกเรื่อง" in nothing
    assert reply.status_code == 422
    assert_strict_page(reply.content.decode())


# ---------------------------------------------------------------- raising


def test_the_bureau_raises_one_for_an_office(world: Appealing, officer: Client) -> None:
    path, office = desk(world, "appeals-raise"), world.world.offices[1]

    first = page_of(officer, path)
    second = page_of(officer, f"{path}?name={office.short_th}")
    reply = officer.post(
        path, {"name": office.code, "item": str(world.item("2", office=1).pk), "reason": REASON}
    )

    made = Appeal.objects.get()
    assert "ชื่อหรือรหัสเขต" in first
    assert office.name_th in second
    assert reply["Location"] == at("appeal", made)
    assert (made.is_for_the_office, made.state) == (True, AppealState.SENT)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"item": "0", "reason": REASON}, "ยังไม่ได้เลือกข้อ"),
        ({"reason": "สั้น"}, "ควรมีอย่างน้อย 20 ตัวอักษร"),
    ],
)
def test_what_cannot_be_raised_is_told_and_nothing_typed_is_lost(
    world: Appealing, officer: Client, sent: dict[str, str], words: str
) -> None:
    given = {"name": world.office.code, "item": str(world.item("2").pk)} | sent

    reply = officer.post(desk(world, "appeals-raise"), given)

    page = reply.content.decode()
    assert reply.status_code == 422
    assert_strict_page(page)
    assert words in page
    assert sent["reason"] in page
    assert Appeal.objects.count() == 0


def test_an_unknown_office_is_asked_again(world: Appealing, officer: Client) -> None:
    page = page_of(officer, f"{desk(world, 'appeals-raise')}?name=ไม่มีเขตนี้แน่นอน")

    assert "ไม่พบเขตชื่อนี้ในทะเบียน" in page


def test_only_the_bureau_raises(world: Appealing, moderator: Client) -> None:
    assert moderator.get(desk(world, "appeals-raise")).status_code == 403
    assert "เปิดคำทักท้วงให้เขต" not in page_of(moderator, desk(world))


def test_a_director_with_a_heads_post_reads_the_own_appeal_as_the_office_does(
    world: Appealing,
) -> None:
    appeal = world.given()
    director = world.world.directors[0]
    add_post(director, Role.CHAIR)
    client = browser_of(director)

    listed = page_of(client, desk(world))
    given = client.post(at("appeal-give", appeal), {"decider": str(world.decider.pk), "seen": "0"})

    assert world.decider.full_name not in listed
    assert client.get(at("appeal", appeal)).status_code == 404
    assert given.status_code == 404
    with pytest.raises(AppealNotFound):
        give(appeal, decider=make_person(Role.REVIEWER), by=actor_for(director))
    assert world.fresh(appeal).decider == world.decider

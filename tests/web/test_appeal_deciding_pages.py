"""What somebody is given to decide: their list, the page, the decision, the evidence behind it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page, assert_strict_part
from pytest_django import DjangoAssertNumQueries

from factories import client_for
from factories.appeals import ADVICE, REASON, WHY, Appealing, appealing
from factories.moderating import official
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import AppealState, Outcome
from tidtam.people.roles import Role
from tidtam.rounds.models import Evidence
from tidtam.shared import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Appealing:
    return appealing()


@pytest.fixture
def officer(world: Appealing) -> Client:
    return browser_of(world.world.officer)


@pytest.fixture
def decider(world: Appealing) -> Client:
    return browser_of(world.decider)


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


def deciding(**more: str) -> dict[str, str]:
    """The form of a decision; the recommendation stays, and is said to fit."""
    form = {"kind": "changed", "mark": "5", "reason": WHY, "comment": ADVICE, "still_fits": "yes"}
    return form | more


def test_the_decider_reads_everything_but_who_marked_before(
    world: Appealing, decider: Client
) -> None:
    appeal = world.given()
    names = [each.person.full_name for each in world.world.reviewers]

    listed = page_of(decider, reverse("reviewing-appeals"))
    reply = decider.get(at("appeal-decide", appeal))
    raw = reply.content.decode()

    assert "รอท่านพิจารณา (1)" in listed
    assert all(words in raw for words in (REASON, ADVICE, "หลักฐานที่อยู่ในรายงาน"))
    assert [name for name in names if name in raw] == []


def test_a_decision_is_shown_once_more_then_saved_and_read_only(
    world: Appealing, decider: Client
) -> None:
    appeal = world.given()

    asked = decider.post(at("appeal-decide", appeal), deciding())
    back = decider.post(at("appeal-decide", appeal), deciding(act="edit"))
    unsaved = world.fresh(appeal).state
    saved = decider.post(at("appeal-decide", appeal), deciding(act="save"))
    page = page_of(decider, at("appeal-decide", appeal))

    assert_strict_page(asked.content.decode())
    assert "เขตจะอ่านตามนี้" in asked.content.decode()
    assert WHY in back.content.decode()
    assert unsaved == AppealState.GIVEN
    assert saved["Location"] == at("appeal-decide", appeal)
    held = world.fresh(appeal)
    assert (held.outcome, held.before, held.answer) == (Outcome.CHANGED, "4", "5")
    assert official(world.world)["1"] == "5"
    assert WHY in page
    assert "ตรวจก่อนบันทึก" not in page


def test_the_name_of_the_office_stands_in_what_it_will_read(
    world: Appealing, decider: Client
) -> None:
    appeal = world.given()
    sent = deciding(comment="{office} ดำเนินการครบถ้วน ขอให้รักษาระดับไว้")

    page = decider.post(at("appeal-decide", appeal), sent).content.decode()

    name = appeal.item.submission.office.short_th
    assert f">{name} ดำเนินการครบถ้วน ขอให้รักษาระดับไว้<" in page


def test_a_mark_that_stands_needs_no_new_mark(world: Appealing, decider: Client) -> None:
    appeal = world.given()

    decider.post(at("appeal-decide", appeal), deciding(kind="kept", mark="", act="save"))

    assert world.fresh(appeal).outcome == Outcome.KEPT


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": ""}, "ยังไม่ได้เลือกว่าคงหรือเปลี่ยนคะแนน"),
        ({"mark": ""}, "ยังไม่ได้เลือกคะแนนใหม่"),
        ({"mark": "เก้า"}, "เก้า"),
        ({"reason": " "}, "ยังไม่ได้เขียนเหตุผล"),
    ],
)
def test_what_a_decision_lacks_is_told_and_what_was_typed_stays(
    world: Appealing, decider: Client, sent: dict[str, str], words: str
) -> None:
    appeal = world.given()

    reply = decider.post(at("appeal-decide", appeal), deciding(**sent))

    page = reply.content.decode()
    assert reply.status_code == 422
    assert_strict_page(page)
    assert words in page
    assert deciding(**sent)["reason"] in page
    assert world.fresh(appeal).state == AppealState.GIVEN


@pytest.mark.parametrize("act", ["", "save"])
@pytest.mark.parametrize(
    ("sent", "at", "words"),
    [
        ({"reason": "สั้นไป"}, "reason", "ควรมีอย่างน้อย 20 ตัวอักษร"),
        ({"mark": "4"}, "mark", "คะแนนเท่าเดิม"),
        ({"reason": f"{WHY} {{ชื่อเขต}}"}, "reason", "เหตุผลมีคำว่า"),
        ({"reason": "{other} ควรดำเนินการต่อให้ครบทุกโรงเรียน"}, "reason", "เหตุผลมีคำว่า"),
        ({"reason": f"{WHY} พิจารณาโดย {{decider}}"}, "reason", "เหตุผลมีชื่อของท่าน"),
        ({"comment": "ควรติดตามผลของ{other}ต่อไป"}, "comment", "ข้อเสนอแนะมีคำว่า"),
        ({"comment": "ควรเขียน {ชื่อเขต} ให้ถูกต้อง"}, "comment", "ข้อเสนอแนะมีคำว่า"),
        ({"mark": "2", "comment": ""}, "comment", "ต้องมีข้อเสนอแนะ"),
        ({"kind": "kept", "comment": "ควรทำต่อ"}, "comment", "คืนข้อความเดิม"),
        ({"reason": "ก" * 5_001}, "reason", "เกิน 5,000 ตัวอักษร"),
        ({"comment": "ก" * 4_999 + "{office}"}, "comment", "เกิน 5,000 ตัวอักษร"),
    ],
)
def test_what_saving_refuses_is_refused_before_the_check_page_at_its_field(
    world: Appealing, decider: Client, sent: dict[str, str], at: str, words: str, act: str
) -> None:
    appeal = world.given()
    other, name = world.world.offices[1].short_th, world.decider.full_name
    typed = {
        key: text.replace("{other}", other).replace("{decider}", name) for key, text in sent.items()
    }

    reply = decider.post(reverse("appeal-decide", args=[appeal.pk]), deciding(act=act, **typed))

    page = reply.content.decode()
    assert reply.status_code == 422
    assert_strict_page(page)
    assert f'<a href="#{at}">' in page
    assert words in page.split(f'id="{at}-error">', 1)[1].split("</span>", 1)[0]
    assert world.fresh(appeal).state == AppealState.GIVEN


def test_the_old_recommendation_is_read_and_ticked_beside_a_new_mark(
    world: Appealing, decider: Client
) -> None:
    appeal = world.given()
    path = at("appeal-decide", appeal)

    asked = decider.post(path, deciding(still_fits=""))
    refused = decider.post(path, deciding(act="save", still_fits=""))
    unsaved = world.fresh(appeal).state
    decider.post(path, deciding(act="save"))

    page = asked.content.decode()
    assert "ข้อเสนอแนะเดิม ซึ่งจะคงไว้" in words_of(asked)  # type: ignore[arg-type]
    assert f">{ADVICE}</dd>" in page
    assert 'name="still_fits"' in page
    assert "still-fits-error" not in page
    again = refused.content.decode()
    assert refused.status_code == 422
    assert_strict_page(again)
    assert '<a href="#still-fits">ข้อเสนอแนะเดิมเขียนไว้กับคะแนนเดิม' in again
    assert 'id="still-fits-error">ข้อเสนอแนะเดิมเขียนไว้กับคะแนนเดิม' in again
    assert unsaved == AppealState.GIVEN
    assert world.fresh(appeal).state == AppealState.DECIDED


@pytest.mark.parametrize(
    ("item", "sent"),
    [
        ("1", {"comment": "ควรรักษาระดับไว้และเผยแพร่วิธีทำงาน"}),
        ("1", {"comment": ""}),
        ("1", {"kind": "kept", "mark": ""}),
        ("2", {"comment": ""}),  # there is none
    ],
)
def test_nothing_is_to_be_ticked_where_no_old_advice_stands_beside_a_new_mark(
    world: Appealing, decider: Client, item: str, sent: dict[str, str]
) -> None:
    appeal = world.given(item)
    form = deciding(still_fits="", **sent)

    asked = decider.post(at("appeal-decide", appeal), form)
    decider.post(at("appeal-decide", appeal), form | {"act": "save"})

    assert asked.status_code == 200
    assert 'name="still_fits"' not in asked.content.decode()
    assert world.fresh(appeal).state == AppealState.DECIDED


@pytest.mark.parametrize("act", ["", "save"])
def test_a_decision_made_already_is_told_at_its_state(
    world: Appealing, decider: Client, act: str
) -> None:
    appeal = world.decided()

    reply = decider.post(at("appeal-decide", appeal), deciding(mark="3", act=act))

    page = reply.content.decode()
    assert reply.status_code == 422
    assert '<a href="#state">ทำไม่ได้ เพราะคำทักท้วงนี้อยู่ในสถานะ “พิจารณาแล้ว”' in page
    assert 'id="state"' in page
    assert world.fresh(appeal).answer == "5"


def test_doubts_about_the_reason_are_shown_while_it_is_typed(
    world: Appealing, decider: Client
) -> None:
    appeal = world.given()
    other = "ติดต่อผู้ประเมินที่หมายเลข 081-234-5678"

    reply = decider.post(at("appeal-decide-hints", appeal), deciding(reason=other))
    none = decider.post(at("appeal-decide-hints", appeal), deciding(reason=""))

    assert_strict_part(reply.content.decode())
    assert "081-234-5678" in reply.content.decode()
    assert none.content.decode().strip() == ""


def test_a_reviewers_home_says_how_many_appeals_wait(world: Appealing, decider: Client) -> None:
    home = reverse("reviewing")
    none = page_of(decider, home)
    world.given("1")
    one = page_of(decider, home)
    world.given("2")
    world.decided("3")
    two = page_of(decider, home)
    english = page_of(decider, home, language="en")

    assert "คำทักท้วงผลรอท่าน" not in none
    assert "มีคำทักท้วงผลรอท่านพิจารณา 1 เรื่อง" in one
    assert "มีคำทักท้วงผลรอท่านพิจารณา 2 เรื่อง" in two
    assert "2 appeals wait" in english
    decider.cookies["django_language"] = "th"
    assert f'href="{reverse("reviewing-appeals")}"' in decider.get(home).content.decode()
    other = browser_of(world.world.reviewers[0].person)
    assert "คำทักท้วงผลรอท่าน" not in page_of(other, home)


def test_an_appeal_of_somebody_else_is_not_found(world: Appealing) -> None:
    appeal = world.given()
    other = client_for(Role.REVIEWER)

    assert other.get(at("appeal-decide", appeal)).status_code == 404
    assert other.post(at("appeal-decide", appeal), deciding(act="save")).status_code == 404
    assert "ยังไม่มีคำทักท้วงที่มอบให้ท่าน" in page_of(other, reverse("reviewing-appeals"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_deciders_list_asks_the_same_number_of_questions(
    world: Appealing,
    decider: Client,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for code in ("1", "2", "3")[:count]:
        world.given(code)
    decider.get(reverse("reviewing-appeals"))

    with django_assert_num_queries(6):
        decider.get(reverse("reviewing-appeals"))


# ---------------------------------------------------------------- evidence, languages


def test_evidence_of_the_report_opens_through_the_appeal_alone(
    world: Appealing, decider: Client
) -> None:
    appeal = world.given()
    link = Evidence.objects.create(
        item=world.item(),
        url="https://example.go.th/a",
        name="https://example.go.th/a",
        added_at=clock.now(),
        added_by="test",
    )
    elsewhere = Evidence.objects.create(
        item=world.item("2"),
        url="https://example.go.th/b",
        name="https://example.go.th/b",
        added_at=clock.now(),
        added_by="test",
    )

    page = page_of(decider, at("appeal-decide", appeal))

    assert "https://example.go.th/a" in page
    assert "https://example.go.th/b" not in page
    for piece in (link, elsewhere):
        path = reverse("evidence-appealed-download", args=[appeal.pk, piece.pk])
        assert decider.get(path).status_code == 404


def test_pages_speak_english_too(world: Appealing, officer: Client, decider: Client) -> None:
    appeal = world.given()

    assert "Appeals" in page_of(officer, desk(world), language="en")
    for client, path in (
        (officer, at("appeal", appeal)),
        (officer, desk(world, "appeals-raise")),
        (decider, at("appeal-decide", appeal)),
        (decider, reverse("reviewing-appeals")),
    ):
        page_of(client, path, language="en")

"""Pages about people: who opens which, for whose people; constant queries; the acts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pages import assert_strict_page
from samples_of_people import dated

from factories import client_for, make_office, make_person
from tidtam.notices.models import Message
from tidtam.orgs.models import Agency
from tidtam.people.actor import HeldPost
from tidtam.people.models import Invitation, Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.shared import clock

pytestmark = pytest.mark.django_db
CENTRAL, DIRECTOR, REPORTER = Role.CENTRAL_OFFICER, Role.DIRECTOR, Role.REPORTER


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def other() -> Agency:
    return make_office(22)


def client_of(role: Role | None, office: Agency) -> Client:
    return client_for(role, agency=None if role in (None, CENTRAL) else office)


PAGES = {
    "person": lambda person: reverse("person", args=[person.pk]),
    "person-new-password": lambda person: reverse("person-new-password", args=[person.pk]),
    "post-end": lambda person: reverse("post-end", args=[person.posts.get().pk]),
    "post-hand-over": lambda person: reverse("post-hand-over", args=[person.posts.get().pk]),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (None, True, 302),
        (REPORTER, True, 403),
        (REPORTER, False, 403),
        (DIRECTOR, True, 200),
        (DIRECTOR, False, 404),
        (CENTRAL, False, 200),
    ],
)
def test_a_persons_pages_open_to_the_own_director_and_the_bureau(
    page: str, role: Role | None, own: bool, status: int, office: Agency, other: Agency
) -> None:
    person = make_person(REPORTER, agency=office if own else other)
    client = client_of(role, office)

    response = client.get(PAGES[page](person))

    assert response.status_code == status
    if status == 200:
        assert_strict_page(response.content.decode())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("role", "status"), [(None, 302), (REPORTER, 403), (DIRECTOR, 404)])
def test_nobody_acts_on_people_of_another_office(
    page: str, role: Role | None, status: int, office: Agency, other: Agency
) -> None:
    person = make_person(REPORTER, agency=other)
    given = {
        "role": "reporter",
        "office": office.code,
        **dated("starts_on", dt.date(2026, 1, 1)),
        **dated("last_day", clock.today()),
        "reason": "ลอง",
    }

    response = client_of(role, office).post(PAGES[page](person), given)

    assert response.status_code == status
    assert actor_for(person).posts == (HeldPost(REPORTER, other.code),)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("name", ["people", "people-invite", "invitations"])
@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (REPORTER, 403), (DIRECTOR, 200), (CENTRAL, 200)]
)
def test_lists_open_to_directors_and_the_bureau(
    name: str, role: Role | None, status: int, office: Agency
) -> None:
    response = client_of(role, office).get(reverse(name))

    assert response.status_code == status
    if status == 200:
        assert_strict_page(response.content.decode())


@pytest.mark.parametrize("role", [DIRECTOR, CENTRAL])
@pytest.mark.parametrize("name", ["people", "invitations"])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    role: Role, name: str, office: Agency
) -> None:
    client = client_of(role, office)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse(name)).status_code == 200
        return len(asked)

    def one_more() -> None:
        person = make_person(REPORTER, agency=office)
        now = clock.now()
        Invitation.objects.create(
            code_hash=str(person.pk),
            role="reporter",
            agency=office,
            made_by=person,
            made_at=now,
            expires_at=now + dt.timedelta(days=1),
        )

    one_more()
    first = cost()
    one_more()
    one_more()

    assert cost() == first <= 9


def test_a_person_with_three_posts_costs_as_much_as_with_one(office: Agency) -> None:
    client = client_of(CENTRAL, office)
    person = make_person(REPORTER, agency=office)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("person", args=[person.pk]))
        return len(asked)

    first = cost()
    for number in (31, 32):
        person.posts.create(
            role="reporter", agency=make_office(number), starts_on=clock.today(), given_by=person
        )

    assert cost() == first


def test_the_list_finds_by_name_and_office_and_is_paged(office: Agency, other: Agency) -> None:
    Person.objects.bulk_create(
        Person(sign_in_name=f"many{number}", full_name=f"หลายคน {number:02}")
        for number in range(60)
    )
    mine = make_person(REPORTER, agency=office)
    client = client_of(CENTRAL, office)

    def names(query: str) -> int:
        return client.get(f"/people/{query}").content.decode().count('<th scope="row">')

    counts = [names(""), names("?page=2"), names("?q=หลายคน+07"), names(f"?office={office.code}")]
    assert counts == [50, 12, 1, 1]
    assert mine.full_name in client.get(f"/people/?office={office.code}").content.decode()
    assert "ไม่พบผู้ใช้งาน" in client.get("/people/?q=ไม่มีใคร").content.decode()


def test_a_director_gives_a_colleague_a_post_and_ends_it(office: Agency) -> None:
    client = client_of(DIRECTOR, office)
    person = make_person(REPORTER, agency=office)
    person.posts.update(ends_on=clock.today() - dt.timedelta(days=1))
    given = {
        "role": "reporter",
        "office": office.code,
        **dated("starts_on", clock.today()),
        "ends_on": "",
    }

    assert client.post(reverse("person", args=[person.pk]), given).status_code == 302
    assert actor_for(person).posts == (HeldPost(REPORTER, office.code),)
    post = person.posts.get(ends_on=None)
    ended = {**dated("last_day", clock.today()), "reason": "ย้าย"}
    assert (
        client.post(reverse("post-end", args=[post.pk]), {**ended, "reason": ""}).status_code == 422
    )
    assert client.post(reverse("post-end", args=[post.pk]), ended).status_code == 302

    post.refresh_from_db()
    assert (post.ends_on, post.end_reason) == (clock.today(), "ย้าย")


@pytest.mark.parametrize("role", ["director", "central_officer"])
def test_a_director_is_offered_and_can_send_reporter_posts_alone(role: str, office: Agency) -> None:
    client = client_of(DIRECTOR, office)
    person = make_person(REPORTER, agency=office)
    page = client.get(reverse("person", args=[person.pk])).content.decode()

    sent = {"role": role, "office": office.code, **dated("starts_on", clock.today())}
    response = client.post(reverse("person", args=[person.pk]), sent)

    assert re.findall(r'<option value="([a-z0-9_]+)"', page) == ["reporter", office.code]
    assert response.status_code == 422
    assert actor_for(person).posts == (HeldPost(REPORTER, office.code),)


def test_nobody_gives_themselves_a_post_by_sending_the_form(office: Agency) -> None:
    officer = make_person(CENTRAL)
    client = Client()
    client.force_login(officer)
    sent = {"role": "director", "office": office.code, **dated("starts_on", clock.today())}

    page = client.get(reverse("person", args=[officer.pk])).content.decode()
    response = client.post(reverse("person", args=[officer.pk]), sent)

    assert "<h2" in page
    assert 'name="role"' not in page
    assert response.status_code == 422
    assert actor_for(officer).posts == (HeldPost(CENTRAL),)


def test_the_bureau_names_an_office_by_any_of_its_names(office: Agency) -> None:
    client = client_of(CENTRAL, office)
    person = make_person(REPORTER, agency=office)
    sent = {"role": "director", **dated("starts_on", clock.today())}

    wrong = client.post(reverse("person", args=[person.pk]), {**sent, "office": "ไม่มีเขตนี้"})
    near = client.post(reverse("people-invite"), {**sent, "office": "สพป.สมมติ"}).content.decode()
    right = client.post(reverse("person", args=[person.pk]), {**sent, "office": "สพป.สมมติ 21"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert f'type="radio" name="office" value="{office.code}"' in near
    assert 'href="#id_office_0"' in near
    assert_strict_page(near)
    assert HeldPost(DIRECTOR, office.code) in actor_for(person).posts


def test_an_invitation_is_a_slip_shown_once_and_a_mail(office: Agency) -> None:
    client = client_of(DIRECTOR, office)
    sent = {
        "full_name": "ผู้มาใหม่ สมมติ",
        "email": "new@example.go.th",
        "role": "reporter",
        "office": office.code,
        **dated("starts_on", clock.today()),
    }

    response = client.post("/people/invite/", sent)

    html = response.content.decode()
    code = re.search(r"<code>([A-Z2-9]{4}(?:-[A-Z2-9]{4}){2})</code>", html)
    assert code is not None
    assert_strict_page(html)
    assert "data-print" in html
    assert "กลับไปหน้าผู้ใช้งาน (รหัสจะไม่แสดงอีก)" in html
    assert "data:image/svg+xml;base64," in html
    assert response["Cache-Control"] == "no-store"
    assert list(Message.objects.values_list("template", "to_email")) == [
        ("invitation", "new@example.go.th")
    ]
    assert code[1] not in client.get("/people/invitations/").content.decode()
    assert Client().get(f"/invitation/code/{code[1]}/")["Location"] == "/invitation/accept/"


def test_a_slip_for_a_forgotten_password_has_its_own_heading(office: Agency) -> None:
    forgot = make_person(REPORTER, agency=office)

    html = client_of(DIRECTOR, office).post(PAGES["person-new-password"](forgot)).content.decode()

    assert_strict_page(html)
    assert "<h1>ใบตั้งรหัสผ่านใหม่</h1>" in html
    assert f"<code>{forgot.sign_in_name}</code>" in html


def test_an_invitation_is_revoked_by_whom_may_see_it(office: Agency, other: Agency) -> None:
    client_of(DIRECTOR, office).post(
        "/people/invite/",
        {"role": "reporter", "office": office.code, **dated("starts_on", clock.today())},
    )
    pk = Invitation.objects.get().pk

    foreign = client_of(DIRECTOR, other).post(f"/people/invitations/{pk}/revoke/")
    own = client_of(DIRECTOR, office).post(f"/people/invitations/{pk}/revoke/")

    assert (foreign.status_code, own.status_code) == (404, 302)
    assert Invitation.objects.get().state == "revoked"


def test_handing_over_to_a_colleague_and_to_an_invitation(office: Agency) -> None:
    client = client_of(DIRECTOR, office)
    old, colleague = make_person(REPORTER, agency=office), make_person(REPORTER, agency=office)
    sent = {**dated("last_day", clock.today()), "reason": "ย้าย"}

    invited = client.post(PAGES["post-hand-over"](old), {**sent, "invite_name": "คนใหม่ สมมติ"})
    given = client.post(PAGES["post-hand-over"](colleague), {**sent, "to": str(old.pk)})

    assert "ใบคำเชิญ" in invited.content.decode()
    assert Invitation.objects.get().hands_over == old.posts.get(ends_on=clock.today())
    assert given.status_code == 302
    assert old.posts.filter(ends_on=None).count() == 1

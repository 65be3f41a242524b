"""One's own account: password, second factor, passkeys, sessions; and accepting invitations."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pages import assert_strict_page
from samples_of_people import PASSWORD

from factories import make_office, make_person
from tidtam.people.actor import SYSTEM, HeldPost
from tidtam.people.invitations import NewInvitation, invite, renew_way_in
from tidtam.people.models import Person, SignIn
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.people.second_factor import add_app, new_secret

NEW = "ข้าวสวย-หุงใหม่-2569"
RIGHT = {"username": "officer", "password": PASSWORD}


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.fixture
def inside(client: Client, officer: Person) -> Client:
    client.post("/sign-in/", RIGHT)
    return client


PAGES = [
    "/me/",
    "/me/password/",
    "/me/app/",
    "/me/codes/",
    "/me/passkeys/",
    "/me/link/oidc/",
    "/me/unlink/oidc/",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_own_pages_obey_the_content_policy(inside: Client, path: str) -> None:
    assert_strict_page(inside.get(path).content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.REPORTER, Role.DIRECTOR])
def test_the_own_page_shows_the_own_posts(role: Role) -> None:
    office = make_office(21)
    person = make_person(role, agency=office)
    client = Client()
    client.force_login(person)

    html = client.get("/me/").content.decode()

    assert office.name_th in html
    assert person.sign_in_name in html


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    inside: Client, officer: Person
) -> None:
    elsewhere = Client()
    elsewhere.post("/sign-in/", RIGHT)
    sent = {"current_password": PASSWORD, "password": NEW, "again": NEW}

    assert inside.post("/me/password/", sent)["Location"] == "/me/"

    assert (is_in(inside), is_in(elsewhere)) == (True, False)
    officer.refresh_from_db()
    assert officer.check_password(NEW)
    assert [s.session_key for s in SignIn.objects.filter(session_key=inside.session.session_key)]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"current_password": "ผิด"}, "รหัสผ่านปัจจุบันไม่ถูกต้อง"),
        ({"again": "อย่างอื่น"}, "รหัสผ่านสองช่องไม่เหมือนกัน"),
        ({"password": "12345678", "again": "12345678"}, 'class="error-summary"'),
        ({"current_password": ""}, "กรอกรหัสผ่านปัจจุบัน"),
        ({"password": PASSWORD, "again": PASSWORD}, "รหัสผ่านใหม่เหมือนรหัสผ่านเดิม"),
    ],
)
def test_a_new_password_is_refused_with_its_own_reason(
    inside: Client, officer: Person, sent: dict[str, str], said: str
) -> None:
    right = {"current_password": PASSWORD, "password": NEW, "again": NEW}

    response = inside.post("/me/password/", right | sent)

    assert response.status_code == 422
    assert said in response.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_guessing_the_password_from_an_open_session_is_slowed_down(inside: Client) -> None:
    said = [
        inside.post("/me/codes/", {"current_password": "ผิด"}).content.decode() for _ in range(11)
    ]

    assert "โปรดรอ 15 นาที" in said[-1]


def test_the_app_is_added_and_removed_with_the_password(inside: Client, officer: Person) -> None:
    shown = re.search(r"<code>([A-Z2-7 ]{32,})</code>", inside.get("/me/app/").content.decode())
    assert shown is not None
    code = code_now(shown[1].replace(" ", ""))

    refused = inside.post("/me/app/", {"code": code, "current_password": "ผิด"})
    done = inside.post("/me/app/", {"code": code, "current_password": PASSWORD})

    assert refused.status_code == 422
    assert done.content.decode().count("<li><code>") == 10
    app = Authenticator.objects.get(type="totp")
    assert_strict_page(inside.get("/me/").content.decode())

    inside.post(f"/me/factors/{app.pk}/remove/", {"current_password": PASSWORD})
    assert not Authenticator.objects.exists()


def test_nobody_removes_the_factor_of_somebody_else(inside: Client) -> None:
    other = make_person()
    secret = new_secret()
    add_app(other, secret=secret, code=code_now(secret))
    pk = Authenticator.objects.get(type="totp").pk

    response = inside.post(f"/me/factors/{pk}/remove/", {"current_password": PASSWORD})

    assert response.status_code == 404
    assert Authenticator.objects.filter(pk=pk).exists()


def test_recovery_codes_need_a_second_factor(inside: Client) -> None:
    assert inside.post("/me/codes/", {"current_password": PASSWORD}).status_code == 422


@pytest.mark.parametrize("credential", ["", "{}", '{"response": {"attestationObject": "x"}}'])
def test_a_made_up_passkey_is_not_kept(inside: Client, credential: str) -> None:
    inside.get("/me/passkeys/options/")
    sent = {"name": "โทรศัพท์", "credential": credential, "current_password": PASSWORD}

    assert inside.post("/me/passkeys/", sent).status_code == 422
    assert not Authenticator.objects.exists()


def test_the_sessions_are_listed_and_ended_but_this_one(inside: Client) -> None:
    elsewhere = Client()
    elsewhere.post("/sign-in/", RIGHT, headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
    assert "Safari iPhone" in inside.get("/me/").content.decode()

    inside.post("/me/sessions/end/")

    assert (is_in(inside), is_in(elsewhere)) == (True, False)
    assert "Safari iPhone" not in inside.get("/me/").content.decode()


@pytest.fixture
def made(db: None) -> NewInvitation:
    return invite(role=Role.REPORTER, agency=make_office(21), full_name="สมใจ สมมติ", by=SYSTEM)


ANSWER = {"full_name": "สมใจ สมมติ", "sign_in_name": "Somjai", "password": NEW, "again": NEW}


def test_a_typed_code_leads_to_an_account_with_its_post(
    client: Client, made: NewInvitation
) -> None:
    assert_strict_page(client.get("/invitation/").content.decode())
    assert client.post("/invitation/", {"code": made.code.lower()})["Location"] == (
        "/invitation/accept/"
    )
    page = client.get("/invitation/accept/").content.decode()
    assert_strict_page(page)
    assert 'value="สมใจ สมมติ"' in page

    response = client.post("/invitation/accept/", ANSWER)

    person = Person.objects.get()
    assert response["Location"] == "/office/"
    assert person.sign_in_name == "somjai"
    assert actor_for(person).posts == (HeldPost(Role.REPORTER, "1021010000"),)
    assert is_in(client)
    assert Client().post("/invitation/", {"code": made.code}).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"sign_in_name": "a b"},
        {"sign_in_name": ""},
        {"password": "12345678", "again": "12345678"},
        {"password": "somjai-somjai", "again": "somjai-somjai", "sign_in_name": "somjai-somjai"},
        {"full_name": ""},
    ],
)
def test_a_wrong_answer_uses_nothing_up(
    client: Client, made: NewInvitation, change: dict[str, str]
) -> None:
    client.get(f"/invitation/code/{made.code}/")

    response = client.post("/invitation/accept/", ANSWER | change)

    assert response.status_code == 422
    assert_strict_page(response.content.decode())
    assert not Person.objects.exists()
    assert client.post("/invitation/accept/", ANSWER).status_code == 302


def test_a_taken_sign_in_name_is_told_at_its_field(
    client: Client, officer: Person, made: NewInvitation
) -> None:
    client.get(f"/invitation/code/{made.code}/")

    response = client.post("/invitation/accept/", ANSWER | {"sign_in_name": "Officer"})

    assert response.status_code == 422
    assert '<a href="#id_sign_in_name">ชื่อผู้ใช้นี้มีผู้ใช้แล้ว' in response.content.decode()


def test_somebody_signed_in_takes_the_post_with_the_own_account(
    inside: Client, officer: Person, made: NewInvitation
) -> None:
    inside.get(f"/invitation/code/{made.code}/")
    assert_strict_page(inside.get("/invitation/accept/").content.decode())

    inside.post("/invitation/accept/")

    assert HeldPost(Role.REPORTER, "1021010000") in actor_for(officer).posts
    assert Person.objects.count() == 1


def test_the_invitation_waits_while_one_signs_in(
    client: Client, officer: Person, made: NewInvitation
) -> None:
    client.get(f"/invitation/code/{made.code}/")

    response = client.post("/sign-in/", RIGHT | {"next": "/invitation/accept/"})

    assert response["Location"] == "/invitation/accept/"
    assert "รับหน้าที่นี้" in client.get("/invitation/accept/").content.decode()


def test_wrong_codes_are_told_and_slowed_down(client: Client, made: NewInvitation) -> None:
    answers = [client.post("/invitation/", {"code": "ABCD-EFGH-JKLM"}) for _ in range(21)]

    assert [each.status_code for each in answers] == [422] * 20 + [429]
    assert "ไม่พบคำเชิญของรหัสนี้" in answers[0].content.decode()


def test_a_code_for_a_new_password_lets_in_by_the_second_step(
    client: Client, officer: Person
) -> None:
    secret = new_secret()
    add_app(officer, secret=secret, code=code_now(secret))
    made = renew_way_in(officer, by=SYSTEM)
    client.get(f"/invitation/code/{made.code}/")
    assert_strict_page(client.get("/invitation/accept/").content.decode())

    response = client.post("/invitation/accept/", {"password": NEW, "again": NEW})

    assert response["Location"] == "/sign-in/second/"
    assert not is_in(client)
    officer.refresh_from_db()
    assert officer.check_password(NEW)


@pytest.mark.django_db
def test_the_address_of_the_slip_without_a_code_asks_for_one(client: Client) -> None:
    assert client.get("/invitation/accept/")["Location"] == "/invitation/"

"""``tidtam people``: the first central officer comes in by a code that is shown once."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from factories import make_office, make_person
from tidtam.commands.main import main
from tidtam.history.models import Entry
from tidtam.notices.models import Message
from tidtam.people.actor import HeldPost
from tidtam.people.models import Invitation, Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role

pytestmark = pytest.mark.django_db
Output = pytest.CaptureFixture[str]
OFFICER = ["people", "invite", "--role", "central_officer", "--name", "สมศรี สมมติ"]
DIRECTOR = ["people", "invite", "--role", "director", "--name", "สมชาย สมมติ"]


def test_the_first_officer_comes_in_by_the_printed_code(capsys: Output) -> None:
    assert main(OFFICER) == 0
    told = capsys.readouterr().out
    code = re.search(r"shown once: ([A-Z2-9-]{14})\n", told)
    assert code is not None
    assert f"open: {settings.TIDTAM_SITE_URL}/invitation/\n" in told
    assert "mailed" not in told

    client, word = Client(), "ข้าวสวย-หุงใหม่-2569"
    client.post("/invitation/", {"code": code[1]})
    client.post(
        "/invitation/accept/",
        {"full_name": "สมศรี สมมติ", "sign_in_name": "somsri", "password": word, "again": word},
    )

    assert actor_for(Person.objects.get()).posts == (HeldPost(Role.CENTRAL_OFFICER),)
    assert code[1].replace("-", "") not in repr(list(Entry.objects.values_list()))


def test_an_invitation_with_an_address_is_mailed_too(capsys: Output) -> None:
    office = make_office(21)

    main(
        [*DIRECTOR, "--email", "somchai@example.go.th", "--office", office.code],
    )

    assert "will be mailed to: somchai@example.go.th\n" in capsys.readouterr().out
    assert list(Message.objects.values_list("template", "to_email")) == [
        ("invitation", "somchai@example.go.th")
    ]
    assert Invitation.objects.get().agency == office


@pytest.mark.parametrize(
    "words",
    [
        [*OFFICER, "--email", "no address"],
        [*OFFICER, "--office", "1021010000"],
        DIRECTOR,
        [*DIRECTOR, "--office", "9999999999"],
    ],
)
def test_a_refusal_leaves_no_invitation(capsys: Output, words: list[str]) -> None:
    make_office(21)

    assert main(words) == 2

    told = capsys.readouterr()
    assert (told.out, told.err.count("\n"), Invitation.objects.count()) == ("", 1, 0)


def test_the_list_tells_who_holds_which_post_today(capsys: Output) -> None:
    office = make_office(21)
    reporter, officer = make_person(Role.REPORTER, agency=office), make_person()

    main(["people", "list"])
    assert capsys.readouterr().out.splitlines() == [
        f"{reporter.sign_in_name}\t{reporter.full_name}\tผู้รายงานของเขตพื้นที่ สพป.สมมติ 21",
        f"{officer.sign_in_name}\t{officer.full_name}\tเจ้าหน้าที่ส่วนกลาง (สตผ.)",
    ]
    main(["people", "list", "--office", office.code, "--json"])
    assert json.loads(capsys.readouterr().out) == [
        {
            "sign_in_name": reporter.sign_in_name,
            "full_name": reporter.full_name,
            "posts": [
                {
                    "role": "reporter",
                    "role_th": "ผู้รายงานของเขตพื้นที่",
                    "office": office.code,
                    "office_th": "สพป.สมมติ 21",
                }
            ],
        }
    ]

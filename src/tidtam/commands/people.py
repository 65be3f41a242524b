"""``tidtam people invite|list``: the first people of an installation, and who holds which post."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tidtam.notices.inviting import mail_invitation
from tidtam.orgs.queries import office_by_code
from tidtam.people.actor import SYSTEM
from tidtam.people.invitations import invite
from tidtam.people.queries import find_people, people_seen_by, with_posts
from tidtam.people.roles import ROLE_NAMES, Role
from tidtam.people.rules import GIVEN
from tidtam.thai.dates import thai_datetime

if TYPE_CHECKING:
    from tidtam.people.models import Person, Post


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two sub-commands: ``invite`` and ``list``."""
    commands = parser.add_subparsers(dest="command", required=True)
    call = commands.add_parser("invite", help="invite somebody to a post; prints the code once")
    call.add_argument("--role", required=True, choices=[role.value for role in GIVEN])
    call.add_argument("--name", required=True, metavar="NAME", help="full name")
    call.add_argument("--email", default="", metavar="ADDRESS", help="mail the code there too")
    call.add_argument("--office", default="", metavar="CODE", help="unit code of the office")
    show = commands.add_parser("list", help="who holds which post today")
    show.add_argument("--office", default="", metavar="OFFICE", help="a code or a part of a name")
    show.add_argument("--json", action="store_true", help="print a JSON array")


def run(args: argparse.Namespace) -> int:
    """Exit code 0; a refusal raises."""
    if args.command == "invite":
        return _invite(args)
    return _list(args.office, as_json=args.json)


def _invite(args: argparse.Namespace) -> int:
    """One transaction: a letter that cannot be put leaves no invitation behind."""
    agency = office_by_code(args.office) if args.office else None
    with transaction.atomic():
        made = invite(
            role=Role(args.role), agency=agency, full_name=args.name, email=args.email, by=SYSTEM
        )
        link = reverse("invitation-code", kwargs={"code": made.code})
        is_mailed = mail_invitation(made, link=link)
    invitation = made.invitation
    place = f" · {agency.name_th}" if agency else ""
    until = thai_datetime(timezone.localtime(invitation.expires_at))
    print(f"{invitation.full_name} · {invitation.role_name.th}{place}")
    print(f"รหัส แสดงครั้งเดียว / code, shown once: {made.code}")
    print(f"เปิดหน้า / open: {settings.TIDTAM_SITE_URL.rstrip('/')}{reverse('invitation')}")
    print(f"ใช้ได้ครั้งเดียวถึง / good once until: {until}")
    if is_mailed:
        print(f"จะส่งอีเมลถึง / will be mailed to: {invitation.email}")
    return 0


def _list(office: str, *, as_json: bool) -> int:
    people = with_posts(find_people(people_seen_by(SYSTEM), office=office), seen_by=SYSTEM)
    facts = [_facts(person) for person in people]
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    for each in facts:
        posts = [f"{post['role_th']} {post['office_th']}".strip() for post in each["posts"]]
        print("\t".join((each["sign_in_name"], each["full_name"], ", ".join(posts) or "–")))
    return 0


def _facts(person: Person) -> dict[str, Any]:
    held: list[Post] = getattr(person, "posts_today", [])
    posts = [
        {
            "role": post.role,
            "role_th": ROLE_NAMES[Role(post.role)].th,
            "office": post.agency.code if post.agency else "",
            "office_th": post.agency.short_th if post.agency else "",
        }
        for post in held
    ]
    return {"sign_in_name": person.sign_in_name, "full_name": person.full_name, "posts": posts}

"""Adds made-up reviewers and heads to the site in TIDTAM_DATA_DIR; all sign in as on the demo.

python tests/browser/panel_people.py 4
"""

from __future__ import annotations

import os
import sys

import django


def add(count: int) -> None:
    """``count`` reviewers "reviewer1" …, a "moderator" and a "chair"."""
    from tidtam.demo.load import DEMO_PASSWORD
    from tidtam.people.actions import add_person, give_post
    from tidtam.people.actor import SYSTEM
    from tidtam.people.roles import Role

    names = [(f"reviewer{n}", f"ผู้ประเมินสมมติ คนที่ {n}", Role.REVIEWER) for n in range(1, count + 1)]
    heads = [
        ("moderator", "ผู้กลั่นกรอง (สมมติ)", Role.MODERATOR),
        ("chair", "ประธาน (สมมติ)", Role.CHAIR),
    ]
    for name, full_name, role in names + heads:
        person = add_person(
            name, full_name=full_name, password=DEMO_PASSWORD, by=SYSTEM, is_demo=True
        )
        give_post(person, role=role, agency=None, by=SYSTEM)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    django.setup()
    add(int(sys.argv[1]))

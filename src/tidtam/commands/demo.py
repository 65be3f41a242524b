"""``tidtam demo``: loads the demonstration year."""

from __future__ import annotations

import argparse

from django.conf import settings

from tidtam.commands.prepare import migrate, print_sign_ins
from tidtam.demo.load import load_demo
from tidtam.frameworks.actions import load_files
from tidtam.frameworks.files import available, path_of
from tidtam.orgs.actions import load_register
from tidtam.people.actor import SYSTEM
from tidtam.shared.errors import NotAllowed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(args: argparse.Namespace) -> int:
    del args
    if not settings.TIDTAM_DEMO_ALLOWED:
        raise NotAllowed(
            "ระบบจริงไม่รับข้อมูลสมมติ โปรดใช้เครื่องอื่นสำหรับการสาธิต",
            "A production system takes no made-up data; please use another machine for demos.",
        )
    migrate()
    load_register(by=SYSTEM)
    load_files([path_of(code) for code in available()], by=SYSTEM)
    counts = load_demo(by=SYSTEM)
    print(f"รอบ {counts['rounds']}, คะแนน {counts['marks']}, ข้อเสนอแนะ {counts['texts']}")
    print_sign_ins()
    return 0

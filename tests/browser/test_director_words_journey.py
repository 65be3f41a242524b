"""A director's words outlive a closed tab and a report that moved, and end with the return."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from site_pages import OFFICE
from test_office_journey import signed_in_page

pytestmark = pytest.mark.browser

KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('tidtam:words:')).length"
REVIEW = f"/office/2566-report/{OFFICE}/review/"
# Fills in what the demonstration left blank and sends the report, as its reporter would.
SEND = f"""
import django

django.setup()
from tidtam.demo.reporting import _answer
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.rounds.answering import save_answers
from tidtam.rounds.content import content_of
from tidtam.rounds.models import Submission
from tidtam.rounds.states import Door
from tidtam.rounds.submitting import send

report = Submission.objects.select_related("round", "office").get(
    round__code="2566-report", office__code="{OFFICE}"
)
by = actor_for(Person.objects.get(sign_in_name="reporter"))
blank = [
    _answer(item.item_id, answer.question, (report.round.code, report.office.code, item.node_code))
    for item in content_of(report).items
    for answer in item.answers
    if answer.is_blank and answer.question.required
]
save_answers(report, changes=blank, door=Door.PAGE, by=by)
send(report, by=by)
"""


def send_report(folder: Path) -> None:
    """The office completes its report and sends it."""
    environment = {**os.environ, "TIDTAM_DATA_DIR": str(folder), "TIDTAM_MODE": "local"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", SEND], check=True, env=environment, timeout=120)  # noqa: S603


def test_words_come_back_after_the_tab_was_closed_and_end_with_the_return(
    chromium: Browser, own_site: str, tmp_path: Path
) -> None:
    send_report(tmp_path)
    page = signed_in_page(chromium, own_site, "director", "phone")
    page.goto(f"{own_site}{REVIEW}")
    page.locator("article.review-item details summary").first.click()
    page.locator("article.review-item textarea").first.fill("ใส่ตัวเลขล่าสุด")
    page.locator("#word").fill("เกือบครบแล้ว")
    again = page.context.new_page()
    page.close()

    again.goto(f"{own_site}{REVIEW}")
    expect(again.locator("[data-review-restored]")).to_be_visible()
    expect(again.locator("[data-review-waiting]")).to_be_hidden()
    expect(again.locator("article.review-item textarea").first).to_be_visible()
    expect(again.locator("article.review-item textarea").first).to_have_value("ใส่ตัวเลขล่าสุด")
    expect(again.locator("#word")).to_have_value("เกือบครบแล้ว")
    again.get_by_role("button", name="ส่งคืนให้แก้").click()
    again.wait_for_url(lambda address: "/review/" not in address)
    expect(again.locator("main")).to_contain_text("ส่งรายงานคืนให้เขตแก้แล้ว")
    assert again.evaluate(KEPT) == 0
    again.context.close()

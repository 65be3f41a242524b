"""An office fills in an indicator, sends its report, and the director reads it: in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from site_pages import OFFICE
from site_visits import PASSWORD, PROJECT, SIZES, axe_faults

pytestmark = pytest.mark.browser

SHOTS = PROJECT / "var" / "screenshots"
ROUND = f"/office/2566-report/{OFFICE}/"


def signed_in_page(chromium: Browser, site: str, role: str, size: str) -> Page:
    """A page of somebody with a demonstration account."""
    width, height = SIZES[size]
    # axe has to be put into the page, which our policy forbids: set aside for this walk only.
    context = chromium.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.locator("#id_username").fill(role)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    return page


def look_at(page: Page, name: str) -> None:
    """No axe violation, no sideways scroll; a picture to look at."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def saved(page: Page, code: str) -> None:
    """Wait until the server has a field."""
    expect(page.locator(f"#a-{code} [data-answer-status]")).to_have_text(
        re.compile(r"บันทึกแล้ว \d\d:\d\d"), timeout=20_000
    )


@pytest.mark.parametrize("size", SIZES)
def test_an_indicator_is_filled_in_and_nothing_is_lost(
    chromium: Browser, own_site: str, size: str
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page = signed_in_page(chromium, own_site, "reporter", size)

    page.goto(f"{own_site}/office/")
    page.locator("section.card .button").first.click()
    look_at(page, f"journey-report-{size}")
    page.locator(".office-tasks a").first.click()
    look_at(page, f"journey-item-{size}")
    editor = page.locator("#a-summary .editor__text")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("ดำเนินการครบทุกโรงเรียน")
    saved(page, "summary")
    count = page.locator("#q-safety_plans-n")
    count.fill("๓๐")
    page.locator("#q-safety_plans-of").fill("40")
    page.locator("#q-safety_plans-of").blur()
    saved(page, "safety_plans")
    expect(page.locator("#a-safety_plans [data-answer-percent]")).to_contain_text("75.00")
    page.locator("#a-problems [data-row-add]").click()
    page.locator("#a-problems [data-row]").last.locator("textarea").first.fill("ครูไม่พอ")
    page.locator("#a-problems [data-row]").last.locator("textarea").first.blur()
    saved(page, "problems")

    page.reload()
    expect(page.locator("#a-summary .editor__text")).to_have_text("ดำเนินการครบทุกโรงเรียน")
    assert page.locator("#q-safety_plans-n").input_value() == "30"
    look_at(page, f"journey-item-filled-{size}")
    page.locator("#a-summary .answer__more a").click()
    look_at(page, f"journey-versions-{size}")
    page.go_back()
    page.locator("#evidence-url").fill("https://www.youtube.com/watch?v=abc")
    page.locator("#evidence form button", has_text="แนบลิงก์").click()
    expect(page.locator("#evidence-rows li")).to_have_count(1)
    look_at(page, f"journey-evidence-{size}")
    page.context.close()

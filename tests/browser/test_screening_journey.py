"""One item goes back to an office and comes back, by three people in a real browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from screening_world import NAME, OFFICE, SIGN_IN
from served import serving
from site_visits import PASSWORD, PROJECT, SIZES, axe_faults

pytestmark = pytest.mark.browser

WORLD = Path(__file__).with_name("screening_world.py")
SHOTS = PROJECT / "var" / "screenshots"
REPORT = f"/office/2566-report/{OFFICE}/"
OWN = "ขอภาพกิจกรรมที่เห็นวันที่ และรายชื่อโรงเรียนที่เข้าร่วม"


@dataclass(frozen=True)
class Site:
    """A site with a submitted report; ``item`` is the one that goes back."""

    home: str
    submission: int
    item: int


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("screening")
    with serving(folder) as home:
        environment = {**os.environ, "TIDTAM_DATA_DIR": str(folder), "TIDTAM_MODE": "local"}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(WORLD)],
            env=environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        told = json.loads(done.stdout.splitlines()[-1])
        yield Site(home, told["submission"], told["item"])


def signed_in(chromium: Browser, site: Site, who: str, size: str) -> Page:
    """A page of somebody who works on the report."""
    width, height = SIZES[size]
    # axe has to be put into the page, which our policy forbids: set aside for this walk only.
    context = chromium.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site.home}/sign-in/")
    page.locator("#id_username").fill(who)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    return page


def look_at(page: Page, name: str) -> None:
    """No axe violation, no sideways scroll; a picture to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SHOTS / f"screening-{name}.png", full_page=True)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_item_goes_back_is_mended_and_comes_back(chromium: Browser, report: Site) -> None:
    screener = signed_in(chromium, report, SIGN_IN, "desk")
    screener.goto(f"{report.home}/reviewing/offices/{report.submission}/")
    screener.get_by_role("link", name="กลั่นกรองรายงาน", exact=True).click()
    look_at(screener, "page-desk")
    part = screener.locator(f"#i-{report.item}")
    part.locator("summary").click()
    part.get_by_label("หลักฐานไม่ใช่ของปีงบประมาณนี้").check()
    part.locator("textarea").fill(OWN)
    look_at(screener, "ticked-desk")
    screener.get_by_role("button", name="ส่งคืนข้อที่เลือก").click()
    expect(screener.locator("#returned")).to_be_visible()
    expect(screener.locator("main")).to_contain_text("อยู่ที่เขต")
    look_at(screener, "returned-desk")

    reporter = signed_in(chromium, report, "reporter", "phone")
    reporter.goto(f"{report.home}/office/")
    look_at(reporter, "office-home-phone")
    reporter.get_by_role("link", name="แก้ข้อที่ส่งคืน").click()
    expect(reporter.locator("#sent-back")).to_contain_text("คณะกลั่นกรองส่งคืน 1 ข้อ")
    look_at(reporter, "office-report-phone")
    assert NAME not in reporter.content()
    reporter.locator(".sent-back a").first.click()
    expect(reporter.locator("main")).to_contain_text(OWN)
    assert NAME not in reporter.content()
    editor = reporter.locator("[data-answer] .editor__text").first
    editor.click()
    reporter.keyboard.type("เพิ่มรายชื่อโรงเรียนแล้ว ")
    expect(reporter.locator("[data-answer-status]").first).to_have_text(
        re.compile(r"บันทึกแล้ว \d\d:\d\d"), timeout=20_000
    )
    look_at(reporter, "office-item-phone")
    reporter.get_by_role("button", name="ทำเสร็จแล้ว").click()
    expect(reporter.locator("main")).to_contain_text("ข้อนี้ทำเสร็จแล้ว")

    director = signed_in(chromium, report, "director", "desk")
    director.goto(f"{report.home}/office/")
    director.get_by_role("link", name="อ่านแล้วส่งกลับ").click()
    expect(director.locator("#send-back")).to_be_visible()
    look_at(director, "office-review-desk")
    assert NAME not in director.content()
    director.get_by_role("button", name="ส่งข้อที่แก้แล้วกลับ").click()
    expect(director.locator("h1")).to_contain_text("ใบรับรายงานครั้งที่ 2")
    look_at(director, "receipt-desk")

    screener.goto(f"{report.home}/reviewing/screenings/")
    look_at(screener, "list-desk")
    screener.locator("main table a").first.click()
    expect(screener.locator("#returned + table, section table").first).to_contain_text("ส่งกลับแล้ว")
    expect(screener.locator(f"#i-{report.item}")).to_contain_text("แก้หลังส่งคืน")
    screener.get_by_role("button", name="ครบถ้วน ให้คะแนนได้").click()
    screener.wait_for_url(f"{report.home}/reviewing/screenings/?complete={report.submission}")
    expect(screener.locator("main table")).to_contain_text("ครบถ้วน")


def test_the_screening_page_fits_a_phone(chromium: Browser, report: Site) -> None:
    page = signed_in(chromium, report, SIGN_IN, "phone")

    page.goto(f"{report.home}/reviewing/offices/{report.submission}/screening/")
    look_at(page, "page-phone")
    page.goto(f"{report.home}/reviewing/screenings/")

    look_at(page, "list-phone")

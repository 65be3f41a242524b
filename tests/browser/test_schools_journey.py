"""The journey of a question: the office asks, a school replies on a phone, the office adopts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page
from site_visits import PROJECT, Visit, Visiting, axe_faults

pytestmark = pytest.mark.browser

REPORT = "/office/2566-report/1021020000/"
PICTURES = PROJECT / "var" / "screenshots"


def look(visited: Visit, name: str) -> None:
    """A picture, no sideways scroll, nothing that axe finds."""
    page = visited.page
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"schools-{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert (wide, axe_faults(page)) == (0, [])


def open_item(page: Page, home: str, node: str) -> None:
    """The page of an indicator by its code, from the office's task list."""
    page.goto(f"{home}{REPORT}")
    links = page.locator("a[href^='/office/items/']")
    texts = links.all_inner_texts()
    place = next(n for n, text in enumerate(texts) if re.search(rf"\b{node}\b", text))
    links.nth(place).click()


def test_an_office_asks_a_school_replies_on_a_phone_and_the_office_adopts(
    visit: Visiting,
) -> None:
    with visit(role="reporter", size="phone", bypass_csp=True) as office:
        page = office.page
        open_item(page, office.home, "1")
        page.get_by_role("link", name=re.compile("ถามโรงเรียน.*MOE Safety Center")).click()
        look(office, "ask")
        page.get_by_label("คำถามที่โรงเรียนจะเห็น").fill("โรงเรียนของท่านใช้ MOE Safety Center แล้วหรือไม่")
        page.get_by_text("หรือเลือกบางโรงเรียน").click()
        page.get_by_role("button", name="นับโรงเรียนที่ตรงเงื่อนไข").click()
        assert "ตรงเงื่อนไข 120 จาก 120" in page.locator("main").inner_text()
        page.get_by_role("button", name="สร้างคำถามและลิงก์").click()
        page.wait_for_url("**/links/")
        look(office, "links")
        message = page.locator("#m1").input_value()
        link = re.findall(r"https?://\S+", message)[0]
        inquiry = page.url.removesuffix("links/")
        page.goto(f"{inquiry}slips/")
        look(office, "slips")

        replies_on_a_phone(visit, link)

        page.goto(inquiry)
        assert "1 จาก 120 โรงเรียนตอบแล้ว" in " ".join(page.locator("#counts").inner_text().split())
        look(office, "progress")
        page.get_by_role("link", name="ดูแล้วรับเข้ารายงาน").click()
        assert "จาก 1 โรงเรียนที่ตอบ ของ 120 โรงเรียนที่ถาม" in page.locator("main").inner_text()
        look(office, "adopt")
        page.get_by_label("จากโรงเรียนที่ตอบเท่านั้น").check()
        page.get_by_role("button", name="เขียนลงรายงาน").click()
        page.wait_for_url("**/office/items/**")
        assert "เขียนลงรายงานแล้ว" in page.locator("main").inner_text()
        assert page.locator("#q-safety_center-n").input_value() == "1"
        assert page.locator("#q-safety_center-of").input_value() == "1"

    assert office.complaints == []
    assert office.strangers == []


def replies_on_a_phone(visit: Visiting, link: str) -> None:
    """A stranger's phone: reads, forgets to choose, loses the line, sends, changes."""
    with visit(size="phone", bypass_csp=True) as school:
        page = school.page
        page.goto(link)
        look(school, "reply")
        page.get_by_role("button", name="ส่งคำตอบ").click()
        assert "ยังไม่มีคำตอบ" in page.locator(".error-summary").inner_text()
        assert page.evaluate("document.activeElement.className") == "error-summary"
        look(school, "reply-error")
        page.get_by_label("ยังไม่ได้ทำ").check()
        assert page.locator("[data-draft-note]").is_hidden()
        page.context.set_offline(True)
        page.get_by_role("button", name="ส่งคำตอบ").click()
        assert page.locator("[data-draft-note]").is_visible()
        page.context.set_offline(False)
        page.goto(link)
        assert page.get_by_label("ยังไม่ได้ทำ").is_checked()
        page.get_by_role("button", name="ส่งคำตอบ").click()
        page.get_by_role("heading", name="ส่งคำตอบแล้ว ขอบคุณ").wait_for()
        look(school, "replied")
        page.get_by_role("link", name="แก้คำตอบ").click()
        page.get_by_label("ทำแล้ว", exact=True).check()
        page.get_by_role("button", name="ส่งคำตอบ").click()
        page.get_by_role("heading", name="ส่งคำตอบแล้ว ขอบคุณ").wait_for()
        assert page.locator(".reply__said").inner_text() == "ทำแล้ว"
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length") == 0

    assert school.complaints == []
    assert school.strangers == []


def test_a_school_replies_without_scripts(visit: Visiting) -> None:
    """The demonstration's own question; the office's list gives the link of one that waits."""
    with visit(role="reporter") as office:
        office.open("/schools/inquiries/")
        office.page.get_by_role("link", name=re.compile("แผนเผชิญเหตุ")).click()
        office.page.get_by_role("link", name="ยังไม่ตอบ").click()
        link = office.page.locator("a[href^='/s/']").last.get_attribute("href")
    with visit(size="phone", java_script_enabled=False) as school:
        page = school.page
        page.goto(f"{school.home}{link}")
        page.get_by_label("ทำแล้ว", exact=True).check()
        page.get_by_role("button", name="ส่งคำตอบ").click()

        assert page.locator("h1").inner_text() == "ส่งคำตอบแล้ว ขอบคุณ"
        assert page.context.cookies() == []

"""Signing out on any page: what never reached the server is asked about, then gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from site_visits import PASSWORD, Visiting

pytestmark = pytest.mark.browser

DRAFT = "localStorage.setItem(`tidtam:draft:${%s}:/office/answers/%s/:%s`, '{}')"
WHO = "Number(document.querySelector('[data-signs-out]').dataset.signsOut)"


def test_signing_out_on_a_page_without_fields_asks_about_drafts_and_leaves_none(
    visit: Visiting,
) -> None:
    with visit(size="phone") as visited:
        page = visited.page
        page.goto(f"{visited.home}/sign-in/?next=/me/")
        page.locator("#id_username").fill("reporter")
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button").click()
        page.wait_for_url("**/me/")
        for answer, tab in (("1/story", "a"), ("1/story", "b"), ("1/day", "a")):
            page.evaluate(DRAFT % (WHO, answer, tab))
        page.evaluate(DRAFT % (f"{WHO} + 1", "1/story", "a"))

        leave = page.get_by_role("button", name="ออกจากระบบ", exact=True)
        leave.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect(dialog.locator("[data-unsent-count]")).to_have_text("2")
        page.get_by_role("button", name="อยู่ต่อ").click()
        assert page.evaluate("localStorage.length") == 4

        leave.click()
        page.get_by_role("button", name="ออกจากระบบและลบข้อความ").click()
        page.get_by_role("link", name="เข้าสู่ระบบ").first.wait_for()

        assert page.evaluate("localStorage.length") == 1  # somebody else's on this machine
        assert visited.complaints == []

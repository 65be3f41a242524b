"""An officer changes a rubric: draft, edit by form, read the difference, release."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page
from site_visits import PASSWORD, SIZES, axe_faults

pytestmark = pytest.mark.browser


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.get_by_label("ชื่อผู้ใช้").fill("central")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def assert_sound(page: Page) -> None:
    """No axe violation, no sideways scroll."""
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_an_officer_releases_a_new_version_of_a_framework(
    chromium: Browser, own_site: str, size: str
) -> None:
    width, height = SIZES[size]
    # axe has to be put into the page, which our policy forbids: set aside for this walk only.
    context = chromium.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = context.new_page()
    sign_in(page, own_site)

    page.goto(f"{own_site}/central/frameworks/qp-2566/v1/")
    assert_sound(page)
    page.get_by_role("button", name="เริ่มร่างฉบับใหม่จากฉบับนี้").click()
    assert_sound(page)
    draft = page.url
    page.goto(f"{draft}frame/")
    assert_sound(page)
    page.goto(f"{draft}node/1/")
    assert_sound(page)
    title = page.locator("main form :is(textarea, input[type=text])").first
    title.fill(title.input_value() + " (ปรับถ้อยคำ)")
    page.get_by_role("button", name="บันทึกร่าง").click()
    page.goto(f"{draft}text/")
    assert_sound(page)
    page.goto(f"{draft}changes/")
    assert_sound(page)
    assert "(ปรับถ้อยคำ)" in page.locator("main").inner_text()
    page.get_by_label("เหตุผลของฉบับใหม่").fill("ปรับถ้อยคำให้ชัด")
    page.get_by_role("button", name="ออกเป็นฉบับใหม่").click()
    page.wait_for_url(re.compile("/v2/"))
    assert_sound(page)
    context.close()

"""Journeys through the frame of the site: language, signing in and out, help without scripts."""

from __future__ import annotations

import pytest
from site_visits import PASSWORD, Visiting

pytestmark = pytest.mark.browser


def test_skip_link_is_first_and_leads_to_the_content(visit: Visiting) -> None:
    with visit() as visited:
        visited.open("/")
        visited.page.keyboard.press("Tab")
        first = visited.page.evaluate("document.activeElement.className")
        visited.page.keyboard.press("Enter")
        focused = visited.page.evaluate("document.activeElement.id")

    assert (first, focused) == ("skip", "main")


def test_language_is_changed_on_the_same_page_and_kept(visit: Visiting) -> None:
    with visit() as visited:
        visited.open("/design/?page=3")
        visited.page.get_by_role("button", name="English").click()
        visited.page.wait_for_load_state()
        address = visited.page.url
        heading = visited.page.locator("h1").inner_text()
        visited.open("/sign-in/")
        kept = visited.page.locator("h1").inner_text()

    assert address.endswith("/design/?page=3")
    assert (heading, kept) == ("Design and parts of pages", "Sign in")
    assert visited.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_person_signs_in_and_out_with_and_without_scripts(visit: Visiting, scripts: bool) -> None:
    with visit(size="phone", java_script_enabled=scripts) as visited:
        page = visited.page
        page.goto(f"{visited.home}/sign-in/")
        page.get_by_label("ชื่อผู้ใช้").fill("Reporter")
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.locator("main form button").click()
        page.get_by_role("button", name="ออกจากระบบ").click()
        page.wait_for_load_state()

        assert page.get_by_role("link", name="เข้าสู่ระบบ").first.is_visible()


def test_wrong_password_moves_the_reader_to_the_errors(visit: Visiting) -> None:
    with visit() as visited:
        page = visited.page
        visited.open("/sign-in/")
        page.get_by_label("ชื่อผู้ใช้").fill("reporter")
        page.get_by_label("รหัสผ่าน").fill("ผิด")
        page.locator("main form button").click()
        page.locator(".error-summary").wait_for()
        focused = page.evaluate("document.activeElement.className")

    assert focused == "error-summary"


def test_dialog_opens_and_closes_by_keyboard(visit: Visiting) -> None:
    with visit() as visited:
        visited.open("/design/")
        dialog = visited.page.locator("#sample-dialog")
        visited.page.locator("[data-opens=sample-dialog]").focus()
        visited.page.keyboard.press("Enter")
        opened = dialog.is_visible()
        visited.page.keyboard.press("Escape")

        assert (opened, dialog.is_visible()) == (True, False)
        assert visited.page.evaluate("document.activeElement.dataset.opens") == "sample-dialog"


def test_thai_marks_have_a_face_of_ours(visit: Visiting) -> None:
    """Sarabun is fetched from the site itself and really used."""
    with visit() as visited:
        visited.open("/design/")
        loaded = visited.page.evaluate(
            "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
        )

    assert "Sarabun" in {name.strip('"') for name in loaded}
    assert visited.strangers == []

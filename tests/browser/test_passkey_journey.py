"""A passkey in a real Chromium, with the browser's own made-up authenticator."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from site_visits import PASSWORD, Visit

pytestmark = pytest.mark.browser


def with_authenticator(context: BrowserContext, page: Page) -> None:
    """Give the browser a phone-like authenticator that always says yes."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_lets_in_and_is_the_second_step(chromium: Browser, own_site: str) -> None:
    # A passkey belongs to a name, never to a bare address.
    site = f"http://localhost:{urlsplit(own_site).port}"
    context = chromium.new_context(locale="th-TH", viewport={"width": 360, "height": 740})
    page = context.new_page()
    visit = Visit(page, site)
    visit.watch()
    with_authenticator(context, page)

    # Adding it, behind the password.
    page.goto(f"{site}/sign-in/?next=/me/passkeys/")
    page.locator("#id_username").fill("reporter")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()
    page.locator("#id_current_password").fill(PASSWORD)
    page.get_by_role("button", name="เพิ่มพาสคีย์").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("รหัสสำรอง")
    assert page.locator(".recovery-codes li").count() == 10
    page.goto(f"{site}/me/")
    expect(page.get_by_text("พาสคีย์ของฉัน").first).to_be_visible()

    # Signing in with nothing else.
    page.get_by_role("button", name="ออกจากระบบ", exact=True).click()
    page.goto(f"{site}/sign-in/")
    page.get_by_role("button", name="เข้าสู่ระบบด้วยพาสคีย์").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto(f"{site}/me/")
    expect(page.get_by_text("พาสคีย์ ·").first).to_be_visible()

    # A password alone no longer lets in; the passkey is the second step.
    page.get_by_role("button", name="ออกจากระบบ", exact=True).click()
    page.goto(f"{site}/sign-in/?next=/me/password/")
    page.locator("#id_username").fill("reporter")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()
    expect(page).to_have_url(f"{site}/sign-in/second/")
    page.get_by_role("button", name="เข้าสู่ระบบด้วยพาสคีย์").click()
    expect(page).to_have_url(f"{site}/me/password/")

    assert (visit.complaints, visit.strangers) == ([], [])
    context.close()

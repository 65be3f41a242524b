"""The quality of a panel's marking before a moderator: at a desk, on a phone, in the dark."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from quality_world import SIGN_IN
from served import serving
from site_visits import PROJECT, axe_faults
from test_office_journey import signed_in_page

pytestmark = pytest.mark.browser

SHOTS = PROJECT / "var" / "screenshots"
PAGE = "/panels/2566-report/quality/"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose panel has marked the reports of forty offices."""
    folder = tmp_path_factory.mktemp("quality")
    with serving(folder) as address:
        fill(folder, offices=40)
        yield address


def fill(folder: Path, *, offices: int) -> None:
    """Make the panel and its marks, by a process that has the site's data."""
    environment = {**os.environ, "TIDTAM_DATA_DIR": str(folder), "TIDTAM_MODE": "local"}
    environment.pop("DATABASE_URL", None)
    script = Path(__file__).with_name("quality_world.py")
    command = [sys.executable, str(script), str(offices)]
    subprocess.run(command, check=True, env=environment, timeout=180)  # noqa: S603


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_sound(chromium: Browser, home: str, size: str, scheme: str) -> None:
    page = signed_in_page(chromium, home, SIGN_IN, size)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    response = page.goto(home + PAGE, wait_until="networkidle")
    assert response is not None
    assert response.status == 200
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"quality-{size}-{scheme}.png", full_page=True)
    for summary in page.locator("main summary").all():
        summary.click()

    assert faults == []
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()


def test_a_pattern_leads_to_its_item_and_back(chromium: Browser, home: str) -> None:
    page = signed_in_page(chromium, home, SIGN_IN, "desk")
    page.goto(home + PAGE)

    page.locator("#patterns ~ .patterns summary").first.click()
    page.locator(".found a").first.click()
    page.wait_for_url("**/panels/items/**")
    page.go_back()
    more = page.locator(".patterns details p a").first
    key = (more.get_attribute("href") or "").split("#")[-1]
    page.locator(f"[id='{key}'] summary").click()
    more.click()

    expect(page.locator(f"[id='{key}'] details")).to_have_attribute("open", "")
    expect(page.locator(f"[id='{key}'] details p a")).to_have_count(0)
    page.context.close()

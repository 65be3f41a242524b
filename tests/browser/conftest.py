"""A real site, a real Chromium. Runs only with ``TIDTAM_BROWSER=1`` (``make test-browser``)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from served import serving
from site_visits import PASSWORD, SIZES, Visit, Visiting

CHROMIUM = Path(os.environ.get("TIDTAM_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``TIDTAM_BROWSER=1`` nothing of this folder is run."""
    if os.environ.get("TIDTAM_BROWSER") == "1":
        return
    here = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    config.hook.pytest_deselected(items=here)
    items[:] = [item for item in items if item not in here]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site that pages are looked at on; nothing is published there."""
    with serving(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[str]:
    """The address of a site that one journey has for itself and may change for good."""
    with serving(tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium; a missing one is a failure, not a reason to skip."""
    assert CHROMIUM.exists(), f"no Chromium at {CHROMIUM}; name it with TIDTAM_CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, site: str) -> Callable[[str], Any]:
    """The cookies of a demonstration account, got through the sign-in page, once each."""
    kept: dict[str, Any] = {"": None}

    def cookies(role: str) -> Any:
        if role not in kept:
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"{site}/sign-in/")
            page.locator("#id_username").fill(role)
            page.locator("#id_password").fill(PASSWORD)
            page.locator("main form button").click()
            page.wait_for_url(lambda address: "/sign-in/" not in address)
            kept[role] = context.storage_state()
            context.close()
        return kept[role]

    return cookies


@pytest.fixture
def visit(chromium: Browser, site: str, signed_in: Callable[[str], Any]) -> Visiting:
    """``with visit(role=…, size=…, **context) as v: v.open(path)``."""

    @contextmanager
    def opened(role: str = "", size: str = "desk", **more: Any) -> Iterator[Visit]:
        width, height = SIZES[size]
        context: BrowserContext = chromium.new_context(
            viewport={"width": width, "height": height},
            storage_state=signed_in(role),
            locale="th-TH",
            reduced_motion="reduce",
            **more,
        )
        visited = Visit(context.new_page(), site)
        visited.watch()
        try:
            yield visited
        finally:
            context.close()

    return opened

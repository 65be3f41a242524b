"""An open page of the site, watched for everything that must not happen on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

PROJECT = Path(__file__).resolve().parents[2]
SIZES = {"phone": (360, 740), "desk": (1280, 900)}
PASSWORD = "tidtam-demo-2566"

WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def axe_faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on a page: rule and elements; the context must set our policy aside."""
    found = Axe().run(page, options=WCAG).response["violations"]
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]


@dataclass
class Visit:
    """An open page with everything that must not happen on it."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Listen to the console, to errors and to requests."""
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._see)

    def _hear(self, kind: str, text: str) -> None:
        # The browser logs every answer over 399, and some pages are meant to be such.
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            self.complaints.append(text)

    def _see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc != urlsplit(self.home).netloc:
            self.strangers.append(request.url)

    def open(self, path: str, *links: str) -> int:
        """Go to a page and wait until nothing loads any more; the server's status.

        With selectors of links, follow the first of each from page to page; only the last
        page is heard out.
        """
        for link in links:
            self.page.goto(self.home + path)
            path = self.page.locator(link).first.get_attribute("href") or ""
            assert path, f"no link {link} on {self.page.url}"
        if links:
            self.complaints.clear()
        response = self.page.goto(self.home + path, wait_until="networkidle")
        self.page.evaluate("document.fonts.ready")
        assert response is not None
        return response.status


Visiting = Callable[..., AbstractContextManager[Visit]]

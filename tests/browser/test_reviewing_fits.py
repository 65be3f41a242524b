"""On a small desk screen every choice of a mark can be seen above the bar with the button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from site_visits import Visiting

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1280, "height": 800}
HIDDEN = """() => {
  const bar = document.querySelector(".review-foot").getBoundingClientRect().top;
  return [...document.querySelectorAll(".review-level")]
    .filter(each => each.getBoundingClientRect().bottom > bar).map(each => each.innerText);
}"""


def test_no_choice_of_a_mark_lies_under_the_bar(visit: Visiting) -> None:
    hidden: dict[str, list[str]] = {}
    with visit(role="reviewer") as visited:
        page = visited.page
        page.set_viewport_size(LAPTOP)
        visited.open("/reviewing/")
        for office in _links(page, ".review-offices tr:not(.is-done) th a"):
            visited.open(office)
            for item in _links(page, ".tasks li:not(:has(.tag--good)) a"):
                page.goto(visited.home + item)
                hidden |= {page.title(): found for found in [page.evaluate(HIDDEN)] if found}

    assert hidden == {}


def _links(page: Page, selector: str) -> list[str]:
    found = page.locator(selector).all()
    return [each.get_attribute("href") or "" for each in found]

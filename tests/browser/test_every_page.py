"""What is true of every page, at phone and desk size, in real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_pages import PAGES, SitePage
from site_visits import PROJECT, SIZES, Visiting, axe_faults

pytestmark = pytest.mark.browser

SHOTS = PROJECT / "var" / "screenshots"
every_page = pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
every_size = pytest.mark.parametrize("size", SIZES)


@every_size
@every_page
def test_page_keeps_to_itself_and_fits(visit: Visiting, one: SitePage, size: str) -> None:
    """Status as told; no policy breach, no console error, no other host, no sideways scroll."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    with visit(role=one.role, size=size) as visited:
        status = visited.open(one.path, *one.links)
        widths = visited.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        visited.page.screenshot(path=_shot(one, size), full_page=True)

    assert status == one.status
    assert (visited.complaints, visited.strangers) == ([], [])
    assert widths[0] <= widths[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@every_size
@every_page
def test_page_has_no_axe_violation(visit: Visiting, one: SitePage, size: str, scheme: str) -> None:
    """axe has to be put into the page, which our policy forbids: only here it is set aside."""
    with visit(role=one.role, size=size, bypass_csp=True, color_scheme=scheme) as visited:
        visited.open(one.path, *one.links)
        faults = axe_faults(visited.page)

    assert faults == []


@every_page
def test_page_shows_english_when_asked(visit: Visiting, one: SitePage) -> None:
    with visit(role=one.role) as visited:
        visited.page.context.add_cookies(
            [{"name": "django_language", "value": "en", "url": visited.home}]
        )
        visited.open(one.path, *one.links)
        language = visited.page.locator("html").get_attribute("lang")
        title = visited.page.title()
        visited.page.screenshot(path=_shot(one, "english"), full_page=True)

    assert language == "en"
    assert title.endswith("– Tidtam")


@pytest.mark.parametrize("one", [p for p in PAGES if p.action], ids=lambda one: one.name)
def test_main_action_is_reached_by_keyboard(visit: Visiting, one: SitePage) -> None:
    """Tab from the top reaches it, and one sees that it has the focus."""
    reached = """selector => {
      const here = document.activeElement;
      if (!here.matches(selector)) return false;
      const style = getComputedStyle(here);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    }"""

    with visit(role=one.role) as visited:
        visited.open(one.path, *one.links)
        for _ in range(200):
            visited.page.keyboard.press("Tab")
            if visited.page.evaluate(reached, one.action):
                break
        else:
            pytest.fail(f"Tab never reached {one.action}")


def _shot(one: SitePage, size: str) -> Path:
    return SHOTS / f"{one.name}-{size}.png"

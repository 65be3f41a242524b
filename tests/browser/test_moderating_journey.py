"""A moderator settles a difference, a meeting resolves others, all before a wall and on a phone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from moderating_world import SIGN_IN
from playwright.sync_api import Browser, Page, expect
from served import serving
from site_visits import PROJECT, axe_faults
from test_office_journey import signed_in_page

pytestmark = pytest.mark.browser

SHOTS = PROJECT / "var" / "screenshots"
ROUND = "/panels/2566-report"
PROJECTOR = {"width": 1280, "height": 720}


@dataclass(frozen=True)
class Wall:
    """A site with a panel at work: items that differ, names that must not be on the wall."""

    home: str
    items: list[int]
    names: list[str]


@pytest.fixture
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    folder = tmp_path_factory.mktemp("moderating")
    with serving(folder) as home:
        told = put_to_work(folder)
        yield Wall(home, told["items"], told["names"])


def put_to_work(folder: Path) -> dict[str, list]:  # type: ignore[type-arg]
    """Make the panel, by a process that has the site's data."""
    environment = {**os.environ, "TIDTAM_DATA_DIR": str(folder), "TIDTAM_MODE": "local"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    environment.pop("DATABASE_URL", None)
    script = Path(__file__).with_name("moderating_world.py")
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(script)], check=True, env=environment, timeout=300, capture_output=True
    )
    told: dict[str, list] = json.loads(done.stdout)  # type: ignore[type-arg]
    return told


def sound(page: Page, name: str) -> None:
    """No axe violation and no sideways scroll; a picture to look at."""
    page.wait_for_load_state("networkidle")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_pages_are_sound_at_desk_and_on_a_phone(chromium: Browser, wall: Wall) -> None:
    for size in ("desk", "phone"):
        page = signed_in_page(chromium, wall.home, SIGN_IN, size)
        faults: list[str] = []
        page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
        for name in ("differences", "meeting", "minutes", "open"):
            page.goto(f"{wall.home}{ROUND}/{name}/")
            sound(page, f"moderating-{name}-{size}")
        page.goto(f"{wall.home}/panels/items/{wall.items[0]}/")
        sound(page, f"moderating-item-{size}")
        assert faults == []
        page.context.close()


def test_a_moderator_settles_a_difference_by_keyboard(chromium: Browser, wall: Wall) -> None:
    page = signed_in_page(chromium, wall.home, SIGN_IN, "desk")
    page.goto(f"{wall.home}{ROUND}/differences/")
    expect(page.locator("article.difference")).to_have_count(3)
    page.locator("article.difference h2 a").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/panels/items/{wall.items[2]}/")

    page.locator("input[name=mark][value='5']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#effect")).to_contain_text("หลัง")
    page.locator("#reason").focus()
    page.keyboard.type("สองความเห็นต่างกันที่แผนติดตาม")
    page.locator("#reason").press("Tab")
    page.get_by_role("button", name="บันทึกเป็นคะแนนทางการ").press("Enter")

    expect(page.locator("main")).to_contain_text("บันทึกการตัดสินแล้ว")
    expect(page.locator(".decisions")).to_contain_text("สองความเห็นต่างกันที่แผนติดตาม")
    sound(page, "moderating-item-decided")
    page.context.close()


def test_the_meeting_decides_before_the_wall(chromium: Browser, wall: Wall) -> None:
    page = signed_in_page(chromium, wall.home, SIGN_IN, "desk")
    page.set_viewport_size(PROJECTOR)
    page.goto(f"{wall.home}{ROUND}/meeting/?at={wall.items[0]}")
    expect(page.locator(".meeting__count")).to_contain_text("ข้อที่ 1 จาก 3")
    assert [name for name in wall.names if name in page.content()] == []

    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**at={wall.items[1]}**")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**at={wall.items[0]}**")
    page.get_by_role("link", name="แสดงชื่อผู้ประเมิน").click()
    expect(page.locator(".meeting")).to_contain_text(wall.names[0])
    page.get_by_role("link", name="ซ่อนชื่อผู้ประเมิน").click()
    expect(page.locator(".meeting")).not_to_contain_text(wall.names[0])

    page.locator("input[name=mark][value='3']").check()
    expect(page.locator("#effect")).to_contain_text("หลัง")
    page.locator("#reason").fill("ที่ประชุมเห็นว่าแผนยังไม่ครบ")
    page.screenshot(path=SHOTS / "moderating-wall.png")
    button = page.get_by_role("button", name="บันทึกมติแล้วไปข้อถัดไป").bounding_box()
    assert button is not None
    assert button["y"] + button["height"] <= PROJECTOR["height"]
    page.get_by_role("button", name="บันทึกมติแล้วไปข้อถัดไป").click()

    page.wait_for_url(f"**at={wall.items[1]}**")
    expect(page.locator("main")).to_contain_text("บันทึกมติแล้ว")
    sound(page, "moderating-wall-next")
    page.goto(f"{wall.home}{ROUND}/minutes/")
    expect(page.locator("table.minutes")).to_contain_text("ที่ประชุมเห็นว่าแผนยังไม่ครบ")
    sound(page, "moderating-minutes-filled")
    page.emulate_media(media="print")
    page.screenshot(path=SHOTS / "moderating-minutes-print.png", full_page=True)
    expect(page.locator("form.filter")).to_be_hidden()
    expect(page.locator("table.minutes")).to_be_visible()
    page.context.close()


def test_two_moderators_at_once_lose_nothing(chromium: Browser, wall: Wall) -> None:
    first = signed_in_page(chromium, wall.home, SIGN_IN, "desk")
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"{wall.home}/panels/items/{wall.items[1]}/")
    first.locator("input[name=mark][value='4']").check()
    first.locator("#reason").fill("คนแรกตัดสิน")
    second.locator("input[name=mark][value='2']").check()
    second.locator("#reason").fill("คนที่สองกำลังพิมพ์")

    first.get_by_role("button", name="บันทึกเป็นคะแนนทางการ").click()
    expect(first.locator("main")).to_contain_text("บันทึกการตัดสินแล้ว")
    second.get_by_role("button", name="บันทึกเป็นคะแนนทางการ").click()

    expect(second.locator(".error-summary")).to_contain_text("มีผู้ตัดสินข้อนี้ไปก่อน")
    expect(second.locator(".error-summary")).to_contain_text("คนแรกตัดสิน")
    expect(second.locator("#reason")).to_have_value("คนที่สองกำลังพิมพ์")
    expect(second.locator("input[name=mark][value='2']")).to_be_checked()
    sound(second, "moderating-item-clash")
    first.context.close()


def test_what_is_ready_is_settled_with_one_button(chromium: Browser, wall: Wall) -> None:
    page = signed_in_page(chromium, wall.home, SIGN_IN, "phone")
    page.goto(f"{wall.home}{ROUND}/open/")

    page.get_by_role("button", name="พร้อมเป็นคะแนนทางการ").click()

    expect(page.locator("main")).to_contain_text("สรุปเป็นคะแนนทางการแล้ว")
    sound(page, "moderating-open-settled-phone")
    page.context.close()

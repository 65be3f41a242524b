"""An office appeals with a photo, a moderator gives it, a reviewer decides, the office reads."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from appeal_world import ROUND
from playwright.sync_api import Browser, Page, expect
from served import serving
from test_followups_journey import photo
from test_moderating_journey import sound
from test_office_journey import signed_in_page

pytestmark = pytest.mark.browser

REASON = "รายงานแสดงว่าดำเนินการครบทุกโรงเรียน และภาพที่แนบแสดงกิจกรรมที่ยังไม่อยู่ในรายงานเดิม"
WHY = "หลักฐานที่แนบเพิ่มแสดงว่าดำเนินการครบทุกโรงเรียนตามเกณฑ์แล้ว จึงเปลี่ยนคะแนน"


@pytest.fixture
def appealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose published round takes appeals now."""
    folder = tmp_path_factory.mktemp("appeals")
    with serving(folder) as home:
        open_window(folder)
        yield home


def open_window(folder: Path) -> None:
    """Give the round its time to appeal, by a process that has the site's data."""
    environment = {**os.environ, "TIDTAM_DATA_DIR": str(folder), "TIDTAM_MODE": "local"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    environment.pop("DATABASE_URL", None)
    script = Path(__file__).with_name("appeal_world.py")
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(script)], check=True, env=environment, timeout=300, capture_output=True
    )
    assert json.loads(done.stdout)["items"]


def watched(chromium: Browser, home: str, who: str, size: str) -> tuple[Page, list[str]]:
    """A page of somebody who is signed in, and the errors of its scripts."""
    page = signed_in_page(chromium, home, who, size)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page, faults


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_an_appeal_goes_from_the_office_and_back(
    chromium: Browser, appealed: str, size: str, tmp_path: Path
) -> None:
    address = _written(chromium, appealed, size, tmp_path)
    _sent(chromium, appealed, size, address)
    _given(chromium, appealed, size)
    _decided(chromium, appealed, size)
    _read(chromium, appealed, size, address)


def _written(chromium: Browser, home: str, size: str, folder: Path) -> str:
    """The reporter finds the list, writes, and attaches a photo; gives the appeal's address."""
    page, faults = watched(chromium, home, "reporter", size)
    page.goto(f"{home}/office/")
    page.get_by_role("link", name="ทักท้วงผล").click()
    sound(page, f"appeal-list-{size}")
    page.locator(".appealable form button").nth(3).click()
    page.wait_for_url(re.compile(r"/office/appeals/\d+/$"))
    page.locator("#reason").fill(REASON)
    page.locator("input[name=wanted][value='5']").check()
    expect(page.locator("[data-answer-status]")).to_contain_text("บันทึกแล้ว", timeout=10_000)
    page.locator("[data-pick]").first.set_input_files(photo(folder))
    expect(page.locator("#evidence-rows > li")).to_have_count(1, timeout=20_000)
    expect(page.locator("#send")).to_contain_text("ผู้อำนวยการเป็นผู้ยื่น")
    sound(page, f"appeal-written-{size}")
    page.reload()
    expect(page.locator("#reason")).to_have_value(REASON)
    assert faults == []
    address = page.url
    page.context.close()
    return address


def _sent(chromium: Browser, home: str, size: str, address: str) -> None:
    """The director corrects a word, reads what it means, and sends."""
    page, faults = watched(chromium, home, "director", size)
    page.goto(address)
    page.locator("#reason").press("End")
    page.locator("#reason").fill(f"{REASON} (แก้โดยผู้อำนวยการ)")
    page.get_by_role("button", name="ยื่นคำทักท้วง").click()
    expect(page.locator("h1")).to_contain_text("ยืนยันยื่นคำทักท้วง")
    expect(page.locator("main")).to_contain_text("(แก้โดยผู้อำนวยการ)")
    sound(page, f"appeal-send-{size}")
    page.get_by_role("button", name="ยืนยันยื่นคำทักท้วง").click()
    expect(page.locator("main")).to_contain_text("ยื่นแล้ว อยู่ระหว่างพิจารณา")
    sound(page, f"appeal-sent-{size}")
    assert faults == []
    page.context.close()


def _given(chromium: Browser, home: str, size: str) -> None:
    """The moderator opens it, looks at the photo, and gives it to a reviewer."""
    page, faults = watched(chromium, home, "moderator", size)
    page.goto(f"{home}/appeals/{ROUND}/")
    sound(page, f"appeal-desk-{size}")
    page.locator("table.appeals th a").click()
    expect(page.locator("#said")).to_contain_text(REASON)
    page.locator("#said .evidence__words a").first.click()
    expect(page.locator("#evidence-look img")).to_be_visible(timeout=10_000)
    page.get_by_text("ผู้ประเมินคนที่หนึ่ง (สมมติ)").click()
    sound(page, f"appeal-give-{size}")
    page.get_by_role("button", name="มอบผู้พิจารณา").click()
    expect(page.locator("main")).to_contain_text("มอบผู้พิจารณาแล้ว")
    assert faults == []
    page.context.close()


def _decided(chromium: Browser, home: str, size: str) -> None:
    """The reviewer keeps a draft over a reload, reads the decision once more, and saves it."""
    page, faults = watched(chromium, home, "reviewer", size)
    page.goto(f"{home}/reviewing/appeals/")
    sound(page, f"appeal-mine-{size}")
    page.locator(".tasks a").first.click()
    page.locator("input[name=kind][value=kept]").check()
    expect(page.locator("#mark")).to_be_hidden()
    page.locator("input[name=kind][value=changed]").check()
    page.locator("input[name=mark][value='5']").check()
    page.locator("#reason").fill(WHY)
    page.reload()
    expect(page.locator("#reason")).to_have_value(WHY)
    expect(page.locator("input[name=mark][value='5']")).to_be_checked()
    sound(page, f"appeal-decide-{size}")
    page.get_by_role("button", name="ตรวจก่อนบันทึก").click()
    expect(page.locator("main")).to_contain_text("เขตจะอ่านตามนี้")
    page.get_by_role("button", name="บันทึกผลการพิจารณา").click()
    expect(page.locator("#still-fits-error")).to_contain_text("เขียนไว้กับคะแนนเดิม")
    sound(page, f"appeal-confirm-{size}")
    page.get_by_label("ข้อเสนอแนะเดิมยังใช้ได้กับคะแนนใหม่").check()
    page.get_by_role("button", name="บันทึกผลการพิจารณา").click()
    expect(page.locator("#decision")).to_contain_text(WHY)
    sound(page, f"appeal-decided-{size}")
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.includes('decision'))")
    assert kept == []
    assert faults == []
    page.context.close()


def _read(chromium: Browser, home: str, size: str, address: str) -> None:
    """The office reads what was decided and why, and finds nobody's name."""
    page, faults = watched(chromium, home, "reporter", size)
    page.goto(address)
    expect(page.locator("#decision")).to_contain_text("เปลี่ยนคะแนน")
    expect(page.locator("#decision")).to_contain_text(WHY)
    expect(page.locator("#decision")).to_contain_text("คะแนนรวมที่ประกาศไว้ยังไม่เปลี่ยน")
    assert "ผู้ประเมินคนที่หนึ่ง" not in page.content()
    sound(page, f"appeal-read-{size}")
    assert faults == []
    page.context.close()

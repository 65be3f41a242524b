"""An office accepts a recommendation on a phone, tells later that it is done, with a photo."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from test_office_journey import SHOTS, look_at, signed_in_page

from tidtam.shared import clock
from tidtam.thai.dates import MONTHS, buddhist_year

pytestmark = pytest.mark.browser

PLAN = "จัดทำปฏิทินนิเทศและติดตามรายโรงเรียนทุกภาคเรียน พร้อมสรุปผลเสนอผู้บริหาร"
WHO = "กลุ่มนิเทศ ติดตามและประเมินผลการจัดการศึกษา"
OUTCOME = "ติดตามครบทุกโรงเรียนแล้ว และสรุปผลเสนอผู้บริหาร"

KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('tidtam:words:')).length"


def fill_day(page: Page, name: str, *, year: int = 0) -> None:
    today = clock.today()
    page.locator(f"[name={name}_day]").fill(str(today.day))
    page.locator(f"[name={name}_month]").select_option(MONTHS[today.month - 1])
    page.locator(f"[name={name}_year]").fill(str(buddhist_year(today) + year))


def fill_in_the_plan(page: Page) -> None:
    """All of the plan is typed, and a reload brings it back: nothing was saved yet."""
    page.locator("[name=plan]").fill(PLAN)
    page.locator("[name=who]").fill(WHO)
    fill_day(page, "due_on", year=1)
    form = page.locator("details[open] form")
    expect(form.locator("[data-kept]")).to_be_hidden()

    page.reload()

    expect(form.locator("[data-kept]")).to_contain_text("ยังไม่ได้บันทึก")
    expect(page.locator("[name=plan]")).to_have_value(PLAN)
    expect(page.locator("[name=who]")).to_have_value(WHO)
    expect(page.locator("[name=due_on_day]")).to_have_value(str(clock.today().day))
    expect(page.locator("[name=due_on_month]")).to_have_value(MONTHS[clock.today().month - 1])
    assert page.evaluate(KEPT) == 1


def throw_away_a_reason(page: Page) -> None:
    """Words in another form of the page are its own, and go when they are discarded."""
    page.locator("summary", has_text="ไม่รับ").click()
    page.locator("[name=reason]").fill("ทำอยู่แล้ว")
    page.reload()
    other = page.locator("form", has=page.locator("[name=reason]"))
    expect(page.locator("[name=reason]")).to_have_value("ทำอยู่แล้ว")

    other.locator("[data-forget]").click()

    expect(page.locator("[name=reason]")).to_have_value("")
    expect(page.locator("[name=plan]")).to_have_value(PLAN)
    page.locator("summary", has_text="ไม่รับ").click()
    assert page.evaluate(KEPT) == 1


def photo(folder: Path) -> Path:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "green").save(out, "JPEG")
    path = folder / "นิเทศโรงเรียน.jpg"
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_recommendation_is_accepted_then_done_with_a_photo(
    chromium: Browser, own_site: str, size: str, tmp_path: Path
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page = signed_in_page(chromium, own_site, "reporter", size)

    page.goto(f"{own_site}/office/")
    page.get_by_role("link", name="อ่านและตอบรับ").click()
    look_at(page, f"journey-follow-ups-{size}")
    page.locator(".follow-up a").first.click()
    look_at(page, f"journey-follow-up-{size}")

    page.locator("details[open] form .button").click()
    expect(page.get_by_role("alert")).to_contain_text("ยังไม่บอกว่าจะทำอะไร")
    look_at(page, f"journey-follow-up-lacks-{size}")
    page.goto(page.url.split("#")[0])
    fill_in_the_plan(page)
    throw_away_a_reason(page)
    look_at(page, f"journey-follow-up-kept-{size}")
    page.locator("details[open] form .button").click()
    expect(page.locator("main .said").first).to_contain_text(PLAN)
    assert page.evaluate(KEPT) == 0
    page.reload()
    expect(page.locator("[data-kept]").first).to_be_hidden()
    look_at(page, f"journey-follow-up-accepted-{size}")

    page.locator("[data-pick]").first.set_input_files(photo(tmp_path))
    expect(page.locator("#evidence-rows > li")).to_have_count(1, timeout=20_000)
    page.locator("[name=outcome]").fill(OUTCOME)
    fill_day(page, "done_on")
    page.locator("details[open] form .button").last.click()
    expect(page.locator("main .said").first).to_contain_text(OUTCOME)
    assert page.evaluate(KEPT) == 0
    expect(page.locator("#evidence-rows img")).to_have_count(1)
    look_at(page, f"journey-follow-up-done-{size}")

    page.goto(f"{own_site}/office/followups/")
    expect(page.locator("main")).to_contain_text("ดำเนินการแล้ว (2)")
    page.context.close()

    central = signed_in_page(chromium, own_site, "central", size)
    central.goto(f"{own_site}/central/followups/")
    look_at(central, f"journey-follow-ups-country-{size}")
    central.locator("#state").select_option("done")
    expect(central.locator("#country .figures")).to_contain_text("100.0%")
    assert "state=done" in central.url
    central.context.close()

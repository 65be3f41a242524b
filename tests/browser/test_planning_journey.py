"""The bureau's story: copy a round, plan it, look at it, open it, give time, remind."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, Page, expect
from site_visits import PASSWORD, PROJECT, SIZES, axe_faults

pytestmark = pytest.mark.browser

SHOTS = PROJECT / "var" / "screenshots"
MONTHS = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
SOUND: dict[str, object] = {"sideways": [], "axe": []}


def looked_at(page: Page, name: str) -> dict[str, object]:
    """The page at both sizes: what scrolls sideways, what axe finds."""
    sideways, faults = [], []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=SHOTS / f"planning-{name}-{size}.png", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            sideways.append(size)
        faults += [(size, *fault) for fault in axe_faults(page)]
    return {"sideways": sideways, "axe": faults}


def write_date(page: Page, name: str, day: dt.date) -> None:
    page.locator(f"[name={name}_day]").fill(str(day.day))
    page.locator(f"[name={name}_month]").select_option(MONTHS[day.month - 1])
    page.locator(f"[name={name}_year]").fill(str(day.year + 543))


def test_an_officer_opens_next_years_round(chromium: Browser, own_site: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    # axe has to be put into the pages, which our policy forbids: only here it is set aside.
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce", locale="th-TH")
    context.set_default_timeout(60_000)
    page = context.new_page()
    today = dt.date.today()  # noqa: DTZ011  the site's clock is the machine's
    found: dict[str, dict[str, object]] = {}

    page.goto(f"{own_site}/sign-in/?next=/central/")
    page.locator("#id_username").fill("central")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()

    page.get_by_role("link", name="เปิดรอบใหม่จากรอบเดิม").click()
    found["choose"] = looked_at(page, "choose")
    page.locator("main .tasks a[href='?source=2566-12m']").click()
    expect(page.get_by_label("รหัสรอบ")).to_have_value("2567-12m")
    found["copy"] = looked_at(page, "copy")
    page.get_by_role("button", name="คัดลอกเป็นรอบใหม่").click()
    page.wait_for_url("**/rounds/2567-12m/plan/")

    page.get_by_role("link", name="กำหนดวันของแต่ละขั้น").click()
    write_date(page, "report_starts", today - dt.timedelta(days=1))
    write_date(page, "report_due", today - dt.timedelta(days=9))
    page.get_by_role("button", name="บันทึก").click()
    expect(page.locator(".error-summary a")).to_have_text(re.compile("ต้องอยู่หลังวันเริ่ม"))
    found["wrong dates"] = looked_at(page, "wrong-dates")
    write_date(page, "report_due", today + dt.timedelta(days=20))
    page.get_by_role("button", name="บันทึก").click()
    page.wait_for_url("**/rounds/2567-12m/plan/")

    page.get_by_role("link", name="ชื่อรอบและข้อความถึงเขต").click()
    page.get_by_label("ข้อความถึงเขต").fill("โปรดรายงานผลการดำเนินงาน\n\nข้อมูลสมมติ")
    page.get_by_role("button", name="ดูก่อนบันทึก").click()
    expect(page.locator(".letter p")).to_have_count(2)
    found["letter"] = looked_at(page, "letter")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    page.wait_for_url("**/rounds/2567-12m/plan/")

    page.get_by_role("link", name="เครื่องมือและแบบรายงาน").click()
    qp = page.locator("main form select").first
    qp.select_option(index=qp.locator("option").count() - 1)
    found["forms"] = looked_at(page, "forms")
    page.get_by_role("button", name="บันทึก").click()
    page.wait_for_url("**/rounds/2567-12m/plan/")

    page.get_by_role("link", name="ใครต้องรายงาน").click()
    page.get_by_label("ชื่อหรือรหัสเขต").fill("สพป.ระยอง เขต 1")
    page.get_by_label("เหตุผลที่ไม่ต้องรายงาน").fill("ข้อมูลสมมติ")
    page.get_by_role("button", name="ยกเว้นเขตนี้").click()
    expect(page.locator("#held ~ form tbody tr")).not_to_have_count(0)
    found["offices"] = looked_at(page, "offices")
    page.get_by_role("link", name="กลับไปแผนของรอบ").click()
    found["plan"] = looked_at(page, "plan")

    page.get_by_role("link", name="ดูแบบที่เขตจะเห็น").click()
    page.get_by_label("หรือชื่อเขตหนึ่งเขต").fill("สพป.ระยอง เขต 2")
    page.get_by_role("button", name="แสดง").click()
    page.locator("details.preview-item summary").first.click()
    expect(page.locator(".preview-answer").first).to_be_visible()
    found["preview"] = looked_at(page, "preview")

    page.goto(f"{own_site}/central/rounds/2567-12m/plan/open/")
    found["open"] = looked_at(page, "open")
    page.get_by_role("button", name="ยืนยันเปิดรอบ").click()
    page.wait_for_url("**/rounds/2567-12m/reports/")
    expect(page.locator("#wall tbody tr")).to_have_count(50)
    found["wall"] = looked_at(page, "wall")

    page.get_by_label("ชื่อหรือรหัสเขต").fill("ระยอง 2")
    expect(page.locator("#wall tbody tr")).to_have_count(1)
    page.locator("#wall").get_by_role("link", name="ขยายเวลา").click()
    write_date(page, "until", today + dt.timedelta(days=30))
    page.get_by_label("เหตุผล").fill("น้ำท่วม (ข้อมูลสมมติ)")
    page.get_by_role("button", name="ขยายเวลา").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    found["extend"] = looked_at(page, "extend")

    page.goto(f"{own_site}/central/rounds/2567-12m/reports/?q=1021020000")
    page.locator("#wall input[type=checkbox]").check()
    page.get_by_role("button", name="เตือนเขตที่เลือก").click()
    found["remind"] = looked_at(page, "remind")
    page.get_by_role("button", name="ส่งข้อความเตือน").click()
    expect(page.locator("#flash")).to_contain_text("ส่งข้อความเตือน 1 เขต ถึง 3 คน")
    context.close()

    assert found == dict.fromkeys(found, SOUND)

"""The story of the first day: publish the demonstration round, ask why, take the sheets home."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from site_visits import PASSWORD, PROJECT, SIZES, Visiting

pytestmark = pytest.mark.browser

ROUND = "/central/rounds/2566-12m/"
SHOTS = PROJECT / "var" / "screenshots"


def sign_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.get_by_label("ชื่อผู้ใช้").fill(name)
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def download(page: Page, link: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_newcomer_publishes_a_round_and_takes_the_sheets_home(
    chromium: Browser, own_site: str, size: str
) -> None:
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(60_000)
    page = context.new_page()
    SHOTS.mkdir(parents=True, exist_ok=True)

    sign_in(page, own_site, "central")
    page.goto(own_site + ROUND)
    page.get_by_role("button", name="คำนวณผล").click()
    page.get_by_role("button", name="ตรวจผล").click(timeout=90_000)
    page.get_by_role("link", name="เผยแพร่ผล").click()
    page.screenshot(path=SHOTS / f"publish-{size}.png", full_page=True)
    page.get_by_role("button", name="ยืนยันเผยแพร่ผล").click()
    expect(page.get_by_role("link", name="ดูหน้าสาธารณะ")).to_be_visible()
    page.screenshot(path=SHOTS / f"published-wall-{size}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_label("ชื่อหรือรหัสเขต").fill("ระยอง 2")
    expect(page.locator("#wall tbody th a")).to_have_count(1)
    page.locator("#wall tbody th a").click()
    page.locator("#qp-2566 tfoot summary").click()
    steps = page.locator("#qp-2566 tfoot .why-steps li")
    expect(steps.last).to_contain_text("ผลรวม")
    page.screenshot(path=SHOTS / f"why-here-{size}.png", full_page=True)

    pdf_name, pdf = download(page, "ใบแจ้งผล PDF")
    word_name, word = download(page, "ใบแจ้งผล Word")
    assert (pdf_name, word_name) == (
        "ใบแจ้งผล 2566-12m สพป.ระยอง เขต 2.pdf",
        "ใบแจ้งผล 2566-12m สพป.ระยอง เขต 2.docx",
    )
    assert pdf.startswith(b"%PDF-")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(word)).namelist()
    context.close()


def test_an_office_sees_nothing_before_and_its_own_sheet_after(
    chromium: Browser, own_site: str
) -> None:
    director, officer = chromium.new_context(), chromium.new_context()
    page, bureau = director.new_page(), officer.new_page()
    sign_in(page, own_site, "director")
    address = f"{own_site}/results/2566-12m/1021020000/"

    assert page.goto(address).status == 404  # type: ignore[union-attr]

    sign_in(bureau, own_site, "central")
    bureau.goto(own_site + ROUND)
    bureau.get_by_role("button", name="คำนวณผล").click()
    bureau.get_by_role("button", name="ตรวจผล").wait_for(timeout=90_000)
    assert page.goto(address).status == 404  # type: ignore[union-attr]

    bureau.get_by_role("button", name="ตรวจผล").click()
    bureau.get_by_role("link", name="เผยแพร่ผล").click()
    bureau.get_by_role("button", name="ยืนยันเผยแพร่ผล").click()
    bureau.get_by_role("link", name="ดูหน้าสาธารณะ").wait_for()
    page.goto(f"{own_site}/office/")
    page.get_by_role("heading", name=re.compile("รอบ 12 เดือน")).get_by_role("link").click()
    page.wait_for_url("**/results/2566-12m/**")
    name, data = download(page, "ใบแจ้งผล PDF")

    assert name.endswith("สพป.ระยอง เขต 2.pdf")
    assert data.startswith(b"%PDF-")


def test_going_back_from_the_way_to_a_number_shows_the_whole_page(
    chromium: Browser, site: str
) -> None:
    """The page and its htmx part share one address; the part must not stand for the page."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}/results/2566-6m/1021020000/")
    question = page.locator("#qp-2566 tbody details.why").first
    question.locator("summary").click()
    expect(question.locator(".why-steps li").last).to_contain_text("ผล")

    question.get_by_role("link", name=re.compile("เปิดหน้าที่มาเต็ม")).click()
    page.get_by_role("link", name="กลับไปหน้าผลของเขต").click()
    page.go_back()

    expect(page.locator("h1")).to_have_text("ที่มาของคะแนน")
    expect(page.locator("header.site-header")).to_be_visible()
    context.close()


def test_on_paper_the_advice_lies_open_and_the_total_stands_once(
    visit: Visiting,
) -> None:
    with visit(role="director") as looked:
        looked.open("/results/2566-6m/1021020000/")
        page = looked.page
        page.emulate_media(media="print")
        advice = page.locator("details.advice").first

        assert advice.locator("div p").first.bounding_box()["height"] > 0  # type: ignore[index]
        assert page.locator("details.why:visible, form:visible, .button-row:visible").count() == 0
        foot = page.locator("#qp-2566 tfoot").evaluate("e => getComputedStyle(e).display")
        assert foot == "table-row-group"


def test_all_sheets_of_a_round_come_in_one_zip(chromium: Browser, own_site: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, own_site, "central")
    page.goto(f"{own_site}/central/rounds/2566-6m/sheets/")
    page.get_by_label("PDF", exact=True).uncheck()
    page.get_by_role("button", name="พิมพ์ใบแจ้งผลทุกเขต").click()
    link = page.get_by_role("link", name="ดาวน์โหลดไฟล์ zip")
    link.wait_for(timeout=180_000)

    name, data = download(page, "ดาวน์โหลดไฟล์ zip")

    files = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert name == "ใบแจ้งผล 2566-6m ครั้งที่ 1.zip"
    assert len([each for each in files if each.endswith(".docx")]) == 490
    assert {"index.html", "index.csv"} <= set(files)

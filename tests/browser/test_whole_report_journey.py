"""The whole story: filled in on a phone, in Excel and in Word, approved and submitted by three.

The line is cut twice in the middle, and nothing that was typed is lost.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from site_pages import OFFICE
from site_visits import PASSWORD, PROJECT, SIZES, axe_faults

from processes import python

pytestmark = pytest.mark.browser

ROUND = "2566-report"
REPORT = f"/office/{ROUND}/{OFFICE}/"
SHOTS = PROJECT / "var" / "screenshots"
ON_THE_PHONE = "พิมพ์ในโทรศัพท์ขณะสัญญาณขาด ป่า ฟ้า ปี่ น้ำ ฐิ้"
AFTER_CLOSING = "พิมพ์แล้วปิดหน้าไปก่อนสัญญาณกลับมา"
IN_EXCEL = "พิมพ์ใน Excel ครบทุกข้อ"
IN_WORD = "พิมพ์ใน Word เรื่องพาน้องกลับมาเรียน"
TYPED = {"as_of": "๓๑ มีนาคม ๒๕๖๖", "closed_on": "31/3/2566", "ita_score": "๙๒.๕"}
FOR_WORD = ("qp-2566", "2", "summary")
SAVED = re.compile(r"บันทึกแล้ว \d\d:\d\d")

SUBMITTED = f"""
import json
from tidtam.rounds.models import Receipt, Submission
from tidtam.rounds.workspace import verify_answers
report = Submission.objects.get(round__code="{ROUND}", office__code="{OFFICE}")
receipt = Receipt.objects.get(submission=report)
items = json.loads(receipt.content)["instruments"][0]["items"]
told = {{item["code"]: {{a["question"]: a["value"] for a in item["answers"]}} for item in items}}
print(json.dumps({{
    "state": report.state,
    "approved": report.approved_by,
    "submitted": report.submitted_by,
    "chain": verify_answers().broken,
    "texts": [told[code]["summary"] for code in ("1", "3", "2", "5")],
}}))
"""


@pytest.fixture
def people(chromium: Browser, own_site: str) -> Callable[[str, str], Page]:
    """Somebody who is signed in, on a phone or at a desk; axe needs the policy set aside."""

    def signed_in(name: str, size: str) -> Page:
        width, height = SIZES[size]
        context: BrowserContext = chromium.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True, locale="th-TH"
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(f"{own_site}/sign-in/")
        page.locator("#id_username").fill(name)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button").click()
        page.wait_for_url(lambda address: "/sign-in/" not in address)
        return page

    return signed_in


def test_three_people_fill_approve_and_submit_a_report_on_a_bad_line(
    own_site: str, people: Callable[[str, str], Page], tmp_path: Path
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    on_a_phone(people("reporter", "phone"), own_site)
    at_the_desk = people("reporter2", "desk")
    in_excel(at_the_desk, own_site)
    in_word(at_the_desk, own_site)
    at_the_desk.goto(own_site + REPORT)
    at_the_desk.get_by_role("button", name="ส่งให้ผู้อำนวยการ").click()
    expect(at_the_desk.locator("#next")).to_be_visible()
    expect(at_the_desk.locator("main")).to_contain_text("รอผู้อำนวยการอนุมัติ")

    director = people("director", "phone")
    director.goto(f"{own_site}{REPORT}review/")
    expect(director.locator("main")).to_contain_text(IN_EXCEL)
    look_at(director, "whole-review")
    director.get_by_role("button", name="อนุมัติรายงาน").click()
    expect(director.locator("main")).to_contain_text("อนุมัติแล้ว")

    at_the_desk.goto(own_site + REPORT)
    at_the_desk.get_by_role("button", name="ส่งรายงานถึงส่วนกลาง").click()
    at_the_desk.wait_for_url("**/receipts/1/")
    look_at(at_the_desk, "whole-receipt")

    kept = json.loads(python(tmp_path, SUBMITTED))
    texts = kept.pop("texts")
    assert kept == {
        "state": "submitted",
        "approved": "ผู้อำนวยการเขต (สมมติ)",
        "submitted": "ผู้รายงานอีกคนของเขต (สมมติ)",
        "chain": "",
    }
    for typed, text in zip((ON_THE_PHONE, AFTER_CLOSING, IN_WORD, IN_EXCEL), texts, strict=True):
        assert typed in text


def on_a_phone(page: Page, site: str) -> None:
    """Two items on a phone; the line is cut while typing, and again before the page is closed."""
    open_item(page, site, 1)
    page.context.set_offline(True)
    write(page, ON_THE_PHONE)
    expect(status(page)).to_contain_text("เก็บไว้ในเครื่องนี้แล้ว")
    look_at(page, "whole-offline")
    page.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED, timeout=60_000)

    open_item(page, site, 3)
    address = page.url
    page.context.set_offline(True)
    write(page, AFTER_CLOSING)
    expect(status(page)).to_contain_text("เก็บไว้ในเครื่องนี้แล้ว")
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#a-summary .editor__text")).to_contain_text(AFTER_CLOSING)
    expect(status(again)).to_have_text(SAVED, timeout=60_000)
    again.reload()
    expect(again.locator("#a-summary .editor__text")).to_contain_text(AFTER_CLOSING)
    context.close()


def in_excel(page: Page, site: str) -> None:
    """Everything that is still blank, in the workbook; the words of item 2 are left for Word."""
    page.goto(f"{site}{REPORT}files/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="ไฟล์ Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes()))
    for sheet in ("QP", "AP", "SA"):
        fill_blanks(book[sheet])
    filled = io.BytesIO()
    book.save(filled)
    store(page, "report.xlsx", filled.getvalue())


def fill_blanks(sheet: Worksheet) -> None:
    """Answer what is blank: "none" where the list offers it, else words, counts, dates."""
    offered = {
        str(cells): rule.formula1
        for rule in sheet.data_validations.dataValidation
        for cells in rule.sqref.ranges
    }
    counted = ""
    for key, _item, _question, answer, state, reason in sheet.iter_rows(min_row=5, max_col=6):
        kind, framework, node, question, part = [*str(key.value or "").split("|"), *[""] * 4][:5]
        if kind == "tidtam:p" and counted == f"{node} {question}":
            answer.value = {"n": "5", "of": "10"}[part]
        if kind != "tidtam:q" or state.value:
            continue
        if "ไม่มี" in offered.get(state.coordinate, ""):
            state.value, reason.value = "ไม่มี", "ไม่มีในรอบนี้ (ทดสอบ)"
        elif question == "attained":
            counted = f"{node} {question}"
        elif (framework, node, question) != FOR_WORD:
            answer.value = TYPED.get(question, IN_EXCEL)


def in_word(page: Page, site: str) -> None:
    """The words of item 2, in its Word form."""
    open_item(page, site, 2)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Word").first.click()
    form = docx.Document(str(coming.value.path()))
    write_in_control(form, "summary", IN_WORD)
    filled = io.BytesIO()
    form.save(filled)
    page.goto(f"{site}{REPORT}files/")
    store(page, "item.docx", filled.getvalue())


def write_in_control(form: docx.document.Document, question: str, words: str) -> None:
    """Type into the control of an answer, as Word does: the placeholder goes."""
    for control in form.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is None or not re.search(rf"\|v\|.*\|{question}$", tag.get(qn("w:val"))):
            continue
        showing = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
        if showing is not None:
            showing.getparent().remove(showing)
        runs = list(control.find(qn("w:sdtContent")).iter(qn("w:t")))
        runs[0].text = words
        for rest in runs[1:]:
            rest.text = ""
        return
    raise AssertionError(f"no control of {question}")


def store(page: Page, name: str, data: bytes) -> None:
    """Send a file, read what it would change, confirm."""
    page.locator("#file").set_input_files({"name": name, "mimeType": "", "buffer": data})
    page.get_by_role("button", name="ตรวจไฟล์ก่อนบันทึก").click()
    expect(page.get_by_role("heading", name="ตรวจไฟล์ก่อนบันทึก")).to_be_visible(timeout=30_000)
    look_at(page, f"whole-{name.partition('.')[2]}")
    page.get_by_role("button", name="ยืนยันบันทึกคำตอบ").click()
    page.wait_for_url(lambda address: "upload" not in address and "store" not in address)


def open_item(page: Page, site: str, number: int) -> None:
    """The page of an indicator of the first instrument, from the list of one's own items."""
    page.goto(site + REPORT)
    page.locator(".office-tasks a", has_text=f"ตัวชี้วัดที่ {number} ").first.click()
    expect(page.locator("#a-summary .editor__text")).to_be_visible()


def write(page: Page, words: str) -> None:
    page.locator("#a-summary .editor__text").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def status(page: Page) -> Locator:
    """What the page says of the words of the item."""
    return page.locator("#a-summary [data-answer-status]")


def look_at(page: Page, name: str) -> None:
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

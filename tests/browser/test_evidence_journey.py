"""A reporter sends evidence: chosen, dropped, pasted, and over a line that breaks."""

from __future__ import annotations

import base64
import io
import random
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route
from site_visits import PASSWORD, SIZES, Visit, axe_faults

pytestmark = pytest.mark.browser

GIVE = """([kind, selector, files]) => {
    const data = new DataTransfer();
    for (const [name, type, text] of files) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
    }
    const how = { bubbles: true, cancelable: true };
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { ...how, clipboardData: data })
        : new DragEvent("drop", { ...how, dataTransfer: data });
    document.querySelector(selector).dispatchEvent(event);
}"""


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(out, "JPEG")
    return out.getvalue()


def large_document(path: Path, size: int) -> Path:
    """A Word file of about ``size`` bytes that does not shrink."""
    document = docx.Document()
    document.save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as more:
        more.writestr("word/media/a.emf", random.Random(3).randbytes(size))  # noqa: S311
    return path


@contextmanager
def reporting(chromium: Browser, address: str, size: str) -> Iterator[Visit]:
    """A reporter of the demonstration office on the page of an item that can be written."""
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.locator("#id_username").fill("reporter")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda there: "/sign-in/" not in there)
    visited = Visit(page, address)
    visited.watch()
    visited.open(item_address(page, address))
    try:
        yield visited
    finally:
        context.close()


def item_address(page: Page, address: str) -> str:
    """The first item whose evidence the reporter may still change."""
    home = page.request.get(f"{address}/office/").text()
    reports = sorted(set(re.findall(r'"(/office/(?!items|evidence)[\w-]+/[\w-]+/)', home)))
    for report in reports:
        items = re.findall(r'"(/office/items/\d+/)"', page.request.get(address + report).text())
        for item in items[:1]:
            if "data-evidence-drop" in page.request.get(address + item).text():
                return str(item)
    raise AssertionError(f"no item of {reports} can be written")


def rows(page: Page) -> int:
    return page.locator("#evidence-rows > li").count()


def wait_for_rows(page: Page, number: int) -> None:
    page.wait_for_function(
        "number => document.querySelectorAll('#evidence-rows > li').length === number", arg=number
    )


def choose(page: Page, *files: Any) -> None:
    page.locator("[data-pick]").first.set_input_files(list(files))


def offsets(requests: list[Request]) -> list[int]:
    """Where the pieces that were asked for begin."""
    return [
        int(parse_qs(urlsplit(request.url).query)["offset"][0])
        for request in requests
        if "/piece/" in request.url
    ]


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_evidence_is_chosen_dropped_and_pasted(
    chromium: Browser, own_site: str, size: str, tmp_path: Path
) -> None:
    """Each becomes a row with its picture; what is refused says why; axe finds nothing."""
    with reporting(chromium, own_site, size) as visited:
        page = visited.page
        before = rows(page)
        photo = tmp_path / "กิจกรรมลูกเสือ.jpg"
        photo.write_bytes(picture("green"))
        choose(page, photo)
        wait_for_rows(page, before + 1)

        for number, (kind, place, colour, name) in enumerate(
            [("drop", "[data-zone]", "blue", "ลาก.jpg"), ("paste", "body", "red", "image.png")]
        ):
            file = [name, "image/jpeg", base64.b64encode(picture(colour)).decode()]
            page.evaluate(GIVE, [kind, place, [file]])
            wait_for_rows(page, before + 2 + number)

        bad = {"name": "ผล.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(500)}
        choose(page, bad)
        refusal = page.locator(".evidence-file.is-refused [data-state]")
        refusal.wait_for()
        said = refusal.inner_text()
        aloud = page.locator("[data-say]").inner_text()
        faults = [fault for fault in axe_faults(page) if "evidence" in "".join(fault[1])]
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        page.reload(wait_until="networkidle")
        kept = rows(page)
        # Pictures further down load once they are scrolled to.
        for picture_shown in page.locator("#evidence-rows img").all():
            picture_shown.scroll_into_view_if_needed()
        every = "[...document.querySelectorAll('#evidence-rows img')]"
        page.wait_for_function(f"{every}.every((i) => i.complete)")
        shown = page.evaluate(f"{every}.map((i) => i.naturalWidth > 0)")

    assert "ไม่รับไฟล์ “ผล.pdf” เพราะเป็นโปรแกรม (Windows)" in said
    assert said in aloud
    assert (faults, overflow) == ([], 0)
    assert (kept, shown.count(True)) == (before + 3, len(shown))
    assert visited.complaints == []
    assert visited.strangers == []


def test_a_line_that_breaks_costs_nothing_that_arrived(
    chromium: Browser, own_site: str, tmp_path: Path
) -> None:
    """Three pieces are cut; then the page is loaded anew; no piece that arrived is sent again."""
    document = large_document(tmp_path / "รายงานใหญ่.docx", 24_000_000)
    with reporting(chromium, own_site, "desk") as visited:
        page = visited.page
        before = rows(page)
        arrived: list[int] = []
        tries = {"all": 0}

        def cut(route: Route) -> None:
            tries["all"] += 1
            if tries["all"] in (3, 4, 5):
                route.abort("connectionreset")
            elif tries["all"] > 8:
                return  # hangs: the line is dead until the page is loaded anew
            else:
                answer = route.fetch()
                arrived.append(answer.json()["offset"])
                route.fulfill(response=answer)

        page.route("**/piece/**", cut)
        choose(page, document)
        page.wait_for_function("() => document.querySelector('.evidence-file.is-waiting')")
        told = page.locator(".evidence-file [data-state]").inner_text()
        for _ in range(300):
            if tries["all"] > 8:
                break
            page.wait_for_timeout(100)

        page.on("dialog", lambda dialog: dialog.accept())
        page.unroute("**/piece/**")
        page.reload(wait_until="networkidle")
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        choose(page, document)
        wait_for_rows(page, before + 1)

    assert told == "สายขาด จะส่งต่อเองเมื่อติดต่อได้ ส่วนที่ส่งแล้วยังอยู่"
    assert len(arrived) == 5
    assert arrived == sorted(set(arrived))
    again = offsets(asked)
    assert again[0] >= arrived[-1]
    assert again == sorted(set(again))
    assert visited.strangers == []


def test_sending_can_be_given_up_by_keyboard(
    chromium: Browser, own_site: str, tmp_path: Path
) -> None:
    """The button is reached by keys; the row goes and the focus does not get lost."""
    document = large_document(tmp_path / "ยกเลิก.docx", 8_000_000)
    with reporting(chromium, own_site, "phone") as visited:
        page = visited.page
        page.route("**/piece/**", lambda route: None)
        choose(page, document)
        cancel = page.locator(".evidence-file [data-cancel]")
        cancel.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => !document.querySelector('.evidence-file')")
        focused = page.evaluate("document.activeElement.hasAttribute('data-pick')")
        name = page.locator("[data-say]").inner_text()

    assert (focused, name) == (True, "ยกเลิก.docx: ยกเลิกแล้ว")

"""A reviewer at work in a real browser: by hand and by keyboard, over a line that is cut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from reviewing_world import SIGN_IN
from served import serving
from site_visits import PASSWORD, PROJECT, SIZES, Visit, axe_faults

pytestmark = pytest.mark.browser

WORLD = Path(__file__).with_name("reviewing_world.py")
STATUS = "#mark [data-answer-status]"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Marking:
    """A site with a reviewer at work; ``items`` are assignments of the screened report, and one
    of the other."""

    home: str
    items: list[int]
    state: Any

    def item(self, number: int) -> str:
        return f"/reviewing/items/{self.items[number]}/"


@pytest.fixture(scope="module")
def marking(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marking]:
    folder = tmp_path_factory.mktemp("marking")
    with serving(folder) as home:
        environment = {**os.environ, "TIDTAM_DATA_DIR": str(folder), "TIDTAM_MODE": "local"}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(WORLD)],
            env=environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        told = json.loads(done.stdout.splitlines()[-1])
        yield Marking(home, told["assignments"], signed_in(chromium, home))


def signed_in(chromium: Browser, home: str) -> Any:
    """The cookies of the reviewer, who lands on their own list."""
    context = chromium.new_context(locale="th-TH")
    page = context.new_page()
    page.goto(f"{home}/sign-in/")
    page.locator("#id_username").fill(SIGN_IN)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(f"{home}/reviewing/")
    state = context.storage_state()
    context.close()
    return state


@contextmanager
def reviewing(
    chromium: Browser, marking: Marking, size: str = "desk", **more: Any
) -> Iterator[Visit]:
    width, height = SIZES[size]
    context: BrowserContext = chromium.new_context(
        viewport={"width": width, "height": height},
        storage_state=marking.state,
        locale="th-TH",
        reduced_motion="reduce",
        **more,
    )
    visited = Visit(context.new_page(), marking.home)
    visited.watch()
    try:
        yield visited
    finally:
        context.close()
    assert (visited.complaints, visited.strangers) == ([], [])


def saved(page: Page) -> None:
    expect(page.locator(STATUS)).to_have_attribute("data-status", "saved", timeout=10_000)


@pytest.mark.parametrize("size", list(SIZES))
def test_axe_finds_nothing_and_nothing_runs_over(
    chromium: Browser, marking: Marking, size: str
) -> None:
    with reviewing(chromium, marking, size, bypass_csp=True) as visited:
        page = visited.page
        found = {}
        for path in ("/reviewing/", marking.item(0), marking.item(-1), "/reviewing/phrases/"):
            visited.open(path)
            found[path] = (axe_faults(page), page.evaluate(OVERFLOW))
        visited.open(marking.item(0))
        page.get_by_role("button", name="คลังข้อความของฉัน").click()
        found["bank"] = (axe_faults(page), page.evaluate(OVERFLOW))

    assert found == dict.fromkeys(found, ([], 0))


def test_an_item_is_marked_by_keyboard_alone(chromium: Browser, marking: Marking) -> None:
    """Level by its digit (whatever the layout), comment, confirm, and the next item is there."""
    with reviewing(chromium, marking) as visited:
        page = visited.page
        visited.open(marking.item(0))
        page.keyboard.press("Digit4")
        expect(page.locator("#mark [type=radio][value='4']")).to_be_checked()
        page.keyboard.press("KeyC")
        expect(page.locator("#comment")).to_be_focused()
        page.keyboard.type("{office} ดำเนินการครบทุกโรงเรียน มีหลักฐานชัดเจน 5")
        expect(page.locator("[data-filled-text]")).to_contain_text("สพป.ระยอง เขต 2 ดำเนินการ")
        saved(page)
        page.keyboard.press("Alt+PageDown")
        page.wait_for_url(f"**{marking.item(1)}")
        page.keyboard.press("KeyP")
        page.wait_for_url(f"**{marking.item(0)}")
        expect(page.locator("#mark [type=radio][value='4']")).to_be_checked()
        expect(page.locator("#comment")).to_have_value(
            "{office} ดำเนินการครบทุกโรงเรียน มีหลักฐานชัดเจน 5"
        )
        page.keyboard.press("Control+Enter")
        page.wait_for_url(f"**{marking.item(1)}")
        visited.open(marking.item(0))
        expect(page.get_by_role("button", name="นำกลับมาแก้")).to_be_visible()
        page.keyboard.press("Digit1")
        expect(page.locator("#mark [type=radio][value='4']")).to_be_checked()
        expect(page.locator("[data-answer-note]")).to_contain_text("ยืนยันคะแนนแล้ว กด")
        page.get_by_role("button", name="นำกลับมาแก้").click()
        expect(page.get_by_role("button", name="ยืนยันคะแนน")).to_be_visible()


def test_single_keys_can_be_turned_off_and_stay_off(chromium: Browser, marking: Marking) -> None:
    with reviewing(chromium, marking) as visited:
        page = visited.page
        visited.open(marking.item(1))
        page.keyboard.press("?")
        expect(page.locator("#review-keys")).to_be_visible()
        page.locator("[data-keys-on]").uncheck()
        page.keyboard.press("Escape")
        page.reload(wait_until="networkidle")
        before = _chosen(page)
        page.keyboard.press("Digit3")
        page.keyboard.press("Digit4")
        page.keyboard.press("?")
        after = _chosen(page)
        open_dialogs = page.locator("dialog[open]").count()
        page.keyboard.press("Alt+PageUp")
        page.wait_for_url(f"**{marking.item(0)}")

    assert (after, open_dialogs) == (before, 0)


def _chosen(page: Page) -> list[str]:
    """The level that stands chosen, if any."""
    boxes = page.locator("#mark input[type=radio]:checked")
    return [box.input_value() for box in boxes.all()]


def test_a_line_cut_for_a_minute_costs_no_letter(chromium: Browser, marking: Marking) -> None:
    """Typed while it is cut, the page closed, opened again: it is there, and then it is saved."""
    with reviewing(chromium, marking, "phone") as visited:
        page = visited.page
        visited.open(marking.item(1))
        page.locator("#comment").fill("ก่อนสายขาด")
        saved(page)
        page.context.set_offline(True)
        page.locator("#comment").press_sequentially(" ระหว่างสายขาด", delay=10)
        page.locator("#mark [type=radio][value='3']").check()
        expect(page.locator(STATUS)).to_contain_text("เก็บไว้ในเครื่องนี้แล้ว", timeout=10_000)
        page.close(run_before_unload=False)
        page.context.set_offline(False)
        again = page.context.new_page()
        again.goto(f"{marking.home}{marking.item(1)}", wait_until="networkidle")
        expect(again.locator("#comment")).to_have_value("ก่อนสายขาด ระหว่างสายขาด")
        saved(again)
        again.reload(wait_until="networkidle")
        expect(again.locator("#comment")).to_have_value("ก่อนสายขาด ระหว่างสายขาด")
        expect(again.locator("#mark [type=radio][value='3']")).to_be_checked()
        drafts = again.evaluate(
            "Object.keys(localStorage).filter((k) => k.includes('draft')).length"
        )

    assert drafts == 0


def test_two_windows_show_both_texts_and_nothing_wins_silently(
    chromium: Browser, marking: Marking
) -> None:
    with reviewing(chromium, marking) as visited:
        first = visited.page
        visited.open(marking.item(2))
        second = first.context.browser.new_context(  # type: ignore[union-attr]
            storage_state=marking.state, locale="th-TH"
        ).new_page()
        second.goto(f"{marking.home}{marking.item(2)}", wait_until="networkidle")
        stood = [each.input_value() for each in second.locator("#mark [type=radio]:checked").all()]
        mark = "4" if stood == ["5"] else "5"
        first.locator(f"#mark [type=radio][value='{mark}']").check()
        first.locator("#comment").fill("ข้อความของหน้าต่างแรก")
        saved(first)
        second.locator("#comment").fill("ข้อความของหน้าต่างที่สอง")
        both = second.locator(".conflict__text")
        expect(both).to_have_count(2, timeout=10_000)
        shown = [each.inner_text() for each in both.all()]
        second.get_by_role("button", name="ใช้ข้อความของฉัน").click()
        saved(second)
        second.reload(wait_until="networkidle")
        kept = second.locator("#comment").input_value()
        second.context.close()

    # Another test may have marked the item before: the second window shows what it was opened with.
    assert shown == [
        "\n".join([*(f"คะแนน: {each}" for each in stood), "ความเห็น: ข้อความของหน้าต่างที่สอง"]),
        f"คะแนน: {mark}\nความเห็น: ข้อความของหน้าต่างแรก",
    ]
    assert kept == "ข้อความของหน้าต่างที่สอง"


def test_a_typed_name_becomes_the_placeholder_once_nobody_types_there(
    chromium: Browser, marking: Marking
) -> None:
    with reviewing(chromium, marking) as visited:
        page = visited.page
        visited.open(marking.item(2))
        comment = page.locator("#comment")
        comment.fill("สพป.ระยอง เขต 2 ดำเนินการครบทุกโรงเรียนแล้ว")
        saved(page)
        while_typing = comment.input_value()
        page.locator("#answer-title").click()
        expect(comment).to_have_value("{office} ดำเนินการครบทุกโรงเรียนแล้ว")
        comment.fill("สพป.ระยอง เขต 1 ดำเนินการครบทุกโรงเรียนแล้ว")
        page.locator("#answer-title").click()
        hint = page.locator("[data-answer-hints] li").filter(has_text="สพป.ระยอง เขต 1")
        expect(hint.first).to_be_visible(timeout=10_000)

    assert while_typing == "สพป.ระยอง เขต 2 ดำเนินการครบทุกโรงเรียนแล้ว"


def test_own_phrases_are_kept_sifted_and_put_in_at_the_cursor(
    chromium: Browser, marking: Marking
) -> None:
    with reviewing(chromium, marking, "phone") as visited:
        page = visited.page
        visited.open(marking.item(2))
        page.locator("#mark [type=radio][value='5']").check()
        page.locator("#comment").fill("{office} เป็นแบบอย่างที่ดี")
        page.get_by_role("button", name="เก็บเป็นข้อความ").click()
        expect(page.locator("[data-answer-note]")).to_have_text("เก็บไว้ในคลังข้อความแล้ว")
        saved(page)
        visited.open("/reviewing/phrases/")
        page.locator("#phrase-text, main form textarea").first.fill("ใช้ได้ทุกระดับ")
        page.locator("main form button").first.click()
        visited.open(marking.item(1))
        page.locator("#mark [type=radio][value='3']").check()
        page.locator("#comment").fill("ต้น ท้าย")
        page.locator("#comment").evaluate("area => area.setSelectionRange(4, 4)")
        page.get_by_role("button", name="คลังข้อความของฉัน").click()
        any_level = page.locator("#phrase-bank .phrase:visible").all_inner_texts()
        page.locator("[data-phrase-words]").fill("ไม่มีคำนี้")
        none = page.locator("[data-phrases-none]").is_visible()
        page.locator("#phrase-bank [data-closes]").click()
        page.get_by_role("button", name="คลังข้อความของฉัน").click()
        expect(page.locator("[data-phrase-words]")).to_have_value("")
        page.locator("[data-phrase-level]").select_option("")
        phrase = page.locator("#phrase-bank .phrase").first
        filled = phrase.inner_text()
        phrase.click()
        expect(page.locator("#comment")).to_have_value("ต้น {office} เป็นแบบอย่างที่ดีท้าย")
        saved(page)

    assert (any_level, none) == (["ใช้ได้ทุกระดับ"], True)
    assert filled == "สพป.ระยอง เขต 2 เป็นแบบอย่างที่ดี"


@pytest.mark.parametrize("size", list(SIZES))
def test_evidence_is_read_beside_the_mark(chromium: Browser, marking: Marking, size: str) -> None:
    """A photo, a PDF with its words, an office file where it can be opened; links say where to."""
    with reviewing(chromium, marking, size, bypass_csp=True) as visited:
        page = visited.page
        visited.open(marking.item(0))
        page.get_by_role("link", name="แผนปฏิบัติการ.pdf").click()
        expect(page.locator("#evidence-look .evidence-page img")).to_be_visible()
        search = page.locator("#evidence-words")
        expect(search).to_be_visible(timeout=60_000)
        search.fill("second page")
        search.press("Enter")
        expect(page.locator("#evidence-look [role=status]")).to_contain_text(
            "พบ “second page” ใน 1 หน้า"
        )
        expect(page.locator(".evidence-page__hit")).to_have_count(1)
        faults = axe_faults(page)
        overflow = page.evaluate(OVERFLOW)
        video = page.locator("a[href^='https://youtu.be']")
        leads = (video.get_attribute("target"), video.get_attribute("rel"))
        still_here = page.locator("#comment").count()

    assert (faults, overflow, still_here) == ([], 0, 1)
    assert leads == ("_blank", "noopener noreferrer nofollow")


def test_an_office_file_becomes_pages_by_itself(chromium: Browser, marking: Marking) -> None:
    with reviewing(chromium, marking) as visited:
        page = visited.page
        visited.open(marking.item(0))
        page.get_by_role("link", name="รายงานผลการดำเนินงาน").click()
        page.locator("#evidence-look .facts").wait_for()
        absent = page.get_by_text("เครื่องแม่ข่ายนี้ไม่มีโปรแกรมเปิดไฟล์สำนักงาน")
        shown = page.locator("#evidence-look .evidence-page img")
        expect(shown.or_(absent).first).to_be_visible(timeout=90_000)
        if shown.count():
            words = page.locator(".evidence-page__words text").first.text_content()
            assert "โครงการน้ำใจ ปี 2566" in (words or "")


def test_a_report_that_is_not_screened_is_kept_and_not_confirmed(
    chromium: Browser, marking: Marking
) -> None:
    with reviewing(chromium, marking) as visited:
        page = visited.page
        visited.open(marking.item(-1))
        page.keyboard.press("Digit5")
        saved(page)
        page.get_by_role("button", name="บันทึกไว้").click()
        page.wait_for_url(lambda address: not address.endswith(marking.item(-1)))
        visited.open(marking.item(-1))
        expect(page.locator("#mark [type=radio][value='5']")).to_be_checked()
        expect(page.get_by_role("button", name="ยืนยันคะแนน")).to_have_count(0)


def test_the_state_of_saving_stands_in_sight_above_the_button(
    chromium: Browser, marking: Marking
) -> None:
    with reviewing(chromium, marking) as visited:
        page = visited.page
        page.set_viewport_size({"width": 1280, "height": 800})
        visited.open(marking.item(1))
        page.locator("#mark [type=radio][value='4']").check()
        saved(page)
        expect(page.locator(STATUS)).to_be_in_viewport(ratio=1)
        expect(page.locator("[data-key-finish]")).to_be_in_viewport(ratio=1)
        expect(page.locator("#mark [type=radio][value='N/A']")).to_be_in_viewport()
        hidden = page.evaluate(
            """() => {
                const notice = document.createElement("div");
                notice.className = "notice";
                notice.hidden = true;
                document.body.append(notice);
                return getComputedStyle(notice).display;
            }"""
        )

    assert hidden == "none"


def test_a_comment_is_gone_on_with_at_its_end_and_stands_on_paper(
    chromium: Browser, marking: Marking
) -> None:
    with reviewing(chromium, marking) as visited:
        page = visited.page
        visited.open(marking.item(1))
        page.locator("#comment").fill("เริ่มต้น")
        page.locator("#mark-title").click()
        page.keyboard.press("KeyC")
        page.keyboard.type(" ต่อท้าย")
        expect(page.locator("#comment")).to_have_value("เริ่มต้น ต่อท้าย")
        saved(page)
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        expect(page.locator("[data-paper-comment]")).to_have_text("เริ่มต้น ต่อท้าย")
        expect(page.locator("[data-paper-comment]")).to_be_visible()

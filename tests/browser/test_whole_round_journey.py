"""A round from submitted to published, appealed, corrected and followed up, by nine people.

The demonstration round has its reports in. Each kind of act is done once on its page by the person
whose act it is; what repeats it a hundred times is done in their names by ``round_world.py``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from round_world import OFFICE, ROUND
from served import serving
from site_visits import PASSWORD, PROJECT, SIZES, axe_faults

pytestmark = pytest.mark.browser

WORLD = Path(__file__).with_name("round_world.py")
SHOTS = PROJECT / "var" / "screenshots"
CENTRAL_ROUND = f"/central/rounds/{ROUND}/"
RESULT = f"/results/{ROUND}/{OFFICE}/"
COMMENT = "{office} ดำเนินการตามแผนแล้ว ขอให้รายงานผลเป็นรายไตรมาส"
WHY = "คำสั่งแต่งตั้งครบทุกกลุ่มอยู่ในไฟล์แนบหน้าที่สอง ขอให้พิจารณาใหม่"
DECIDED = "ไฟล์แนบหน้าที่สองแสดงคำสั่งแต่งตั้งครบทุกกลุ่ม ผลตรงกับเกณฑ์ระดับ 5"
BETTER = "{office} ดำเนินการครบถ้วน ขอให้รักษาระดับไว้"
PLAN = "จัดทำปฏิทินติดตามรายโรงเรียนทุกภาคเรียน"


@dataclass
class Play:
    """The site, and one signed-in page for each person who has come in."""

    home: str
    folder: Path
    chromium: Browser
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, who: str, path: str, size: str = "desk") -> Page:
        """A page of somebody, at an address."""
        if who not in self.pages:
            self.pages[who] = self._signed_in(who, size)
        page = self.pages[who]
        page.goto(self.home + path)
        return page

    def _signed_in(self, who: str, size: str) -> Page:
        width, height = SIZES[size]
        # axe has to be put into the page, which our policy forbids: set aside for this walk only.
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            bypass_csp=True,
            locale="th-TH",
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(f"{self.home}/sign-in/")
        page.locator("#id_username").fill(who)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda address: "/sign-in/" not in address)
        return page

    def others_do(self, part: str) -> dict[str, object]:
        """What the people of the round do a hundred times, in their names."""
        environment = {**os.environ, "TIDTAM_DATA_DIR": str(self.folder), "TIDTAM_MODE": "local"}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(WORLD), part],
            env=environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
            timeout=240,
        )
        told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return told


@pytest.fixture
def play(chromium: Browser, tmp_path: Path) -> Iterator[Play]:
    with serving(tmp_path) as home:
        yield Play(home, tmp_path, chromium)


def look_at(page: Page, name: str) -> None:
    """No axe violation, no sideways scroll; a picture to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SHOTS / f"round-{name}.png", full_page=True)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page: Page, name: str) -> None:
    """Press the button of a name and wait for the page that follows."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def test_a_round_is_published_appealed_corrected_and_followed_up(play: Play) -> None:
    given = screened_and_marked(play)
    moderated(play)
    published(play, "ปิดคะแนนและตรวจผล", correction=False)
    read_by_the_office(play, total="ฉบับที่", is_there=False)
    appealed(play, str(given["code"]))
    corrected(play)
    read_by_the_office(play, total="ฉบับที่ 2", is_there=True)
    followed_up(play)

    assert set(play.pages) == {
        *("reviewer", "reviewer2", "moderator", "central", "chair", "reporter", "director"),
    }


def screened_and_marked(play: Play) -> dict[str, object]:
    """The reviewer says that the report is complete, and gives the last mark."""
    screener = play.page("reviewer", "/reviewing/screenings/")
    screener.locator("main table a").first.click()
    press(screener, "ครบถ้วน ให้คะแนนได้")
    given = play.others_do("marks")

    marker = play.page("reviewer", f"/reviewing/items/{given['assignment']}/")
    marker.locator("#mark [type=radio][value='3']").check()
    marker.locator("#comment").fill(COMMENT)
    status = marker.locator("#mark [data-answer-status]")
    expect(status).to_have_attribute("data-status", "saved", timeout=20_000)
    press(marker, "ยืนยันคะแนน")
    return given


def moderated(play: Play) -> None:
    """The moderator settles a difference; what needs no person is settled at once."""
    head = play.page("moderator", f"/panels/{ROUND}/differences/")
    head.locator("main a[href^='/panels/items/']").first.click()
    form = head.locator("form.deciding")
    form.locator("label").filter(has_text="คนที่ 1 ให้").locator("input").check()
    form.get_by_label("เหตุผลของคะแนนนี้").fill("หลักฐานของเขตตรงกับเกณฑ์ระดับนี้")
    press(head, "บันทึกเป็นคะแนนทางการ")
    expect(head.locator("main")).to_contain_text("บันทึกการตัดสินแล้ว")
    head.goto(f"{play.home}/panels/{ROUND}/open/")
    head.get_by_role("button", name=re.compile("พร้อมเป็นคะแนนทางการ")).click()
    expect(head.locator("main")).to_contain_text("สรุปเป็นคะแนนทางการแล้ว")
    play.others_do("decisions")


def published(play: Play, check: str, *, correction: bool) -> None:
    """The bureau closes, computes and checks; the chair signs; the bureau publishes."""
    bureau = play.page("central", f"/panels/{ROUND}/close/")
    if not correction:
        press(bureau, "ปิดการให้คะแนน")
        bureau.goto(play.home + CENTRAL_ROUND)
    _computed(play, bureau, "คำนวณฉบับแก้ไข" if correction else "คำนวณผล")
    press(bureau, check)
    expect(bureau.locator("#next")).to_contain_text("รอประธานลงนาม")
    look_at(bureau, "correction-checked" if correction else "checked")

    chair = play.page("chair", "/signing/")
    chair.locator("main ul.tasks a").first.click()
    chair.get_by_label("ได้ตรวจดูแล้ว").check()
    look_at(chair, "correction-to-sign" if correction else "to-sign")
    press(chair, "ลงนามรับรองผล")
    expect(chair.locator("main")).to_contain_text("ลงนามรับรองผลแล้ว")

    bureau.reload()
    words = "เผยแพร่ฉบับแก้ไข" if correction else "เผยแพร่ผล"
    bureau.locator("#next").get_by_role("link", name=words, exact=True).click()
    look_at(bureau, "correction-publish" if correction else "publish")
    press(bureau, f"ยืนยัน{words}")
    expect(bureau.locator("main")).to_contain_text("เผยแพร่แล้ว")
    look_at(bureau, "correction-published" if correction else "published")


def _computed(play: Play, bureau: Page, button: str) -> None:
    """Ask for a computation and wait until the worker has done it."""
    if button == "คำนวณฉบับแก้ไข":
        bureau.goto(play.home + CENTRAL_ROUND)
    press(bureau, button)
    done = bureau.get_by_role("button", name="ปิดคะแนนและตรวจผล")
    _until(lambda: done.count() == 1, bureau)


def _until(holds: Callable[[], bool], page: Page) -> None:
    for _ in range(60):
        if holds():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(f"it never came: {page.url}")


def read_by_the_office(play: Play, *, total: str, is_there: bool) -> None:
    """The office reads its result; whether the page speaks of a version."""
    reporter = play.page("reporter", RESULT, "phone")
    look_at(reporter, "result-corrected" if is_there else "result")
    assert (total in reporter.locator("main").inner_text()) is is_there
    for name in ("ผู้ประเมินคนที่", "ผู้กลั่นกรอง (สมมติ)"):
        assert name not in reporter.content()


def appealed(play: Play, code: str) -> None:
    """The reporter writes, the director sends, the moderator gives, another reviewer decides."""
    play.others_do("window")
    reporter = play.page("reporter", f"/office/{ROUND}/appeals/", "phone")
    look_at(reporter, "appeals")
    row = reporter.locator("tr").filter(has_text=f"SA {code} ")
    row.get_by_role("button", name="ทักท้วงข้อนี้").click()
    reporter.wait_for_url("**/office/appeals/*/")
    reporter.locator("#reason").fill(WHY)
    reporter.locator("[name=wanted][value='5']").check()
    expect(reporter.locator("[data-answer-status]").first).to_contain_text(
        "บันทึกแล้ว", timeout=20_000
    )
    look_at(reporter, "appeal")
    path = reporter.url.removeprefix(play.home)

    director = play.page("director", path)
    press(director, "ยื่นคำทักท้วง")
    look_at(director, "appeal-confirm")
    press(director, "ยืนยันยื่นคำทักท้วง")
    expect(director.locator("main")).to_contain_text("ยื่นคำทักท้วงแล้ว")

    head = play.page("moderator", f"/appeals/{ROUND}/")
    look_at(head, "appeals-desk")
    head.locator("main table a").first.click()
    # who marked the item is not to be chosen
    assert head.get_by_label("ผู้ประเมินคนที่หนึ่ง (สมมติ)").count() == 0
    head.get_by_label(re.compile("ผู้ประเมินคนที่สอง")).check()
    press(head, "มอบผู้พิจารณา")

    decider = play.page("reviewer2", "/reviewing/appeals/")
    decider.locator("main a[href*='/reviewing/appeals/']").first.click()
    decider.locator("[name=kind][value=changed]").check()
    decider.locator("[name=mark][value='5']").check()
    decider.locator("#decide #reason").fill(DECIDED)
    decider.locator("#decide #comment").fill(BETTER)
    look_at(decider, "appeal-deciding")
    press(decider, "ตรวจก่อนบันทึก")
    press(decider, "บันทึกผลการพิจารณา")
    expect(decider.locator("main")).to_contain_text("บันทึกผลการพิจารณาแล้ว")

    reporter.reload()
    expect(reporter.locator("main")).to_contain_text(DECIDED)
    expect(reporter.locator("main")).to_contain_text("คะแนนรวมที่ประกาศไว้ยังไม่เปลี่ยน")
    assert "ผู้ประเมินคนที่สอง" not in reporter.content()
    look_at(reporter, "appeal-decided")


def corrected(play: Play) -> None:
    """The changed mark makes a second version, by the same way as the first."""
    published(play, "ปิดคะแนนและตรวจผล", correction=True)
    old = play.page("reporter", f"{RESULT}?n=1", "phone")
    look_at(old, "result-replaced")
    expect(old.locator("main")).to_contain_text("ฉบับที่ 2")


def followed_up(play: Play) -> None:
    """The office accepts a recommendation; the bureau sees the share."""
    reporter = play.page("reporter", "/office/followups/", "phone")
    _until(lambda: reporter.locator(".follow-up a").count() > 0, reporter)
    reporter.locator(".follow-up a").first.click()
    reporter.locator("[name=plan]").fill(PLAN)
    reporter.locator("[name=who]").fill("กลุ่มนิเทศ ติดตามและประเมินผลการจัดการศึกษา")
    _a_year_from_now(reporter)
    reporter.locator("details[open] form .button").click()
    expect(reporter.locator("main .said").first).to_contain_text(PLAN)
    bureau = play.page("central", "/central/followups/")
    bureau.locator("#state").select_option("accepted")
    expect(bureau.locator("#country .figures")).to_contain_text("100.0%")


def _a_year_from_now(page: Page) -> None:
    from tidtam.shared import clock
    from tidtam.thai.dates import MONTHS, buddhist_year

    today = clock.today()
    page.locator("[name=due_on_day]").fill(str(today.day))
    page.locator("[name=due_on_month]").select_option(MONTHS[today.month - 1])
    page.locator("[name=due_on_year]").fill(str(buddhist_year(today) + 1))

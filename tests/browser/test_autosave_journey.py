"""Saving while typing, in a real browser: nothing typed is lost and nothing false is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from answer_pages import COUNT_PROBLEM, REASON_PROBLEM, Store, answering
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from site_visits import PROJECT, axe_faults

pytestmark = pytest.mark.browser

SAVED = "บันทึกแล้ว 14:02"
HELD = 650  # ms after which a press counts again where one has just moved the page
Opened = Callable[..., Page]


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 360, "height": 740}, locale="th-TH")
    yield made
    made.close()


@pytest.fixture
def home(store: Store) -> Iterator[str]:
    with answering(store) as address:
        yield address


@pytest.fixture
def opened(context: BrowserContext, home: str) -> Iterator[Opened]:
    complaints: list[str] = []

    def hear(kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            complaints.append(text)

    def make() -> Page:
        page = context.new_page()
        page.on("console", lambda message: hear(message.type, message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(home)
        return page

    yield make
    assert complaints == []


def status(page: Page, code: str) -> Locator:
    return page.locator(f"#a-{code} [data-answer-status]")


def drafts(page: Page) -> int:
    return int(page.evaluate("localStorage.length"))


def values(store: Store, code: str) -> list[object]:
    return [asked["value"] for asked in store.asked if asked["code"] == code]


def test_a_pause_saves_and_only_then_it_says_so(opened: Opened, store: Store) -> None:
    page = opened()
    page.locator("#line").press_sequentially("น้ำใจ", delay=30)
    assert status(page, "line").text_content() == "กำลังพิมพ์ ยังไม่บันทึก"
    expect(status(page, "line")).to_have_text(SAVED)
    assert (store.of("line").content["value"], values(store, "line")) == ("น้ำใจ", ["น้ำใจ"])
    assert drafts(page) == 0
    page.locator("#line").press_sequentially("ก")
    assert status(page, "line").text_content() == "กำลังพิมพ์ ยังไม่บันทึก"


def test_leaving_a_field_saves_at_once_and_hints_are_shown(opened: Opened, store: Store) -> None:
    page = opened()
    page.locator("#line").fill("กข")
    page.locator("#n").focus()
    expect(status(page, "line")).to_have_text(SAVED)
    assert page.locator("#a-line [data-answer-hints] li").all_text_contents() == ["ข้อความสั้นมาก"]


def test_each_kind_of_field_is_sent_in_its_shape(opened: Opened, store: Store) -> None:
    page = opened()
    page.get_by_label("แผน").check()
    page.locator("#n").fill("12")
    page.locator("#of").fill("20")
    page.locator("#r-0-name").fill("โครงการหนึ่ง")
    page.get_by_role("button", name="เพิ่มแถว").click()
    page.locator("#r-1-name").fill("โครงการสอง")
    page.get_by_role("button", name="เลื่อนขึ้น แถวที่ 2").click()
    for code in ("items", "count", "rows"):
        expect(status(page, code)).to_have_text(SAVED)
    assert store.of("items").content["value"] == {"items": ["plan"]}
    assert store.of("count").content["value"] == {"n": "12", "of": "20"}
    assert store.of("rows").content["value"] == [
        {"name": "โครงการสอง", "on": ""},
        {"name": "โครงการหนึ่ง", "on": ""},
    ]
    expect(page.locator("#a-count [data-answer-percent]")).to_have_text("ร้อยละ 60.00")
    page.locator("#a-line").get_by_label("ไม่มี").check()
    page.locator("#line-reason").fill("ไม่ได้ทำ")
    expect(status(page, "line")).to_have_text(SAVED)
    assert store.of("line").content == {"state": "none", "value": None, "reason": "ไม่ได้ทำ"}


def test_a_value_that_cannot_be_read_stays_and_is_explained(opened: Opened, store: Store) -> None:
    page = opened()
    page.locator("#n").fill("12")
    page.locator("#of").fill("ยี่สิบ")
    page.locator("#line").focus()
    expect(status(page, "count")).to_have_text("ยังไม่บันทึก")
    expect(page.locator("#a-count [data-answer-problem]")).to_have_text(COUNT_PROBLEM)
    assert page.locator("#of").get_attribute("aria-invalid") == "true"
    assert drafts(page) == 1
    page.locator("#of").fill("20")
    expect(status(page, "count")).to_have_text(SAVED)
    expect(page.locator("#a-count [data-answer-problem]")).to_be_hidden()


def test_while_the_line_is_down_drafts_stay_here_and_go_when_it_returns(
    opened: Opened, context: BrowserContext, store: Store
) -> None:
    page = opened()
    context.set_offline(True)
    page.locator("#line").fill("พิมพ์ตอนเน็ตหลุด")
    page.locator("#n").focus()
    expect(status(page, "line")).to_contain_text("ยังไม่ถึงเครื่องแม่ข่าย เก็บไว้ในเครื่องนี้แล้ว")
    assert (store.asked, drafts(page)) == ([], 1)
    context.set_offline(False)
    expect(status(page, "line")).to_have_text(SAVED)
    assert (store.of("line").content["value"], drafts(page)) == ("พิมพ์ตอนเน็ตหลุด", 0)


def test_a_page_closed_without_a_line_brings_its_draft_back(
    opened: Opened, context: BrowserContext, store: Store
) -> None:
    page = opened()
    context.set_offline(True)
    page.locator(".editor__text").click()
    page.keyboard.insert_text("ก่อนปิดเครื่อง")
    page.locator("#line").fill("สองช่อง")
    page.locator("#n").focus()
    page.close()
    context.set_offline(False)
    page = opened()
    expect(status(page, "text")).to_have_text(SAVED)
    expect(status(page, "line")).to_have_text(SAVED)
    assert page.locator("#line").input_value() == "สองช่อง"
    assert page.locator(".editor__text").inner_text() == "ก่อนปิดเครื่อง"
    expect(page.locator("#a-text [data-answer-note]")).to_contain_text("กลับมาแล้ว")
    assert store.of("text").content["value"] == "<p>ก่อนปิดเครื่อง</p>"
    assert drafts(page) == 0


def test_a_lost_reply_is_no_conflict(opened: Opened, store: Store) -> None:
    page = opened()
    store.lose_replies = 1
    page.locator("#line").fill("หนึ่ง")
    page.locator("#line").blur()
    expect(status(page, "line")).to_contain_text("ยังไม่ถึงเครื่องแม่ข่าย")
    page.locator("#line").fill("หนึ่งสอง")
    expect(status(page, "line")).to_have_text(SAVED, timeout=15000)
    assert values(store, "line") == ["หนึ่ง", "หนึ่ง", "หนึ่งสอง"]
    assert store.asked[0]["save_id"] == store.asked[1]["save_id"]
    assert (store.of("line").edit, page.locator(".conflict").count()) == (2, 0)


def test_a_lost_reply_before_closing_the_page_is_no_conflict(opened: Opened, store: Store) -> None:
    page = opened()
    store.lose_replies = 1
    page.locator("#line").fill("หนึ่ง")
    page.locator("#line").blur()
    expect(status(page, "line")).to_contain_text("ยังไม่ถึงเครื่องแม่ข่าย")
    page.close()
    page = opened()
    expect(status(page, "line")).to_have_text(SAVED)
    assert (store.of("line").edit, page.locator(".conflict").count(), drafts(page)) == (1, 0, 0)


def test_two_texts_are_shown_and_mine_can_be_kept(opened: Opened, store: Store) -> None:
    page = opened()
    store.put("line", "ของสมชาย")
    page.locator("#line").fill("ของฉัน")
    page.locator("#line").blur()
    conflict = page.locator("#a-line .conflict")
    expect(conflict).to_be_visible()
    assert conflict.locator(".conflict__text").all_text_contents() == ["ของฉัน", "ของสมชาย"]
    conflict.get_by_role("button", name="ใช้ข้อความของฉัน").click()
    expect(status(page, "line")).to_have_text(SAVED)
    assert (store.of("line").content["value"], store.of("line").edit) == ("ของฉัน", 2)


def test_theirs_can_be_taken(opened: Opened, store: Store) -> None:
    page = opened()
    store.put("text", "<p>ของ <strong>สมชาย</strong></p>")
    page.locator(".editor__text").click()
    page.keyboard.insert_text("ของฉัน")
    page.locator("#line").focus()
    page.get_by_role("button", name="ใช้ข้อความของ สมชาย").click()
    expect(page.locator(".editor__text strong")).to_have_text("สมชาย")
    assert (store.of("text").edit, drafts(page)) == (1, 0)
    expect(page.locator(".conflict")).to_have_count(0)
    page.locator(".editor__text").click()
    page.keyboard.press("Control+z")
    expect(page.locator(".editor__text")).to_have_text("ของฉัน")
    expect(status(page, "text")).to_have_text(SAVED)
    assert store.of("text").content["value"] == "<p>ของฉัน</p>"


@pytest.mark.parametrize("name", ["ใช้ข้อความของฉัน", "ใช้ข้อความของ สมชาย", "รวมเองทั้งสองข้อความ"])
def test_a_double_click_on_a_choice_touches_nothing_else(
    opened: Opened, store: Store, name: str
) -> None:
    page = opened()
    store.put("line", "ของสมชาย")
    page.locator("#line").fill("ของฉัน")
    page.locator("#line").blur()
    page.evaluate(
        "window.hits = []; "
        "document.addEventListener('click', ({ target }) => hits.push(target.tagName))"
    )
    page.get_by_role("button", name=name).dblclick()
    assert page.evaluate("window.hits") == ["BUTTON"]
    if name != "รวมเองทั้งสองข้อความ":
        expect(page.locator(".conflict")).to_have_count(0)
    expect(page.locator("#a-count").get_by_label("ตอบแล้ว")).to_be_checked()
    assert [asked["code"] for asked in store.asked if asked["code"] != "line"] == []


def test_both_texts_can_be_merged_by_hand(opened: Opened, store: Store) -> None:
    page = opened()
    store.put("text", "<p>ของสมชาย</p>")
    page.locator(".editor__text").click()
    page.keyboard.insert_text("ของฉัน")
    page.locator("#line").focus()
    page.get_by_role("button", name="รวมเองทั้งสองข้อความ").click()
    assert store.of("text").edit == 1
    page.wait_for_timeout(HELD)
    page.get_by_role("button", name="บันทึกข้อความที่รวมแล้ว").click()
    expect(status(page, "text")).to_have_text(SAVED)
    assert store.of("text").content["value"] == "<p>ของฉัน</p><p>ของสมชาย</p>"


def test_the_same_text_from_two_people_is_no_conflict(opened: Opened, store: Store) -> None:
    page = opened()
    store.put("line", "เหมือนกัน")
    page.locator("#line").fill("เหมือนกัน")
    page.locator("#line").blur()
    expect(status(page, "line")).to_have_text("บันทึกแล้ว 14:03")
    assert (store.of("line").edit, page.locator(".conflict").count()) == (1, 0)


def test_a_second_tab_of_one_person_follows_without_alarm(opened: Opened, store: Store) -> None:
    first, second = opened(), opened()
    first.locator("#line").fill("จากแท็บแรก")
    first.locator("#line").blur()
    expect(second.locator("#line")).to_have_value("จากแท็บแรก")
    second.locator("#line").fill("จากแท็บแรกและสอง")
    second.locator("#line").blur()
    expect(status(second, "line")).to_have_text(SAVED)
    assert (store.of("line").edit, second.locator(".conflict").count()) == (2, 0)


def test_signed_out_keeps_the_draft_and_goes_on_after_signing_in(
    opened: Opened, store: Store
) -> None:
    page = opened()
    store.signed_out = True
    page.locator("#line").fill("ยังอยู่")
    page.locator("#line").blur()
    expect(page.get_by_role("link", name="เข้าสู่ระบบในแท็บใหม่")).to_be_visible()
    assert drafts(page) == 1
    store.signed_out = False
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(status(page, "line")).to_have_text(SAVED)


def test_after_the_deadline_the_draft_can_be_copied(opened: Opened, store: Store) -> None:
    page = opened()
    store.closed = "หมดเวลารายงานแล้ว"
    page.locator("#line").fill("สายไปหน่อย")
    page.locator("#line").blur()
    expect(status(page, "line")).to_contain_text("ยังไม่บันทึก: หมดเวลารายงานแล้ว")
    page.get_by_role("button", name="คัดลอกข้อความของฉัน").click()
    expect(page.locator(".answer-draft")).to_have_value("สายไปหน่อย")
    assert drafts(page) == 1


def test_one_request_at_a_time_and_the_last_text_wins(opened: Opened, store: Store) -> None:
    page = opened()
    store.fail = 2
    page.locator("#line").fill("ก")
    page.locator("#line").blur()
    page.locator("#line").fill("กข")
    page.locator("#line").blur()
    expect(status(page, "line")).to_have_text(SAVED, timeout=20000)
    assert (values(store, "line"), store.of("line").edit) == (["ก", "ก", "ก", "กข"], 2)


def test_a_device_that_keeps_nothing_is_told(opened: Opened, context: BrowserContext) -> None:
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page = opened()
    context.set_offline(True)
    page.locator("#line").fill("ไม่มีที่เก็บ")
    page.locator("#line").blur()
    expect(status(page, "line")).to_contain_text("เครื่องนี้เก็บสำรองไม่ได้")
    context.set_offline(False)
    expect(status(page, "line")).to_have_text(SAVED)


def test_signing_out_asks_about_unsent_drafts_and_then_leaves_none(
    opened: Opened, store: Store
) -> None:
    page = opened()
    store.fail = 99
    page.locator("#line").fill("ยังไม่ส่ง")
    page.locator("#line").blur()
    expect(status(page, "line")).to_contain_text("ยังไม่ถึงเครื่องแม่ข่าย")
    page.locator("#sign-out button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="อยู่ต่อ").click()
    assert drafts(page) == 1
    page.locator("#sign-out button").click()
    page.get_by_role("button", name="ออกจากระบบและลบข้อความ").click()
    page.wait_for_url("**/sign-out/")
    assert drafts(page) == 0


def test_a_draft_from_before_somebody_elses_save_is_shown_beside_it(
    opened: Opened, context: BrowserContext, store: Store
) -> None:
    page = opened()
    context.set_offline(True)
    page.locator("#line").fill("ของฉันเมื่อวาน")
    page.locator("#line").blur()
    expect(status(page, "line")).to_contain_text("เก็บไว้ในเครื่องนี้แล้ว")
    page.close()
    store.put("line", "ของสมชาย")
    context.set_offline(False)
    page = opened()
    texts = page.locator("#a-line .conflict__text")
    expect(texts).to_have_text(["ของฉันเมื่อวาน", "ของสมชาย"])
    page.reload()
    expect(texts).to_have_text(["ของฉันเมื่อวาน", "ของสมชาย"])
    assert (store.of("line").edit, drafts(page)) == (1, 1)
    page.get_by_role("button", name="ใช้ข้อความของ สมชาย").click()
    expect(page.locator("#line")).to_have_value("ของสมชาย")
    assert (store.of("line").edit, drafts(page)) == (1, 0)


def test_typing_without_a_pause_is_saved_every_five_seconds(opened: Opened, store: Store) -> None:
    page = opened()
    page.locator("#line").press_sequentially("ก" * 16, delay=450)
    assert len(store.asked) == 1
    expect(status(page, "line")).to_have_text(SAVED)
    assert (store.of("line").content["value"], store.of("line").edit) == ("ก" * 16, 2)


def test_going_away_at_once_still_sends(opened: Opened, store: Store) -> None:
    page = opened()
    page.locator("#line").fill("แล้วไปต่อ")
    page.goto(page.url + "blank/")
    page.wait_for_timeout(500)
    assert store.of("line").content["value"] == "แล้วไปต่อ"
    page = opened()
    expect(page.locator("#line")).to_have_value("แล้วไปต่อ")
    expect(page.locator("[data-workspace-overview]")).to_have_text("บันทึกครบทุกข้อแล้ว")
    page.wait_for_timeout(600)  # open tabs are asked, then what may have been lost is sent again
    assert drafts(page) == 0
    assert (store.of("line").edit, page.locator(".conflict").count()) == (1, 0)


def test_rows_are_removed_and_keep_their_order(opened: Opened, store: Store) -> None:
    store.put("rows", [{"name": name, "on": ""} for name in ("ก", "ข", "ค")])
    page = opened()
    page.get_by_role("button", name="ลบแถว แถวที่ 2").click()
    expect(page.locator("#a-rows legend").nth(2)).to_have_text("แถวที่ 2")
    page.get_by_role("button", name="เลื่อนลง แถวที่ 1").press("Enter")
    expect(page.get_by_role("button", name="เลื่อนขึ้น แถวที่ 2")).to_be_focused()
    expect(status(page, "rows")).to_have_text(SAVED)
    assert [row["name"] for row in store.of("rows").content["value"]] == ["ค", "ก"]
    page.wait_for_timeout(HELD)
    store.put("rows", [{"name": "ของสมชาย", "on": "1/3/2566"}])
    page.locator("[data-column=name]").first.fill("ของฉัน")
    page.locator("#line").focus()
    page.get_by_role("button", name="ใช้ข้อความของ สมชาย").click()
    expect(page.locator("[data-column=name]")).to_have_value("ของสมชาย")
    expect(page.locator("[data-column=on]")).to_have_value("1/3/2566")


def test_copying_over_an_answer_is_asked_first(opened: Opened, store: Store) -> None:
    store.has_earlier = True
    page = opened()
    page.get_by_text("คำตอบรอบก่อน").click()
    copy = page.get_by_role("button", name="คัดลอกในหน้า")
    copy.click()
    expect(page.locator("#line")).to_have_value("ของรอบก่อน")
    page.locator("#line").fill("ของฉัน")
    copy.dblclick()
    asked = page.get_by_role("group", name="ช่องนี้มีคำตอบอยู่แล้ว")
    expect(asked.get_by_role("button", name="ใช้คำตอบเดิม")).to_be_focused()
    expect(page.locator("#line")).to_have_value("ของฉัน")
    page.keyboard.press("Enter")
    expect(asked).to_have_count(0)
    expect(copy).to_be_focused()
    expect(page.locator("#line")).to_have_value("ของฉัน")
    copy.press("Enter")
    asked.get_by_role("button", name="คัดลอกมาแทน").press("Enter")
    expect(page.locator("#line")).to_have_value("ของรอบก่อน")


def test_a_copy_by_the_server_is_asked_first_too(opened: Opened, store: Store) -> None:
    store.has_earlier = True
    page = opened()
    page.locator("#line").fill("ของฉัน")
    page.get_by_text("คำตอบรอบก่อน").click()
    page.get_by_role("button", name="คัดลอกจากรอบก่อน").click()
    expect(status(page, "line")).to_have_text(SAVED)
    page.wait_for_timeout(HELD)
    page.get_by_role("button", name="คัดลอกมาแทน").click()
    page.wait_for_url("**/copy/")
    assert values(store, "line") == ["ของฉัน"]


@pytest.mark.parametrize(
    ("n", "of", "shown"),
    [
        ("๒", "3", "ร้อยละ 66.67"),
        ("1", "1,600", "ร้อยละ 0.06"),
        ("1", "800", "ร้อยละ 0.13"),
        ("999999999999999", "999,999,999,999,998", "ร้อยละ 100.00"),
        ("0", "5", "ร้อยละ 0.00"),
        ("5", "0", ""),
        ("5", "", ""),
        ("1.5", "3", ""),
        ("1,23", "200", ""),
    ],
)
def test_a_percentage_is_of_what_stands_in_the_boxes(
    opened: Opened, context: BrowserContext, n: str, of: str, shown: str
) -> None:
    page = opened()
    page.locator("#n").fill("12")
    page.locator("#of").fill("20")
    page.locator("#line").focus()
    expect(status(page, "count")).to_have_text(SAVED)
    context.set_offline(True)
    page.locator("#n").fill(n)
    page.locator("#of").fill(of)
    assert page.locator("#a-count [data-answer-percent]").text_content() == shown


def test_my_side_of_two_texts_is_in_words_and_follows_typing(opened: Opened, store: Store) -> None:
    page = opened()
    store.put("count", {"n": "1", "of": "2"})
    store.put("items", {"items": ["plan"]})
    store.put("rows", [{"name": "ของสมชาย", "on": ""}])
    page.locator("#n").fill("6")
    page.locator("#line").focus()
    page.get_by_label("รายงาน").check()
    page.locator("#r-0-name").fill("โครงการ")
    page.locator("#r-0-on").fill("1/3/2566")
    page.locator("#line").focus()
    mine = {
        code: page.locator(f"#a-{code} .conflict__text").first
        for code in ("count", "items", "rows")
    }
    expect(mine["count"]).to_have_text("6 จาก –")
    expect(mine["items"]).to_have_text("รายงาน")
    expect(mine["rows"]).to_have_text("แถวที่ 1\nชื่อ: โครงการ\nวันที่: 1/3/2566")
    page.locator("#of").fill("8")
    page.get_by_label("แผน").check()
    assert mine["count"].text_content() == "6 จาก 8 (ร้อยละ 75.00)"
    assert mine["items"].text_content() == "แผน\nรายงาน"


def test_nothing_ticked_is_said_to_be_unanswered(opened: Opened, store: Store) -> None:
    page = opened()
    answered = page.locator("#a-items").get_by_label("ตอบแล้ว")
    page.get_by_label("แผน").check()
    expect(status(page, "items")).to_have_text(SAVED)
    page.get_by_label("แผน").uncheck()
    expect(status(page, "items")).to_have_text(f"{SAVED} · ยังไม่ตอบ")
    expect(answered).not_to_be_checked()
    page.get_by_label("รายงาน").check()
    expect(status(page, "items")).to_have_text(SAVED)
    expect(answered).to_be_checked()


def test_none_waits_for_its_reason(opened: Opened, store: Store) -> None:
    page = opened()
    page.locator("#line").fill("กข")
    page.locator("#n").focus()
    expect(page.locator("#a-line [data-answer-hints] li")).to_have_text("ข้อความสั้นมาก")
    page.locator("#a-line").get_by_label("ไม่มี").check()
    page.locator("#line-reason").focus()
    page.wait_for_timeout(1500)
    assert values(store, "line") == ["กข"]
    expect(page.locator("#a-line [data-answer-problem]")).to_be_hidden()
    page.locator("#n").focus()
    expect(page.locator("#a-line [data-answer-problem]")).to_have_text(REASON_PROBLEM)
    expect(page.locator("#a-line [data-answer-hints]")).to_be_hidden()
    expect(status(page, "line")).to_have_text("ยังไม่บันทึก")
    overview = page.locator("[data-workspace-overview]")
    expect(overview).to_have_text("ยังไม่บันทึก 1 ข้อ")
    page.locator("#line-reason").fill("ไม่ได้ทำ")
    expect(status(page, "line")).to_have_text(SAVED)
    assert store.of("line").content == {"state": "none", "value": None, "reason": "ไม่ได้ทำ"}


def test_none_without_a_reason_is_refused_after_five_seconds(opened: Opened, store: Store) -> None:
    page = opened()
    page.locator("#a-line").get_by_label("ไม่มี").check()
    page.locator("#n").focus()
    expect(page.locator("#a-line [data-answer-problem]")).to_have_text(REASON_PROBLEM, timeout=9000)
    assert values(store, "line") == [None]
    expect(page.locator("[data-workspace-overview]")).to_be_in_viewport(ratio=1)


def test_a_double_click_removes_one_row_and_it_can_be_had_back(
    opened: Opened, store: Store
) -> None:
    names = ["ก", "ข", "ค"]
    store.put("rows", [{"name": name, "on": ""} for name in names])
    page = opened()
    here = page.locator("#a-rows [data-column=name]")
    page.get_by_role("button", name="ลบแถว แถวที่ 1").dblclick()
    undo = page.locator("#a-rows .row-undo")
    expect(undo).to_have_text("ลบแถวที่ 1 แล้ว · เรียกคืน")
    assert undo.get_attribute("role") == "status"
    assert here.evaluate_all("(all) => all.map(({ value }) => value)") == names[1:]
    expect(status(page, "rows")).to_have_text(SAVED)
    undo.get_by_role("button", name="เรียกคืน").press("Enter")
    assert here.evaluate_all("(all) => all.map(({ value }) => value)") == names
    expect(here.first).to_be_focused()
    expect(undo).to_be_empty()
    expect(status(page, "rows")).to_have_text(SAVED)
    assert [row["name"] for row in store.of("rows").content["value"]] == names
    page.wait_for_timeout(HELD)
    page.get_by_role("button", name="ลบแถว แถวที่ 3").click()
    expect(undo).to_have_text("ลบแถวที่ 3 แล้ว · เรียกคืน")
    here.first.fill("ใหม่")
    expect(undo).to_be_empty()


def test_the_only_row_is_emptied_and_can_be_had_back(opened: Opened, store: Store) -> None:
    store.put("rows", [{"name": "ก", "on": "1/3/2566"}])
    page = opened()
    page.get_by_role("button", name="ลบแถว แถวที่ 1").press("Enter")
    expect(page.locator("#a-rows [data-column=name]")).to_have_value("")
    page.get_by_role("button", name="เรียกคืน").press("Enter")
    expect(page.locator("#a-rows [data-column=name]")).to_have_value("ก")
    expect(page.locator("#a-rows [data-column=on]")).to_have_value("1/3/2566")


@pytest.mark.parametrize("size", [(360, 740), (1280, 900)], ids=["phone", "desk"])
def test_the_page_is_sound_at_each_width_and_nothing_jumps(
    chromium: Browser, home: str, store: Store, size: tuple[int, int]
) -> None:
    store.put("text", "<table><tbody><tr><th>ก</th><th>ข</th></tr></tbody></table><p>ค</p>")
    # axe needs a context that sets our policy aside; every other test keeps it.
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, bypass_csp=True, locale="th-TH"
    )
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) "
        "window.moved += e.value }).observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto(home, wait_until="networkidle")
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") < 0.1
    store.put("line", "ของสมชาย")
    page.locator("#line").fill("ของฉัน")
    page.locator("#line").blur()
    expect(page.locator(".conflict")).to_be_visible()
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.screenshot(path=PROJECT / f"var/screenshots/workspace-{size[0]}.png", full_page=True)
    context.close()

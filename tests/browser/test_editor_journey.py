"""Writing in the editor, in a real browser: what is typed and pasted is what is kept."""

# ruff: noqa: E501 - what Word puts on the clipboard has long lines

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from answer_pages import Store, answering
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.browser

SAVED = "บันทึกแล้ว 14:02"
Opened = Callable[[], Page]

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style></head>
<body lang=TH><!--StartFragment--><p class=MsoNormal style='margin-bottom:0cm'><b><span
style='font-family:"TH SarabunPSK"'>ผล</span></b><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span></span><![endif]>ประชุม<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>ครั้งที่หนึ่ง</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·&nbsp;</span><span style='font-weight:bold'>นิเทศ</span></p>
<table class=MsoTableGrid style='border:none'><tr><td colspan=2 style='width:9cm'><p class=MsoNormal>รายการ</p></td>
<td><p>จำนวน</p></td></tr><tr><td><p>น้ำใจ</p><ul><li>ย่อย</li></ul></td><td>ก</td><td>๑๒</td></tr></table>
<!--EndFragment--></body></html>"""
FROM_WORD = (
    "<p><strong>ผล</strong></p>"
    "<ul><li>ประชุม<ol><li>ครั้งที่หนึ่ง</li></ol></li><li><strong>นิเทศ</strong></li></ul>"
    "<table><tbody><tr><th>รายการ</th><th></th><th>จำนวน</th></tr>"
    "<tr><td>น้ำใจ<br>- ย่อย</td><td>ก</td><td>๑๒</td></tr></tbody></table>"
)
PASTE = """(html) => navigator.clipboard.write([new ClipboardItem({
  "text/html": new Blob([html], {type: "text/html"}),
  "text/plain": new Blob(["x"], {type: "text/plain"})})])"""
PASTE_EVENT = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  document.querySelector(".editor__text").dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(
        viewport={"width": 360, "height": 740},
        locale="th-TH",
        permissions=["clipboard-read", "clipboard-write"],
        has_touch=True,
    )
    yield made
    made.close()


@pytest.fixture
def opened(context: BrowserContext, store: Store) -> Iterator[Opened]:
    complaints: list[str] = []

    def hear(kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            complaints.append(text)

    with answering(store) as home:

        def make() -> Page:
            page = context.new_page()
            page.on("console", lambda message: hear(message.type, message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(home)
            return page

        yield make
    assert complaints == []


def text_of(page: Page) -> Locator:
    return page.locator(".editor__text")


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def saved(page: Page, store: Store) -> object:
    page.locator("#line").focus()
    expect(page.locator("#a-text [data-answer-status]")).to_have_text(SAVED)
    return store.of("text").content["value"]


def test_lists_bold_and_breaks_by_keyboard(opened: Opened, store: Store) -> None:
    page = opened()
    text_of(page).click()
    page.keyboard.press("Control+Shift+8")
    page.keyboard.insert_text("น้ำใจ")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+]")
    page.keyboard.press("Control+b")
    page.keyboard.insert_text("หนา")
    page.keyboard.press("Control+b")
    page.keyboard.press("Shift+Enter")
    page.keyboard.insert_text("บรรทัดใหม่")
    assert saved(page, store) == (
        "<ul><li>น้ำใจ<ul><li><strong>หนา</strong><br>บรรทัดใหม่</li></ul></li></ul>"
    )


def test_the_toolbar_is_one_stop_and_tab_leaves_the_text(opened: Opened, store: Store) -> None:
    page = opened()
    tool(page, "ตัวหนา").focus()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "รายการ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tool(page, "รายการ")).to_have_attribute("aria-pressed", "true")
    expect(text_of(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(text_of(page)).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(text_of(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(tool(page, "รายการ")).to_be_focused()


def test_the_label_names_the_editor(opened: Opened) -> None:
    page = opened()
    expect(page.get_by_role("textbox", name="ผลการดำเนินงาน")).to_be_visible()
    expect(page.get_by_role("toolbar", name="เครื่องมือจัดข้อความ")).to_be_visible()


def test_a_table_is_made_and_changed_by_buttons(opened: Opened, store: Store) -> None:
    page = opened()
    text_of(page).click()
    tool(page, "แทรกตาราง").click()
    page.keyboard.insert_text("ก")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("ข")
    tool(page, "ลบคอลัมน์นี้").click()
    tool(page, "เพิ่มคอลัมน์ทางขวา").click()
    tool(page, "ลบแถวนี้").click()
    tool(page, "เพิ่มแถวข้างล่าง").click()
    tool(page, "เลิกทำ").click()
    tool(page, "เลิกทำ").click()
    tool(page, "เลิกทำ").click()
    tool(page, "ทำซ้ำ").click()
    row = "<tr><td></td><td></td><td></td></tr>"
    assert saved(page, store) == (
        f"<table><tbody><tr><th>ก</th><th></th><th></th></tr>{row}{row}</tbody></table>"
    )


def test_a_link_is_taken_while_the_text_is_not_saved_yet(opened: Opened, store: Store) -> None:
    page = opened()
    page.context.set_offline(True)
    text_of(page).click()
    page.keyboard.insert_text("ที่มา")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.get_by_label("ที่อยู่เว็บหรืออีเมล").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("ใช้ได้เฉพาะที่อยู่")
    page.get_by_label("ที่อยู่เว็บหรืออีเมล").fill("obec.go.th/ก")
    page.keyboard.press("Enter")
    page.context.set_offline(False)

    assert saved(page, store) == '<p><a href="https://obec.go.th/ก">ที่มา</a></p>'


def test_links_are_asked_for_and_only_safe_ones_taken(opened: Opened, store: Store) -> None:
    page = opened()
    text_of(page).click()
    page.keyboard.insert_text("ที่มา")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.get_by_label("ที่อยู่เว็บหรืออีเมล").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("ใช้ได้เฉพาะที่อยู่")
    page.get_by_label("ที่อยู่เว็บหรืออีเมล").fill("obec.go.th/ก")
    page.keyboard.press("Enter")
    assert saved(page, store) == '<p><a href="https://obec.go.th/ก">ที่มา</a></p>'


@pytest.mark.parametrize("real", [True, False], ids=["clipboard", "event"])
def test_a_paste_from_word_comes_in_clean(opened: Opened, store: Store, real: bool) -> None:
    page = opened()
    text_of(page).click()
    if real:
        # Putting it on the clipboard is another program's work: a page without our policy does it.
        other = page.context.new_page()
        other.goto(page.url + "blank/")
        other.evaluate(PASTE, WORD)
        other.close()
        page.keyboard.press("Control+v")
    else:
        page.evaluate(PASTE_EVENT, WORD)
    expect(text_of(page).locator("table")).to_be_visible()
    assert page.locator(".editor__text [style]").count() == 0
    kept = saved(page, store)
    if not real:
        # The browser itself strips Word's own styles on its clipboard; the event brings them all.
        assert kept == FROM_WORD
    assert "<table><tbody><tr><th>รายการ</th><th></th><th>จำนวน</th></tr>" in str(kept)


def test_pictures_that_do_not_come_along_are_told(opened: Opened, store: Store) -> None:
    page = opened()
    text_of(page).click()
    page.evaluate(PASTE_EVENT, "<p>ก<img src=x.png></p><!--[if vml]><img><![endif]--><img src=y>")
    lost = page.locator("#a-text .answer-lost")
    expect(lost).to_have_text("มีภาพ 2 ภาพที่ไม่ได้ติดมา โปรดแนบเป็นหลักฐานด้านล่าง")
    page.keyboard.insert_text("ข")
    assert saved(page, store) == "<p>กข</p>"
    expect(lost).to_be_visible()
    page.evaluate(PASTE_EVENT, "<p>ค</p>")
    expect(lost).to_be_empty()


def test_undo_reaches_back_over_a_save(opened: Opened, store: Store) -> None:
    page = opened()
    text_of(page).click()
    page.keyboard.insert_text("เดิม")
    assert saved(page, store) == "<p>เดิม</p>"
    page.wait_for_timeout(700)  # what is typed at one go is undone at one go
    text_of(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.locator("#a-text [data-answer-status]")).to_have_text(SAVED)
    assert store.of("text").content["value"] == ""
    page.keyboard.press("Control+z")
    assert saved(page, store) == "<p>เดิม</p>"


def test_thai_that_is_being_composed_stays_whole(
    opened: Opened, context: BrowserContext, store: Store
) -> None:
    """As keyboards of phones write: a growing piece is replaced until it is committed."""
    page = opened()
    text_of(page).click()
    session = context.new_cdp_session(page)
    for piece in ("น", "นำ", "น้ำ", "น้ำใ", "น้ำใจ"):
        session.send(
            "Input.imeSetComposition",
            {"text": piece, "selectionStart": len(piece), "selectionEnd": len(piece)},
        )
        page.wait_for_timeout(300)  # long enough for a save to fall into the composition
    session.send("Input.insertText", {"text": "น้ำใจ"})
    page.keyboard.insert_text("ดี")
    assert saved(page, store) == "<p>น้ำใจดี</p>"


def test_what_is_kept_opens_as_it_was_and_saves_nothing(opened: Opened, store: Store) -> None:
    store.put("text", FROM_WORD)
    page = opened()
    expect(text_of(page).locator("ol li")).to_have_text("ครั้งที่หนึ่ง")
    text_of(page).click()
    page.locator("#line").focus()
    page.wait_for_timeout(1500)
    assert store.asked == []


def test_without_scripts_the_text_is_light_markup(chromium: Browser, store: Store) -> None:
    store.put("text", "<p>ก <strong>ข</strong></p><ul><li>ค</li></ul>")
    context = chromium.new_context(java_script_enabled=False)
    with answering(store) as home:
        page = context.new_page()
        page.goto(home)
        assert page.locator("#text").input_value() == "ก **ข**\n\n- ค"
    context.close()

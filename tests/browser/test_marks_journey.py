"""The journey of a central officer through the grid of marks, by keyboard and clipboard."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page
from site_visits import PASSWORD, Visit, Visiting, axe_faults

pytestmark = pytest.mark.browser

GRID = "/central/rounds/2566-12m/marks/"
PASTE = """([selector, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.querySelector(selector).dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def cell(page: Page, row: int, column: int) -> str:
    """What stands in a field of the grid; rows and columns count from 1."""
    return page.locator(_field(row, column)).input_value()


def _field(row: int, column: int) -> str:
    return f'input[data-row="{row}"][data-column="{column}"]'


def _focused(page: Page) -> tuple[str, str]:
    place = page.evaluate(
        "[document.activeElement.dataset.row, document.activeElement.dataset.column]"
    )
    return place[0], place[1]


def _open_last_page(visited: Visit) -> Page:
    """The offices of the last page, which no other test of this site looks at."""
    assert visited.open(GRID + "?page=10") == 200
    return visited.page


def test_keys_move_between_cells_and_skip_what_does_not_apply(visit: Visiting) -> None:
    """The last page shows secondary offices: column 6 (6a) is closed to them."""
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        page.locator(_field(1, 5)).focus()
        places = []
        for key in ("ArrowRight", "ArrowDown", "Enter", "Shift+Enter", "ArrowUp", "ArrowLeft"):
            page.keyboard.press(key)
            places.append(_focused(page))

    assert places == [("1", "7"), ("2", "7"), ("3", "7"), ("2", "7"), ("1", "7"), ("1", "5")]
    assert visited.complaints == []


def test_escape_brings_the_stored_value_back(visit: Visiting) -> None:
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        kept = cell(page, 1, 1)
        page.locator(_field(1, 1)).fill("5" if kept != "5" else "4")
        said = page.locator("#marks-state").inner_text()
        page.locator(_field(1, 1)).press("Escape")

        assert said == "ยังไม่ได้บันทึก 1 ช่อง"
        assert cell(page, 1, 1) == kept
        assert page.locator("#marks-state").inner_text() == ""


def test_pasted_block_is_saved_and_read_again(visit: Visiting) -> None:
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        before = [[cell(page, row, column) for column in (1, 2)] for row in (1, 2)]
        page.evaluate(PASTE, [_field(1, 1), '5\tN/A\r\n"1"\t2\r\n'])
        shown = [[cell(page, row, column) for column in (1, 2)] for row in (1, 2)]
        page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
        page.locator("#flash .notice--good").wait_for()
        saved = [[cell(page, row, column) for column in (1, 2)] for row in (1, 2)]
        text = "\n".join("\t".join(line) for line in before)
        page.evaluate(PASTE, [_field(1, 1), text])
        page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
        page.locator("#flash .notice--good").wait_for()

    assert shown == saved == [["5", "N/A"], ["1", "2"]]
    assert visited.complaints == []


def test_block_that_runs_over_the_edge_says_so(visit: Visiting) -> None:
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        page.evaluate(PASTE, [_field(1, 13), "4\t4"])

        assert "ข้อมูลที่วางล้นตาราง" in page.locator("#marks-state").inner_text()


def test_leaving_with_unsaved_marks_is_asked_about(visit: Visiting) -> None:
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.locator(_field(1, 1)).press_sequentially("77")
        page.locator(".breadcrumbs a").first.click()
        page.wait_for_url("**/central/")

    assert asked == ["beforeunload"]


def test_wrong_cell_is_found_from_the_summary(visit: Visiting) -> None:
    with visit(role="central", size="phone") as visited:
        page = _open_last_page(visited)
        page.locator(_field(2, 3)).fill("9")
        page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
        page.locator(".error-summary").wait_for()
        page.locator(".error-summary a").click()

        assert _focused(page) == ("2", "3")
        assert cell(page, 2, 3) == "9"
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_marks_typed_when_the_session_was_over_come_back(visit: Visiting) -> None:
    """Saving leads to the sign-in page; after it the typed marks stand in the grid again."""
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        kept = cell(page, 4, 1)
        typed = "5" if kept != "5" else "4"
        page.locator(_field(4, 1)).fill(typed)
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
        page.locator("#id_username").fill("central")
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button").click()
        page.locator(".marks-table").wait_for()

        assert (cell(page, 4, 1), typed != kept) == (typed, True)
        assert page.locator("#marks-state").inner_text() == "ยังไม่ได้บันทึก 1 ช่อง"
        page.locator(_field(4, 1)).press("Escape")


def _leave_and_come_back(visited: Visit) -> Page:
    """Close the page with what is typed in it, and open it again."""
    visited.page.once("dialog", lambda dialog: dialog.accept())
    visited.open("/central/")
    return _open_last_page(visited)


def test_marks_left_unsaved_are_offered_and_brought_back(visit: Visiting) -> None:
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        kept = cell(page, 5, 1)
        typed = "5" if kept != "5" else "4"
        page.locator(_field(5, 1)).fill(typed)
        page = _leave_and_come_back(visited)
        offered = page.locator("#marks-kept").inner_text()
        shown = cell(page, 5, 1)
        page.get_by_role("button", name="นำกลับมา").click()

        assert "พบคะแนนที่ยังไม่ได้บันทึกจากครั้งก่อน 1 ช่อง" in offered
        assert (shown, cell(page, 5, 1)) == (kept, typed)
        assert page.locator("#marks-state").inner_text() == "ยังไม่ได้บันทึก 1 ช่อง"
        page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
        page.locator("#flash .notice--good").wait_for()
        assert page.evaluate("window.localStorage.length") == 0
        page.locator(_field(5, 1)).fill(kept)
        page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
        page.locator("#flash .notice--good").wait_for()
        assert visited.complaints == []


def test_marks_left_unsaved_can_be_discarded(visit: Visiting) -> None:
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        kept = cell(page, 5, 1)
        page.locator(_field(5, 1)).fill("5" if kept != "5" else "4")
        page = _leave_and_come_back(visited)
        page.get_by_role("button", name="ทิ้ง").click()
        after = cell(page, 5, 1)
        page = _leave_and_come_back(visited)

        assert after == cell(page, 5, 1) == kept
        assert page.locator("#marks-kept").is_hidden()


def test_impossible_value_is_marked_while_typing(visit: Visiting) -> None:
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        field = page.locator(_field(2, 3))
        field.fill("")
        said = []
        for text in ("9", "N", "-", "๔", "3.5"):
            field.fill(text)
            said.append(field.get_attribute("aria-invalid"))
        why = page.locator(".mark-why").inner_text()
        state = page.locator("#marks-state").inner_text()
        field.press("Escape")

        assert said == ["true", None, "true", None, "true"]
        assert why == "ใส่ 1-5 หรือ N/A"
        assert "ค่าที่ใช้ไม่ได้ 1 ช่อง" in state
        assert page.locator(".mark-why").count() == 0


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_first_wrong_cell_is_in_view_after_an_error(visit: Visiting, size: str) -> None:
    with visit(role="central", size=size) as visited:
        page = _open_last_page(visited)
        for row in range(2, 10):
            page.locator(_field(row, 9)).fill("9")
        page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
        page.locator(".error-summary").wait_for()
        page.wait_for_load_state("load")
        page.wait_for_function("document.activeElement.dataset.row === '2'")
        box = page.locator(_field(2, 9)).bounding_box()

        assert _focused(page) == ("2", "9")
        assert box is not None
        assert 0 <= box["y"] < page.viewport_size["height"]  # type: ignore[index]
        assert page.locator(".error-summary > ul > li").count() == 5
        page.on("dialog", lambda dialog: dialog.accept())


def test_grid_is_saved_without_scripts(visit: Visiting) -> None:
    with visit(role="central", java_script_enabled=False) as visited:
        page = _open_last_page(visited)
        kept = cell(page, 3, 1)
        for value in ("1" if kept != "1" else "2", kept):
            page.locator(_field(3, 1)).fill(value)
            page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
            page.wait_for_load_state()

            assert cell(page, 3, 1) == value


def test_file_is_looked_at_then_stored(visit: Visiting, tmp_path: Path) -> None:
    """The workbook goes out through the page and comes back through it, on a phone."""
    with visit(role="central", size="phone") as visited:
        page = _open_last_page(visited)
        with page.expect_download() as download:
            page.get_by_role("link", name="ดาวน์โหลดแม่แบบ Excel").click()
        book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
        sheet = book["QP (qp-2566)"]
        sheet.cell(7, 3).value = "N/A" if sheet.cell(7, 3).value != "N/A" else 4
        book.save(tmp_path / "filled.xlsx")

        page.locator("#file").set_input_files(tmp_path / "filled.xlsx")
        page.get_by_role("button", name="ตรวจไฟล์ก่อนบันทึก").click()
        page.get_by_role("button", name="ยืนยันบันทึกคะแนน").wait_for()
        width = page.evaluate("document.documentElement.scrollWidth")
        page.get_by_role("button", name="ยืนยันบันทึกคะแนน").click()
        page.locator("#flash .notice--good").wait_for()

        told = page.locator("#flash").inner_text()
        page.go_back()
        page.locator(".marks-table").wait_for()
        back = page.locator("#flash").inner_text()

        assert "แก้ 1" in told
        assert "ไฟล์นี้บันทึกเรียบร้อยแล้ว" in back
        assert width == 360
        assert visited.complaints == []


def test_button_puts_the_placeholder_of_the_office_in_the_text(visit: Visiting) -> None:
    with visit(role="central") as visited:
        page = _open_last_page(visited)
        page.locator(".marks-table tbody th a").first.click()
        field = page.locator("textarea").first
        told = page.locator(".advice-insert").first.inner_text()
        second = page.locator("textarea").nth(1)
        stored = second.input_value()
        page.locator("[data-inserts]").nth(1).click()
        at_the_end = second.input_value()
        field.fill("ให้ทำต่อ")
        field.evaluate("field => field.setSelectionRange(3, 3)")
        page.locator("[data-inserts]").first.click()

        assert "จะพิมพ์เป็น สพม." in told
        assert at_the_end == f"{stored} {{office}} ".lstrip()
        assert field.input_value() == "ให้ {office} ทำต่อ"
        page.on("dialog", lambda dialog: dialog.accept())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_pages_behind_the_forms_have_no_axe_violation(
    visit: Visiting, tmp_path: Path, size: str, scheme: str
) -> None:
    """Errors in the grid, the dry run of a good file, the problems of a bad one."""
    with visit(role="central", size=size, bypass_csp=True, color_scheme=scheme) as visited:
        page = _open_last_page(visited)
        page.locator(_field(2, 3)).fill("9")
        page.locator(_field(3, 3)).fill("สี่")
        page.get_by_role("button", name="บันทึกคะแนนในหน้านี้").click()
        page.locator(".error-summary").wait_for()
        faults = [axe_faults(page)]
        for value in ("N/A", "๔"):
            _send(visited, tmp_path, value)
            faults.append(axe_faults(page))

    assert faults == [[], [], []]


def _send(visited: Visit, folder: Path, value: str) -> None:
    """Upload the template with one cell changed."""
    page = visited.page
    page.once("dialog", lambda dialog: dialog.accept())
    visited.open(GRID)
    with page.expect_download() as download:
        page.get_by_role("link", name="ดาวน์โหลดแม่แบบ Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    book["QP (qp-2566)"].cell(8, 4).value = value
    book.save(folder / "filled.xlsx")
    page.locator("#file").set_input_files(folder / "filled.xlsx")
    page.get_by_role("button", name="ตรวจไฟล์ก่อนบันทึก").click()
    page.wait_for_url("**/upload/**")

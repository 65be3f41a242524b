"""Other offices in a text about one office: found when wrong, left alone when meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import office, register

from tidtam.checks.finding import Finding, Place
from tidtam.checks.office_names import check_office_names
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_thai

RAYONG_2 = office("สพป.ระยอง เขต 2")


def found(text: str, about: str = "สพป.ระยอง เขต 2") -> list[tuple[str, str, str]]:
    """Code, severity and words of each finding."""
    findings = check_office_names(text, about=office(about), register=register())
    return [(finding.code, finding.severity, finding.words) for finding in findings]


def test_other_office_as_subject_is_a_conflict() -> None:
    text = "สพป.ฉะเชิงเทรา เขต 2 มีการดำเนินการครบทุกด้าน"

    findings = check_office_names(text, about=RAYONG_2, register=register(), part="overall")

    assert findings == (
        Finding(
            "office-conflict",
            "error",
            Place("overall", 0, 20),
            "สพป.ฉะเชิงเทรา เขต 2",
            Bilingual(
                "เอกสารนี้เป็นของ สพป.ระยอง เขต 2 แต่ข้อความกล่าวถึง สพป.ฉะเชิงเทรา เขต 2 "
                "ในฐานะสำนักงานของเอกสาร",
                "This sheet is about สพป.ระยอง เขต 2, but the text speaks of "
                "สพป.ฉะเชิงเทรา เขต 2 as its office.",
            ),
            "สพป.ระยอง เขต 2",
        ),
    )


@pytest.mark.parametrize(
    "name",
    [
        "สพป.พะเยา เขต 2",
        "สพป. พะเยา เขต 2",
        "สพป.พะเยา เขต ๒",
        "สพป.พะเยาเขต2",
        "สพป.จังหวัดพะเยา เขต 2",
        "สพป พะเยา เขต 2",
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาพะเยา เขต 2",
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาพะเยา เขต ๒",
        "สํานักงานเขตพื้นที่การศึกษาประถมศึกษา พะเยา เขต 2",
        "สำนักงาน เขตพื้นที่ การศึกษา ประถมศึกษา พะเยา เขต 2",
        "สำนักงานเขตพื้นที่ศึกษาประถมศึกษาพะเยา เขต 2",
        "สำนักงานเขตพื้นที่การศึกษาพะเยา เขต 2",
        "สพท.พะเยา เขต 2",
        "สพม.ชลบุรี ระยอง",
        "สพม. ชลบุรี-ระยอง",
        "สพป.พะเยา",
    ],
)
def test_every_way_to_write_another_office_is_seen(name: str) -> None:
    assert [code for code, _, _ in found(f"{name} มีผลการดำเนินงาน")] == ["office-conflict"]


@pytest.mark.parametrize(
    "name",
    [
        "สพป.ระยอง เขต 2",
        "สพป. ระยอง เขต ๒",
        "สพป.ระยอง",
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาระยอง เขต 2",
        "สํานักงานเขตพื้นที่การศึกษาประถมศึกษาระยอง  เขต 2",
        "สำนักงานเขตพื้นที่การศึกษาระยอง เขต 2",
        "สพท.ระยอง เขต 2",
        "สำนักงานเขตพื้นที่การศึกษา",
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา",
        "สพท.",
        "สพป.",
        "สพท. แพร่หลายในวงกว้าง สพท.เลยจัดอบรม",
        "สำนักงานเขตพื้นที่การศึกษาเลยกำหนด",
        "สพป.พระยง เขต 1",
        "สพฐ. และจังหวัดชลบุรี",
    ],
)
def test_own_name_general_words_and_unknown_names_are_left_alone(name: str) -> None:
    assert found(f"{name} มีผลการดำเนินงาน") == []


@pytest.mark.parametrize(
    "text",
    [
        "ได้ศึกษาดูงาน ณ สพป.พะเยา เขต 2 ด้านการอ่าน",
        "มีการแลกเปลี่ยนเรียนรู้กับ สพป.พะเยา เขต 2 และ สพป.ตราด",
        "จัดอบรมร่วมกับสพม.ลำปาง ลำพูน อย่างต่อเนื่อง",
        "สพป.พะเยา เขต 2 ได้มาศึกษาดูงานที่โรงเรียนคุณภาพ",
        "จัดประชุมกับ สพม.ชลบุรี ระยอง เรื่องการศึกษาต่อ",
        "ถนนไปชลบุรีและพะเยา",
    ],
)
def test_genuine_mention_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_office_of_another_province_elsewhere_is_a_warning() -> None:
    text = "มีการติดตามโรงเรียนในสังกัด สพป.พะเยา เขต 2 ครบทุกแห่ง"

    assert found(text) == [("office-foreign", "warning", "สพป.พะเยา เขต 2")]


def test_neighbour_in_the_same_province_is_a_hint() -> None:
    text = "มีการติดตามโรงเรียนในสังกัด สพป.ระยอง เขต 1 ครบทุกแห่ง"

    assert found(text) == [("office-foreign", "hint", "สพป.ระยอง เขต 1")]


def test_study_visit_in_an_earlier_statement_excuses_nothing() -> None:
    text = "มีการศึกษาดูงาน นอกจากนี้ สพป.พะเยา เขต 2 ควรพัฒนาระบบ"

    assert found(text) == [("office-conflict", "error", "สพป.พะเยา เขต 2")]


def test_each_line_and_list_item_begins_a_statement() -> None:
    text = "สพท. ควรวางแผน\n2. สพป.ตราด ควรติดตาม"

    assert found(text) == [("office-conflict", "error", "สพป.ตราด")]


def test_number_is_read_whole() -> None:
    """เขต 1 is not the beginning of เขต 10, and a number behind a space is another number."""
    text = "สังกัด สพป.นครราชสีมา เขต 1 12 ตัวชี้วัด"

    assert found(text, "สพป.นครราชสีมา เขต 1") == []
    assert found("ในสังกัด สพป.ระยอง เขต 25 มีผล") == []


def test_number_no_office_has_is_part_of_the_words() -> None:
    """Or accepting the proposal would leave a second number behind."""
    assert found("สพป.กระบี่ เขต ๒ มีผล") == [("office-conflict", "error", "สพป.กระบี่ เขต ๒")]


def test_former_number_of_a_secondary_office_is_its_name() -> None:
    lampang = office("สพม.ลำปาง ลำพูน")
    former = next(name for name in lampang.former if name.endswith("35"))

    assert found(f"{former} มีผลการดำเนินงาน", lampang.short) == []
    assert found(f"{former} มีผลการดำเนินงาน") != []


@given(st.sampled_from(register().offices), st.sampled_from(register().offices))
def test_any_office_is_silent_about_itself_and_seen_by_others(
    first: object, second: object
) -> None:
    """In full and short form, with Arabic and Thai digits."""
    for name in (first.full, first.short, to_thai(first.short)):  # type: ignore[attr-defined]
        findings = check_office_names(f"{name} มีผล", about=second, register=register())  # type: ignore[arg-type]

        assert [f.code for f in findings] == ([] if first == second else ["office-conflict"])


@pytest.mark.parametrize(
    "piece",
    [
        "สพป.พะเยา เขต 2 ",
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา",
        "สำนักงาน   ",
        "สพป. ",
        " ",
        "ศึกษาดูงาน",
        "1. ",
    ],
)
def test_a_long_text_of_one_piece_is_read_to_its_end(piece: str) -> None:
    """Time that grew with its square would take hours; ``make bench-checks`` measures it."""
    text = piece * (200_000 // len(piece))

    findings = check_office_names(text, about=RAYONG_2, register=register())

    assert all(finding.words in text for finding in findings)

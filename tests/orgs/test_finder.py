"""Every written form finds its office; nothing else finds one silently."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidtam.orgs.entries import AgencyEntry
from tidtam.orgs.errors import AmbiguousName, UnknownName
from tidtam.orgs.finder import Finder
from tidtam.orgs.reading import damage_key, fold
from tidtam.orgs.reasons import Standing
from tidtam.orgs.register import shipped_register
from tidtam.orgs.states import AREA_OFFICES, AgencyKind
from tidtam.thai.digits import to_thai

ENTRIES = shipped_register().agencies
FINDER = Finder(ENTRIES)
AREA = [entry for entry in ENTRIES if entry.kind in AREA_OFFICES]

_SHIFTED = str.maketrans({"่": "\uf70a", "้": "\uf70b", "์": "\uf70e", "ั": "\uf710", "ี": "\uf702"})


def winner(name: str) -> str | None:
    """Short name of the office that ``name`` resolves to, None when it resolves to none."""
    try:
        return FINDER.resolve(name).short_th
    except (AmbiguousName, UnknownName):
        return None


def damaged_forms(name: str) -> list[str]:
    """The ways in which old PDF files damage a name."""
    return [
        name.replace("ำ", "ํา"),
        name.replace("ำ", "าํ"),
        name.replace("ำ", " ำ"),
        name.replace("ำ", " า"),
        name.translate(_SHIFTED),
        re.sub("([ก-ฮ])([ัึ])([ก-ฮ])", r"\1\3\2", name),
        re.sub("([ิีึืั])([่้๊๋])", r"\2\1", name),
    ]


def written_forms(entry: AgencyEntry) -> list[str]:
    """The forms in which documents write an area office."""
    kind = "สพป." if entry.kind is AgencyKind.PRIMARY_OFFICE else "สพม."
    names = [province.name_th for province in entry.provinces]
    short = [province.abbreviation for province in entry.provinces]
    number = str(entry.number or "")
    zone = f" เขต {number}" if number else ""
    tail = f" {number}" if number else ""
    level = "ประถมศึกษา" if entry.kind is AgencyKind.PRIMARY_OFFICE else "มัธยมศึกษา"
    level_en = "Primary" if entry.kind is AgencyKind.PRIMARY_OFFICE else "Secondary"
    places_en = " ".join(province.name_en for province in entry.provinces)
    clean = [
        entry.name_th,
        entry.short_th,
        entry.name_th.replace("พื้นที่การศึกษา", "พื้นที่ศึกษา"),
        f"สนง.เขตพื้นที่การศึกษา{level}{' '.join(names)}{zone}",
        f"เขตพื้นที่การศึกษา{level} {' '.join(names)} {zone}",
        f"{kind}{' '.join(short)}{zone}",
        f"{kind}{'.'.join(short)}.{number}",
        f"{kind[:-1]}{''.join(names)}{number}",
        f"{kind} จังหวัด{'และ'.join(names)}{zone}",
        f"{kind}{'-'.join(names)} เขตที่ {number}" if number else f"{kind}{'-'.join(names)}",
    ]
    english = [
        entry.name_en,
        entry.short_en,
        entry.name_en.upper().replace(" ", "  "),
        f"The {level_en} Educational Service Area Office {places_en}{tail}",
        f"{level_en} Educational Service Area Office, {places_en.replace(' ', '')} Area {number}"
        if number
        else f"{level_en} Educational Service Area Office {places_en.replace(' ', '')}",
    ]
    spaced = [re.sub(r"\s", "", entry.name_th), entry.short_th.replace(".", ". ")]
    return [
        entry.code,
        *clean,
        *(to_thai(form) for form in clean),
        *english,
        *spaced,
        *damaged_forms(entry.name_th),
        *damaged_forms(entry.short_th),
    ]


def test_resolve_every_area_office_by_every_written_form() -> None:
    """245 offices, each in some forty forms, in either digits."""
    wrong = {
        form: winner(form)
        for entry in AREA
        for form in written_forms(entry)
        if winner(form) != entry.short_th
    }

    assert (len(AREA), wrong) == (245, {})


def test_resolve_other_agencies_by_full_short_english_and_code() -> None:
    wrong = {
        form: winner(form)
        for entry in ENTRIES
        for form in (entry.code, entry.name_th, entry.short_th, entry.name_en, entry.short_en)
        if winner(form) != entry.short_th
    }

    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("สพป.ระยอง เขต ๒", "สพป.ระยอง เขต 2"),
        ("สพป.รย.2", "สพป.ระยอง เขต 2"),
        ("สพป.รย เขต 2", "สพป.ระยอง เขต 2"),
        ("สพม.ชบ รย", "สพม.ชลบุรี ระยอง"),
        ("สพม.ระยอง ชลบุรี", "สพม.ชลบุรี ระยอง"),
        ("สพป. ระยอง เขต2", "สพป.ระยอง เขต 2"),
        ("สพประยอง2", "สพป.ระยอง เขต 2"),
        ("ระยอง 2", "สพป.ระยอง เขต 2"),
        ("ชลบุรี ระยอง", "สพม.ชลบุรี ระยอง"),
        ("สำนักงานเขตพื้นที่ศึกษามัธยมศึกษาชลบุรี ระยอง", "สพม.ชลบุรี ระยอง"),
        ("สํานักงานเขตพื้นที่การศกึษามธัยมศึกษาลําปาง ลาํพูน", "สพม.ลำปาง ลำพูน"),
        ("ส านักงานเขตพื้นที่การศึกษามัธยมศึกษาล าปาง ล าพูน", "สพม.ลำปาง ลำพูน"),
        ("สพป.อยุธยา เขต 1", "สพป.พระนครศรีอยุธยา เขต 1"),
        ("Primary Educational Service Area Office Ayutthaya 1", "สพป.พระนครศรีอยุธยา เขต 1"),
        ("Chonburi Rayong SESAO", "สพม.ชลบุรี ระยอง"),
        ("สพป.กทม.", "สพป.กรุงเทพมหานคร"),
        ("สพท.ระยอง เขต 1", "สพป.ระยอง เขต 1"),
        ("สำนักงานศึกษาธิการจังหวัดระยอง (โรงเรียนเอกชน)", "ศธจ.ระยอง"),
        ("สำนักงานศึกษาธิการจังหวัดกรุงเทพมหานคร", "ศธจ.กรุงเทพมหานคร"),
        ("ศธภ. ๘", "ศธภ.8"),
        ("สพม. เขต 18", "สพม.ชลบุรี ระยอง"),
        ("สพม.๓๕", "สพม.ลำปาง ลำพูน"),
        ("สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา เขต ๑๘", "สพม.ชลบุรี ระยอง"),
    ],
)
def test_resolve_seen_forms(name: str, office: str) -> None:
    assert FINDER.resolve(name).short_th == office


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("สพป.ระยอง", ["สพป.ระยอง เขต 1", "สพป.ระยอง เขต 2"]),
        ("สพม.กรุงเทพมหานคร", ["สพม.กรุงเทพมหานคร เขต 1", "สพม.กรุงเทพมหานคร เขต 2"]),
        ("ระยอง", ["ศธจ.ระยอง", "สพป.ระยอง เขต 1", "สพป.ระยอง เขต 2"]),
        ("ตราด", ["สพป.ตราด", "ศธจ.ตราด"]),
        ("สพม. เขต 6", ["สพม.ฉะเชิงเทรา", "สพม.สมุทรปราการ"]),
        ("สพม.เขต ๕", ["สพม.สิงห์บุรี อ่างทอง", "สพม.ลพบุรี", "สพม.อุทัยธานี ชัยนาท"]),
    ],
)
def test_resolve_ambiguous_name(name: str, fitting: list[str]) -> None:
    """Several fit: all are shown in order, none is chosen."""
    with pytest.raises(AmbiguousName) as refusal:
        FINDER.resolve(name)

    assert [match.entry.short_th for match in refusal.value.candidates] == fitting
    assert refusal.value.en == (
        f'"{name}" may mean any of {len(fitting)} agencies; '
        "give the full name with its number, or the 10-digit unit code."
    )


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("สพป.พระยง เขต ๑", "สพป.ระยอง เขต 1"),
        ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาสระยอง เขต ๒", "สพป.ระยอง เขต 2"),
        ("สพป.ตราด เขต 1", "สพป.ตราด"),
        ("สพป.กระบี่ เขต 2", "สพป.กระบี่"),
        ("สพป.ระยอง เขต 9", "สพป.ระยอง เขต 1"),
        ("สพม.ระยอง", "สพม.ชลบุรี ระยอง"),
        ("Rayonk Primary Educational Service Area Office 2", "สพป.ระยอง เขต 2"),
    ],
)
def test_resolve_unknown_name_suggests(name: str, first: str) -> None:
    """A misspelt or impossible name has suggestions and no winner."""
    with pytest.raises(UnknownName) as refusal:
        FINDER.resolve(name)

    assert refusal.value.candidates[0].entry.short_th == first
    assert {match.standing for match in refusal.value.candidates} == {Standing.NEAR}


@pytest.mark.parametrize("name", ["", "   ", "สพป.", "ประชุม", "1021990000", "x" * 1000])
def test_resolve_nothing_like_an_agency(name: str) -> None:
    with pytest.raises(UnknownName) as refusal:
        FINDER.resolve(name)

    assert refusal.value.candidates == ()
    assert refusal.value.th.endswith("ให้ตรวจสอบคำสะกด หรือใช้รหัสหน่วยงาน 10 หลัก")


def test_candidates_winner_comes_alone_with_its_reason() -> None:
    (match,) = FINDER.candidates("สพป.รย.2")

    assert (match.entry.short_th, match.score, match.standing, match.reason.en) == (
        "สพป.ระยอง เขต 2",
        95,
        Standing.EXACT,
        "same kind of office, provinces and number",
    )


def test_candidates_former_name_reason() -> None:
    (match,) = FINDER.candidates("สพม. เขต 18")

    assert (match.reason.th, match.reason.en) == (
        "ชื่อเดิม สพม. เขต 18 ใช้ถึง 31 ธันวาคม 2563",
        "formerly สพม. เขต 18 until 2020-12-31",
    )


def test_resolve_former_name_only_while_in_use() -> None:
    """Asked on a day, names count that were in use on it."""
    then, now = Finder(ENTRIES, on=date(2020, 6, 1)), Finder(ENTRIES, on=date(2023, 6, 1))

    assert then.resolve("สพม. เขต 18").short_th == "สพม.ชลบุรี ระยอง"
    assert now.resolve("สพม.ชลบุรี ระยอง").short_th == "สพม.ชลบุรี ระยอง"
    with pytest.raises(UnknownName) as late:
        now.resolve("สพม. เขต 18")
    with pytest.raises(UnknownName):
        then.resolve("สพม.ชลบุรี ระยอง")
    assert [match.entry.short_th for match in late.value.candidates] == ["สพม.ชลบุรี ระยอง"]


def test_damage_keys_tell_all_agencies_apart() -> None:
    """Repair cannot make one agency's name into another's."""
    keys = [damage_key(fold(name)) for e in ENTRIES for name in (e.name_th, e.short_th)]

    assert len(set(keys)) == len(keys) == 684


def _plain(text: str) -> str:
    """An independent, simple idea of "the same name": letters and digits, no เขต, no marks."""
    text = re.sub("[^0-9a-zก-ฮะาำเ-ไ]", "", fold(text)).replace("ำ", "า").replace("เขต", "")
    for long, short in (
        ("สานกงานเขตพนทการศกษา", "สพ"),
        ("สานกงานเขตพนทศกษา", "สพ"),
        ("สนงเขตพนทการศกษา", "สพ"),
        ("ประถมศกษา", "ป"),
        ("มธยมศกษา", "ม"),
    ):
        text = text.replace(long, short)
    return text


@st.composite
def edited_names(draw: st.DrawFn) -> tuple[AgencyEntry, str]:
    """A name of an area office with one to three random edits."""
    entry = draw(st.sampled_from(AREA))
    text = draw(st.sampled_from([entry.short_th, entry.name_th]))
    letters = st.sampled_from([*"กขงจชตนบปพมยรลสอ่้ัิีาำเ .1234567", ""])
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text) - 1))
        cut = draw(st.integers(0, 1))
        text = text[:at] + draw(letters) + text[at + cut :]
    return entry, text


@given(edited_names())
@settings(max_examples=1000, deadline=None)
def test_random_edits_never_find_another_office_silently(edit: tuple[AgencyEntry, str]) -> None:
    """An edited name may win for another office only if it has become that office's name."""
    entry, text = edit

    found = winner(text)

    if found not in (None, entry.short_th):
        own = next(other for other in ENTRIES if other.short_th == found)
        names = {_plain(own.short_th), _plain(own.name_th)}
        bare = {_plain("".join(p.name_th for p in own.provinces) + str(own.number or ""))}
        assert _plain(text) in names | bare


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    """Whatever is asked, candidates are in order and at most one agency wins."""
    candidates = FINDER.candidates(text)

    assert [match.score for match in candidates] == sorted(
        (match.score for match in candidates), reverse=True
    )
    assert len({match.entry.code for match in candidates}) == len(candidates)

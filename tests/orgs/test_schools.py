"""Schools in the database: a list comes in whole or not at all; who may; what is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tidtam.history.models import Entry
from tidtam.orgs import queries
from tidtam.orgs.actions import LoadCounts, import_schools
from tidtam.orgs.models import Agency, School
from tidtam.orgs.schools import SchoolLevel
from tidtam.orgs.schools_changes import SchoolChanges
from tidtam.orgs.schools_problems import BadSchools, UnknownSchool
from tidtam.orgs.schools_samples import sample_rows
from tidtam.people.actor import PUBLIC, SYSTEM, Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

RAYONG_1, RAYONG_2 = "1021010000", "1021020000"
CENTRAL = Actor("ส่วนกลาง", 1, (HeldPost(Role.CENTRAL_OFFICER),))
DIRECTOR = Actor("ผู้อำนวยการ", 2, (HeldPost(Role.DIRECTOR, RAYONG_2),))
REPORTER = Actor("ผู้รายงาน", 3, (HeldPost(Role.REPORTER, RAYONG_2),))


@pytest.fixture
def office() -> Agency:
    return Agency.objects.get(code=RAYONG_2)


def row(number: int, office: str = RAYONG_2, **cells: str) -> dict[str, str]:
    return {
        "code": f"99{number:08}",
        "name_th": f"โรงเรียนสมมติ {number}",
        "office": office,
    } | cells


def stored() -> list[tuple[str, str, str]]:
    return list(School.objects.values_list("code", "name_th", "office__code"))


def test_a_list_comes_in_with_what_it_says() -> None:
    changes = import_schools(
        [row(1, size_class="เล็ก", levels="ประถม", province="ระยอง", valid_from="2024-05-16")],
        by=CENTRAL,
    )

    school = queries.school_by_code("9900000001")
    assert changes == SchoolChanges(added=("9900000001",))
    assert (school.name_th, school.office.code, school.size_class) == (
        "โรงเรียนสมมติ 1",
        RAYONG_2,
        "small",
    )
    assert (school.levels_taught, school.province and school.province.code) == (
        (SchoolLevel.PRIMARY,),
        "TH-21",
    )
    assert (school.valid_from, school.valid_to, school.is_demo) == (date(2024, 5, 16), None, False)


def test_the_same_list_again_changes_and_records_nothing() -> None:
    rows = list(sample_rows([(RAYONG_2, "primary_office")], 120))
    import_schools(rows, by=CENTRAL)

    assert import_schools(rows, by=CENTRAL) == SchoolChanges(unchanged=120)
    assert Entry.objects.filter(act="schools.import").count() == 1


def test_added_changed_closed_and_unchanged_are_told_apart() -> None:
    import_schools([row(1), row(2), row(3)], by=CENTRAL)

    changes = import_schools(
        [
            row(1, name_th="โรงเรียนสมมติใหม่", valid_to=""),
            row(2, valid_to="2024-03-31"),
            row(3, valid_to=""),
            row(4, valid_to=""),
        ],
        by=CENTRAL,
    )

    assert changes == SchoolChanges(
        added=("9900000004",), changed=("9900000001",), closed=("9900000002",), unchanged=1
    )
    assert School.objects.get(code="9900000002").valid_to == date(2024, 3, 31)


def test_a_closed_school_opens_again() -> None:
    import_schools([row(1, valid_to="2024-03-31")], by=CENTRAL)

    assert import_schools([row(1, valid_to="")], by=CENTRAL).changed == ("9900000001",)
    assert School.objects.get().valid_to is None


def test_a_column_left_out_stays_and_a_blank_cell_blanks() -> None:
    import_schools([row(1, size_class="เล็ก", levels="ประถม")], by=CENTRAL)

    import_schools([row(1, levels="")], by=CENTRAL)

    school = School.objects.get()
    assert (school.size_class, school.levels) == ("small", "")


def test_one_bad_row_stores_nothing() -> None:
    with pytest.raises(BadSchools) as refused:
        import_schools([row(1), row(2, office="1"), row(3, office="2")], by=CENTRAL)

    assert [(p.row, p.column, p.value) for p in refused.value.problems] == [
        (3, "office", "1"),
        (4, "office", "2"),
    ]
    assert refused.value.en.startswith("The list of schools has 2 problem(s), nothing was stored;")
    assert (stored(), Entry.objects.filter(act="schools.import").count()) == ([], 0)


def test_many_problems_are_counted_and_the_first_listed() -> None:
    with pytest.raises(BadSchools) as refused:
        import_schools([row(number, office="x") for number in range(250)], by=CENTRAL)

    assert (len(refused.value.problems), refused.value.more) == (200, 50)


def test_a_complete_list_closes_what_it_leaves_out(office: Agency) -> None:
    import_schools([row(1), row(2), row(3, RAYONG_1)], by=CENTRAL)

    changes = import_schools([row(1)], office=office, complete=True, by=CENTRAL)

    yesterday = clock.today() - timedelta(days=1)
    assert changes == SchoolChanges(closed=("9900000002",), unchanged=1)
    assert list(School.objects.values_list("code", "valid_to")) == [
        ("9900000001", None),
        ("9900000002", yesterday),
        ("9900000003", None),
    ]


def test_a_complete_list_closes_no_made_up_school() -> None:
    import_schools([row(1)], by=SYSTEM, is_demo=True)

    changes = import_schools([row(2)], complete=True, by=CENTRAL)

    assert changes == SchoolChanges(added=("9900000002",))


def test_made_up_and_real_schools_never_change_each_other() -> None:
    import_schools([row(1)], by=SYSTEM, is_demo=True)

    with pytest.raises(BadSchools, match="รหัสนี้ซ้ำกับข้อมูลอีกชุด"):
        import_schools([row(1, name_th="โรงเรียนสมมติใหม่")], by=CENTRAL)


def test_a_dry_run_tells_and_stores_nothing() -> None:
    assert import_schools([row(1)], by=CENTRAL, dry_run=True).added == ("9900000001",)
    assert stored() == []


def test_the_act_is_recorded_with_its_numbers(office: Agency) -> None:
    import_schools([row(1)], office=office, by=DIRECTOR)

    entry = Entry.objects.get(act="schools.import")
    assert (entry.actor, entry.subject, entry.detail) == (
        "ผู้อำนวยการ",
        f"orgs.schools:{RAYONG_2}",
        {
            "added": 1,
            "changed": 0,
            "closed": 0,
            "unchanged": 0,
            "added_codes": ["9900000001"],
        },
    )


def test_a_director_imports_for_the_own_office_only(office: Agency) -> None:
    other = Agency.objects.get(code=RAYONG_1)

    assert import_schools([row(1)], office=office, by=DIRECTOR).added == ("9900000001",)
    with pytest.raises(NotAllowed):
        import_schools([row(2, RAYONG_1)], office=other, by=DIRECTOR)
    with pytest.raises(NotAllowed):
        import_schools([row(2)], by=DIRECTOR)


@pytest.mark.parametrize("actor", [REPORTER, PUBLIC], ids=["reporter", "public"])
def test_nobody_else_imports(actor: Actor, office: Agency) -> None:
    with pytest.raises(NotAllowed):
        import_schools([row(1)], office=office, by=actor)
    assert stored() == []


def test_an_office_takes_no_school_of_another(office: Agency) -> None:
    import_schools([row(1, RAYONG_1)], by=CENTRAL)

    with pytest.raises(BadSchools) as refused:
        import_schools([row(1)], office=office, by=DIRECTOR)

    assert [p.message.en for p in refused.value.problems] == [
        "the school is registered under another office"
    ]
    assert stored() == [("9900000001", "โรงเรียนสมมติ 1", RAYONG_1)]


def test_the_central_list_moves_a_school() -> None:
    import_schools([row(1, RAYONG_1)], by=CENTRAL)

    assert import_schools([row(1)], by=CENTRAL).changed == ("9900000001",)
    assert stored() == [("9900000001", "โรงเรียนสมมติ 1", RAYONG_2)]


def test_an_agency_without_schools_is_refused() -> None:
    central = Agency.objects.filter(kind="central")[0]

    with pytest.raises(BadSchools, match="หน่วยงานนี้ไม่มีโรงเรียนในสังกัด"):
        import_schools([row(1, central.code)], office=central, by=CENTRAL)


@pytest.mark.parametrize("count", [1, 300])
def test_an_import_asks_the_database_the_same_however_long_the_list(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [row(number) for number in range(count)]

    # Names, provinces, stored ones, a write for each hundred rows, history, savepoints.
    with django_assert_max_num_queries(18):
        import_schools(rows, by=CENTRAL)


def test_schools_of_an_office_come_in_dictionary_order(
    office: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    names = ["โรงเรียนสมมติ 10", "โรงเรียนสมมติ 9", "โรงเรียนเกาะสมมติ", "โรงเรียนขามสมมติ"]
    import_schools(
        [row(number, name_th=name) for number, name in enumerate(names)]
        + [row(8, RAYONG_1), row(9, valid_to="2024-03-31")],
        by=CENTRAL,
    )

    with django_assert_num_queries(1):
        found = queries.schools_of(office)

    assert [school.name_th for school in found] == [
        "โรงเรียนเกาะสมมติ",
        "โรงเรียนขามสมมติ",
        "โรงเรียนสมมติ 9",
        "โรงเรียนสมมติ 10",
    ]
    assert len(queries.schools_of(office, on=date(2024, 3, 31))) == 5


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("โรงเรียนบ้านสมมติ", ["9900000001", "9900000002"]),
        ("รร.บ้านสมมติ", ["9900000001", "9900000002"]),
        ("บ้าน ใต้", ["9900000002"]),
        ("9900000003", ["9900000003"]),
        ("๙๙๐๐๐๐๐๐๐๓", ["9900000003"]),
        ("ไม่มีเช่นนี้", []),
        ("โรงเรียน", []),
        ("  ", []),
        ("%", []),
    ],
)
def test_a_school_is_found_by_its_words(words: str, codes: list[str]) -> None:
    import_schools(
        [
            row(1, name_th="โรงเรียนบ้านสมมติเหนือ"),
            row(2, name_th="โรงเรียนบ้านสมมติใต้"),
            row(3, RAYONG_1, name_th="โรงเรียนวัดสมมติ"),
        ],
        by=CENTRAL,
    )

    assert [school.code for school in queries.find_schools(words)] == codes


def test_finding_stays_in_the_office_and_under_its_limit(
    office: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    import_schools([row(1), row(2), row(3, RAYONG_1)], by=CENTRAL)

    with django_assert_num_queries(1):
        found = [(s.code, s.office.code) for s in queries.find_schools("สมมติ", office=office)]

    assert found == [("9900000001", RAYONG_2), ("9900000002", RAYONG_2)]
    assert len(queries.find_schools("สมมติ", limit=1)) == 1


def test_counts_by_office_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    import_schools([row(1), row(2), row(3, RAYONG_1), row(4, valid_to="2024-03-31")], by=CENTRAL)

    with django_assert_num_queries(1):
        assert queries.school_counts() == {RAYONG_1: 1, RAYONG_2: 2}


def test_an_unknown_code_is_told() -> None:
    with pytest.raises(UnknownSchool, match="ไม่พบโรงเรียนรหัส"):
        queries.school_by_code("9900000009")


def test_loading_the_register_again_keeps_the_schools(loaded: LoadCounts) -> None:
    import_schools([row(1)], by=CENTRAL)

    from tidtam.orgs.actions import load_register

    assert load_register() == LoadCounts(unchanged=loaded.created)
    assert len(stored()) == 1

"""The loader, drafts and versions: what is kept, what is refused, what never changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from factories import fill, load_frameworks, make_office, make_small_round, published
from tidtam.frameworks.actions import (
    MOST_BYTES,
    drop_draft,
    fill_draft,
    finish_draft,
    freeze,
    load_files,
    rebase_draft,
    save_draft,
    start_draft,
)
from tidtam.frameworks.editing import CannotEdit, change_text, read_data
from tidtam.frameworks.fields import fingerprint
from tidtam.frameworks.files import path_of
from tidtam.frameworks.models import FrameworkDraft, FrameworkVersion
from tidtam.frameworks.problems import FrameworkFileError
from tidtam.frameworks.queries import (
    _parsed,
    definition_of,
    draft_for,
    listed_frameworks,
    newest_version,
    open_drafts,
    problems_of,
    version_for,
)
from tidtam.frameworks.yaml_write import Plain
from tidtam.history.models import Entry
from tidtam.history.queries import verify
from tidtam.people.actor import PUBLIC, SYSTEM, Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.results.actions import ask_computation, check, compute, publish
from tidtam.results.errors import AlreadyPublished
from tidtam.results.models import Computation, OfficeResult
from tidtam.rounds.actions import use_framework
from tidtam.rounds.models import Instrument
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db

OFFICER = Actor("สมศรี ตัวอย่าง", posts=(HeldPost(Role.CENTRAL_OFFICER),))
OTHER = Actor("สมชาย ตัวอย่าง", posts=(HeldPost(Role.CENTRAL_OFFICER),))
REPORTER = Actor("ผู้รายงานสมมติ", posts=(HeldPost(Role.REPORTER, "1001010000"),))


@pytest.fixture
def version() -> FrameworkVersion:
    return load_frameworks("qp-2566")[0]


@pytest.fixture
def draft(version: FrameworkVersion) -> FrameworkDraft:
    return start_draft(version, by=OFFICER)


def with_band(source: str, edge: str = "1.50") -> str:
    return change_text(source, {("bands", 0, "up_to"): Plain(edge)})


def new_version(draft: FrameworkDraft, edge: str = "1.50") -> FrameworkVersion:
    saved = save_draft(draft, source=with_band(draft.source, edge), edit=draft.edit, by=OFFICER)
    return finish_draft(saved, by=OFFICER, reason="ปรับช่วงคะแนน")


# ---------------------------------------------------------------- drafts


def test_a_framework_has_one_open_draft(version: FrameworkVersion) -> None:
    first = start_draft(version, by=OFFICER)
    second = start_draft(version, by=OTHER)

    assert first == second
    assert first.source == version.source


def test_a_wrong_text_is_kept_and_its_problems_are_told(draft: FrameworkDraft) -> None:
    wrong = draft.source.replace('code: "2"', 'code: "1"')

    saved = save_draft(draft, source=wrong, edit=1, by=OFFICER)

    assert FrameworkDraft.objects.get().source == wrong
    problems = problems_of(saved.source, name="qp-2566")
    assert [(problem.line, problem.node) for problem in problems] == [(77, "1")]


def test_a_second_save_never_wins_silently(draft: FrameworkDraft) -> None:
    save_draft(draft, source=draft.source + "# หนึ่ง\n", edit=1, by=OTHER)

    with pytest.raises(Conflict, match="สมชาย ตัวอย่าง"):
        save_draft(draft, source=draft.source + "# สอง\n", edit=1, by=OFFICER)

    assert FrameworkDraft.objects.get().source.endswith("# หนึ่ง\n")


def test_the_same_save_twice_is_no_conflict(draft: FrameworkDraft) -> None:
    text = draft.source + "# หนึ่ง\n"

    save_draft(draft, source=text, edit=1, by=OFFICER)
    again = save_draft(draft, source=text, edit=1, by=OFFICER)

    assert (again.edit, again.source) == (2, text)


@pytest.mark.parametrize("size", [MOST_BYTES, 3 * MOST_BYTES])
def test_a_huge_text_is_refused_with_its_size(draft: FrameworkDraft, size: int) -> None:
    with pytest.raises(BadInput, match=f"{size:,}"):
        save_draft(draft, source="#" * size, edit=1, by=OFFICER)

    assert FrameworkDraft.objects.get().edit == 1


def test_two_people_fill_two_items_without_an_alarm(draft: FrameworkDraft) -> None:
    nodes = read_data(draft.source).data["nodes"]
    seals = [fingerprint(node) for node in nodes]

    fill_draft(draft, place=("nodes", 0), given={"label_en": "One"}, seen=seals[0], by=OTHER)
    fill_draft(draft, place=("nodes", 1), given={"label_en": "Two"}, seen=seals[1], by=OFFICER)

    after = read_data(FrameworkDraft.objects.get().source).data["nodes"]
    assert [node["label"]["en"] for node in after[:3]] == ["One", "Two", "Indicator 3"]


def test_two_people_filling_one_item_meet(draft: FrameworkDraft) -> None:
    seal = fingerprint(read_data(draft.source).data["nodes"][0])
    fill_draft(draft, place=("nodes", 0), given={"label_en": "One"}, seen=seal, by=OTHER)

    with pytest.raises(Conflict):
        fill_draft(draft, place=("nodes", 0), given={"label_en": "Uno"}, seen=seal, by=OFFICER)

    assert "Uno" not in FrameworkDraft.objects.get().source


@pytest.mark.parametrize("source", ["[", "- a", "nodes: 5", "nodes: [5]"])
def test_a_form_refuses_a_text_that_it_cannot_show(draft: FrameworkDraft, source: str) -> None:
    save_draft(draft, source=source, edit=1, by=OFFICER)

    with pytest.raises(CannotEdit):
        fill_draft(draft, place=("nodes", 0), given={}, seen="", by=OFFICER)


# ---------------------------------------------------------------- versions


def test_a_finished_draft_is_the_next_version_with_its_number(draft: FrameworkDraft) -> None:
    before = newest_version("qp-2566")

    made = new_version(draft)

    assert (made.code, made.version, made.loaded_by) == ("qp-2566", 2, "สมศรี ตัวอย่าง")
    assert made.source == with_band(before.source).replace("version: 1", "version: 2", 1)
    assert definition_of(made).version == 2
    assert not open_drafts(OFFICER).exists()


def test_a_number_that_the_officer_chose_is_kept(draft: FrameworkDraft) -> None:
    text = with_band(draft.source).replace("version: 1", "version: 7", 1)
    saved = save_draft(draft, source=text, edit=1, by=OFFICER)

    made = finish_draft(saved, by=OFFICER, reason="เหตุผล")

    assert (made.version, made.source) == (7, text)


def test_an_absurd_number_is_refused(draft: FrameworkDraft) -> None:
    text = draft.source.replace("version: 1", "version: 99999999999", 1)
    saved = save_draft(draft, source=text, edit=1, by=OFFICER)

    with pytest.raises(BadInput, match="โปรดใส่ 2"):
        finish_draft(saved, by=OFFICER, reason="เหตุผล")


def test_finishing_twice_gives_the_same_version(draft: FrameworkDraft) -> None:
    first = new_version(draft)

    second = finish_draft(draft, by=OFFICER, reason="กดซ้ำ")

    assert second == first
    assert FrameworkVersion.objects.count() == 2


def test_a_dropped_draft_cannot_be_finished_or_saved(draft: FrameworkDraft) -> None:
    drop_draft(draft, by=OFFICER)
    drop_draft(draft, by=OFFICER)

    with pytest.raises(WrongState):
        finish_draft(draft, by=OFFICER, reason="เหตุผล")
    with pytest.raises(WrongState):
        save_draft(draft, source="a", edit=1, by=OFFICER)
    assert Entry.objects.filter(act="frameworks.drop_draft").count() == 1


def test_a_wrong_draft_makes_no_version(draft: FrameworkDraft) -> None:
    saved = save_draft(draft, source="a: [", edit=1, by=OFFICER)

    with pytest.raises(FrameworkFileError, match="บรรทัด"):
        finish_draft(saved, by=OFFICER, reason="เหตุผล")

    assert FrameworkVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("code: qp-2566", "code: zz-2566", "ใช้รหัสเดิม"), ("", "", "เหมือนฉบับเดิมทุกตัวอักษร")],
)
def test_a_draft_may_not_become_another_framework_or_the_same(
    draft: FrameworkDraft, old: str, new: str, words: str
) -> None:
    saved = save_draft(draft, source=draft.source.replace(old, new), edit=1, by=OFFICER)

    with pytest.raises(BadInput, match=words):
        finish_draft(saved, by=OFFICER, reason="เหตุผล")


def test_a_version_needs_a_reason(draft: FrameworkDraft) -> None:
    saved = save_draft(draft, source=with_band(draft.source), edit=1, by=OFFICER)

    with pytest.raises(BadInput, match="เหตุผล"):
        finish_draft(saved, by=OFFICER, reason="  ")


def test_a_version_made_meanwhile_is_compared_first(draft: FrameworkDraft, tmp_path: Path) -> None:
    saved = save_draft(draft, source=with_band(draft.source), edit=1, by=OFFICER)
    file = tmp_path / "qp.yaml"
    file.write_text(path_of("qp-2566").read_text(encoding="utf-8") + "# ใหม่\n", encoding="utf-8")
    load_files([file], by=SYSTEM)

    with pytest.raises(Conflict, match="ฉบับที่ 2"):
        finish_draft(saved, by=OFFICER, reason="เหตุผล")
    made = finish_draft(rebase_draft(saved, by=OFFICER), by=OFFICER, reason="เหตุผล")

    assert (made.version, definition_of(made).version) == (3, 3)


def test_loading_the_same_files_again_adds_nothing(version: FrameworkVersion) -> None:
    loaded = load_files([path_of("qp-2566")], by=SYSTEM)

    assert (loaded.added, loaded.unchanged) == ((), ("qp-2566",))


def test_starting_again_does_not_undo_what_an_officer_made(draft: FrameworkDraft) -> None:
    made = new_version(draft)

    loaded = load_files([path_of("qp-2566")], by=SYSTEM)

    assert loaded.unchanged == ("qp-2566",)
    assert newest_version("qp-2566") == made


def test_a_version_is_never_saved_again(version: FrameworkVersion) -> None:
    version.source = "x"

    with pytest.raises(TypeError, match="never changes"):
        version.save()


def test_every_act_is_in_the_history(draft: FrameworkDraft) -> None:
    new_version(draft)

    acts = list(Entry.objects.filter(act__startswith="frameworks").values_list("act", "reason"))
    assert acts == [
        ("frameworks.add_version", "ไฟล์ qp.yaml"),
        ("frameworks.start_draft", ""),
        ("frameworks.add_version", "ปรับช่วงคะแนน"),
    ]
    assert verify().broken_at is None


# ---------------------------------------------------------------- rights


@pytest.mark.parametrize("actor", [REPORTER, PUBLIC])
def test_drafting_is_for_the_bureau(draft: FrameworkDraft, actor: Actor) -> None:
    base = newest_version("qp-2566")

    acts: list[Callable[[], object]] = [
        lambda: start_draft(base, by=actor),
        lambda: save_draft(draft, source="a", edit=1, by=actor),
        lambda: fill_draft(draft, place=(), given={}, seen="", by=actor),
        lambda: finish_draft(draft, by=actor, reason="เหตุผล"),
        lambda: rebase_draft(draft, by=actor),
        lambda: drop_draft(draft, by=actor),
        lambda: load_files([path_of("qp-2566")], by=actor),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert not open_drafts(actor).exists()
    with pytest.raises(NotFound):
        draft_for(actor, pk=draft.pk)


def test_an_office_sees_versions_without_drafts(draft: FrameworkDraft) -> None:
    [row] = listed_frameworks(REPORTER)

    assert (row.newest.code, row.versions, row.draft) == ("qp-2566", 1, None)
    assert listed_frameworks(PUBLIC) == []
    with pytest.raises(NotFound):
        version_for(PUBLIC, code="qp-2566", version=1)


# ---------------------------------------------------------------- published rounds


def stored(computation_id: int) -> list[tuple[object, ...]]:
    """Every byte kept of the results of a computation."""
    rows = OfficeResult.objects.filter(computation_id=computation_id).order_by("pk")
    names = ("pk", "framework_id", "inputs", "outputs", "total_value", "total_level", "total_word")
    return list(rows.values_list(*names))


def test_recomputing_with_a_new_version_never_touches_what_was_published() -> None:
    make_office(1)
    make_office(2)
    round_ = make_small_round()
    fill(round_, mark=4)
    first = published(round_)
    before = stored(first.pk)
    made = new_version(start_draft(newest_version("qp-2566"), by=OFFICER), edge="1.50")
    saved = change_text(made.source, {("bands", 3, "up_to"): Plain("3.99")})
    again = start_draft(made, by=OFFICER)
    stricter = finish_draft(
        save_draft(again, source=saved, edit=again.edit, by=OFFICER), by=OFFICER, reason="ปรับ"
    )
    instrument = Instrument.objects.get()

    with pytest.raises(WrongState, match="เผยแพร่แล้ว"):
        use_framework(instrument, version=stricter, by=OFFICER, reason="ลอง")
    use_framework(
        instrument, version=stricter, by=OFFICER, reason="คำนวณใหม่", for_recomputation=True
    )
    second = compute(ask_computation(round_, by=OFFICER, reason="คำนวณใหม่"), by=OFFICER)

    first.refresh_from_db()
    assert stored(first.pk) == before
    assert (first.number, first.state, second.number, second.state) == (
        *(1, "published"),
        *(2, "computed"),
    )
    assert {row[5] for row in stored(first.pk)} == {4}
    assert {row[5] for row in stored(second.pk)} == {5}
    with pytest.raises(AlreadyPublished):
        publish_again(second.pk)
    entry = Entry.objects.get(act="rounds.use_framework_to_recompute")
    assert (entry.reason, entry.detail) == (
        "คำนวณใหม่",
        {"before": "qp-2566 v1", "after": "v3"},
    )


def publish_again(pk: int) -> None:
    publish(check(Computation.objects.select_related("round").get(pk=pk), by=SYSTEM), by=SYSTEM)


def test_a_round_not_yet_published_takes_a_new_version_with_a_reason() -> None:
    make_office(1)
    make_small_round()
    made = new_version(start_draft(newest_version("qp-2566"), by=OFFICER))
    instrument = Instrument.objects.get()

    with pytest.raises(BadInput, match="เหตุผล"):
        use_framework(instrument, version=made, by=OFFICER, reason=" ")
    use_framework(instrument, version=made, by=OFFICER, reason="เกณฑ์ใหม่")
    use_framework(instrument, version=made, by=OFFICER, reason="กดซ้ำ")

    assert Instrument.objects.get().framework == made
    assert list(
        Entry.objects.filter(act__startswith="rounds.use").values_list("act", "reason")
    ) == [("rounds.use_framework", "เกณฑ์ใหม่")]


def test_a_round_refuses_another_framework() -> None:
    make_small_round()
    [other] = load_frameworks("ap-2566")

    with pytest.raises(BadInput, match="ap-2566"):
        use_framework(Instrument.objects.get(), version=other, by=OFFICER, reason="ลอง")


def test_a_text_changed_behind_the_loader_is_noticed(version: FrameworkVersion) -> None:
    freeze(version, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE frameworks_frameworkversion SET source = %s WHERE id = %s",
            [with_band(version.source), version.pk],
        )
    changed = FrameworkVersion.objects.get(pk=version.pk)
    _parsed.cache_clear()  # another process, which has not read the sound text before

    with pytest.raises(Conflict, match="นอกระบบ"):
        freeze(changed, by=SYSTEM)
    with pytest.raises(Conflict, match="นอกระบบ"):
        definition_of(changed)


def test_freezing_is_said_once(version: FrameworkVersion) -> None:
    freeze(version, by=SYSTEM)
    since = FrameworkVersion.objects.get().frozen_at
    freeze(FrameworkVersion.objects.get(), by=SYSTEM)

    assert FrameworkVersion.objects.get().frozen_at == since
    assert Entry.objects.filter(act="frameworks.freeze").count() == 1

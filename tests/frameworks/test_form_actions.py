"""Stored forms: each text is one version, read back as it was, noticed when changed outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from tidtam.frameworks.files import checksum, read_text
from tidtam.frameworks.form_actions import load_form_files
from tidtam.frameworks.form_files import form_files, form_path, load_form
from tidtam.frameworks.form_queries import _parsed, form_of, newest_form, newest_form_for
from tidtam.frameworks.models import FormVersion
from tidtam.frameworks.problems import FrameworkFileError
from tidtam.history.models import Entry
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.shared.errors import Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db

QP = form_path("qp-form-2566")
ALL = ("ap-form-2566", "qp-form-2566", "sa-form-2566")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = read_text(QP)
    assert old in text
    path = tmp_path / "qp-form.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_shipped_forms_are_loaded_once() -> None:
    first = load_form_files(form_files(), by=SYSTEM)
    second = load_form_files(form_files(), by=SYSTEM)

    assert (first.added, first.unchanged) == (ALL, ())
    assert (second.added, second.unchanged) == ((), ALL)
    assert list(FormVersion.objects.order_by("code").values_list("code", "version")) == [
        (code, 1) for code in ALL
    ]


def test_known_forms_cost_one_query(django_assert_num_queries: object) -> None:
    load_form_files(form_files(), by=SYSTEM)

    with django_assert_num_queries(3):  # type: ignore[operator]  # with its savepoint
        load_form_files(form_files(), by=SYSTEM)


def test_a_stored_form_is_the_one_of_the_file() -> None:
    load_form_files([QP], by=SYSTEM)
    version = newest_form("qp-form-2566")

    assert form_of(version) == load_form(QP)
    assert form_of(version) is form_of(version)
    assert (version.framework_code, version.fiscal_year, version.loaded_by, version.checksum) == (
        "qp-2566",
        2566,
        SYSTEM.name,
        checksum(read_text(QP)),
    )
    assert newest_form_for("qp-2566") == version
    assert newest_form_for("sa-2566") is None


def test_loading_is_recorded() -> None:
    load_form_files([QP], by=SYSTEM)

    entry = Entry.objects.get(act="frameworks.add_form")
    assert (entry.subject, entry.reason) == ("frameworks.form:qp-form-2566/1", "ไฟล์ qp-form.yaml")


def test_a_changed_text_becomes_the_next_version(tmp_path: Path) -> None:
    load_form_files([QP], by=SYSTEM)
    load_form_files([changed(tmp_path, "ผลการดำเนินงาน", "ผลงานปีนี้")], by=SYSTEM)

    newest = newest_form("qp-form-2566")
    assert newest.version == 2
    assert form_of(newest).opening[0].title.th == "ผลงานปีนี้"
    assert form_of(FormVersion.objects.get(version=1)).opening[0].title.th == "ผลการดำเนินงาน"


def test_one_wrong_file_and_none_is_kept(tmp_path: Path) -> None:
    wrong = changed(tmp_path, "kind: checklist", "kind: tick")

    with pytest.raises(FrameworkFileError):
        load_form_files([form_path("sa-form-2566"), wrong], by=SYSTEM)

    assert FormVersion.objects.count() == 0


def test_only_who_may_draft_loads_forms() -> None:
    with pytest.raises(NotAllowed):
        load_form_files([QP], by=PUBLIC)


def test_a_text_changed_outside_is_noticed() -> None:
    load_form_files([QP], by=SYSTEM)
    version = newest_form("qp-form-2566")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE frameworks_formversion SET source = source || ' '")
    _parsed.cache_clear()

    with pytest.raises(Conflict) as caught:
        form_of(version)

    assert "restore it from a backup" in caught.value.en


def test_a_form_that_was_not_loaded_is_not_found() -> None:
    with pytest.raises(NotFound) as caught:
        newest_form("qp-form-2566")

    assert caught.value.en == "Form qp-form-2566 is not loaded; please run tidtam prepare."


def test_a_version_never_changes() -> None:
    load_form_files([QP], by=SYSTEM)
    version = newest_form("qp-form-2566")

    with pytest.raises(TypeError):
        version.save()

"""The loader: the only writer of framework versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from tidtam.frameworks.files import checksum, parse
from tidtam.frameworks.models import FrameworkDraft, FrameworkVersion
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.scoring.definition import Framework
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, WrongState


@dataclass(frozen=True)
class Loaded:
    """What loading did: codes of new versions, and of those already there."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]


@transaction.atomic
def load_files(paths: Iterable[Path], *, by: Actor) -> Loaded:
    """Load framework files; a text that differs from the newest version becomes a new one.

    Raises:
        FrameworkFileError: a file is wrong; nothing of the call is kept.
    """
    by.must("frameworks.draft")
    added, unchanged = [], []
    for path in paths:
        source = path.read_text(encoding="utf-8")
        definition = parse(source, path.name)
        newest = FrameworkVersion.objects.filter(code=definition.code).order_by("-version").first()
        if newest is not None and newest.checksum == checksum(source):
            unchanged.append(definition.code)
            continue
        add_version(definition, source=source, by=by, reason=f"ไฟล์ {path.name}")
        added.append(definition.code)
    return Loaded(added=tuple(added), unchanged=tuple(unchanged))


@transaction.atomic
def add_version(definition: Framework, *, source: str, by: Actor, reason: str) -> FrameworkVersion:
    """Keep a checked text as the next version of its framework."""
    by.must("frameworks.draft")
    numbers = FrameworkVersion.objects.filter(code=definition.code)
    last = numbers.aggregate(last=Max("version"))["last"] or 0
    version = FrameworkVersion.objects.create(
        code=definition.code,
        version=last + 1,
        fiscal_year=definition.fiscal_year,
        title_th=definition.title.th,
        title_en=definition.title.en,
        source=source,
        checksum=checksum(source),
        loaded_at=clock.now(),
        loaded_by=by.name,
    )
    record(
        "frameworks.add_version",
        f"frameworks.version:{version.code}/{version.version}",
        by=by,
        reason=reason,
        detail={"checksum": version.checksum},
    )
    return version


def freeze(version: FrameworkVersion, *, by: Actor) -> None:
    """Mark a version as used by a published round; its text must still be what was loaded.

    Raises:
        Conflict: the stored text does not fit its checksum any more.
    """
    if checksum(version.source) != version.checksum:
        raise Conflict(
            f"ข้อความของกรอบ {version} ถูกแก้นอกระบบ โปรดกู้คืนจากสำเนาสำรอง",
            f"The text of framework {version} was changed outside the system; "
            "please restore it from a backup.",
        )
    if version.frozen_at is None:
        FrameworkVersion.objects.filter(pk=version.pk, frozen_at=None).update(frozen_at=clock.now())
        record("frameworks.freeze", f"frameworks.version:{version.code}/{version.version}", by=by)


@transaction.atomic
def start_draft(version: FrameworkVersion, *, by: Actor) -> FrameworkDraft:
    """Begin a draft from a version, or give the open one of that framework."""
    by.must("frameworks.draft")
    existing = FrameworkDraft.objects.filter(code=version.code, closed_at=None).first()
    if existing is not None:
        return existing
    draft = FrameworkDraft.objects.create(
        code=version.code,
        based_on=version,
        source=version.source,
        changed_at=clock.now(),
        changed_by=by.name,
    )
    record("frameworks.start_draft", f"frameworks.draft:{draft.pk}", by=by)
    return draft


@transaction.atomic
def save_draft(draft: FrameworkDraft, *, source: str, edit: int, by: Actor) -> FrameworkDraft:
    """Keep the text of a draft, right or wrong; ``edit`` is the save the writer last saw.

    Raises:
        Conflict: somebody else saved in between; nothing is overwritten.
        WrongState: the draft is closed.
    """
    by.must("frameworks.draft")
    held = FrameworkDraft.objects.select_for_update().get(pk=draft.pk)
    _refuse_a_closed(held)
    if held.edit != edit:
        raise Conflict(
            f"{held.changed_by} บันทึกร่างนี้ไปก่อนแล้ว โปรดเปิดฉบับล่าสุดแล้วรวมข้อความ",
            f"{held.changed_by} saved this draft first; please open the latest and merge.",
        )
    if held.source == source:
        return held
    held.source, held.edit = source, held.edit + 1
    held.changed_at, held.changed_by = clock.now(), by.name
    held.save()
    return held


@transaction.atomic
def finish_draft(draft: FrameworkDraft, *, by: Actor, reason: str) -> FrameworkVersion:
    """Make a draft the next version of its framework.

    Raises:
        FrameworkFileError: the text is wrong.
        BadInput: it changes the framework's code, or changes nothing.
        WrongState: the draft is closed.
    """
    by.must("frameworks.draft")
    held = FrameworkDraft.objects.select_for_update().get(pk=draft.pk)
    _refuse_a_closed(held)
    definition = parse(held.source, f"{held.code} (ร่าง)")
    if definition.code != held.code:
        raise BadInput(
            f"ร่างของ {held.code} เปลี่ยนรหัสเป็น {definition.code} โปรดใช้รหัสเดิม",
            f"The draft of {held.code} changes the code to {definition.code}; keep the code.",
        )
    if held.based_on is not None and held.based_on.checksum == checksum(held.source):
        raise BadInput(
            "ร่างเหมือนฉบับเดิมทุกตัวอักษร จึงไม่มีอะไรให้ออกฉบับใหม่",
            "The draft equals the version it is based on; there is nothing to release.",
        )
    version = add_version(definition, source=held.source, by=by, reason=reason)
    held.closed_at = clock.now()
    held.save(update_fields=["closed_at"])
    return version


@transaction.atomic
def drop_draft(draft: FrameworkDraft, *, by: Actor) -> None:
    """Close a draft without making a version; its text stays readable."""
    by.must("frameworks.draft")
    FrameworkDraft.objects.filter(pk=draft.pk, closed_at=None).update(closed_at=clock.now())
    record("frameworks.drop_draft", f"frameworks.draft:{draft.pk}", by=by)


def _refuse_a_closed(draft: FrameworkDraft) -> None:
    if draft.closed_at is not None:
        raise WrongState("ร่างนี้ปิดแล้ว โปรดเริ่มร่างใหม่", "This draft is closed; please start a new one.")

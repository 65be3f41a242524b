"""The loader: the only writer of framework versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from tidtam.frameworks.editing import CannotEdit, change_text, read_data, value_at
from tidtam.frameworks.fields import Given, fingerprint, frame_with, node_with
from tidtam.frameworks.files import checksum, parse
from tidtam.frameworks.models import FrameworkDraft, FrameworkVersion
from tidtam.frameworks.problems import Path as Place
from tidtam.frameworks.queries import refuse_a_changed_text, version_made_of
from tidtam.frameworks.yaml_write import Plain
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.scoring.definition import Framework
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, WrongState

MOST_BYTES = 1_000_000
MOST_VERSION = 9_999


@dataclass(frozen=True)
class Loaded:
    """What loading did: codes of new versions, and of those already there."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]


@transaction.atomic
def load_files(paths: Iterable[Path], *, by: Actor) -> Loaded:
    """Load framework files; a text that is no version yet becomes the next one.

    A file that was loaded before adds nothing, even where an officer has made a newer version
    since: starting the system again must not undo that.

    Raises:
        FrameworkFileError: a file is wrong; nothing of the call is kept.
    """
    by.must("frameworks.draft")
    added, unchanged = [], []
    for path in paths:
        source = path.read_text(encoding="utf-8")
        # The text names its framework, so a known checksum is a known version: no need to parse.
        known = FrameworkVersion.objects.filter(checksum=checksum(source)).first()
        if known is not None:
            unchanged.append(known.code)
            continue
        definition = parse(source, path.name)
        add_version(definition, source=source, by=by, reason=f"ไฟล์ {path.name}")
        added.append(definition.code)
    return Loaded(added=tuple(added), unchanged=tuple(unchanged))


@transaction.atomic
def add_version(definition: Framework, *, source: str, by: Actor, reason: str) -> FrameworkVersion:
    """Keep a checked text as the next version of its framework.

    The number is the one the text declares, or the next free one when that is taken.
    """
    by.must("frameworks.draft")
    numbers = FrameworkVersion.objects.filter(code=definition.code)
    last = numbers.aggregate(last=Max("version"))["last"] or 0
    version = FrameworkVersion.objects.create(
        code=definition.code,
        version=min(max(last + 1, definition.version), max(last + 1, MOST_VERSION)),
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
    refuse_a_changed_text(version)
    if version.frozen_at is None:
        FrameworkVersion.objects.filter(pk=version.pk, frozen_at=None).update(frozen_at=clock.now())
        record("frameworks.freeze", f"frameworks.version:{version.code}/{version.version}", by=by)


@transaction.atomic
def start_draft(version: FrameworkVersion, *, by: Actor) -> FrameworkDraft:
    """Begin a draft from a version, or give the open one of that framework."""
    by.must("frameworks.draft")
    base = FrameworkVersion.objects.select_for_update().get(pk=version.pk)
    existing = FrameworkDraft.objects.filter(code=base.code, closed_at=None).first()
    if existing is not None:
        return existing
    draft = FrameworkDraft.objects.create(
        code=base.code,
        based_on=base,
        source=base.source,
        changed_at=clock.now(),
        changed_by=by.name,
    )
    record("frameworks.start_draft", f"frameworks.draft:{draft.pk}", by=by)
    return draft


@transaction.atomic
def save_draft(draft: FrameworkDraft, *, source: str, edit: int, by: Actor) -> FrameworkDraft:
    """Keep the text of a draft, right or wrong; ``edit`` is the save the writer last saw.

    Raises:
        BadInput: the text is too long to be a framework.
        Conflict: somebody else saved in between; nothing is overwritten.
        WrongState: the draft is closed.
    """
    by.must("frameworks.draft")
    held = _held(draft)
    if held.edit != edit and held.source != source:
        raise _saved_before(held)
    return _keep(held, source, by=by)


@transaction.atomic
def fill_draft(
    draft: FrameworkDraft, *, place: Place, given: Mapping[str, Given], seen: str, by: Actor
) -> FrameworkDraft:
    """Put the answers of a form into the draft's text and leave the rest to the letter.

    Args:
        place: path of the node inside the file; () for the file itself.
        given: name of a field -> answer (``frameworks.fields``).
        seen: fingerprint of what the form showed; other parts may have changed meanwhile.

    Raises:
        Conflict: somebody else changed the same part in between.
        WrongField: an answer cannot be used.
        CannotEdit: the text is not YAML, or the part is gone or of a strange shape.
        WrongState: the draft is closed.
    """
    by.must("frameworks.draft")
    held = _held(draft)
    data = read_data(held.source).data
    part = value_at(data, place)
    if not isinstance(data, dict) or not isinstance(part, dict):
        raise CannotEdit(
            "ส่วนนี้เขียนผิดรูป จึงแก้ด้วยแบบฟอร์มไม่ได้ โปรดแก้ในหน้าข้อความ YAML",
            "This part has an unsound shape; please mend it in the YAML text.",
        )
    if fingerprint(part) != seen:
        raise _saved_before(held)
    filled = node_with(data, part, given) if place else frame_with(part, given)
    return _keep(held, change_text(held.source, {place: filled}), by=by)


@transaction.atomic
def rebase_draft(draft: FrameworkDraft, *, by: Actor) -> FrameworkDraft:
    """Compare a draft with the newest version from now on; its text stays as it is.

    Raises:
        WrongState: the draft is closed.
    """
    by.must("frameworks.draft")
    held = _held(draft)
    held.based_on = _newest(held.code)
    held.edit += 1
    held.save(update_fields=["based_on", "edit"])
    record("frameworks.rebase_draft", f"frameworks.draft:{held.pk}", by=by)
    return held


@transaction.atomic
def finish_draft(draft: FrameworkDraft, *, by: Actor, reason: str) -> FrameworkVersion:
    """Make a draft the next version of its framework; finishing twice gives the same version.

    Where the officer left ``version:`` as it was, it becomes the next number.

    Raises:
        FrameworkFileError: the text is wrong.
        BadInput: no reason; it changes the framework's code, or changes nothing.
        Conflict: a newer version was made after the draft was begun.
        WrongState: the draft was dropped.
    """
    by.must("frameworks.draft")
    held = FrameworkDraft.objects.select_for_update().get(pk=draft.pk)
    made = version_made_of(held)
    if made is not None:
        return made
    _refuse_a_closed(held)
    if not reason.strip():
        raise BadInput(
            "ยังไม่มีเหตุผลของฉบับใหม่ โปรดเขียนว่าแก้อะไรเพราะอะไร",
            "A new version needs a reason; please write what changed and why.",
        )
    source = _ready(held)
    definition = parse(source, f"{held.code} (ร่าง)")
    version = add_version(definition, source=source, by=by, reason=reason.strip()[:1000])
    held.source, held.closed_at = source, clock.now()
    held.save(update_fields=["source", "closed_at"])
    return version


@transaction.atomic
def drop_draft(draft: FrameworkDraft, *, by: Actor) -> None:
    """Close a draft without making a version; its text stays stored."""
    by.must("frameworks.draft")
    closed = FrameworkDraft.objects.filter(pk=draft.pk, closed_at=None)
    if closed.update(closed_at=clock.now()):
        record("frameworks.drop_draft", f"frameworks.draft:{draft.pk}", by=by)


def _held(draft: FrameworkDraft) -> FrameworkDraft:
    held = FrameworkDraft.objects.select_for_update().get(pk=draft.pk)
    _refuse_a_closed(held)
    return held


def _keep(held: FrameworkDraft, source: str, *, by: Actor) -> FrameworkDraft:
    size = len(source.encode("utf-8", "replace"))
    if size >= MOST_BYTES:
        raise BadInput(
            f"ข้อความยาว {size:,} ไบต์ เกินที่รับได้ ({MOST_BYTES:,}) จึงยังไม่ได้บันทึก โปรดแยกเป็นหลายกรอบ",
            f"The text is {size:,} bytes long, over the limit of {MOST_BYTES:,}, and was not "
            "saved; please split it into several frameworks.",
        )
    if held.source == source:
        return held
    held.source, held.edit = source, held.edit + 1
    held.changed_at, held.changed_by = clock.now(), by.name
    held.save()
    return held


def _ready(held: FrameworkDraft) -> str:
    """The draft's text with its next version number, checked against its base."""
    definition = parse(held.source, f"{held.code} (ร่าง)")
    base, newest = held.based_on, _newest(held.code)
    if definition.code != held.code:
        raise BadInput(
            f"ร่างของ {held.code} เปลี่ยนรหัสเป็น {definition.code} โปรดใช้รหัสเดิม",
            f"The draft of {held.code} changes the code to {definition.code}; keep the code.",
        )
    if base is not None and base.checksum == checksum(held.source):
        raise BadInput(
            "ร่างเหมือนฉบับเดิมทุกตัวอักษร จึงไม่มีอะไรให้ออกฉบับใหม่",
            "The draft equals the version it is based on; there is nothing to release.",
        )
    if newest is not None and newest != base:
        raise Conflict(
            f"มีฉบับที่ {newest.version} ออกหลังเริ่มร่างนี้ โปรดเทียบกับฉบับนั้นก่อนออกฉบับใหม่",
            f"Version {newest.version} was made after this draft began; "
            "please compare with it before releasing.",
        )
    return _with_next_number(held.source, definition.version, newest)


def _with_next_number(source: str, declared: int, newest: FrameworkVersion | None) -> str:
    last = newest.version if newest is not None else 0
    if declared > MOST_VERSION:
        raise BadInput(
            f"version: {declared} สูงเกินไป โปรดใส่ {last + 1}",
            f"version: {declared} is too high; please write {last + 1}.",
        )
    if declared > last:
        return source
    return change_text(source, {("version",): Plain(str(last + 1))})


def _newest(code: str) -> FrameworkVersion | None:
    return FrameworkVersion.objects.filter(code=code).order_by("-version").first()


def _saved_before(held: FrameworkDraft) -> Conflict:
    return Conflict(
        f"{held.changed_by} บันทึกร่างนี้ไปก่อนแล้ว จึงยังไม่ได้บันทึกทับ โปรดเทียบสองฝ่ายแล้วรวมข้อความ",
        f"{held.changed_by} saved this draft first, so nothing was overwritten; "
        "please compare both and merge.",
    )


def _refuse_a_closed(draft: FrameworkDraft) -> None:
    if draft.closed_at is not None:
        raise WrongState("ร่างนี้ปิดแล้ว โปรดเริ่มร่างใหม่", "This draft is closed; please start a new one.")

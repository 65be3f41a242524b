from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from tidtam.frameworks.files import checksum as checksum_of
from tidtam.frameworks.files import parse
from tidtam.frameworks.models import FrameworkDraft, FrameworkVersion
from tidtam.frameworks.problems import FrameworkFileError, Problem
from tidtam.people.actor import Actor
from tidtam.scoring.definition import Framework
from tidtam.shared.errors import Conflict, NotFound


@dataclass(frozen=True)
class Listed:
    """One framework in the list: its newest version, how many there are, an open draft."""

    newest: FrameworkVersion
    versions: int
    frozen: int
    draft: FrameworkDraft | None


def versions_seen_by(actor: Actor) -> QuerySet[FrameworkVersion]:
    """Framework versions an actor may read; none for those who may not."""
    versions = FrameworkVersion.objects.defer("source")
    return versions if actor.may("frameworks.see") else versions.none()


def listed_frameworks(actor: Actor) -> list[Listed]:
    """Every framework an actor may read, newest year first: two queries."""
    by_code: dict[str, list[FrameworkVersion]] = {}
    for version in versions_seen_by(actor).order_by("-fiscal_year", "code", "-version"):
        by_code.setdefault(version.code, []).append(version)
    drafts = {draft.code: draft for draft in open_drafts(actor).defer("source", "based_on__source")}
    return [
        Listed(
            newest=versions[0],
            versions=len(versions),
            frozen=sum(1 for each in versions if each.frozen_at is not None),
            draft=drafts.get(code),
        )
        for code, versions in by_code.items()
    ]


def versions_of(actor: Actor, *, code: str) -> list[FrameworkVersion]:
    """Every version of one framework, newest first, without their texts."""
    return list(versions_seen_by(actor).filter(code=code).order_by("-version"))


def newest_version(code: str) -> FrameworkVersion:
    """The newest version of one framework.

    Raises:
        NotFound: no version of that code was loaded.
    """
    version = FrameworkVersion.objects.filter(code=code).order_by("-version").first()
    if version is None:
        raise NotFound(
            f"ยังไม่ได้โหลดกรอบ {code} โปรดใช้คำสั่ง tidtam prepare",
            f"Framework {code} is not loaded; please run tidtam prepare.",
        )
    return version


def version_for(actor: Actor, *, code: str, version: int) -> FrameworkVersion:
    """One version with its text, for an actor who may read it.

    Raises:
        NotFound: no such version for this actor.
    """
    seen = versions_seen_by(actor).defer(None)
    found = seen.filter(code=code, version=version).first()
    if found is None:
        raise NotFound(
            f"ไม่พบกรอบ {code} ฉบับที่ {version} โปรดเลือกจากรายการ",
            f"No framework {code} version {version}; please choose from the list.",
        )
    return found


def definition_of(version: FrameworkVersion) -> Framework:
    """The framework as scoring reads it; parsed once per process and version.

    Raises:
        Conflict: the stored text is not the one that was loaded.
    """
    return _parsed(version.pk, version.checksum)


@lru_cache(maxsize=64)
def _parsed(pk: int, checksum: str) -> Framework:
    version = FrameworkVersion.objects.get(pk=pk, checksum=checksum)
    refuse_a_changed_text(version)
    return parse(version.source, f"{version.code} v{version.version}")


def is_untouched(version: FrameworkVersion) -> bool:
    """Whether the stored text is, to the letter, the one that was loaded."""
    return checksum_of(version.source) == version.checksum


def refuse_a_changed_text(version: FrameworkVersion) -> None:
    """Notice a text that was changed behind the loader's back.

    Raises:
        Conflict: the stored text does not fit its checksum any more.
    """
    if not is_untouched(version):
        raise Conflict(
            f"ข้อความของกรอบ {version} ถูกแก้นอกระบบ โปรดกู้คืนจากสำเนาสำรอง",
            f"The text of framework {version} was changed outside the system; "
            "please restore it from a backup.",
        )


def problems_of(source: str, *, name: str) -> tuple[Problem, ...]:
    """Everything wrong with a text, with line, node and remedy; empty when it can be used."""
    try:
        parse(source, name)
    except FrameworkFileError as error:
        return error.problems
    return ()


def open_drafts(actor: Actor) -> QuerySet[FrameworkDraft]:
    """Drafts still being edited, newest change first."""
    drafts = FrameworkDraft.objects.filter(closed_at=None).select_related("based_on")
    return drafts if actor.may("frameworks.draft") else drafts.none()


def draft_for(actor: Actor, *, pk: int) -> FrameworkDraft:
    """One open draft, for an actor who may edit it.

    Raises:
        NotFound: no such open draft for this actor.
    """
    found = open_drafts(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "ไม่พบร่างนี้ หรือร่างถูกปิดแล้ว โปรดเลือกจากรายการ",
            "No such draft, or it is closed; please choose from the list.",
        )
    return found


def version_made_of(draft: FrameworkDraft) -> FrameworkVersion | None:
    """The version that a closed draft became, if it became one."""
    if draft.closed_at is None:
        return None
    same = FrameworkVersion.objects.filter(code=draft.code, checksum=checksum_of(draft.source))
    base = draft.based_on
    return (same if base is None else same.exclude(pk=base.pk)).first()


def finished_version(actor: Actor, *, draft_pk: int) -> FrameworkVersion | None:
    """The version that a finished draft became, for an actor who may draft."""
    actor.must("frameworks.draft")
    draft = FrameworkDraft.objects.select_related("based_on").filter(pk=draft_pk).first()
    return version_made_of(draft) if draft is not None else None

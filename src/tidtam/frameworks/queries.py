from __future__ import annotations

from functools import lru_cache

from django.db.models import Max, QuerySet

from tidtam.frameworks.files import parse
from tidtam.frameworks.models import FrameworkDraft, FrameworkVersion
from tidtam.people.actor import Actor
from tidtam.scoring.definition import Framework
from tidtam.shared.errors import NotFound


def versions_seen_by(actor: Actor) -> QuerySet[FrameworkVersion]:
    """Framework versions an actor may read; none for those who may not."""
    versions = FrameworkVersion.objects.defer("source")
    return versions if actor.may("frameworks.see") else versions.none()


def newest_versions(actor: Actor) -> QuerySet[FrameworkVersion]:
    """The newest version of each framework, newest year first."""
    newest = versions_seen_by(actor).values("code").annotate(newest=Max("version"))
    keys = [(row["code"], row["newest"]) for row in newest]
    ids = [
        pk
        for pk, code, version in versions_seen_by(actor).values_list("pk", "code", "version")
        if (code, version) in keys
    ]
    return versions_seen_by(actor).filter(pk__in=ids).order_by("-fiscal_year", "code")


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
    """One version, for an actor who may read it.

    Raises:
        NotFound: no such version for this actor.
    """
    found = versions_seen_by(actor).filter(code=code, version=version).first()
    if found is None:
        raise NotFound(
            f"ไม่พบกรอบ {code} ฉบับที่ {version} โปรดเลือกจากรายการ",
            f"No framework {code} version {version}; please choose from the list.",
        )
    return found


def definition_of(version: FrameworkVersion) -> Framework:
    """The framework as scoring reads it; parsed once per process and version."""
    return _parsed(version.pk, version.checksum)


@lru_cache(maxsize=64)
def _parsed(pk: int, checksum: str) -> Framework:
    version = FrameworkVersion.objects.get(pk=pk, checksum=checksum)
    return parse(version.source, f"{version.code} v{version.version}")


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

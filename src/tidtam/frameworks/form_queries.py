"""Reads stored forms."""

from __future__ import annotations

from functools import lru_cache

from tidtam.forms.definition import Form
from tidtam.frameworks.files import checksum
from tidtam.frameworks.form_files import form_files, parse_form
from tidtam.frameworks.models import FormVersion
from tidtam.shared.errors import Conflict, NotFound

__all__ = ["form_by_id", "form_files", "form_of", "forms_for", "newest_form", "newest_form_for"]


def newest_form(code: str) -> FormVersion:
    """The newest version of one form.

    Raises:
        NotFound: no version of that code was loaded.
    """
    version = FormVersion.objects.filter(code=code).order_by("-version").first()
    if version is None:
        raise NotFound(
            f"ยังไม่ได้โหลดแบบ {code} โปรดใช้คำสั่ง tidtam prepare",
            f"Form {code} is not loaded; please run tidtam prepare.",
        )
    return version


def newest_form_for(framework_code: str) -> FormVersion | None:
    """The newest form that asks the items of a framework, or None."""
    forms = FormVersion.objects.filter(framework_code=framework_code)
    return forms.order_by("-version", "code").first()


def forms_for(framework_code: str) -> list[FormVersion]:
    """Every form that may ask the items of a framework, the newest version first."""
    forms = FormVersion.objects.filter(framework_code__in=["", framework_code])
    return list(forms.defer("source").order_by("code", "-version"))


def form_by_id(pk: int) -> FormVersion:
    """One form version.

    Raises:
        NotFound: there is none.
    """
    found = FormVersion.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "ไม่พบแบบรายงานนี้ โปรดเปิดหน้านี้ใหม่แล้วเลือกอีกครั้ง",
            "No such form; please reload the page and choose again.",
        )
    return found


def form_of(version: FormVersion) -> Form:
    """The form as the forms room knows it; parsed once per process and version.

    Raises:
        Conflict: the stored text is not the one that was loaded.
    """
    return _parsed(version.pk, version.checksum)


@lru_cache(maxsize=64)
def _parsed(pk: int, known: str) -> Form:
    version = FormVersion.objects.get(pk=pk, checksum=known)
    if checksum(version.source) != known:
        raise Conflict(
            f"ข้อความของแบบ {version} ถูกแก้นอกระบบ โปรดกู้คืนจากสำเนาสำรอง",
            f"The text of form {version} was changed outside the system; "
            "please restore it from a backup.",
        )
    return parse_form(version.source, f"{version.code} v{version.version}")

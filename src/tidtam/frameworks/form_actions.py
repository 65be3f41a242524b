"""The loader of forms: the only writer of form versions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from tidtam.forms.definition import Form
from tidtam.frameworks.actions import Loaded
from tidtam.frameworks.files import checksum, read_text
from tidtam.frameworks.form_files import check_form
from tidtam.frameworks.models import FormVersion
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.shared import clock


@transaction.atomic
def load_form_files(paths: Iterable[Path], *, by: Actor) -> Loaded:
    """Load form files; a text that is no version yet becomes the next one.

    Raises:
        FrameworkFileError: a file is wrong; nothing of the call is kept.
    """
    by.must("frameworks.draft")
    sources = {path: read_text(path) for path in paths}
    # The text names its form, so a known checksum is a known version: no need to parse.
    sums = {path: checksum(source) for path, source in sources.items()}
    stored = FormVersion.objects.filter(checksum__in=sums.values())
    known = dict(stored.values_list("checksum", "code"))
    added, unchanged = [], []
    for path, source in sources.items():
        if sums[path] in known:
            unchanged.append(known[sums[path]])
            continue
        form = check_form(source, path.name)
        add_form_version(form, source=source, by=by, reason=f"ไฟล์ {path.name}")
        added.append(form.code)
    return Loaded(added=tuple(added), unchanged=tuple(unchanged))


@transaction.atomic
def add_form_version(form: Form, *, source: str, by: Actor, reason: str) -> FormVersion:
    """Keep a checked text as the next version of its form.

    The number is the one the text declares, or the next free one when that is taken.
    """
    by.must("frameworks.draft")
    last = FormVersion.objects.filter(code=form.code).aggregate(last=Max("version"))["last"] or 0
    version = FormVersion.objects.create(
        code=form.code,
        version=max(last + 1, form.version),
        fiscal_year=form.fiscal_year,
        title_th=form.title.th,
        title_en=form.title.en,
        framework_code=form.framework,
        source=source,
        checksum=checksum(source),
        loaded_at=clock.now(),
        loaded_by=by.name,
    )
    record(
        "frameworks.add_form",
        f"frameworks.form:{version.code}/{version.version}",
        by=by,
        reason=reason,
        detail={"checksum": version.checksum},
    )
    return version

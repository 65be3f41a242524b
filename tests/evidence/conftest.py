from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from evidence_samples import reporter_of

from factories import make_office
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """A file store of this test's own; the folder it lies in."""
    folder = tmp_path / "files"
    store = {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    settings.TIDTAM_WORK_DIR = tmp_path / "work"
    settings.TIDTAM_CLAMD = ""
    return folder


@pytest.fixture
def office(db: None) -> Agency:
    return make_office(31)


@pytest.fixture
def reporter(office: Agency) -> Actor:
    return reporter_of(office)

from __future__ import annotations

import pytest

from tidtam.orgs.actions import LoadCounts, load_register


@pytest.fixture
def loaded(db: None) -> LoadCounts:
    """The shipped register in the database."""
    return load_register()

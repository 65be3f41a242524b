"""The demonstration year in the test database, loaded once for a module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tidtam.demo.load import load_demo
from tidtam.frameworks.actions import load_files
from tidtam.frameworks.files import available, path_of
from tidtam.frameworks.form_actions import load_form_files
from tidtam.frameworks.form_queries import form_files
from tidtam.orgs.actions import load_register
from tidtam.people.actor import SYSTEM


@pytest.fixture(scope="module")
def demo_year(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, int]]:
    """What loading added; everything is taken back after the module.

    The module must carry the mark ``django_db``: without one no test database is made.
    """
    name = str(connection.settings_dict["NAME"])
    assert "memory" in name or name.startswith("test_"), f"{name} is no test database"
    with django_db_blocker.unblock(), transaction.atomic():
        load_register(by=SYSTEM)
        load_files([path_of(code) for code in available()], by=SYSTEM)
        load_form_files(form_files(), by=SYSTEM)
        yield load_demo(by=SYSTEM)
        transaction.set_rollback(True)

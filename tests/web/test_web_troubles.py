"""Which errors are a trouble of the machine, and what is said of each."""

from __future__ import annotations

import errno
import json
import sqlite3

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import RequestFactory
from pages import assert_strict_page, assert_strict_part
from psycopg import errors

from tidtam.evidence.errors import StorageFull
from tidtam.web.errors import bad_request, broken
from tidtam.web.troubles import BUSY, FULL, Trouble, trouble_of


def of_sqlite(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("…")
    cause.sqlite_errorcode = code  # type: ignore[attr-defined]
    return _caused(cause)


def _caused(cause: BaseException) -> OperationalError:
    error = OperationalError("…")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), FULL),
        (of_sqlite(sqlite3.SQLITE_IOERR_SHMSIZE), FULL),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), FULL),
        (of_sqlite(sqlite3.SQLITE_BUSY), BUSY),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), BUSY),
        (of_sqlite(sqlite3.SQLITE_ERROR), None),
        (_caused(errors.DiskFull()), FULL),
        (_caused(errors.LockNotAvailable()), BUSY),
        (_caused(errors.AdminShutdown()), BUSY),
        (InterfaceError("the connection is closed"), BUSY),
        (OSError(errno.ENOSPC, "…"), FULL),
        (OSError(errno.ENOENT, "…"), None),
        (StorageFull(), FULL),
        (ProgrammingError("…"), None),
        (ValueError("…"), None),
        (None, None),
    ],
)
def test_each_error_is_known(error: BaseException | None, trouble: Trouble | None) -> None:
    assert trouble_of(error) is trouble


@pytest.mark.parametrize(("trouble", "code"), [(BUSY, 5), (FULL, 13)])
def test_a_trouble_is_a_page_a_part_or_json_with_its_sentence(trouble: Trouble, code: int) -> None:
    replies = []
    for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
        try:
            raise of_sqlite(code)
        except OperationalError:
            replies.append(broken(RequestFactory().get("/somewhere/", headers=headers)))

    page, part, told = (reply.content.decode() for reply in replies)
    assert [(r.status_code, r["Retry-After"]) for r in replies] == [(503, str(trouble.seconds))] * 3
    assert trouble.sentence.th in page
    assert trouble.sentence.en in page
    assert trouble.sentence.th in part
    assert json.loads(told) == {"error": trouble.sentence.th, "busy": True}
    assert_strict_page(page)
    assert_strict_part(part)


def test_a_session_that_cannot_be_written_is_no_bad_request() -> None:
    request = RequestFactory().get("/somewhere/")
    refused = ValueError("the session was deleted")
    refused.__context__ = of_sqlite(sqlite3.SQLITE_FULL)

    assert bad_request(request, refused).status_code == 503


def test_a_fault_of_the_program_stays_one() -> None:
    try:
        raise ValueError("…")
    except ValueError:
        assert broken(RequestFactory().get("/somewhere/")).status_code == 500

"""A read that is asked on every save, put into SQL once for each process.

Building the SQL of a queryset takes longer than the database takes to answer a question by its
key. ``Prepared`` keeps the SQL that Django made and runs it with other values; the values come
back through Django's own converters, so both databases give what the queryset would give.

PostgreSQL takes longer to plan such a question than to answer it, so there the values travel
apart from the SQL, and the server keeps the plan (``TIDTAM_DATABASE_PREPARED``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet

Value = int | str | dt.date
Row = tuple[Any, ...]


class Prepared:
    """A ``values_list`` queryset with places for values.

    Args:
        build: makes the queryset from example values, given by name.
        examples: one value for each name, of the kind that will come; each must be unlike every
            other parameter of the query, since by it the place is found.
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], examples: Mapping[str, Value]
    ) -> None:
        self._build = build
        self._examples = dict(examples)
        self._made: dict[str, tuple[str, list[Any], list[str], Any, Any]] = {}

    def rows(self, **values: Value) -> list[Row]:
        """The rows for these values; names as in the examples."""
        sql, parameters, places, compiler, converters = self._sql()
        given = [
            _adapted(values[name]) if name else parameter
            for name, parameter in zip(places, parameters, strict=True)
        ]
        with _cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        if converters:
            found = compiler.apply_converters(found, converters)
        return [tuple(row) for row in found]

    def _sql(self) -> tuple[str, list[Any], list[str], Any, Any]:
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = self._compiled()
        return made

    def _compiled(self) -> tuple[str, list[Any], list[str], Any, Any]:
        queryset: QuerySet[Model, Any] = self._build(**self._examples)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([each[0] for each in compiler.select])
        names = {_adapted(value): name for name, value in self._examples.items()}
        places = [names.get(each, "") for each in parameters]
        assert {*places} - {""} == {*names.values()}  # noqa: S101  every value has its place
        return sql, list(parameters), places, compiler, converters


def _cursor() -> CursorWrapper:
    """A cursor with Django's log and errors; on PostgreSQL one whose statements are kept."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    inner: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    wrapped: CursorWrapper = connection._prepare_cursor(inner)  # type: ignore[attr-defined]
    return wrapped


def _adapted(value: Value) -> Any:
    """A value as the database's own driver takes it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value

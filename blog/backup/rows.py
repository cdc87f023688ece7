"""Rows as lines of JSON and back, exactly, on either engine; never more than a few at once in memory."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Field, JSONField, Model, TextField
from django.db.models.functions import Cast
from django.utils.duration import duration_iso_string
from django.utils.translation import gettext as _

from blog.backup import Refused

CHUNK = 1000  # rows on their way

# What JSON has no word for is written as text, and read by the field itself.
WRITTEN_AS_TEXT = {
    *("DateField", "DateTimeField", "TimeField", "DurationField", "DecimalField", "UUIDField", "BinaryField"),
}

Row = list[Any]


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """Those that are stored; what the database makes of others it makes again."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def names_of(model: type[Model]) -> list[str]:
    return [field.column or "" for field in columns_of(model)]


def lines_of(model: type[Model], connection: BaseDatabaseWrapper) -> Iterator[bytes]:
    """In the order of the key, each with its end of line."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_text).encode
    for row in rows_of(model, connection):
        yield encode(row).encode() + b"\n"


def rows_of(model: type[Model], connection: BaseDatabaseWrapper) -> Iterator[Row]:
    """JSON comes as the database's own text, so that neither NULL and null nor two spellings of a number become one."""
    fields = columns_of(model)
    wanted = [Cast(F(f.attname), TextField()) if isinstance(f, JSONField) else f.attname for f in fields]
    query = model._base_manager.order_by("pk").values_list(*wanted).query
    compiler = query.get_compiler(connection=connection)
    return (list(row) for row in compiler.results_iter(chunked_fetch=True, chunk_size=CHUNK))


def load(model: type[Model], columns: list[str], lines: Iterable[bytes], connection: BaseDatabaseWrapper) -> None:
    """Into an empty table, within the caller's transaction. Raises Refused for a row that is none of it."""
    by_name = {field.column: field for field in columns_of(model)}
    readers = [_reader(by_name[name], connection) for name in columns]
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    rows = _rows(model, lines, readers)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({names}) FROM STDIN", rows, connection)
        return
    insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 - quoted
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(insert, chunk)


def _copy(statement: str, rows: Iterator[Row], connection: BaseDatabaseWrapper) -> None:
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def parsed(line: bytes, width: int) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(line[:80]) from error
    if not isinstance(row, list) or len(row) != width:
        raise ValueError(line[:80])
    return row


def last_id(model: type[Model], connection: BaseDatabaseWrapper) -> int | None:
    """The largest number that was ever given to a row; None where nobody counts."""
    name = _counted(model)
    if name is None:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            return (cursor.fetchone() or [0])[0]
        cursor.execute(f"SELECT last_value, is_called FROM {_sequence(model, name, connection)}")  # noqa: S608 - quoted
        value, is_called = cursor.fetchone()
        return value if is_called else value - 1


def go_on_after(model: type[Model], number: int, connection: BaseDatabaseWrapper) -> None:
    """The next row gets a larger number."""
    name = _counted(model)
    if name is None:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        else:
            sequence = _sequence(model, name, connection)
            cursor.execute("SELECT setval(%s, %s, %s)", [sequence, max(number, 1), number > 0])


def _counted(model: type[Model]) -> str | None:
    field = model._meta.auto_field
    return field.column if field else None


def _sequence(model: type[Model], column: str, connection: BaseDatabaseWrapper) -> str:
    """Its name, quoted as the database gives it."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
        return cursor.fetchone()[0]


def _text(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value)} has no form in an archive")


def _reader(field: Field[Any, Any], connection: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    """None where the value of JSON is what the database takes."""
    while field.remote_field is not None:
        field = field.target_field  # type: ignore[attr-defined]
    if field.get_internal_type() not in WRITTEN_AS_TEXT:
        return None
    if field.get_internal_type() == "BinaryField":
        return base64.b64decode
    return lambda value: field.get_db_prep_value(field.to_python(value), connection)


def _rows(model: type[Model], lines: Iterable[bytes], readers: list[Callable[[Any], Any] | None]) -> Iterator[Row]:
    converted = [(place, reader) for place, reader in enumerate(readers) if reader]
    for number, line in enumerate(lines, 1):
        try:
            row = parsed(line, len(readers))
            for place, reader in converted:
                if row[place] is not None:
                    row[place] = reader(row[place])
        except (ValueError, TypeError, ValidationError) as error:
            facts = {"number": number, "table": model._meta.db_table}
            raise Refused(_("Row %(number)d of %(table)s cannot be read.") % facts) from error
        yield row

"""Rows of every kind of column through lines and back, on the engine of the suite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.db.models import F, Value

from blog.backup import Refused, rows

pytestmark = pytest.mark.django_db


class Odd(models.Model):
    """One column of each kind; `twice` is the database's own work."""

    big = models.BigIntegerField()
    data = models.BinaryField(null=True)
    moment = models.DateTimeField()
    day = models.DateField()
    hour = models.TimeField()
    long = models.DurationField()
    amount = models.DecimalField(max_digits=20, decimal_places=10)
    key = models.UUIDField()
    said = models.JSONField(null=True)
    words = models.TextField()
    address = models.GenericIPAddressField(null=True)
    number = models.FloatField()
    is_so = models.BooleanField(null=True)
    of = models.ForeignKey("self", on_delete=models.CASCADE, null=True)
    twice = models.GeneratedField(
        expression=F("number") * Value(2.0), output_field=models.FloatField(), db_persist=True
    )

    class Meta:
        apps = Apps()
        app_label = "odd"

    def __str__(self) -> str:
        return str(self.pk)


FULL = {
    "big": -(2**63),
    "data": bytes(range(256)),
    "moment": datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC),
    "day": date(1, 1, 1),
    "hour": time(23, 59, 59, 999999),
    "long": timedelta(days=-3, microseconds=7),
    "amount": Decimal("12345.0123456789"),  # 15 digits are all that Django lets SQLite keep
    "key": UUID(int=1),
    "said": {"b": [1.0, 1, 1e300], "a": None},
    "words": "a\nb\\N\t\u2028\U0001f9d1",
    "address": "2001:db8::1",
    "number": 0.1 + 0.2,
    "is_so": True,
    "of_id": 7,
}
EMPTY = {
    **FULL,
    "data": None,
    "said": None,
    "address": None,
    "is_so": None,
    "of_id": None,
    "words": "",
    "big": 2**63 - 1,
}


@pytest.fixture
def database() -> Iterator:
    """A connection of its own with that one table in it, gone afterwards."""
    own = connection.copy()
    if own.vendor == "sqlite":
        own.settings_dict = {**own.settings_dict, "NAME": ":memory:", "OPTIONS": {}}
    try:
        with own.schema_editor() as editor:
            editor.create_model(Odd)
        yield own
        if own.vendor == "postgresql":
            with own.schema_editor() as editor:
                editor.delete_model(Odd)
    finally:
        own.close()


def put(database, *facts) -> None:
    names = [field.column for field in rows.columns_of(Odd)]
    lines = [
        json.dumps([_plain(fact.get(name, fact.get(f"{name}_id"))) for name in names], default=rows._text).encode()
        for fact in facts
    ]
    rows.load(Odd, names, lines, database)


def _plain(value):
    return json.dumps(value) if isinstance(value, dict) else value


def taken(database) -> list[bytes]:
    return list(rows.lines_of(Odd, database))


def test_what_goes_in_comes_out_and_goes_in_again(database):
    put(database, {"id": 7, **FULL}, {"id": 9, **EMPTY})
    first = taken(database)
    clear(database)
    rows.load(Odd, rows.names_of(Odd), first, database)
    assert taken(database) == first


def clear(database) -> None:
    with database.cursor() as cursor:
        cursor.execute("DELETE FROM odd_odd")


def test_a_row_is_what_django_reads(database):
    put(database, {"id": 7, **FULL})
    query = Odd._base_manager.values(*FULL, "twice").query
    names = [*FULL, "twice"]
    (row,) = query.get_compiler(connection=database).results_iter()
    found = dict(zip(names, row, strict=True))
    assert bytes(found.pop("data")) == FULL["data"]
    # PostgreSQL keeps a number and not its spelling: 1e300 comes back as a whole number of 301 digits.
    assert json.loads(json.dumps(found.pop("said")), parse_int=float) == FULL["said"]
    rest = {name: value for name, value in FULL.items() if name not in {"data", "said"}}
    assert found == {**rest, "twice": 2 * FULL["number"]}


def test_nothing_and_the_json_null_are_two_things(database):
    put(database, {"id": 1, **EMPTY}, {"id": 2, **EMPTY})
    with database.cursor() as cursor:
        cursor.execute("UPDATE odd_odd SET said = 'null' WHERE id = 2")
    first = taken(database)
    clear(database)
    rows.load(Odd, rows.names_of(Odd), first, database)
    with database.cursor() as cursor:
        cursor.execute("SELECT said IS NULL FROM odd_odd ORDER BY id")
        assert [bool(is_null) for (is_null,) in cursor.fetchall()] == [True, False]


def test_lines_come_in_the_order_of_the_key(database):
    put(database, {"id": 9, **EMPTY}, {"id": 1, **EMPTY})
    assert [json.loads(line)[0] for line in taken(database)] == [1, 9]


def test_the_next_number_is_larger_than_any_before(database):
    put(database, {"id": 9, **EMPTY})
    assert rows.last_id(Odd, database) is not None
    rows.go_on_after(Odd, 41, database)
    assert rows.last_id(Odd, database) == 41
    with database.cursor() as cursor:
        names = ", ".join(name for name in rows.names_of(Odd) if name != "id")
        cursor.execute(f"INSERT INTO odd_odd ({names}) SELECT {names} FROM odd_odd WHERE id = 9")
        cursor.execute("SELECT max(id) FROM odd_odd")
        assert cursor.fetchone() == (42,)


@pytest.mark.parametrize("line", [b"", b"[1]", b"{}", b"nonsense", b"[" * 5000])
def test_a_line_that_is_no_row_is_refused(database, line):
    with pytest.raises(Refused, match="Row 1 of odd_odd"):
        rows.load(Odd, rows.names_of(Odd), [line], database)


def test_a_value_that_cannot_be_meant_is_refused(database):
    with pytest.raises(Refused, match="Row 1 of odd_odd"):
        put(database, {"id": 1, **EMPTY, "moment": "yesterday"})

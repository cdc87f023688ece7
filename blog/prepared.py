"""Statements of the database that are put into words once, and said again with other values.

To put a queryset into words takes Django many times as long as it takes a database to find the answer in an index. Where
a dozen are said for every comment, half of them while others wait for the lock, that is most of what a comment costs. So
they are written as any other, with `Given` for what is only known later, and every connection keeps their words:

    _IN_TREE = Question(lambda: Comment.objects.filter(tree_id=Given("tree_id")).values_list("pk", "lft"))
    _IN_TREE.all(tree_id=7)

Nothing else may change the words: no list of changing length, no None where there was a value, no slice by a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    Expression,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
    TextField,
)
from django.db.models.query import FlatValuesListIterable, ValuesListIterable, get_related_populators
from django.db.models.signals import post_save, pre_save
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import TransactionManagementError

LARGEST = 1 << 63
MARK = re.compile("%%|%s")
# Of these columns both databases take values of these types as they are; all else has to be put into form.
READY: dict[type[Field[Any, Any]], set[type]] = {
    CharField: {str},
    TextField: {str},
    BooleanField: {bool},
    IntegerField: {int},
    ForeignKey: {int},
}

Build = Callable[[], QuerySet[Any, Any]]
Row = Sequence[Any]


class Given(Expression):
    """A value that is named when the statement is said. `field`: where the database wants it in a form of its own, as it does moments."""

    def __init__(self, name: str, field: Any = None) -> None:
        super().__init__(output_field=field)
        self.name, self.column = name, field
        self.ready = {kind for column, kinds in READY.items() if isinstance(field, column) for kind in kinds}

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def of(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        value = given[self.name]
        if self.column:
            is_ready = value is None or type(value) in self.ready
            return value if is_ready else self.column.get_db_prep_save(value, connection)
        if value is None:
            raise ValueError(f"{self.name} is None, which is compared in other words.")
        if isinstance(value, int) and not -LARGEST <= value < LARGEST:
            raise OverflowError(f"{self.name} is more than a column holds.")
        return value


def room(name: str, places: int) -> list[Given]:
    """For `IN`: so many values. `fill` gives them."""
    return [Given(f"{name}_{place}") for place in range(places)]


def fill(name: str, values: Iterable[Any], places: int) -> dict[str, Any]:
    """The last one stands in what is left of the room, as often as it takes; for none, an empty text. Raises `ValueError` for too many."""
    found = list(values) or [""]
    if len(found) > places:
        raise ValueError(f"There is no room for {len(found)} values of {name}.")
    found += found[-1:] * (places - len(found))
    return {f"{name}_{place}": value for place, value in enumerate(found)}


class Words(NamedTuple):
    """A statement as one connection says it, with a `Given` wherever a value is missing."""

    statement: str
    values: Sequence[Any]
    compiler: Any


class Said(NamedTuple):
    """What the database answered."""

    rows: Sequence[Row]
    changed: int  # or read


class Statement:
    """What is put into words once for every connection."""

    def words(self, connection: BaseDatabaseWrapper) -> Words:
        kept: WeakKeyDictionary[Statement, Words] | None = connection.__dict__.get("statements_in_words")
        if kept is None:
            kept = connection.__dict__["statements_in_words"] = WeakKeyDictionary()
        words = kept.get(self)
        if words is None:
            words = kept[self] = self._as_kept(self.in_words(connection), connection)
        return words

    def _as_kept(self, words: Words, connection: BaseDatabaseWrapper) -> Words:
        """An index of some of the rows can be used only where their condition stands in the statement.

        PostgreSQL keeps one plan for all values. SQLite looks at a value that it compares with such a condition, and
        then plans the statement anew each time that it is said (`sqlite3_prepare_v2`).
        """
        values = iter(words.values)
        missing: list[Any] = []

        def put(mark: re.Match[str]) -> str:
            value = None if mark[0] == "%%" else next(values)
            literal = None if isinstance(value, Given) else _literal(value, connection)
            if mark[0] == "%%" or literal is None:
                missing.extend([] if mark[0] == "%%" else [value])
                return mark[0]
            return literal

        return Words(MARK.sub(put, words.statement), missing, words.compiler)

    def in_words(self, connection: BaseDatabaseWrapper) -> Words:
        raise NotImplementedError

    def said(self, connection: BaseDatabaseWrapper, given: dict[str, Any]) -> tuple[Said, Any]:
        """The answer, and the compiler that knows how to read it."""
        words = self.words(connection)
        values = [value.of(given, connection) if isinstance(value, Given) else value for value in words.values]
        return _say(connection, words.statement, values), words.compiler


class Question(Statement):
    """A queryset of models, annotated or not, or of `values_list()`, with `flat=True` or without."""

    def __init__(self, build: Build) -> None:
        self.build = build

    @cached_property
    def queryset(self) -> QuerySet[Any, Any]:
        return self.build()

    def all(self, **given: Any) -> list[Any]:
        """No rows, too, where a number is given that is larger than any that is stored."""
        connection = connections[self.queryset.db]
        if self.queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        try:
            said, compiler = self.said(connection, given)
        except OverflowError:
            return []
        return self.read(said.rows, compiler) if said.rows else []

    def first(self, **given: Any) -> Any:
        """The first of the rows, all of which are read; None where there is none."""
        return next(iter(self.all(**given)), None)

    def in_words(self, connection: BaseDatabaseWrapper) -> Words:
        # Its own copy: Django notes in a query what it joins while it reads it, and another thread may be at it as well.
        compiler: Any = self.queryset.query.clone().get_compiler(connection=connection)
        statement, values = compiler.as_sql()
        compiler.converters = compiler.get_converters([column[0] for column in compiler.select])
        if read := compiler.klass_info:
            compiler.names = [compiler.select[place][0].target.attname for place in read["select_fields"]]
            compiler.related = get_related_populators(read, compiler.select, connection.alias)  # type: ignore[call-arg]  # of a later Django
        return Words(statement, values, compiler)

    def read(self, rows: Iterable[Row], compiler: Any) -> list[Any]:
        if compiler.converters:
            rows = compiler.apply_converters(rows, compiler.converters)
        kind = self.queryset._iterable_class  # type: ignore[attr-defined]  # what `values_list()` chose
        if kind is FlatValuesListIterable:
            return [row[0] for row in rows]
        if kind is ValuesListIterable:
            return [tuple(row) for row in rows]
        return list(_models(rows, compiler))


class Change(Statement):
    """An update of the rows of a queryset: `Change(lambda: Comment.objects.filter(pk=Given("pk")), level=Given("level"))`."""

    def __init__(self, build: Build, **values: Any) -> None:
        self.build, self.values = build, values

    @cached_property
    def queryset(self) -> QuerySet[Any, Any]:
        return self.build().order_by()

    def make(self, **given: Any) -> int:
        """How many rows there were."""
        connection = connections[router.db_for_write(self.queryset.model)]
        return self.said(connection, given)[0].changed

    def in_words(self, connection: BaseDatabaseWrapper) -> Words:
        query: Any = self.queryset.query.chain(UpdateQuery)
        query.add_update_values(self.values)
        compiler = query.get_compiler(connection=connection)
        statement, values = compiler.as_sql()
        return Words(statement, values, compiler)


class Addition(Statement):
    """New rows of one model: what `save(force_insert=True)` stores, and the signals that go with it."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    @cached_property
    def fields(self) -> list[Any]:
        """A key that the database gives is left to it."""
        return [field for field in self.model._meta.local_concrete_fields if not isinstance(field, AutoField)]

    def add(self, instance: Model) -> None:
        connection = connections[router.db_for_write(self.model, instance=instance)]
        told = {"instance": instance, "raw": False, "using": connection.alias, "update_fields": None}
        pre_save.send(sender=self.model, **told)
        given = {field.attname: field.pre_save(instance, True) for field in self.fields}
        said, compiler = self.said(connection, given)
        if compiler.returning_fields:
            for field, value in zip(compiler.returning_fields, said.rows[0], strict=True):
                setattr(instance, field.attname, value)
        instance._state.adding, instance._state.db = False, connection.alias
        post_save.send(sender=self.model, created=True, **told)

    def in_words(self, connection: BaseDatabaseWrapper) -> Words:
        query: Any = InsertQuery(self.model)
        row = SimpleNamespace(**{field.attname: Given(field.attname, field) for field in self.fields})
        query.insert_values(self.fields, [row], raw=True)
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = self.model._meta.db_returning_fields
        ((statement, values),) = compiler.as_sql()
        return Words(statement, values, compiler)


def _models(rows: Iterable[Row], compiler: Any) -> Iterator[Model]:
    """As `ModelIterable` makes them."""
    alias, read = compiler.connection.alias, compiler.klass_info
    places = read["select_fields"]
    for row in rows:
        found = read["model"].from_db(alias, compiler.names, row[places[0] : places[-1] + 1])
        for populator in compiler.related:
            populator.populate(row, found)
        for name, place in compiler.annotation_col_map.items():
            setattr(found, name, row[place])
        yield found


def _literal(value: Any, connection: Any) -> str | None:
    """As it stands in a statement; None where it is better told apart."""
    if connection.vendor != "postgresql":
        return _sqlite_literal(value)
    from psycopg import sql

    connection.ensure_connection()
    return sql.Literal(value).as_string(connection.connection).replace("%", "%%")


def _sqlite_literal(value: Any) -> str | None:
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, str) and "\0" not in value:
        return "'" + value.replace("'", "''").replace("%", "%%") + "'"
    return None


def _say(connection: Any, statement: str, values: list[Any]) -> Said:
    """On PostgreSQL so that the server keeps it planned: see `blog.postgresql`."""
    if connection.vendor == "postgresql":
        return connection.said(statement, values)  # type: ignore[no-any-return]
    return by_cursor(connection.cursor(), statement, values)


def by_cursor(cursor: Any, statement: str, values: Sequence[Any]) -> Said:
    with cursor:
        cursor.execute(statement, values)
        return Said(cursor.fetchall() if cursor.description else [], cursor.rowcount)

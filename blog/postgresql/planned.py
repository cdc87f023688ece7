"""Statements that PostgreSQL keeps planned, said without a cursor.

Most of what a small question costs beside the database is Django's cursor around psycopg's, and psycopg's own wait in
Python. Here libpq says the statement by its name and waits for the answer itself; values and rows are put into form by
the adapters of the connection, as its cursors do it. Nothing but an answer ends such a wait: not Ctrl-C either, which a
cursor hears.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from secrets import token_hex
from typing import Any

from psycopg import Error, OperationalError, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus

from blog.prepared import MARK, Said

KEPT = "_planned"  # where a connection to the server has them
MOST = 300  # of one connection: a few forms of each that the site says, and one for each place at which a page begins
# A column has another type since, or somebody had the server forget what it keeps.
GONE_PLANS = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)
READY = {TransactionStatus.IDLE, TransactionStatus.INTRANS}


class Form:
    """A statement as the server has it, under a `name`."""

    def __init__(self, name: bytes, held: Any) -> None:
        self.name = name
        self.reader = Transformer.from_context(held)
        self.knows_columns = False

    def rows_of(self, answer: Any) -> list[Any]:
        """Nothing of the answer stays here: it may be what somebody has erased by then."""
        self.reader.set_pgresult(answer, set_loaders=not self.knows_columns, format=Format.TEXT)
        rows = self.reader.load_rows(0, answer.ntuples, tuple)
        self.reader.set_pgresult(None, set_loaders=False)
        self.knows_columns = True
        return rows


class Planned:
    """What is planned on one connection to the server, and gone with it.

    Of the types of values the server is told one thing: which are whole numbers, all of one size. The others it
    knows from where they stand. So there is one plan, or two where a number may be missing.
    """

    def __init__(self, held: Any) -> None:
        sizes = {name: held.adapters.types[name].oid for name in ("int2", "int4", "int8")}
        self.held, self.forms = held, dict[tuple[str, tuple[int, ...]], Form]()
        self.own, self.serial = token_hex(4), count(1)  # a pooler may lead two connections of ours to one of the server
        self.values = Transformer.from_context(held)
        self.told_as = dict.fromkeys(sizes.values(), sizes["int8"])

    def say(self, statement: str, values: Sequence[Any]) -> Said:
        """Raises `psycopg.Error`."""
        try:
            return self._said(statement, values)
        except GONE_PLANS:
            self.forms.clear()
            if self.held.pgconn.transaction_status != TransactionStatus.IDLE:
                raise
        return self._said(statement, values)

    def _said(self, statement: str, values: Sequence[Any]) -> Said:
        given = self.values.dump_sequence(values, [PyFormat.TEXT] * len(values))
        types = tuple(self.told_as.get(oid, 0) for oid in self.values.types or ())
        form = self.forms.pop((statement, types), None) or self._prepared(statement, types)
        self.forms[statement, types] = form  # the last of them: the first goes when there are too many
        answer = self.held.pgconn.exec_prepared(form.name, given)
        if answer.status == ExecStatus.TUPLES_OK:
            return Said(form.rows_of(answer), answer.ntuples)
        if answer.status == ExecStatus.COMMAND_OK:
            return Said([], answer.command_tuples or 0)
        raise self._trouble(answer)

    def _prepared(self, statement: str, types: tuple[int, ...]) -> Form:
        if len(self.forms) >= MOST:
            self.held.pgconn.exec_(b"DEALLOCATE " + self.forms.pop(next(iter(self.forms))).name)
        form = Form(f"planned_{self.own}_{next(self.serial)}".encode(), self.held)
        answer = self.held.pgconn.prepare(form.name, numbered(statement).encode(), types)
        if answer.status != ExecStatus.COMMAND_OK:
            raise self._trouble(answer)
        return form

    def _trouble(self, answer: Any) -> Error:
        """Where the server did not say which, the connection is lost."""
        if self.held.closed and not answer.error_field(DiagnosticField.SQLSTATE):
            return OperationalError(answer.get_error_message(self.held.info.encoding))
        return errors.error_from_result(answer, encoding=self.held.info.encoding)


def numbered(statement: str) -> str:
    """With `$1`, `$2` where values are missing."""
    places = count(1)
    return MARK.sub(lambda mark: "%" if mark[0] == "%%" else f"${next(places)}", statement)


def of(connection: Any) -> Planned | None:
    """What is planned on this open connection of Django's; where a transaction is due, it has begun. Raises `psycopg.Error`.

    None where a cursor has to be asked: it tells a log what was said, and what is wrong with a transaction; and where
    nothing is to be kept (`prepare_threshold`). Never let psycopg keep a statement itself beside these: at the next rollback
    it would have the server forget all.
    """
    held = connection.connection
    if connection.queries_logged or held.prepare_threshold is None:
        return None
    if not held.autocommit and held.pgconn.transaction_status == TransactionStatus.IDLE:
        held.wait(held._start_query())  # as each of its cursors does first
    if held.pgconn.transaction_status not in READY:
        return None
    planned: Planned | None = held.__dict__.get(KEPT)
    if planned is None:
        planned = held.__dict__[KEPT] = Planned(held)
    return planned

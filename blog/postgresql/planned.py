"""Statements that PostgreSQL keeps planned, said without a cursor.

Most of what a small question costs beside the database is Django's cursor around psycopg's, and psycopg's own wait in
Python. Here libpq says the statement by its name and waits for the answer itself; values and rows are put into form by
the adapters of the connection, as its cursors do it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple

from psycopg import Error, OperationalError, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, Format, TransactionStatus

from blog.prepared import MARK, Said

KEPT = "_planned"  # where a connection to the server has them
MOST = 300  # of one connection; there is a handful of forms of each that the site says
# A column has another type since, or somebody had the server forget what it keeps.
GONE_PLANS = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)
BEGUN = TransactionStatus.INTRANS


class Form(NamedTuple):
    """A statement as the server has it."""

    name: bytes
    reader: Any  # a Transformer, which knows the columns from the first answer on


class Planned:
    """What is planned on one connection to the server, and gone with it.

    Of the types of values the server is told one thing: which are whole numbers, all of one size. The others it
    knows from where they stand. So there is one plan, or two where a number may be missing.
    """

    def __init__(self, held: Any) -> None:
        sizes = {name: held.adapters.types[name].oid for name in ("int2", "int4", "int8")}
        self.held, self.forms = held, dict[tuple[str, tuple[int, ...]], Form]()
        self.serial = count(1)
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
        form = self.forms.get((statement, types)) or self._kept(statement, types)
        answer = self.held.pgconn.exec_prepared(form.name, given)
        if answer.status == ExecStatus.TUPLES_OK:
            is_known = form.reader.pgresult is not None
            form.reader.set_pgresult(answer, set_loaders=not is_known, format=Format.TEXT)
            return Said(form.reader.load_rows(0, answer.ntuples, tuple), answer.ntuples)
        if answer.status == ExecStatus.COMMAND_OK:
            return Said([], answer.command_tuples or 0)
        raise self._trouble(answer)

    def _trouble(self, answer: Any) -> Error:
        """An answer that the server did not give has no code: the connection is lost."""
        if self.held.closed:
            return OperationalError(answer.get_error_message(self.held.info.encoding))
        return errors.error_from_result(answer, encoding=self.held.info.encoding)

    def _kept(self, statement: str, types: tuple[int, ...]) -> Form:
        if len(self.forms) >= MOST:
            self.held.pgconn.exec_(b"DEALLOCATE " + self.forms.pop(next(iter(self.forms))).name)
        form = Form(b"planned_%d" % next(self.serial), Transformer.from_context(self.held))
        answer = self.held.pgconn.prepare(form.name, numbered(statement).encode(), types)
        if answer.status != ExecStatus.COMMAND_OK:
            raise self._trouble(answer)
        self.forms[statement, types] = form
        return form


def numbered(statement: str) -> str:
    """With `$1`, `$2` where values are missing."""
    places = count(1)
    return MARK.sub(lambda mark: "%" if mark[0] == "%%" else f"${next(places)}", statement)


def of(connection: Any) -> Planned | None:
    """What is planned on this open connection of Django's.

    None where a cursor has to be asked: it begins the transaction, tells a log what was said, and knows what may be
    kept behind a pooler that mixes connections.
    """
    held = connection.connection
    is_ready = held.autocommit or held.pgconn.transaction_status == BEGUN
    if not is_ready or connection.queries_logged or held.prepare_threshold is None:
        return None
    planned: Planned | None = held.__dict__.get(KEPT)
    if planned is None:
        planned = held.__dict__[KEPT] = Planned(held)
    return planned

"""A database that does not do its work, and what a plain client finds in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import lxml.html
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.utils import OperationalError


@contextmanager
def away() -> Iterator[None]:
    """Every query fails, as with a server that has ended: those of the test, and of threads that begin meanwhile."""

    def refuse(*args: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    def refuse_all(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
        connection.execute_wrappers.append(refuse)

    connection_created.connect(refuse_all)
    try:
        with connection.execute_wrapper(refuse):
            yield
    finally:
        connection_created.disconnect(refuse_all)


@contextmanager
def read_only() -> Iterator[None]:
    """The database itself refuses to write; it goes back to how it was."""
    is_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            if is_sqlite:
                cursor.execute("PRAGMA query_only = OFF")
            transaction.set_rollback(True)


def form_in(page: bytes, address: str = "") -> tuple[str, dict[str, str]]:
    """Where the form leads and what it would send, as it stands: of the one whose action holds `address`."""
    [form] = [form for form in lxml.html.fromstring(page.decode()).forms if address in (form.action or "")][:1]
    return form.action, {name: value.removeprefix("\n") for name, value in form.form_values()}

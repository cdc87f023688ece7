"""Notices every write to what pages are made of, whoever writes: the panel, a command, an import, a bulk update."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from blog.pages import purging

TABLE = "pages_change"
LEAVE_A_ROW = f'INSERT INTO "{TABLE}" DEFAULT VALUES'
KEPT_ROWS = 200  # enough that the sum of their keys tells two states apart

# Tables whose rows no anonymous page shows, by the beginning of their names. A table that is not named here counts
# as shown: a new one costs speed until it is listed, and never a stale page.
QUIET = (
    "pages_",
    "account_",
    "auth_",
    "blog_cache",
    "chores_",
    "django_",
    "mail_",
    "mfa_",
    "socialaccount_",
    "transfer_",
    "usersessions_",
    # Of discussions: what readers see of these raises the version of its discussion in the same transaction.
    "comments_act",
    "comments_akismeterrand",
    "comments_awaiting",
    "comments_bulkact",
    "comments_cannedreply",
    "comments_comment",  # and comments_commenter
    "comments_discussion",
    "comments_draft",
    "comments_event",
    "comments_helpfulmark",
    "comments_keymap",
    "comments_lesson",
    "comments_measure",
    "comments_note",
    "comments_owedlesson",
    "comments_phrase",
    "comments_proofrequest",
    "comments_redaction",
    "comments_report",
    "comments_revision",
    "comments_savedview",
    "comments_spam",
    "comments_staffmail",
    "comments_subscription",
    "comments_token",
    "comments_trace",
)
# That somebody signed in is written into the row of their name; and the last keys given are in a table of SQLite's own.
QUIET_STATEMENTS = (
    'UPDATE "accounts_user" SET "last_login" = ',
    "DELETE FROM sqlite_sequence ",
    "INSERT INTO sqlite_sequence ",
)

_WRITE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """For the signal `connection_created`. First, since who listens for a while takes off whatever came last."""
    if _note not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _note)


def note(connection: BaseDatabaseWrapper) -> None:
    """Every kept page is to be looked at again once this transaction is committed."""
    if _has_table(connection):
        with connection.cursor() as cursor:
            cursor.execute(LEAVE_A_ROW)
        purging.owe(purging.SITE)


def tidy() -> int:
    """Remove all but the latest rows; returns how many went."""
    from blog.pages.models import Change

    latest = Change.objects.order_by("-pk").values_list("pk", flat=True)[KEPT_ROWS : KEPT_ROWS + 1]
    return Change.objects.filter(pk__lte=max(latest, default=0)).delete()[0]


@lru_cache(maxsize=4096)
def is_shown(statement: str) -> bool:
    """Does this statement write what an anonymous page may show?"""
    found = _WRITE.match(statement)
    if not found or statement.startswith(QUIET_STATEMENTS):
        return False
    return not found[1].startswith(QUIET)


def _note(execute: Execute, statement: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(statement, values, many, context)
    if statement[:1] in "IUDiud \n" and is_shown(statement[:200]):
        note(context["connection"])
    return result


def _has_table(connection: BaseDatabaseWrapper) -> bool:
    """Not while the migrations before its own run."""
    if not getattr(connection, "_pages_has_table", False):
        connection._pages_has_table = TABLE in connection.introspection.table_names()  # type: ignore[attr-defined]
    return connection._pages_has_table  # type: ignore[attr-defined]

"""Where mail lies that nobody has taken yet: a folder on an IMAP server, a Maildir.

A mail is marked as seen only once it is dealt with, so none is lost when something stops; the same
one twice does no harm.
"""

from __future__ import annotations

import contextlib
import imaplib
import random
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import unquote, urlsplit

T = TypeVar("T")

TIMEOUT = 30  # seconds a mail server may take to answer
BATCH = 100  # mails of one look; the next look takes the others
PORTS = {"imaps": 993, "imap": 143}
LARGEST = 25_000_000  # bytes; of a larger mail only the head is asked for


class MailboxError(Exception):
    """It cannot be opened or read. The message names no password."""


class Mailbox(Protocol):
    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """The name and the bytes of each mail that nobody has dealt with. Raises `MailboxError`."""

    def done(self, name: str) -> None:
        """This one is dealt with. Raises `MailboxError`."""


class Maildir:
    """`new` holds what nobody has looked at; what is dealt with moves to `cur`, marked as seen."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not (path / "new").is_dir() or not (path / "cur").is_dir():
            raise MailboxError(f"{path} is no Maildir: it has no folders new and cur.")

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        try:
            files = sorted(file for file in (self.path / "new").iterdir() if file.is_file())
        except OSError as error:
            raise MailboxError(f"{self.path} cannot be read: {error.strerror}") from error
        for file in _some(files):
            with contextlib.suppress(FileNotFoundError):  # another program took it meanwhile
                yield file.name, _content(file)

    def done(self, name: str) -> None:
        base = name.partition(":")[0]
        with contextlib.suppress(FileNotFoundError):
            (self.path / "new" / name).rename(self.path / "cur" / f"{base}:2,S")


class Imap:
    """A folder that is open. Everything that goes wrong is a `MailboxError`."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self.connection = connection

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        found = self._ask("SEARCH", "UNSEEN", "UNDELETED")
        names = (found[0] or b"").decode("ascii", "replace").split() if isinstance(found[0], bytes | None) else []
        for name in _some(names):
            if raw := self._fetch(name):
                yield name, raw

    def done(self, name: str) -> None:
        self._ask("STORE", name, "+FLAGS.SILENT", r"(\Seen)")

    def _fetch(self, name: str) -> bytes:
        size = _size(self._ask("FETCH", name, "(RFC822.SIZE)"))
        part = f"BODY.PEEK[]<0.{LARGEST + 1}>" if size > LARGEST else "BODY.PEEK[]"
        found = self._ask("FETCH", name, f"({part})")
        return next((each[1] for each in found if isinstance(each, tuple)), b"")

    def _ask(self, command: str, *arguments: str) -> list[object]:
        try:
            answer, data = self.connection.uid(command, *arguments)
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxError(f"The mail server broke off ({type(error).__name__}).") from error
        if answer != "OK":
            raise MailboxError(f"The mail server refused {command}.")
        return list(data)


@contextmanager
def imap(url: str) -> Iterator[Imap]:
    """A folder as `imaps://user:password@host/folder` names it; INBOX where it names none. Raises `MailboxError`."""
    parts = urlsplit(url)
    try:
        connection = _connected(parts.scheme, parts.hostname or "", parts.port)
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise MailboxError(f"The mail server cannot be reached ({type(error).__name__}).") from error
    try:
        _open(connection, unquote(parts.username or ""), unquote(parts.password or ""), unquote(parts.path.strip("/")))
        yield Imap(connection)
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            connection.logout()


def _some(waiting: list[T]) -> list[T]:
    """Any of them, in order: those that are put off again and again must not hide what came later."""
    chosen = random.sample(range(len(waiting)), min(len(waiting), BATCH))
    return [waiting[number] for number in sorted(chosen)]


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or PORTS[scheme], ssl_context=_tls(), timeout=TIMEOUT)
    if scheme != "imap":
        raise ValueError(scheme)
    connection = imaplib.IMAP4(host, port or PORTS[scheme], timeout=TIMEOUT)
    if host not in {"localhost", "127.0.0.1", "::1"}:
        connection.starttls(_tls())  # no password goes over the net as it is
    return connection


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _open(connection: imaplib.IMAP4, user: str, password: str, folder: str) -> None:
    try:
        connection.login(user, password)
    except (imaplib.IMAP4.error, OSError, UnicodeError):
        raise MailboxError("The mail server does not let us in: the user or the password is wrong.") from None
    try:
        answer, _data = connection.select(f'"{folder or "INBOX"}"')
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxError(f"The mail server broke off ({type(error).__name__}).") from error
    if answer != "OK":
        raise MailboxError(f"The mail server has no folder {folder or 'INBOX'}.")


def _size(found: list[object]) -> int:
    words = b" ".join(each for each in found if isinstance(each, bytes)).replace(b")", b" ").split()
    upper = [word.upper().lstrip(b"(") for word in words]
    place = upper.index(b"RFC822.SIZE") + 1 if b"RFC822.SIZE" in upper else 0
    return int(words[place]) if place and place < len(words) and words[place].isdigit() else 0


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)

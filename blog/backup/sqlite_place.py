"""SQLite: the new database is a file beside the old one, and takes its name."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from blog.backup import Refused
from blog.sqlite3 import turns

SECONDS_TO_BE_QUIET = 5
FAST = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; PRAGMA cache_size=-60000;"  # nobody else sees it yet


class SqlitePlace:
    def __init__(self) -> None:
        self.file = Path(connection.settings_dict["NAME"])

    def check_quiet(self) -> None:
        """Whoever has the file open would go on writing into it under its new name. Leaves WAL, so that it is all there is."""
        connection.close()
        if not self.file.exists():
            return
        try:
            with closing(sqlite3.connect(self.file, timeout=SECONDS_TO_BE_QUIET)) as database:
                database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Refused(_("The site is running. Stop it first: web, worker and all.")) from error
        except sqlite3.DatabaseError:
            pass  # it is broken, and so are its journals

    def settings(self, label: str) -> dict[str, Any]:
        options = {**connection.settings_dict["OPTIONS"], "init_command": FAST}
        new = self._new(label)
        os.close(os.open(new, os.O_CREAT | os.O_EXCL, 0o600))
        self._give_away(new)
        return {**connection.settings_dict, "NAME": str(new), "OPTIONS": options}

    def finish(self, label: str) -> None:
        with self._new(label).open("rb") as file:
            os.fsync(file.fileno())

    def put_in_place(self, label: str) -> bool:
        self.check_quiet()
        was_there = self.file.exists()
        if was_there:
            self._put_aside(label)
        self._new(label).replace(self.file)
        for end in turns.ENDS:
            Path(f"{self._new(label)}{end}").unlink(missing_ok=True)
        for end in ("-wal", "-shm", "-journal"):  # of a broken one; they must not be applied to the new
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        self._sync()
        return was_there

    def drop(self, label: str) -> None:
        for end in ("", "-journal", "-wal", "-shm", *turns.ENDS):
            Path(f"{self._new(label)}{end}").unlink(missing_ok=True)

    def forget(self, label: str) -> None:
        self._kept(label).unlink(missing_ok=True)

    def kept(self) -> list[str]:
        before = f"{self.file.name}.before-restore-"
        return sorted(path.name.removeprefix(before) for path in self.file.parent.glob(f"{before}*"))

    def bring_back(self, label: str, new_label: str) -> None:
        self.check_quiet()
        self._put_aside(new_label)
        self._kept(label).replace(self.file)
        self._sync()

    def _put_aside(self, label: str) -> None:
        """A second name first, so that at no moment there is none."""
        try:
            os.link(self.file, self._kept(label))
        except FileExistsError:
            raise
        except OSError:  # a file system without second names
            self.file.rename(self._kept(label))

    def _give_away(self, path: Path) -> None:
        """To whom the old one, or the folder, belongs: root may restore what another account serves."""
        like = (self.file if self.file.exists() else self.file.parent).stat()
        if os.geteuid() == 0:
            os.chown(path, like.st_uid, like.st_gid)
        if self.file.exists():
            path.chmod(like.st_mode & 0o777)

    def _sync(self) -> None:
        descriptor = os.open(self.file.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _new(self, label: str) -> Path:
        return self.file.with_name(f"{self.file.name}.restoring-{label}")

    def _kept(self, label: str) -> Path:
        return self.file.with_name(f"{self.file.name}.before-restore-{label}")

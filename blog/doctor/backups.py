"""Whether there is something to go back to."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from blog.backup import record
from blog.doctor.findings import Finding, hint, ill, well


def backups() -> Iterator[Finding]:
    says = record.sentence().replace("\xa0", " ")
    if record.is_late():
        yield ill("backup", says, _("'manage.py backup' makes one, or says why not."))
    elif record.is_old():
        yield hint("backup", says, _("'manage.py backup' makes one; with BACKUP_DIR the worker does, every day."))
    else:
        yield well("backup", says)

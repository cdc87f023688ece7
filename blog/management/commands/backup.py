from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.backup import Refused, record, rotation
from blog.backup.making import Made, make, told_size
from blog.backup.verifying import verify
from blog.progress import shown


class Command(BaseCommand):
    help = "Puts everything - every row, every uploaded file - into one archive, while the site runs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BACKUP_FOLDER, help="folder (default: %(default)s)")
        parser.add_argument(
            "--keep", type=_number, default=settings.BACKUP_KEEP, help="how many stay; 0: of 7 days and 8 weeks"
        )
        parser.add_argument("--with-env", action="store_true", help="put .env in as well, with all its secrets")
        parser.add_argument("--verify", type=Path, metavar="FILE", help="make none, but read that one from end to end")
        parser.add_argument("--json", action="store_true", help="print the result for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with shown(self.stderr) as progress:
                facts = _verified(options["verify"], progress) if options["verify"] else _made(options, progress)
        except Refused as error:
            if not options["json"]:
                raise CommandError(str(error)) from error
            facts = {"error": str(error)}
        sentence = facts.get("sentence", "")
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if options["json"] else sentence)
        if facts.get("error") or facts.get("left_out"):
            sys.exit(1)


def _made(options: dict[str, Any], progress: Any) -> dict[str, Any]:
    env = settings.BASE_DIR / ".env" if options["with_env"] else None
    made = make(options["to"].absolute(), env=env, progress=progress)
    if made.is_whole:
        record.note()
        made.deleted = rotation.rotate(made.path.parent, made.path, options["keep"])
    facts = {
        "file": str(made.path),
        "bytes": made.size,
        "tables": len(made.manifest.tables),
        "rows": made.manifest.rows,
        "files": len(made.manifest.media),
        "vanished": made.manifest.vanished,
        "left_out": [vars(file) for file in made.manifest.left_out],
        "deleted": [str(path) for path in made.deleted],
    }
    return {**facts, "sentence": " ".join([_said(made), *_said_besides(made)])}


def _said(made: Made) -> str:
    return _("%(file)s holds %(rows)d rows and %(files)d files in %(size)s.") % {
        "file": made.path,
        "rows": made.manifest.rows,
        "files": len(made.manifest.media),
        "size": told_size(made.size),
    }


def _said_besides(made: Made) -> list[str]:
    said = []
    if made.deleted:
        count = len(made.deleted)
        words = ngettext("%(count)d older one was deleted.", "%(count)d older ones were deleted.", count)
        said.append(words % {"count": count})
    if made.manifest.left_out:
        names = ", ".join(f"{file.name} ({file.why})" for file in made.manifest.left_out[:5])
        count = len(made.manifest.left_out)
        words = ngettext("Not in it, of %(count)d: %(names)s.", "Not in it, of %(count)d: %(names)s.", count)
        said.append(words % {"count": count, "names": names} + " " + _("No older one was deleted."))
    return said


def _verified(path: Path, progress: Any) -> dict[str, Any]:
    found = verify(path, progress)
    facts = {"file": str(path), "rows": found.rows, "files": len(found.media), "made_at": found.made_at}
    words = _("%(file)s is whole: %(rows)d rows and %(files)d files of %(made_at)s.")
    return {**facts, "sentence": words % facts}


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(_("%s is no number of backups.") % text)
    return int(text)

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from blog.backup import Refused
from blog.backup.restoring import Restored, restore, undo
from blog.progress import shown


class Command(BaseCommand):
    help = "Brings a backup back, of either database into either. What cannot be restored whole changes nothing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", type=Path, nargs="?", help="the archive that `backup` made")
        what.add_argument("--undo", action="store_true", help="bring back what the last restoring put aside")
        parser.add_argument("--replace", action="store_true", help="put the site that is here aside")
        parser.add_argument("--json", action="store_true", help="print the result for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = _undone() if options["undo"] else self._restored(options)
        except Refused as error:
            if not options["json"]:
                raise CommandError(str(error)) from error
            facts = {"error": str(error)}
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if options["json"] else facts["sentence"])
        if facts.get("error"):
            sys.exit(1)

    def _restored(self, options: dict[str, Any]) -> dict[str, Any]:
        with shown(self.stderr) as progress:
            done = restore(options["file"], replace=options["replace"], progress=progress)
        return {
            "made_at": done.manifest.made_at,
            "rows": done.manifest.rows,
            "files": len(done.manifest.media),
            "kept": done.kept,
            "same_secret": done.has_our_secret,
            "sentence": " ".join(_said(done)),
        }


def _undone() -> dict[str, Any]:
    facts = {"kept": undo()}
    words = _(
        "What was here before is back. What was here until now is kept as %(kept)s; the same command brings it back."
    )
    return {**facts, "sentence": words % facts}


def _said(done: Restored) -> list[str]:
    facts = {"rows": done.manifest.rows, "files": len(done.manifest.media), "made_at": done.manifest.made_at}
    said = [_("Restored: %(rows)d rows and %(files)d files of %(made_at)s.") % facts]
    if done.kept:
        words = _("What was here before is kept as %(kept)s: 'manage.py restore --undo' brings it back.")
        said.append(words % {"kept": done.kept})
    if not done.has_our_secret:
        said.append(
            _(
                "It was made under another SECRET_KEY. Put that one into .env: with this one, links in mails already sent"
                " lead nowhere, and marks of networks and of addresses that want no mail are not recognised."
            )
        )
    return said

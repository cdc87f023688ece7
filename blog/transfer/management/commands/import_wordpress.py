from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from blog.posts import regional
from blog.progress import shown
from blog.transfer.report import Report
from blog.transfer.wordpress import Wish, import_export
from blog.transfer.wxr import WxrError


class Command(BaseCommand):
    help = (
        "Moves a WordPress export (Tools, Export: an .xml file) in: articles, pages, authors, tags and comments with "
        "their threads. Importing the same file again adds nothing; a newer export adds what is new."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the export")
        parser.add_argument("--dry-run", action="store_true", help="do everything, then take it back")
        parser.add_argument("--json", action="store_true", help="print the report for a program")
        parser.add_argument("--media", type=Path, help="a copy of wp-content/uploads, to take the pictures from")

    @regional.in_force()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._import(options)
        except (WxrError, OSError) as error:
            self._refuse(_said(options["file"], error), options["json"])
        else:
            self._print(report, options["json"])

    def _import(self, options: dict[str, Any]) -> Report:
        media = options["media"]
        if media is not None and not media.is_dir():
            raise CommandError(_("%s is no folder.") % media)
        wish = Wish(options["file"], media, options["dry_run"])
        with shown(self.stderr) as progress:
            return import_export(wish, progress)

    def _refuse(self, message: str, as_json: bool) -> None:
        if not as_json:
            raise CommandError(message)
        self.stdout.write(json.dumps({"error": message}, ensure_ascii=False))
        sys.exit(1)

    def _print(self, report: Report, as_json: bool) -> None:
        if as_json:
            facts = {**report.as_dict(), "sentence": report.sentence()}
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            self.stdout.write("\n".join([*report.lines(), report.sentence()]))


def _said(path: Path, error: WxrError | OSError) -> str:
    why = str(error) if isinstance(error, WxrError) else (error.strerror or str(error))
    return _("%(path)s: %(why)s Nothing was imported.") % {"path": path, "why": why if why.endswith(".") else f"{why}."}

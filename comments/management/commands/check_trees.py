from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from comments import check
from comments.models import Comment


class Command(BaseCommand):
    help = "Checks that the places of all comments and all counts agree with who answered whom."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what is found")
        parser.add_argument("--json", action="store_true", help="print one JSON object, with every fault in it")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        found = left = check.damage()
        mended = 0
        if repair and found:
            mended = check.repair_all()
            left = check.damage()
        comments = Comment.objects.count()
        if options["json"]:
            said = json.dumps({"comments": comments, "found": found.told(), "mended": mended, "left": left.told()})
        else:
            said = _sentence(comments, found, left, repair)
        self.stdout.write(said)
        if left:
            sys.exit(1)


def _sentence(comments: int, found: check.Damage, left: check.Damage, repair: bool) -> str:
    checked = f"Checked {comments} comment{'' if comments == 1 else 's'}: "
    if not found:
        return f"{checked}all in their places, all counts right."
    if not repair:
        return f"{checked}{found}. Run check_trees --repair to mend them."
    return f"{checked}{found}; {left or 'nothing'} left after repair."

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from blog import worker
from blog.mail import outbox
from blog.maintenance import maintain
from blog.posts import regional


class Command(BaseCommand):
    help = "Drops what has expired and does what is owed. `worker` does it by itself; this is for cron."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result for a program")

    @regional.in_force()
    def handle(self, *args: Any, **options: Any) -> None:
        dropped = maintain()
        mail = told(worker.look().get(outbox.LETTERS) or Counter())
        if options["json"]:
            self.stdout.write(json.dumps({**dropped, "mail": mail}))
        else:
            self.stdout.write(f"Dropped {_listed(dropped)}. Mail: {_listed(mail)}.")


def told(counts: Counter[str]) -> dict[str, int]:
    """How many letters are away, wait for another try, or wait for the owner."""
    waiting = counts["put off"] + counts["no server"]
    return {"sent": counts["sent"], "put off": waiting, "given up": counts["failed"]}


def _listed(numbers: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in numbers.items())

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from comments.inbox import delivering


class Command(BaseCommand):
    help = "Takes the mail that came."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stdin", action="store_true")
        parser.add_argument("--recipient", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        done = delivering.deliver(sys.stdin.buffer.read(), recipient=options["recipient"])
        self.stdout.write(done.row.outcome)

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from blog.maintenance import maintain


class Command(BaseCommand):
    help = "Drops what has expired: network hashes, sessions, cache rows. `worker` does it each minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        dropped = maintain()
        if options["json"]:
            self.stdout.write(json.dumps(dropped))
        else:
            self.stdout.write("Dropped " + ", ".join(f"{count} {name}" for name, count in dropped.items()) + ".")

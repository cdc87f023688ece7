from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from blog.mail import stopping


class Command(BaseCommand):
    help = "Lets mail to an address out again whose owner had asked for none, and has changed their mind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        was_stopped = stopping.allow(options["address"])
        if options["json"]:
            self.stdout.write(json.dumps({"was_stopped": was_stopped}))
        elif was_stopped:
            self.stdout.write("This address may be written to again.")
        else:
            self.stdout.write("Nobody had stopped mail to this address.")

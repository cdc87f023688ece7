from __future__ import annotations

import json
import platform
from argparse import ArgumentParser
from typing import Any

import django
from django.core.management.base import BaseCommand

from blog.version import version


class Command(BaseCommand):
    help = "Says which version of Colloquy this is, and what it runs on."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print it for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        facts = {"colloquy": version(), "django": django.get_version(), "python": platform.python_version()}
        if options["json"]:
            self.stdout.write(json.dumps(facts))
        else:
            self.stdout.write("Colloquy {colloquy}, on Django {django} and Python {python}".format(**facts))

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from blog import worker


class Command(BaseCommand):
    help = "Does the background work, until Ctrl-C or SIGTERM. `serve` starts one of its own."

    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--attached", action="store_true", help="end also when standard input is closed")

    def handle(self, *args: Any, attached: bool, **options: Any) -> None:
        worker.run(attached=attached)

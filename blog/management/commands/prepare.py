from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.models import User
from blog.demo.loading import is_here as demo_is_here
from blog.posts.models import Post
from comments.names import refold


class Command(BaseCommand):
    help = "Brings database, cache table and static files to this version of the code. Safe to repeat."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo content into an empty database")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        refold()  # what looks alike may be another matter in this version
        call_command("createcachetable", verbosity=0)
        if not settings.DEBUG:  # the development server finds them where they are
            call_command("collectstatic", interactive=False, verbosity=0)
        if demo and settings.SITE_IS_LOCAL and (is_empty() or demo_is_here()):
            call_command("demo", stdout=self.stdout)


def is_empty() -> bool:
    return not User.objects.exists() and not Post.objects.exists()

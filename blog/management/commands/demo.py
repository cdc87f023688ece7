from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.demo import Refused, content
from blog.demo.loading import load
from blog.demo.removal import Removal, remove
from blog.posts import regional
from blog.posts.models import Post
from comments.models import Comment


class Command(BaseCommand):
    help = "Loads the demo - articles, discussions, accounts - into a blog without articles, or takes it away again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take the demo away again, and nothing else")
        parser.add_argument("--json", action="store_true", help="print the result for a program")

    @regional.in_force()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = self._remove() if options["remove"] else self._load()
        except Refused as error:
            if not options["json"]:
                raise CommandError(str(error)) from error
            facts = {"error": str(error)}
        sentence = facts.pop("sentence", "")
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if options["json"] else sentence)
        if facts.get("error") or facts.get("left"):
            sys.exit(1)

    def _load(self) -> dict[str, Any]:
        is_new = load()
        facts = {"loaded": is_new, **_numbers(), "panel": settings.SITE_URL + reverse("admin:index"), **_logins()}
        said = _said_new() if is_new else _("The demo is here already, and nothing was changed.")
        return {**facts, "sentence": f"{said} {_said_logins(facts)}"}

    def _remove(self) -> dict[str, Any]:
        done = remove()
        return {**asdict(done), "sentence": " ".join([_said_removed(done), *done.left])}


def _numbers() -> dict[str, int]:
    return {
        "articles": Post.objects.published().articles().count(),
        "pages": Post.objects.published().pages().count(),
        "comments": Comment.objects.shown().count(),
        "pending": Comment.objects.pending().count(),
    }


def _logins() -> dict[str, Any]:
    return {"accounts": list(content().accounts), "password": content().password}


def _said_new() -> str:
    return (
        _(
            "The demo is loaded: %(articles)d articles, %(pages)d pages, %(comments)d comments,"
            " and %(pending)d more waiting for approval."
        )
        % _numbers()
    )


def _said_logins(facts: dict[str, Any]) -> str:
    *names, last = facts["accounts"]
    return _("Sign in at %(panel)s as %(names)s or %(last)s; the password is “%(password)s”.") % {
        **facts,
        "names": ", ".join(names),
        "last": last,
    }


def _said_removed(done: Removal) -> str:
    if not (done.posts or done.accounts):
        return "" if done.left else _("There is no demo here to take away.")
    return _("Taken away: %(posts)d articles and pages, %(comments)d comments, %(accounts)d accounts.") % asdict(done)

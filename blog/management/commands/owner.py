"""Make the owner of a new site, or let one back in who lost the password or the second factor."""

from __future__ import annotations

import json
import secrets
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from accounts import ownership
from accounts.models import User


class Command(BaseCommand):
    help = "Makes the owner of this site. With --reset NAME: gives that account a new password and ends its sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", help="The name to log in with.")
        parser.add_argument("--email", default="", help="May stay empty.")
        parser.add_argument("--reset", metavar="NAME", help="The account, by its name or e-mail address.")
        parser.add_argument("--password-stdin", action="store_true", help="Read the password from standard input.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of sentences.")

    def handle(self, **options: Any) -> None:
        self.asks = sys.stdin.isatty() and not (options["password_stdin"] or options["json"])
        try:
            done = self._reset(options) if options["reset"] else self._make(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"The database is not ready ({error}). Does 'manage.py migrate' run?") from error
        except (EOFError, KeyboardInterrupt) as error:
            raise CommandError("Nothing was changed.") from error
        self.stdout.write(json.dumps(done) if options["json"] else _sentence(done))

    def _make(self, options: dict[str, Any]) -> dict[str, Any]:
        username, email = self._newcomer(options["username"], options["email"])
        password, shown = self._password(options, User(username=username, email=email or None))
        ownership.make(username, email, password)
        return {"done": "made", "username": username, "email": email, "password": password if shown else None}

    def _reset(self, options: dict[str, Any]) -> dict[str, Any]:
        user = ownership.find(options["reset"])
        password, shown = self._password(options, user)
        removed = ownership.reset(user, password)
        return {
            "done": "reset",
            "username": user.username,
            "password": password if shown else None,
            "second_factors_removed": removed,
        }

    def _newcomer(self, username: str, email: str) -> tuple[str, str]:
        """A name and an address that an account can be made with; on a terminal, asked for until they are."""
        default = "owner"
        while True:
            username = username or self._ask("Name to log in with", default)
            email = email or self._ask("E-mail address (may stay empty)", "")
            try:
                ownership.check_new(username, email)
            except ValidationError as error:
                if not self.asks:
                    raise
                self.stdout.write(" ".join(error.messages))
                username = email = default = ""  # what was refused is not offered again
            else:
                return username, email

    def _ask(self, question: str, default: str) -> str:
        if not self.asks:
            return default
        hint = f" [{default}]" if default else ""
        return input(f"{question}{hint}: ").strip() or default

    def _password(self, options: dict[str, Any], user: User) -> tuple[str, bool]:
        """The password, and whether it has to be shown because nobody chose it."""
        chosen = ""
        if options["password_stdin"]:
            chosen = sys.stdin.readline().rstrip("\r\n")
            if not chosen:
                raise CommandError("No password came on standard input.")
        elif self.asks:
            chosen = self._typed(user)
        if not chosen:
            return secrets.token_urlsafe(16), True
        ownership.check_password(chosen, user)
        return chosen, False

    def _typed(self, user: User) -> str:
        """Asked for until it is one, twice the same; empty where one is to be made."""
        while first := getpass("Password (empty: one is made for you): "):
            try:
                ownership.check_password(first, user)
            except ValidationError as error:
                self.stdout.write(" ".join(error.messages))
                continue
            if getpass("The same again: ") == first:
                break
            self.stdout.write("The two were not the same.")
        return first


def _sentence(done: dict[str, Any]) -> str:
    first = {
        "made": f"{done['username']} owns this site now and can log in at /admin/.",
        "reset": f"{done['username']} has a new password; whoever was logged in with the old one is logged out.",
    }[done["done"]]
    removed = done.get("second_factors_removed")
    factors = f" Second factors removed: {removed}." if removed else ""
    shown = f"\nPassword, shown only this once: {done['password']}" if done["password"] else ""
    return first + factors + shown

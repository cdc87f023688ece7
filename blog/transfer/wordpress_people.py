"""Authors of a WordPress site and their accounts here."""

from __future__ import annotations

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from blog.markup import clean_line
from blog.transfer.memory import Kind, Memory
from blog.transfer.records import Author
from blog.transfer.report import Report
from blog.transfer.wordpress_values import email_text, title_text

_NOT_IN_USERNAMES = re.compile(r"[^\w.@+-]+")


class People:
    """Finds the account of an author, or makes one that nobody can log in to and that may do nothing.

    An account is the same person by what an earlier import noted or by its user name, never by its address:
    whoever once registered with somebody's address would else speak in their name.
    """

    def __init__(self, memory: Memory, report: Report) -> None:
        self._memory = memory
        self._report = report
        self._by_login: dict[str, int] = {}
        self._by_number: dict[int, int] = {}
        self._owner: int | None = None

    def add(self, author: Author) -> None:
        pk = self._account(author)
        self._report.kind("authors").read += 1
        self._by_login[author.login] = pk
        if author.id:
            self._by_number[author.id] = pk

    def by_login(self, login: str) -> int:
        """The author of an item; who is not announced gets an account too, nobody is the site's owner."""
        if login not in self._by_login:
            if login:
                self._report.odd("author_unannounced", 0, _("author “%s” is not in the file's list of authors") % login)
            self._by_login[login] = self._account(_only_login(login)) if login else self._somebody()
        return self._by_login[login]

    def by_number(self, number: int) -> int | None:
        """The account of a user id of the source, if the file says whose it was."""
        return self._by_number.get(number)

    def _account(self, author: Author) -> int:
        known = self._memory.find(Kind.AUTHOR, author.login)
        if known is None or not User.objects.filter(pk=known).exists():
            username = _username(author.login)
            user = User.objects.filter(username__iexact=username).first()
            known = _named(user, author).pk if user else self._make(author, username).pk
            self._memory.note(Kind.AUTHOR, author.login, known)
        return known

    def _make(self, author: Author, username: str) -> User:
        user = User(
            username=username,
            email=self._free_email(author),
            display_name=title_text(author.display_name, 80),
            first_name=title_text(author.first_name, 150),
            last_name=title_text(author.last_name, 150),
        )
        user.set_unusable_password()
        user.save()
        self._report.accounts.append(f"{user.username} ({user.name})" if user.name != user.username else user.username)
        self._report.kind("authors").added += 1
        return user

    def _free_email(self, author: Author) -> str | None:
        email = email_text(author.email)
        if not email:
            return None
        if User.objects.filter(Q(email__iexact=email)).exists():
            said = _("the address of author “%s” belongs to another account here: the new one has none") % author.login
            self._report.odd("author_email_taken", author.line, said)
            return None
        return email

    def _somebody(self) -> int:
        if self._owner is None:
            announced = next(iter(self._by_login.values()), None)
            owner = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
            self._owner = announced or (owner.pk if owner else self._account(_only_login("author")))
        return self._owner


def _named(user: User, author: Author) -> User:
    """Whoever has no name here but the one to log in with goes on under the one that readers know."""
    known = title_text(author.display_name, 80)
    if known and not (user.display_name or user.get_full_name()):
        user.display_name = known
        user.save(update_fields=["display_name"])
    return user


def _username(login: str) -> str:
    return _NOT_IN_USERNAMES.sub("-", clean_line(login, 150)).strip("-") or "author"


def _only_login(login: str) -> Author:
    return Author(None, login, "", login if login != "author" else "", "", "", 0)

"""Whose a name is. Names of the staff and of who proved an address are theirs, in every spelling that looks alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Subquery
from django.utils.translation import gettext as _

from blog import lookalikes
from blog.lookalikes import folded
from blog.posts.models import Site
from blog.prepared import Given, Question, fill, room

from .models import Comment, Commenter

if TYPE_CHECKING:
    from accounts.models import User

# Whatever a mail program could make a link of. "Dr.No" and "J.R.R. Tolkien" are names.
_LINK = re.compile(r"://|@|\bwww\.|\w{3,}\.\w{2,}|\.\w+/")

_STAFF = Question(
    lambda: (
        get_user_model()
        .objects.filter(is_staff=True, is_active=True)
        .only("username", "first_name", "last_name", "display_name")
        .annotate(site_title=Subquery(Site.objects.filter(pk=1).values("title")))
    )
)
SPELLINGS = 5  # of a name, at most: see `lookalikes.spellings`
# Any of them; asked for the first, PostgreSQL would walk all of them in the order of their keys.
_COMMENTER = Question(
    lambda: (
        Commenter.objects.filter(folded_name__in=room("spelling", SPELLINGS))
        .exclude(pk=Given("but"))
        .exclude(folded_name="")
        .order_by()
        .values_list("name", flat=True)[:1]
    )
)
NOBODY = 0  # a key that no row has


@dataclass(frozen=True)
class Owner:
    """Who a name belongs to. `is_staff`: one of the house; else somebody who proved an address."""

    name: str
    is_staff: bool


def nameless() -> str:
    """What stands beside the words of who gave no name, or had it erased. It is nobody's."""
    return _("Anonymous")


def without_links(name: str) -> str:
    """As it may stand in mail that nobody asked for: or strangers say "Your prize: prizes.example" in our name."""
    return nameless() if _LINK.search(name) else name


def owner_of(name: str, *, user: User | None = None, commenter: Commenter | None = None) -> Owner | None:
    """Whom this name would be taken for, unless the sender has proven to be them; None for a free name.

    An account is proven to be somebody, but not to be whoever proved an address that is not its own.
    """
    if folded(name) == folded(nameless()):
        return None
    owner = _staff(name, user)
    return owner or _commenter(name, commenter or _commenter_with(user))


def commenter_of(comment: Comment) -> Commenter | None:
    """Who proved the address that a comment stands under, where that is proven."""
    if comment.proof != Comment.Proof.ADDRESS or not comment.email:
        return None
    return Commenter.objects.filter(email=comment.email).first()


def owner_of_name_of(comment: Comment) -> Owner | None:
    """Whom the name beside a comment would be taken for, by who has not proven to be them."""
    return owner_of(comment.name, user=comment.user, commenter=commenter_of(comment))


def claim(commenter: Commenter) -> None:
    """Keep a commenter's name for them, unless it is somebody else's already."""
    is_free = folded(commenter.name) != folded(nameless()) and not owner_of(commenter.name, commenter=commenter)
    key = folded(commenter.name) if is_free else ""
    if commenter.folded_name == key:
        return
    try:
        with transaction.atomic():
            Commenter.objects.filter(pk=commenter.pk).update(folded_name=key)
    except IntegrityError:  # somebody else proved theirs in this moment
        key = ""
        Commenter.objects.filter(pk=commenter.pk).update(folded_name=key)
    commenter.folded_name = key


@transaction.atomic
def refold() -> int:
    """Bring what is kept up to what looks alike today; a name is whose was first. Returns how many names that changed."""
    before = dict(Commenter.objects.values_list("pk", "folded_name"))
    Commenter.objects.update(folded_name="")
    for commenter in Commenter.objects.order_by("pk").iterator():
        claim(commenter)
    after = dict(Commenter.objects.values_list("pk", "folded_name"))
    return sum(before[pk] != key for pk, key in after.items() if pk in before)


def _staff(name: str, user: User | None) -> Owner | None:
    if lookalikes.is_an_office(name):
        return Owner(_("somebody who looks after this site"), is_staff=True)
    house = _STAFF.all()
    title = (house and house[0].site_title) or Site.current().title
    if not (user and user.is_staff) and lookalikes.passes_for(name, title):
        return Owner(name, is_staff=True)  # who speaks under the title of the site speaks for it
    for person in house:
        if user and person.pk == user.pk:
            continue
        if lookalikes.passes_for(name, person.name, username=person.username):
            return Owner(person.name, is_staff=True)
    return None


def _commenter_with(user: User | None) -> Commenter | None:
    """Whoever proved the address that this account has proven as well."""
    if user is None or not user.email or not user.has_proven_address:
        return None
    return Commenter.objects.filter(email=user.email.lower()).first()


def _commenter(name: str, commenter: Commenter | None) -> Owner | None:
    spelt = fill("spelling", lookalikes.spellings(name), SPELLINGS)
    found = _COMMENTER.first(but=commenter.pk if commenter else NOBODY, **spelt)
    return Owner(found, is_staff=False) if found else None

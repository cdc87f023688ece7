"""What a person may do here, in one word: the groups and the two flags of Django behind it."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AUTHORS, LOCAL_MODERATORS, MODERATORS, User


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    LOCAL = "local-moderator", _("Moderator of a part")
    MODERATOR = "moderator", _("Moderator")
    AUTHOR = "author", _("Author")
    BOTH = "author-moderator", _("Author and moderator")
    OWNER = "owner", _("Owner")


DUTIES = {
    Role.MEMBER: _("Member: comments under their own name, never sees the panel"),
    Role.LOCAL: _("Moderator of a part: decides on the comments of the tags and articles you give them"),
    Role.MODERATOR: _("Moderator: decides on all comments, edits no article"),
    Role.AUTHOR: _("Author: writes articles and answers under them, edits only their own"),
    Role.BOTH: _("Author and moderator: both of these"),
    Role.OWNER: _("Owner: may do everything, people and settings included"),
}

GROUPS: dict[str, set[str]] = {
    Role.MEMBER: set(),
    Role.LOCAL: {LOCAL_MODERATORS},
    Role.MODERATOR: {MODERATORS},
    Role.AUTHOR: {AUTHORS},
    Role.BOTH: {AUTHORS, MODERATORS},
    Role.OWNER: set(),
}


ALL_GROUPS = frozenset({AUTHORS, MODERATORS, LOCAL_MODERATORS})


def role_of(user: User) -> Role:
    if user.is_superuser:
        return Role.OWNER
    groups = {group.name for group in user.groups.all()} & ALL_GROUPS
    if len(groups) > 1:
        groups.discard(LOCAL_MODERATORS)  # whoever decides everywhere, or has work of their own, is more than that
    return next(Role(role) for role, names in GROUPS.items() if names == groups)


def at_work(user: User) -> Role:
    """The role of somebody in the panel, by what they may do: no query, since every page has asked for that already."""
    if user.is_superuser:
        return Role.OWNER
    writes, decides = user.has_perm("posts.add_post"), user.has_perm("comments.moderate_comment")
    if writes:
        return Role.BOTH if decides else Role.AUTHOR
    return Role.MODERATOR if decides else Role.LOCAL


def having(people: QuerySet[User], role: str) -> QuerySet[User]:
    """Those with this role; who is author and moderator stands among both."""
    people = people.filter(is_superuser=role == Role.OWNER)
    for name in GROUPS[role]:
        people = people.filter(groups__name=name)
    if role == Role.MEMBER:
        people = people.exclude(groups__name__in=ALL_GROUPS)
    return people


@transaction.atomic
def assign(user: User, role: str) -> None:
    """Give a saved person this role. Who has work in the panel may enter it; a member may not."""
    user.is_superuser = role == Role.OWNER
    user.is_staff = role != Role.MEMBER
    user.save(update_fields=["is_superuser", "is_staff"])
    user.groups.remove(*Group.objects.filter(name__in=ALL_GROUPS))
    user.groups.add(*Group.objects.filter(name__in=GROUPS[role]))


def is_last_owner(user: User) -> bool:
    """Would the site have nobody left who may do everything without this person?"""
    if not (user.pk and user.is_superuser and user.is_active):
        return False
    return not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists()

"""Taking the demo away again: what it brought and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.db import transaction
from django.db.models import CASCADE, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog.demo import DOMAIN, Demo, Piece, content
from blog.posts.models import FormerAddress, Post, Site, Tag
from comments import tree
from comments.models import Act, Comment, Defaults, Event, Status


@dataclass
class Removal:
    """How much went, and a sentence for each thing that stays because it is no longer the demo's alone."""

    posts: int = 0
    comments: int = 0
    accounts: int = 0
    left: list[str] = field(default_factory=list)


def remove() -> Removal:
    demo, done = content(), Removal()
    with transaction.atomic():
        for piece in demo.pieces:
            _remove_piece(piece, done)
        Tag.objects.filter(name__in={name for piece in demo.pieces for name in piece.tags}, posts=None).delete()
        _restore_site(demo)
        accounts = User.objects.filter(username__in=demo.accounts, email__endswith="@" + DOMAIN)
        for user in accounts.order_by("is_superuser"):  # the owner last, and with that what is said of it
            _remove_account(user, demo, done)
    return done


def _remove_piece(piece: Piece, done: Removal) -> None:
    post = Post.objects.filter(slug=piece.slug, author__email__endswith="@" + DOMAIN).first()
    if post is None:
        return
    if why := _why_it_stays(post, piece):
        done.left.append(why)
        return
    done.comments += _remove_comments(post)
    done.posts += 1
    _remove_post(post)


def _why_it_stays(post: Post, piece: Piece) -> str:
    if (post.title, post.summary, post.body) != (piece.title, piece.summary, piece.body):
        return _("“%(title)s” stays, since its text was changed.") % {"title": post.title}
    others = _by_others(post).count()
    if others:
        return ngettext(
            "“%(title)s” stays, since %(count)d comment by somebody else stands below it.",
            "“%(title)s” stays, since %(count)d comments by others stand below it.",
            others,
        ) % {"title": post.title, "count": others}
    return ""


def _by_others(post: Post) -> QuerySet[Comment]:
    """What was not written by the demo's people and may still be wanted by whoever wrote it."""
    demos = Q(email__endswith="@" + DOMAIN) | Q(user__email__endswith="@" + DOMAIN)
    kept = Comment.objects.filter(discussion=post.pk, status__in=[Status.PENDING, Status.APPROVED])
    return kept.exclude(pk__in=Comment.objects.filter(demos).values("pk"))


def _remove_comments(post: Post) -> int:
    with tree.locked(post.pk) as discussion:
        comments = list(Comment.objects.filter(discussion=discussion).order_by("-tree_id", "-lft"))
        acts = list(Event.objects.filter(comment__discussion=discussion).order_by().values_list("act", flat=True))
        for comment in comments:  # replies stand behind what they answer, so these are leaves by their turn
            tree.delete(comment, discussion)
        _remove_acts(set(acts))
    return len(comments)


def _remove_acts(keys: set[UUID]) -> None:
    """What was decided below a demo article, and nowhere else."""
    elsewhere = set(Event.objects.filter(act__in=keys).order_by().values_list("act", flat=True))
    Act.objects.filter(pk__in=keys - elsewhere).delete()


def _remove_post(post: Post) -> None:
    """Without the "410 Gone" that the addresses of other articles leave."""
    path = unquote(post.get_absolute_url())
    FormerAddress.objects.filter(post=post).delete()
    post.delete()
    FormerAddress.objects.filter(path=path, post=None).delete()


def _restore_site(demo: Demo) -> None:
    """Each word of the site's rows that is still the demo's becomes the default again."""
    _restore(Site.current(), Site(), demo.site)
    _restore(Defaults.current(), Defaults(), demo.discussions)


def _restore(row: Site | Defaults, unnamed: Site | Defaults, brought: dict[str, Any]) -> None:
    names = [name for name, value in brought.items() if getattr(row, name) == value]
    for name in names:
        setattr(row, name, getattr(unnamed, name))
    if row.pk and names:
        row.save(update_fields=names)


def _remove_account(user: User, demo: Demo, done: Removal) -> None:
    if not user.check_password(demo.password):
        done.left.append(
            _("The account “%(name)s” stays, since it has a password of its own.") % {"name": user.username}
        )
    elif _is_needed(user):
        user.set_unusable_password()
        user.save(update_fields=["password"])
        done.left.append(
            _("The account “%(name)s” stays, since there is work of it that stays; nobody can log in with it any more.")
            % {"name": user.username}
        )
    else:
        user.delete()
        done.accounts += 1
        return
    if user.is_superuser:
        done.left.append(_how_to_take_over(user))


def _how_to_take_over(user: User) -> str:
    return _(
        "To make the account “%(name)s” yours, give it a password with “manage.py owner --reset %(name)s”;"
        " name and address are changed under “People”."
    ) % {"name": user.username}


def _is_needed(user: User) -> bool:
    """Does anything name this person that would not go with the account: articles, comments, decisions?"""
    related = [rel for rel in User._meta.related_objects if not rel.many_to_many and rel.on_delete is not CASCADE]
    return any(rel.related_model._base_manager.filter(**{rel.field.name: user}).exists() for rel in related)

"""Putting the demo into an empty blog.

Comments go the way of all comments, through submission and moderation, and are then moved back to
their place in time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from blog.demo import DOMAIN, Demo, Piece, Refused, Remark, content, moment
from blog.posts.models import Post, Site, Tag
from comments.models import Act, Comment, Defaults, Event, Status
from comments.moderation import moderate
from comments.submission import Sending, submit

Step = tuple[datetime, Callable[[datetime], None]]  # something done, and when

UNTIL_APPROVED = timedelta(minutes=12)  # the demo's moderator is quick; its answers come later than that


def is_here() -> bool:
    return Post.objects.filter(slug__in=content().slugs, author__email__endswith="@" + DOMAIN).exists()


def load() -> bool:
    """Write the demo. False when it is here already; raises `Refused` where it must not go."""
    if not settings.SITE_IS_LOCAL:
        raise Refused(
            _("The demo's passwords are known to everybody, so it is for this machine only; SITE_URL is %(url)s.")
            % {"url": settings.SITE_URL}
        )
    if is_here():
        return False
    demo = content()
    _check_room(demo)
    with transaction.atomic():
        _write(demo, timezone.now())
    return True


def _check_room(demo: Demo) -> None:
    if Post.objects.exists():
        raise Refused(_("This blog has articles of its own; the demo goes into an empty one only."))
    addresses = [person.email for person in demo.accounts.values()]
    taken = User.objects.filter(Q(username__in=demo.accounts) | Q(email__in=addresses)).first()
    if taken:
        raise Refused(
            _("There is an account called “%(name)s” already, and the demo needs that name.") % {"name": taken.username}
        )


def _write(demo: Demo, now: datetime) -> None:
    Site.objects.update_or_create(pk=1, defaults=demo.site)
    Defaults.objects.update_or_create(pk=1, defaults=demo.discussions)
    users = {key: _make_account(demo, key) for key in demo.accounts}
    posts = [(piece, _make_post(piece, users["author"], now)) for piece in demo.pieces]
    History(demo, users, now).replay(posts)


def _make_account(demo: Demo, key: str) -> User:
    person = demo.accounts[key]
    user = User.objects.create_user(key, person.email, demo.password, display_name=person.name)
    roles.assign(user, key)
    return user


def _make_post(piece: Piece, author: User, now: datetime) -> Post:
    published = moment(piece.published, now)
    post = Post.objects.create(
        kind=piece.kind,
        author=author,
        title=piece.title,
        slug=piece.slug,
        summary=piece.summary,
        body=piece.body,
        status=Post.Status.PUBLISHED,
        published_at=published,
        menu_position=piece.menu,
        created_at=published,
    )
    post.tags.set([Tag.objects.get_or_create(name=name)[0] for name in piece.tags])
    Post.objects.filter(pk=post.pk).update(updated_at=published)
    return post


@dataclass
class History:
    """What people did below the articles, done again in the order of its time."""

    demo: Demo
    users: dict[str, User]
    now: datetime
    stored: dict[str, Comment] = field(default_factory=dict)

    def replay(self, posts: list[tuple[Piece, Post]]) -> None:
        steps: list[Step] = []
        for piece, post in posts:
            for remark in piece.comments:
                steps += self._steps(remark, post)
        for when, step in sorted(steps, key=lambda pair: pair[0]):
            step(when)

    def _steps(self, remark: Remark, post: Post) -> list[Step]:
        sent = moment(remark.at, self.now)
        steps: list[Step] = [(sent, partial(self._send, remark, post))]
        if remark.by in self.demo.readers and not remark.pending:
            steps.append((sent + UNTIL_APPROVED, partial(self._decide, remark, Status.APPROVED)))
        if remark.removed:
            steps.append((moment(remark.removed, self.now), partial(self._decide, remark, Status.REMOVED)))
        return steps

    def _send(self, remark: Remark, post: Post, when: datetime) -> None:
        comment = self.stored[remark.id] = submit(self._sending(remark, post)).comment
        Comment.objects.filter(pk=comment.pk).update(submitted_at=when, announced_at=when)

    def _sending(self, remark: Remark, post: Post) -> Sending:
        parent = self.stored[remark.to].pk if remark.to else None
        if remark.by in self.users:
            return Sending(post, remark.text, parent, user=self.users[remark.by])
        guest = self.demo.readers[remark.by]
        return Sending(post, remark.text, parent, name=guest.name, email=guest.email, website=guest.website)

    def _decide(self, remark: Remark, to: Status, when: datetime) -> None:
        reason = remark.reason if to == Status.REMOVED else ""
        outcome = moderate([self.stored[remark.id].pk], to, by=self.users["moderator"], reason=reason)
        Event.objects.filter(act=outcome.act).update(at=when)
        Act.objects.filter(pk=outcome.act).update(at=when)

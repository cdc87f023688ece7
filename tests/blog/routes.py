"""Every address pattern of the site, and a site with one of everything that an address can name."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import assign
from blog.mail import stopping
from blog.mail.models import address_mark
from blog.posts.models import Post, Tag
from comments import links
from comments.models import (
    Act,
    Assignment,
    BulkAct,
    Comment,
    Commenter,
    Draft,
    Event,
    Measure,
    Note,
    Report,
    Revision,
    SavedView,
    SubscriptionRequest,
)
from comments.panel import feed
from comments.proofs import asking
from comments.staffmail import tokens
from comments.subscribing import asking as subscribing
from tests import builders

PRIVATE = "Words that only those who decide may read."
OF_A_LOGIN = {"sessions.Session", "usersessions.UserSession"}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: URLPattern
    kwargs: frozenset[str]

    @property
    def names_something(self) -> bool:
        """Does its address say which object it is about, or hold a secret?"""
        return bool(self.kwargs - {"form", "path", "year", "month", "slug", "comment_page", "part", "number"})

    @property
    def is_of_djangos_admin(self) -> bool:
        return self.name.startswith("admin:")


def routes(patterns: list[URLPattern | URLResolver] | None = None, space: str = "", outer: Any = ()) -> Iterator[Route]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        kwargs = {*outer, *pattern.pattern.regex.groupindex, *getattr(pattern.pattern, "converters", ())}
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner, kwargs)
        else:
            yield Route(f"{space}{pattern.name}", pattern, frozenset(kwargs))


@dataclass
class World:
    """Alice's article, what was written below it, and who has what to do with it."""

    people: dict[str, User | None]
    given: dict[str, dict[str, Any]] = field(default_factory=dict)
    held: Comment | None = None
    forms: dict[str, Any] = field(default_factory=dict)

    def address(self, route: str) -> str:
        return reverse(route, kwargs=self.given.get(route, {}))


def world() -> World:
    people = _people()
    alice, carol, wilma = people["author"], people["moderator"], people["writer"]
    post = builders.a_post(alice)
    tag = Tag.objects.create(name="Grief", slug="grief")
    post.tags.add(tag)
    Assignment.objects.create(user=people["moderator of a part"], tag=tag)
    held = builders.a_comment(post, user=wilma, name="Wilma", status="pending", body_html=f"<p>{PRIVATE}</p>")
    shown = builders.a_comment(post, user=wilma, name="Wilma")
    found = World(people, held=held, forms=_forms(held))
    found.given = {
        **_of_the_panel(held, alice, carol),
        **_of_the_author(shown, alice),
        **_of_readers(shown, held, carol),
        **_of_guests(),
        **_of_accounts(wilma),
        **_of_djangos_admin(post),
        **_of_pages(post),
        "queue:rules-tag": {"tag_id": tag.pk},
    }
    return found


def _people() -> dict[str, User | None]:
    lena = builders.a_user("lena")
    assign(lena, "local-moderator")
    mallory = builders._in_group(builders.a_user("mallory", is_staff=True), "Authors")
    builders.a_post(mallory)
    return {
        "visitor": None,
        "reader": builders.a_user("bob"),
        "writer": builders.a_user("wilma"),
        "author": builders.alice(),
        "author elsewhere": mallory,
        "moderator of a part": lena,
        "moderator": builders.carol(),
        "owner": builders.an_owner(),
    }


def _of_the_panel(comment: Comment, alice: User, carol: User) -> dict[str, dict[str, Any]]:
    of_comment = {"comment_id": comment.pk}
    person = {"key": f"u{comment.user_id}"}
    change = Revision.objects.create(comment=comment, state="proposed", body="Better.", body_html="<p>Better.</p>")
    Report.objects.create(comment=comment, reason="other")
    bulk = BulkAct.objects.create(user=carol, to_status="spam")
    measure = Measure.objects.create(what="block", whom="account", user=comment.user, by=carol)
    note = Note.objects.create(whom="account", user=comment.user, author=carol, text="A note.")
    view = SavedView.objects.create(owner=carol, name="Mine", query="")
    return {
        "queue:change": {"revision_id": change.pk},
        **{
            f"queue:{name}": of_comment
            for name in ("leave", "comment", "answer", "redact", "move", "thread", "decline")
        },
        "queue:bulk-progress": {"key": bulk.pk},
        "queue:bulk-go-on": {"key": bulk.pk},
        "queue:undo-preview": {"key": _act(comment, carol).pk},
        "queue:rules-article": {"post_id": comment.discussion_id},
        **{f"queue:{name}": person for name in ("person", "note-add", "block", "regard")},
        "queue:note-change": {**person, "note_id": note.pk},
        "queue:measure-end": {"measure_id": measure.pk},
        "queue:measure-extend": {"measure_id": measure.pk},
        "queue:view": {"view_id": view.pk},
        "queue:feed": {"token": feed.token(carol)},
        "queue:record-export": {"form": "json"},
    }


def _of_the_author(shown: Comment, alice: User) -> dict[str, dict[str, Any]]:
    other = builders.a_comment(shown.discussion.post)
    later = timezone.now() + timedelta(days=1)
    draft = Draft.objects.create(user=alice, about=other, answers=other, body="A draft.", publish_at=later)
    acts = ("thread", "answer", "draft", "plan", "later", "done")
    return {
        "waiting:cancel-plan": {"draft_id": draft.pk},
        **{f"waiting:{name}": {"about_id": shown.pk} for name in acts},
    }


def _act(comment: Comment, carol: User) -> Act:
    act = Act.objects.create(
        kind="pending", actor=carol, comment=comment, discussion=comment.discussion, comment_count=1
    )
    moved = {"from_status": "spam", "to_status": "pending", "role": "moderator"}
    Event.objects.create(comment=comment, act=act.pk, actor=carol, **moved)
    return act


def _of_readers(comment: Comment, held: Comment, carol: User) -> dict[str, dict[str, Any]]:
    EmailAddress.objects.create(user=carol, email=carol.email, verified=True, primary=True)
    receipt, deciding = links.token(links.RECEIPT, comment), tokens.for_deciding(carol, held)
    post = {"post_id": comment.discussion_id}
    return {
        **{route.name: {"token": receipt} for route in routes() if route.name.startswith("comments:receipt")},
        **{f"comments:mail-{name}": {"token": deciding} for name in ("approve", "decline", "spam", "undo")},
        "comments:mail-staff": {"token": tokens.for_switches(carol)},
        "mail:stop": {"token": stopping.address_for(address_mark("a@example.org")).rstrip("/").rpartition("/")[2]},
        **{f"comments:{name}": post for name in ("reply", "follow", "care", "count")},
        "comments:former": {**post, "number": 1},
        **{f"comments:{name}": {"comment_id": comment.pk} for name in ("permalink", "report", "thread")},
    }


def _of_djangos_admin(post: Post) -> dict[str, dict[str, Any]]:
    """One row of each table that has pages there; a page of a table without rows finds nothing."""
    given: dict[str, dict[str, Any]] = {}
    for model in admin.site._registry:
        row = model._base_manager.order_by("pk").first()
        of_row = {"object_id": str(row.pk if row else 1)}
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        given |= {f"{name}_{page}": of_row for page in ("history", "delete", "change")}
    content_type = ContentType.objects.get_for_model(post)
    return {
        **given,
        "admin:view_on_site": {"content_type_id": content_type.pk, "object_id": post.pk},
        "admin:auth_user_password_change": {"id": post.author_id},
        "admin:mail_test_result": {"message_id": uuid.UUID(int=0)},
        "admin:app_list": {"app_label": "comments"},
    }


def _of_pages(post: Post) -> dict[str, dict[str, Any]]:
    moment = timezone.localtime(post.published_at)
    year, month = {"year": moment.year}, {"year": moment.year, "month": moment.month}
    article = {**month, "slug": post.slug}
    return {
        "media": {"path": "none.png"},
        "article-feed": article,
        "posts:year": year,
        "posts:month": month,
        "posts:detail": article,
        "posts:detail_page": {**article, "comment_page": 2},
        "posts:tag": {"slug": "grief"},
        "posts:page": {"slug": "nothing"},
        "posts:page_part": {"slug": "nothing", "comment_page": 2},
    }


def _of_guests() -> dict[str, dict[str, Any]]:
    """Somebody who proved an address, and letters that ask for a proof."""
    dora = Commenter.objects.create(email="dora@example.org", name="Dora")
    comment = builders.a_comment(builders.a_post(), name="Dora", email=dora.email, proof=Comment.Proof.ADDRESS)
    unproven = builders.a_comment(comment.discussion.post, name="Erin", email="erin@example.org")
    request = SubscriptionRequest.objects.create(email="finn@example.org", scope="articles")
    letter, mine = {"token": asking.new_secret(unproven)}, {"token": links.token_of(links.MAIL, dora)}
    asked = {"token": subscribing.new_secret(request)}
    pages = ("", "-here", "-end", "-letters", "-unfollow-articles", "-unfollow-daily", "-quiet", "-export", "-erase")
    return {
        **{f"comments:mail{page}": mine for page in pages},
        "comments:mail-mute": {**mine, "comment_id": comment.pk},
        "comments:mail-unfollow": {**mine, "comment_id": comment.pk},
        **dict.fromkeys(("comments:prove", "comments:disown"), letter),
        **dict.fromkeys(("comments:subscribe-confirm", "comments:subscribe-disown"), asked),
    }


def _forms(held: Comment) -> dict[str, Any]:
    """What any page might take for a filled form."""
    words = dict.fromkeys(("body", "text", "words", "note", "name"), "Other words.")
    choices = {
        "act": "approve",
        "reason": "unkind",
        "what": "block",
        "whom": "account",
        "access": "closed",
        "is": "closed",
    }
    return {
        **words,
        **choices,
        "comment": str(held.pk),
        "version": "1",
        "days": "3",
        "closed": "1",
        "seen": "",
        "all": "1",
    }


def everything() -> dict[str, list[Any]]:
    """All rows of all tables, but what a login writes of itself."""
    models = [model for model in apps.get_models() if model._meta.label not in OF_A_LOGIN and not model._meta.proxy]
    return {model._meta.label: rows(model) for model in models}


def rows(model: type[Model]) -> list[Any]:
    columns = [column.attname for column in model._meta.concrete_fields if column.attname != "last_login"]
    return list(model._base_manager.order_by("pk").values_list(*columns))


def _of_accounts(wilma: User) -> dict[str, dict[str, Any]]:
    TOTP.activate(wilma, "JBSWY3DPEHPK3PXP")
    key = Authenticator.objects.create(user=wilma, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    return {"mfa_remove_webauthn": {"pk": key.pk}, "mfa_edit_webauthn": {"pk": key.pk}}

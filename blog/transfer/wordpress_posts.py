"""Articles and pages of an export, stored as ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from blog.markup import comment_text
from blog.posts import slugs
from blog.posts.models import Post
from blog.transfer.memory import Kind, Memory
from blog.transfer.models import Imported
from blog.transfer.records import Item
from blog.transfer.report import Report
from blog.transfer.wordpress_addresses import Addresses
from blog.transfer.wordpress_html import Body, PictureOf, convert
from blog.transfer.wordpress_media import Media
from blog.transfer.wordpress_people import People
from blog.transfer.wordpress_survey import KINDS, Survey
from blog.transfer.wordpress_tags import Tags
from blog.transfer.wordpress_values import free, moment, path_of, slug_text, title_text

MAX_SLUG = 200
TITLE_WORDS = 8
SKIPPED = {"trash", "auto-draft", "inherit"}
DRAFTS = {"draft", "pending"}
PUBLISHED = {"publish", "future"}


@dataclass
class Posts:
    survey: Survey
    memory: Memory
    report: Report
    people: People
    tags: Tags
    media: Media

    def __post_init__(self) -> None:
        self.made: set[int] = set()
        self._addresses = Addresses(self.survey)
        self._slugs = set(Post.objects.values_list("slug", flat=True))
        self._here = {post.pk: post for post in _earlier(self.memory)}

    def add(self, item: Item) -> Post | None:
        """The post of this item: made, or what an earlier import made of it. None for what is not kept."""
        kind = KINDS[item.type]
        if item.status in SKIPPED:
            self.report.left_out[f"{item.type or 'post'} ({item.status})"] += 1
            return None
        self.report.kind(kind).read += 1
        known = self.memory.find(Kind.POST, _key(item))
        if known is not None:
            return self._again(item, self._here.get(known))
        post = self._make(item)
        self.memory.note(Kind.POST, _key(item), post.pk)
        self.report.kind(kind).added += 1
        self._addresses.add_post(item, post)
        return post

    def _again(self, item: Item, post: Post | None) -> Post | None:
        """Left as it is; but who forgot the pictures may bring them, where nobody has changed the text since."""
        if post is None:
            self._odd("deleted", item, _("was imported before and deleted here since: it stays away"))
        elif self.media.is_here and "<img" in item.content and post.body == self._body(item, lambda src, alt: "").html:
            self.media.uploaded_by, self.media.place = post.author_id, _place(item)
            post.body = self._body(item, self.media.html).html
            post.save(update_fields=["body", "updated_at"])
        return post

    def _body(self, item: Item, picture: PictureOf) -> Body:
        return convert(item.content, picture, lambda ids: self.survey.gallery(ids, item.id))

    def write_addresses(self) -> None:
        self._addresses.add_terms(self.survey.terms, self.tags)
        self._addresses.add_authors(self.survey.authors)
        self._addresses.add_feeds()
        self._addresses.write()

    def _make(self, item: Item) -> Post:
        author = self.people.by_login(item.creator)
        self.media.uploaded_by, self.media.place = author, _place(item)
        body = self._body(item, self.media.html)
        status, at = self._state(item)
        post = Post(
            kind=Post.Kind.PAGE if item.type == "page" else Post.Kind.ARTICLE,
            author_id=author,
            title=self._title(item, body),
            summary=comment_text(item.excerpt) or body.teaser,
            body=body.html,
            status=status,
            published_at=at if status != Post.Status.DRAFT else None,
            created_at=at,
        )
        post.slug = self._slug(item, post)
        post.save(force_insert=True)
        self._tag(item, post)
        self._report_body(item, body)
        self._here[post.pk] = post
        self.made.add(post.pk)
        return post

    def _state(self, item: Item) -> tuple[str, datetime]:
        at = moment(item.date_gmt, item.date, self.survey.offset, item.pub_date)
        if at is None and item.status in PUBLISHED:
            self._odd("no_date", item, _("has no date: it gets today's"))
        at = at or timezone.now()
        if item.status in PUBLISHED and not item.password:
            is_page = item.type == "page"
            return (Post.Status.UNLISTED if is_page else Post.Status.PUBLISHED), at
        if item.password:
            self._odd("password", item, _("was protected by a password: it is a draft now"))
        elif item.status == "private":
            self._odd("private", item, _("was private: it is a draft now"))
        elif item.status not in DRAFTS:
            self._odd("status", item, _("has the unknown status “%s”: it is a draft now") % item.status)
        return Post.Status.DRAFT, at

    def _title(self, item: Item, body: Body) -> str:
        title = title_text(item.title)
        if not title:
            words = comment_text(body.html).split()
            title = title_text(" ".join(words[:TITLE_WORDS]) + ("…" if len(words) > TITLE_WORDS else ""))
            title = title or _("Untitled")
            self._odd("no_title", item, _("has no title: it is called “%s” now") % title)
        elif len(title_text(item.title, 1000)) > len(title):
            self._odd("long_title", item, _("has a title of more than 200 characters: it was cut"))
        return title

    def _slug(self, item: Item, post: Post) -> str:
        is_page = post.kind == Post.Kind.PAGE
        old = slug_text(item.name, MAX_SLUG)
        wanted = old or slugs.readable(post.title, fallback=post.kind)

        def is_taken(slug: str) -> bool:
            return slug in self._slugs or (is_page and slugs.is_reserved(slug))

        slug = free(wanted, is_taken, MAX_SLUG)
        self._slugs.add(slug)
        if old and slug != old:
            self._odd("address_taken", item, _("has an address that is taken: it ends in “%s” now") % slug)
        return slug

    def _tag(self, item: Item, post: Post) -> None:
        found = {pk for pk in map(self.tags.add, item.terms) if pk is not None}
        if found:
            post.tags.add(*found)

    def _report_body(self, item: Item, body: Body) -> None:
        for name, count in sorted(body.left_out.items()):
            said = _("holds “%(name)s” %(count)d times, which nothing here stands for") % {"name": name, "count": count}
            self._odd("left_out", item, said)

    def _odd(self, code: str, item: Item, text: str) -> None:
        self.report.odd(code, item.line, f"{_place(item)} {text}")


def _earlier(memory: Memory) -> list[Post]:
    known = Imported.objects.filter(source=memory.source, kind=Kind.POST).values("object_id")
    return list(Post.objects.filter(pk__in=known).without_text())


def _key(item: Item) -> str:
    """The old number, or where an export leaves it out, the old address."""
    return str(item.id) if item.id else f"{path_of(item.link) or item.guid or item.title}"


def _place(item: Item) -> str:
    title = title_text(item.title, 60)
    return f"“{title}”" if title else (path_of(item.link) or f"#{item.id}")

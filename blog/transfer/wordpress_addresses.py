"""Where things stood at the WordPress site, so that no link to it breaks: rows of `FormerAddress`."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.urls import reverse

from blog.posts.models import MAX_PATH, FormerAddress, Post, Tag
from blog.transfer.records import Author, Item, Term
from blog.transfer.wordpress_survey import Survey
from blog.transfer.wordpress_tags import TAXONOMIES, Tags
from blog.transfer.wordpress_values import path_of, slug_text

FEEDS = ("feed/", "feed/rss2/", "feed/rss/", "feed/atom/", "feed/rdf/", "?feed=rss2", "?feed=rss", "?feed=atom")
OLD_SLUG = "_wp_old_slug"


class Addresses:
    """Collects old paths; comment pages and feeds below an article's path need no row of their own."""

    def __init__(self, survey: Survey) -> None:
        site = survey.site
        self._base = urlsplit(site.base_blog_url or site.link).path.rstrip("/") + "/"
        self._rows: dict[str, FormerAddress] = {}

    def add_post(self, item: Item, post: Post) -> None:
        now = unquote(post.get_absolute_url())
        for path in self._post_paths(item):
            if path not in {"/", self._base, now}:
                self._keep(path, FormerAddress(path=path, post=post))

    def add_terms(self, terms: list[Term], tags: Tags) -> None:
        parents = {term.slug: term.parent for term in terms if term.taxonomy == "category"}
        here = dict(Tag.objects.values_list("pk", "slug"))
        for term in terms:
            pk = tags.by_term.get((TAXONOMIES.get(term.taxonomy, ""), term.slug))
            if pk in here:
                target = reverse("posts:tag", args=[here[pk]])
                for path in self._term_paths(term, parents):
                    self._lead(path, target)

    def add_authors(self, authors: list[Author]) -> None:
        """There is no page of an author's articles yet: theirs lead to the list of all."""
        for author in authors:
            name = slug_text(author.login.replace(".", "-").replace("@", ""), 150)
            if author.id:
                self._lead(f"{self._base}?author={author.id}", reverse("posts:list"))
            if name:
                self._lead(f"{self._base}author/{name}/", reverse("posts:list"))
                self._lead(f"{self._base}author/{name}/feed/", reverse("posts:feed"))

    def add_feeds(self) -> None:
        for path in FEEDS:
            self._lead(self._base + path, reverse("posts:feed"))
        if self._base != "/":
            self._lead(self._base, reverse("posts:list"))

    def write(self) -> None:
        """Addresses that are kept already stay as they are: what was changed here since is right."""
        FormerAddress.objects.bulk_create(self._rows.values(), batch_size=1000, ignore_conflicts=True)

    def _post_paths(self, item: Item) -> Iterator[str]:
        link = path_of(item.link)
        yield link
        if item.id:
            yield f"{self._base}?p={item.id}"
        if item.id and item.type == "page":
            yield f"{self._base}?page_id={item.id}"
        if "?" in item.guid:
            yield path_of(item.guid)
        slug = unquote(item.name)
        for key, value in item.meta:
            if key == OLD_SLUG and value.strip() and slug and f"/{slug}" in link:
                yield f"/{unquote(value.strip())}".join(link.rsplit(f"/{slug}", 1))

    def _term_paths(self, term: Term, parents: dict[str, str]) -> Iterator[str]:
        if term.taxonomy == "post_tag":
            yield from (f"{self._base}tag/{unquote(term.slug)}/", f"{self._base}?tag={term.slug}")
            yield f"{self._base}tag/{unquote(term.slug)}/feed/"
            return
        line = [term.slug]
        while (parent := parents.get(line[0], "")) and parent not in line:
            line.insert(0, parent)
        full = "/".join(map(unquote, line))
        for place in dict.fromkeys((full, unquote(term.slug))):
            yield from (f"{self._base}category/{place}/", f"{self._base}category/{place}/feed/")
        if term.id:
            yield f"{self._base}?cat={term.id}"

    def _lead(self, path: str, target: str) -> None:
        target = reverse("posts:feed") if path.endswith("/feed/") else target
        if path != unquote(target):
            self._keep(path, FormerAddress(path=path, target=target))

    def _keep(self, path: str, row: FormerAddress) -> None:
        if path and len(path) <= MAX_PATH:
            self._rows.setdefault(path, row)

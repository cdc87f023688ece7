"""Categories and tags of WordPress: both are tags here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from blog.posts import slugs
from blog.posts.models import Tag
from blog.transfer.memory import Kind, Memory
from blog.transfer.records import Term
from blog.transfer.report import Report
from blog.transfer.wordpress_values import free, slug_text, title_text

TAXONOMIES = {"category": "category", "post_tag": "post_tag", "tag": "post_tag"}
SAYS_NOTHING = "uncategorized"  # WordPress' name for "the author chose none"
MAX_LENGTH = 80


class Tags:
    """Tags by what they were called there. A category and a tag of one name become one."""

    def __init__(self, memory: Memory, report: Report) -> None:
        self._memory = memory
        self._report = report
        rows = list(Tag.objects.values_list("pk", "slug", "name"))
        self._by_slug = {slug: pk for pk, slug, _name in rows}
        self._by_name = {name.casefold(): pk for pk, _slug, name in rows}
        self._known = {pk for pk, _slug, _name in rows}
        self.by_term: dict[tuple[str, str], int] = {}

    def add(self, term: Term) -> int | None:
        """The tag of this term, made where it is missing; None for a term that becomes none."""
        taxonomy = TAXONOMIES.get(term.taxonomy)
        name = title_text(term.name, MAX_LENGTH) or title_text(term.slug, MAX_LENGTH)
        if taxonomy is None or not name:
            return None
        slug = term.slug or slug_text(name, MAX_LENGTH)
        if (taxonomy, slug) not in self.by_term:
            if slug.casefold() == SAYS_NOTHING:
                self._report.left_out[_("category “%s”, which says nothing") % name] = 1
                return None
            self.by_term[taxonomy, slug] = self._tag(f"{taxonomy}:{slug}", slug_text(slug, MAX_LENGTH), name)
        return self.by_term[taxonomy, slug]

    def _tag(self, key: str, slug: str, name: str) -> int:
        known = self._memory.find(Kind.TAG, key)
        if known not in self._known:
            known = self._namesake(name) or self._make(slug, name)
            self._memory.note(Kind.TAG, key, known)
        self._report.kind("tags").read += 1
        return known

    def _namesake(self, name: str) -> int | None:
        known = self._by_name.get(name.casefold())
        if known:
            self._report.left_out[_("tags or categories whose name a tag has already: one for both")] += 1
        return known

    def _make(self, slug: str, name: str) -> int:
        slug = free(slug or slugs.readable(name, "tag"), self._by_slug.__contains__, MAX_LENGTH)
        tag = Tag(name=name, slug=slug)
        tag.save()
        self._by_slug[slug] = self._by_name[name.casefold()] = tag.pk
        self._known.add(tag.pk)
        self._report.kind("tags").added += 1
        return tag.pk

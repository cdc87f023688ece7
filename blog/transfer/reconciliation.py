"""What of an import is here and what readers see of it, counted in the database and not from memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.posts import standing
from blog.posts.models import Picture, Post, PostQuerySet, Tag
from blog.transfer.memory import Kind, Memory
from blog.transfer.models import Imported
from blog.transfer.report import Report
from comments.models import Comment, Status

MENTION = "mention"


def reconcile(report: Report, memory: Memory, announced: Mapping[int, int]) -> None:
    """Fills in stored and shown; `announced` are the file's comments, by article."""
    imported = Imported.objects.filter(source=memory.source, kind=Kind.POST).values("object_id")
    posts = Post.objects.filter(pk__in=imported)
    for name, kind in (("articles", Post.Kind.ARTICLE), ("pages", Post.Kind.PAGE)):
        _count_posts(report, name, posts.filter(kind=kind))
    _count_people_and_tags(report, memory)
    _count_pictures(report, memory)
    visible = set(posts.published().values_list("pk", flat=True))
    found = _count_comments(report, memory.source, visible)
    titles = dict(posts.values_list("pk", "title"))
    report.articles = [
        _article(titles[post], number, found[post], is_public=post in visible)
        for post, number in announced.items()
        if post in titles and number != (found[post][Status.APPROVED] if post in visible else 0)
    ]


def _count_posts(report: Report, name: str, posts: PostQuerySet) -> None:
    report.kind(name).stored = posts.count()
    report.kind(name).shown = posts.published().count()
    counts = Counter(dict(posts.filter(~standing.scheduled()).order_by().values_list("status").annotate(Count("pk"))))
    counts["scheduled"] = posts.filter(standing.scheduled()).count()
    report.statuses[name] = dict(+counts)


def _count_people_and_tags(report: Report, memory: Memory) -> None:
    authors, tags = set(memory.objects(Kind.AUTHOR)), set(memory.objects(Kind.TAG))
    writing = Post.objects.listed().order_by().filter(author__in=authors)
    report.kind("authors").stored = len(authors)
    report.kind("authors").shown = writing.values("author").distinct().count()
    report.kind("tags").stored = len(tags)
    report.kind("tags").shown = sum(pk in tags for pk in Tag.objects.in_use().values_list("pk", flat=True))


def _count_pictures(report: Report, memory: Memory) -> None:
    """Of the files that articles show: those that a copy was found of, and those that are here."""
    tally = report.kind("pictures")
    here = Picture.objects.filter(
        pk__in=Imported.objects.filter(source=memory.source, kind=Kind.PICTURE).values("object_id")
    )
    tally.read, tally.stored, tally.shown = tally.announced - len(report.foreign_pictures), here.count(), here.count()


def _count_comments(report: Report, source: str, visible: set[int]) -> dict[int, Counter[str]]:
    """By article: how many of each status, mentions apart."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Comment.objects.filter(source=source).order_by().values_list("discussion_id", "kind", "status")
    for post, kind, status, count in rows.annotate(Count("pk")):
        is_mention = kind == Comment.Kind.MENTION
        label = "mentions" if is_mention else "comments"
        found[post][MENTION if is_mention else status] += count
        report.kind(label).stored += count
        report.kind(label).shown += count if post in visible and status == Status.APPROVED else 0
        statuses = report.statuses.setdefault(label, {})
        statuses[status] = statuses.get(status, 0) + count
    return found


def _article(title: str, announced: int, found: Counter[str], is_public: bool) -> str:
    shown = found[Status.APPROVED] if is_public else 0
    facts = {"title": title, "announced": announced, "shown": shown}
    said = _("“%(title)s” announces %(announced)d, shows %(shown)d") % facts
    return f"{said}: {', '.join(_reasons(announced, found, is_public))}"


def _reasons(announced: int, found: Counter[str], is_public: bool) -> Iterator[str]:
    if not is_public:
        yield _("the article is not public")
    sayings = {
        Status.PENDING: lambda n: ngettext("%d awaits moderation", "%d await moderation", n),
        Status.SPAM: lambda n: ngettext("%d is spam", "%d are spam", n),
        Status.REMOVED: lambda n: ngettext("%d was removed", "%d were removed", n),
        Status.DECLINED: lambda n: ngettext("%d was declined", "%d were declined", n),
        Status.WITHDRAWN: lambda n: ngettext("%d was withdrawn", "%d were withdrawn", n),
        MENTION: lambda n: ngettext("%d mention stands apart", "%d mentions stand apart", n),
    }
    for status, saying in sayings.items():
        if number := found[status]:
            yield saying(number) % number
    missing = announced - found.total()
    if missing > 0:
        yield ngettext("%d is not here", "%d are not here", missing) % missing
    elif missing < 0:
        yield ngettext("%d came with an earlier file", "%d came with earlier files", -missing) % -missing

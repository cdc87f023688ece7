"""What a change of the rules would have done to the comments that came last. It only looks.

Each comment is judged twice, by the rules as they are and as they would be, with its writer's history as it was on
the day. What no setting changes (a name, a word, the filter) is taken from the comment's trace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import ngettext

from blog.posts.models import Post
from comments.models import LONG_AGO, Comment, Defaults, Discussion, InForce, Policy, Status
from comments.models.policies import combined, policy_of
from comments.rules import tracing
from comments.rules.drafts import Draft
from comments.rules.engine import Inputs, Verdict
from comments.rules.judging import judge
from comments.rules.order import ORDER
from comments.rules.remembering import Archive
from comments.rules.sources import Sources, current

LAST = 500  # comments that are looked at: what somebody remembers, and quick enough to wait for
SHOWN = 20  # of each kind that the page links to
SET_BY_POLICY = {"links", "first", "rate", "reported", "shown", "known", "read"}
OF_LISTS = {"words", "disallowed"}
TAKEN_BACK = {Status.DECLINED, Status.SPAM, Status.REMOVED}


@dataclass(frozen=True)
class Change:
    """A policy that is not saved yet, and its place; or other lists of words; or both."""

    policy: Policy | None = None
    sources: Sources | None = None


@dataclass
class Turn:
    """Comments that would have begun otherwise, all in the same way. `says` tells how many that is."""

    says: Callable[[int], str]
    comments: list[Comment] = field(default_factory=list)

    def __str__(self) -> str:
        shown = sum(comment.status == Status.APPROVED for comment in self.comments)
        gone = sum(comment.status in TAKEN_BACK for comment in self.comments)
        return " ".join(
            [self.says(len(self.comments)), *([_shown(shown)] if shown else []), *([_declined(gone)] if gone else [])]
        )

    @property
    def first(self) -> list[Comment]:
        return self.comments[:SHOWN]


def _more_held(count: int) -> str:
    return ngettext("%(n)d more would have been held.", "%(n)d more would have been held.", count) % {"n": count}


def _fewer_held(count: int) -> str:
    return ngettext("%(n)d fewer would have been held.", "%(n)d fewer would have been held.", count) % {"n": count}


def _more_filed(count: int) -> str:
    said = ngettext("%(n)d more would have been filed as spam.", "%(n)d more would have been filed as spam.", count)
    return said % {"n": count}


def _fewer_filed(count: int) -> str:
    said = ngettext("%(n)d fewer would have been filed as spam.", "%(n)d fewer would have been filed as spam.", count)
    return said % {"n": count}


def _shown(count: int) -> str:
    return ngettext("%(n)d of them is on the page now.", "%(n)d of them are on the page now.", count) % {"n": count}


def _declined(count: int) -> str:
    return ngettext("You had declined %(n)d of them.", "You had declined %(n)d of them.", count) % {"n": count}


@dataclass
class Report:
    """What would have been different among the comments looked at."""

    looked_at: int = 0
    held: Turn = field(default_factory=lambda: Turn(_more_held))
    shown: Turn = field(default_factory=lambda: Turn(_fewer_held))
    filed: Turn = field(default_factory=lambda: Turn(_more_filed))
    kept: Turn = field(default_factory=lambda: Turn(_fewer_filed))
    renamed: int = 0  # held as before, but for something else

    @property
    def turns(self) -> list[Turn]:
        return [turn for turn in (self.held, self.shown, self.filed, self.kept) if turn.comments]

    def add(self, comment: Comment, before: Verdict, after: Verdict) -> None:
        if before.status == after.status:
            self.renamed += before.cause != after.cause
        elif after.status == Status.SPAM:
            self.filed.comments.append(comment)
        elif before.status == Status.SPAM:
            self.kept.comments.append(comment)
        else:
            (self.held if after.status == Status.PENDING else self.shown).comments.append(comment)


def replay(change: Change, theirs: QuerySet[Comment] | None = None) -> Report:
    """Judge the last comments (of these, where somebody decides on some alone) by both rules. Nothing is written."""
    comments = _last(change, theirs)
    book, archive, report = _Book(comments, change), Archive(comments), Report(len(comments))
    for comment in comments:
        before, after = book.policies(comment.discussion_id)
        draft = _draft(comment, book, archive)
        verdict = judge(draft, before)
        changed = _draft(comment, book, archive, change.sources) if change.sources else draft
        report.add(comment, verdict, judge(changed, after))
    return report


def _last(change: Change, theirs: QuerySet[Comment] | None) -> list[Comment]:
    """By readers, with their words still there, below what the change concerns; the newest first."""
    rows = Comment.objects.all() if theirs is None else theirs
    rows = rows.filter(kind=Comment.Kind.COMMENT, role="").exclude(status=Status.WITHDRAWN)
    rows = rows.exclude(told_at=LONG_AGO)
    policy, order = change.policy, ["-submitted_at", "-pk"]  # in which an index has those of an article
    if policy and policy.discussion_id:
        rows = rows.filter(discussion=policy.discussion_id)
    elif policy and policy.tag_id:
        rows = rows.filter(discussion__in=Post.objects.filter(tags=policy.tag_id).order_by().values("pk"))
    else:
        order = ["-pk"]  # in which the table lies
    return list(rows.order_by(*order).select_related("user", "trace")[:LAST])


@dataclass
class _Book:
    """The rules of every discussion concerned, before and after, read in four queries."""

    comments: Sequence[Comment]
    change: Change
    known: dict[int, tuple[InForce, InForce]] = field(default_factory=dict)

    def policies(self, discussion_id: int) -> tuple[InForce, InForce]:
        if discussion_id not in self.known:
            own = policy_of(self.discussions[discussion_id])
            tags, site = self.tags.get(discussion_id, []), policy_of(self.defaults)
            before = combined(own, tags, site, self.defaults)
            self.known[discussion_id] = before, self._after(own, tags, site, discussion_id)
        return self.known[discussion_id]

    @cached_property
    def discussions(self) -> dict[int, Discussion]:
        keys = {comment.discussion_id for comment in self.comments}
        return Discussion.objects.select_related("policy", "post").in_bulk(keys)

    @cached_property
    def defaults(self) -> Defaults:
        return Defaults.current()

    @cached_property
    def tags(self) -> dict[int, list[Policy]]:
        """By discussion, the stored rules of its article's tags."""
        stored = {policy.tag_id: policy for policy in Policy.objects.exclude(tag=None)}
        found: dict[int, list[Policy]] = defaultdict(list)
        for post_id, tag_id in self._tagged({tag_id for tag_id in stored if tag_id}):
            found[post_id].append(stored[tag_id])
        return found

    @cached_property
    def below_the_tag(self) -> set[int]:
        """Articles with the tag whose rules are to change."""
        tag_id = self.change.policy.tag_id if self.change.policy else None
        return {post_id for post_id, _tag_id in self._tagged({tag_id})} if tag_id else set()

    def _tagged(self, tag_ids: set[int]) -> list[tuple[int, int]]:
        rows = Post.tags.through.objects.filter(post_id__in=self.discussions, tag_id__in=tag_ids)
        return list(rows.values_list("post_id", "tag_id")) if tag_ids else []

    def _after(self, own: Policy | None, tags: list[Policy], site: Policy | None, discussion_id: int) -> InForce:
        new = self.change.policy
        if new is not None and new.discussion_id:
            own = new if new.discussion_id == discussion_id else own
        elif new is not None and new.tag_id:
            tags = [policy for policy in tags if policy.tag_id != new.tag_id]
            tags += [new] if discussion_id in self.below_the_tag else []
        elif new is not None:
            site = new
        return combined(own, tags, site, self.defaults)


def _draft(comment: Comment, book: _Book, archive: Archive, sources: Sources | None = None) -> Draft:
    post = book.discussions[comment.discussion_id].post
    again = SET_BY_POLICY | (OF_LISTS if book.change.sources else set())
    return Draft(
        comment, post, history=archive.of(comment), sources=sources or current(), recalled=_recalled(comment, again)
    )


def _recalled(comment: Comment, again: set[str]) -> dict[str, tuple[bool, Inputs]]:
    """What was found on the day. Of a comment without a trace it is known only what held it."""
    trace = tracing.read_along(comment)
    stored = tracing.unpacked(trace) if trace else {}
    found: dict[str, tuple[bool, Inputs]] = {}
    for rule in ORDER:
        if rule.code not in again:
            finding = stored.get(rule.code)
            found[rule.code] = (finding.fired, finding.inputs) if finding else (comment.held_for == rule.code, {})
    return found

"""Discussions of any shape, and what a reader should find in them, worked out from parent pointers alone."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import strategies as st

from comments import threads, tree
from comments.models import Comment, Status

# (which earlier comment it answers, status, kind): one in four is a root, every tenth a mention.
_comment = st.tuples(
    st.one_of(st.none(), st.integers(0, 40), st.integers(0, 40), st.integers(0, 3)),
    st.sampled_from([*Status.values, *["approved"] * 6, "pending"]),
    st.sampled_from(["comment"] * 9 + ["mention"]),
)
# Left alone, lists have five items: too few for a hidden leaf beside a sibling with replies.
forests = st.lists(_comment, max_size=10) | st.lists(_comment, min_size=15, max_size=30)


def plant(post, forest):
    """Store a forest as a discussion; returns its comments in the order they were sent."""
    base = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    comments = [
        Comment(
            pk=base + i,
            parent_id=None if pick is None or not i else base + pick % i,
            status=status,
            kind=kind,
            name=f"Bob {i}",
            website="https://bob.example",
            body="secret",
            body_html=f"<p>secret {i}</p>",
        )
        for i, (pick, status, kind) in enumerate(forest)
    ]
    with tree.locked(post.pk) as discussion:
        tree.load(discussion, comments)
    return comments


class Reading:
    """What is there for somebody to whom `sees(comment)` says what they may read."""

    def __init__(self, post, sees=lambda comment: comment.status == "approved" and comment.kind == "comment"):
        self.replies = defaultdict(list)
        self.of = {}
        for comment in Comment.objects.filter(discussion=post.pk).order_by("pk").only("parent_id", "status", "kind"):
            self.replies[comment.parent_id].append(comment)
            self.of[comment.pk] = comment
        self.sees = sees

    @property
    def shown(self):
        return [comment.pk for comment in self.of.values() if self.sees(comment)]

    @property
    def roots(self):
        """Roots of which anything is shown."""
        return [root.pk for root in self.replies[None] if self.is_kept(root)]

    def is_kept(self, comment):
        return self.sees(comment) or any(self.is_kept(reply) for reply in self.replies[comment.pk])

    def kept(self, under=None):
        """Keys in reading order, tombstones included."""
        for comment in self.replies[under]:
            if self.is_kept(comment):
                yield comment.pk
                yield from self.kept(comment.pk)


def nested(rows):
    """Build the lists as the template does; `{comment: the one it stands below}`. Fails where tags would not match."""
    below, open_items, awaits_list = {}, [], False
    for row in rows:
        assert row.opens == awaits_list
        assert len(open_items) == row.depth
        below[row.pk] = open_items[-1] if open_items else None
        open_items.append(row.pk)
        awaits_list = row.has_replies
        if not row.has_replies:
            open_items.pop()
        for _ in row.ends:
            open_items.pop()
    assert not awaits_list
    assert open_items == []
    return below


def all_pages(discussion, viewer=threads.READER):
    first = threads.page(discussion, 1, viewer)
    return [first, *(threads.page(discussion, number, viewer) for number in range(2, first.pages + 1))]

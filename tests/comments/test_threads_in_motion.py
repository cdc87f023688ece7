"""A discussion through any sequence of sends, decisions, undos, withdrawals and deletions."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from comments import check, moderation, tally, threads, tree
from comments.models import Comment, Defaults, Discussion, Event, Status
from comments.moderation import Asker
from tests.builders import a_comment, a_post, alice, an_owner, carol
from tests.comments.forests import Reading, all_pages, nested

picks = st.integers(0, 10**6)


class InMotion(RuleBasedStateMachine):
    """What is stored is compared with the parent pointers after every single step."""

    people = ()

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.acts, self.versions = [], [0]

    @initialize(per_page=st.integers(1, 3), depth=st.integers(1, 5))
    def open(self, per_page, depth):
        Defaults.objects.update(roots_per_page=per_page, display_depth=depth)
        self.post = a_post(slug="")
        a_comment(self.post)

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def one(self, pick, **which):
        found = list(Comment.objects.filter(discussion=self.post.pk, **which).order_by("pk"))
        return found[pick % len(found)] if found else None

    @rule(
        pick=st.none() | picks, status=st.sampled_from(["pending", "approved", "approved"]), mention=st.integers(0, 9)
    )
    def add(self, pick, status, mention):
        parent = None if pick is None else self.one(pick, kind="comment")
        a_comment(self.post, parent, status=status, kind="comment" if mention else "mention")

    @rule(some=st.lists(picks, min_size=1, max_size=4), to=st.sampled_from(list(Status)), who=st.integers(0, 1))
    def decide(self, some, to, who):
        keys = {self.one(pick).pk for pick in some if self.one(pick)}
        outcome = moderation.moderate(keys, to, by=self.people[who])
        self.acts.append(outcome.act)
        assert {*outcome.changed, *(skip.comment_id for skip in outcome.skipped)} == keys
        assert Event.objects.filter(act=outcome.act).count() == len(outcome.changed)

    @precondition(lambda self: self.acts)
    @rule(pick=picks, who=st.integers(0, 1))
    def undo(self, pick, who):
        act = self.acts[pick % len(self.acts)]
        self.acts.append(moderation.undo(act, by=self.people[who]).act)
        assert not moderation.undo(act, by=self.people[who]).changed

    @rule(pick=picks)
    def withdraw(self, pick):
        if comment := self.one(pick):
            moderation.moderate([comment.pk], Status.WITHDRAWN, by=None, capacities=frozenset({Asker.WRITER}))

    @rule(pick=picks)
    def drop(self, pick):
        if spam := self.one(pick, status="spam", children=None):
            with tree.locked(self.post.pk) as discussion:
                tree.delete(spam, discussion)

    @invariant()
    def everything_agrees(self):
        if not hasattr(self, "post"):
            return
        discussion = Discussion.objects.select_related("defaults").get(pk=self.post.pk)
        expected = Reading(self.post)
        pages = all_pages(discussion)
        rows = [row for page in pages for row in page.rows]
        assert not check.damage()
        assert tally.recount(discussion) is False
        assert discussion.comment_count == len(expected.shown) == threads.shown_on(self.post).count()
        assert sum(row.is_counted for row in rows) + sum(row.more for row in rows) == len(expected.shown)
        assert [row.pk for row in rows if not row.level] == expected.roots
        assert sum(page.last - page.first + 1 for page in pages) == len(expected.roots) == discussion.root_count
        self.hidden_is_hidden(pages, expected)

    def hidden_is_hidden(self, pages, expected):
        kept = set(expected.kept())
        for page in pages:
            nested(page.rows)
            for row in page.rows:
                assert row.pk in kept
                assert not row.is_gone or not (row.name or row.body_html or row.website)

    @invariant()
    def history_tells_the_status(self):
        """The latest event of a comment names the status that it has."""
        latest = dict(Event.objects.order_by("pk").values_list("comment_id", "to_status"))
        status = dict(Comment.objects.filter(pk__in=latest).values_list("pk", "status"))
        assert latest == status

    @invariant()
    def nobody_publishes_what_was_withdrawn(self):
        assert not Event.objects.filter(from_status=Status.WITHDRAWN).exists()

    @invariant()
    def a_version_never_falls(self):
        self.versions.append(Discussion.objects.values_list("version", flat=True).first() or 0)
        assert self.versions[-1] >= self.versions[-2]


@pytest.mark.django_db
def test_whatever_happens_pages_counts_and_trees_agree(monkeypatch):
    monkeypatch.setattr(threads, "PAGE_LIMIT", 9)
    monkeypatch.setattr(threads, "THREAD_LIMITS", (5, 3, 2))
    monkeypatch.setattr(tally, "RUN", 2)
    alice()
    monkeypatch.setattr(InMotion, "people", (carol(), an_owner()))
    steps = settings(
        max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(InMotion, settings=steps)

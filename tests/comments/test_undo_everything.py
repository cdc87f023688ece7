"""Whatever was done, undoing all of it, the last first, gives the beginning back."""

from __future__ import annotations

from typing import Any

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

from comments import check, ledger, moderation, undoing
from comments.bulk_acts import working
from comments.ledger import Kind, Undone
from comments.models import Act, BulkAct, Comment, Discussion, Status
from tests.builders import a_comment, a_post, alice, an_owner, carol

STARTS = [status.value for status in Status]
TARGETS = ["pending", "approved", "declined", "spam", "removed"]
picks = st.lists(st.integers(0, 30), min_size=1, max_size=5)


class Undoing(RuleBasedStateMachine):
    """Two people decide, in one click or by a filter, and take back what anybody did, in whatever order."""

    people: tuple[Any, ...] = ()

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.acts, self.lamps, self.start = [], 0, None

    @initialize(
        shape=st.lists(
            st.tuples(st.integers(0, 1), st.integers(-1, 20), st.sampled_from(STARTS)), min_size=3, max_size=12
        )
    )
    def grow(self, shape):
        self.posts = [a_post(), a_post()]
        grown: list[list[Comment]] = [[], []]
        for where, parent, status in shape:
            trees = grown[where]
            above = trees[parent % len(trees)] if trees and parent >= 0 else None
            trees.append(a_comment(self.posts[where], above, status=status))
        self.keys = list(Comment.objects.order_by("pk").values_list("pk", flat=True))
        self.start = self.state()

    def state(self) -> tuple[list, list]:
        fields = ("pk", "status", "held_for", "tree_id", "lft", "rght", "level", "tree_shown", "tree_staff")
        counters = ("pk", "comment_count", "root_count", "word_count", "mention_count", "shown_roots")
        comments = list(Comment.objects.order_by("pk").values_list(*fields))
        return comments, list(Discussion.objects.order_by("pk").values_list(*counters))

    @rule(some=picks, to=st.sampled_from(TARGETS), who=st.integers(0, 1))
    def decide(self, some, to, who):
        keys = {self.keys[pick % len(self.keys)] for pick in some}
        self.note(moderation.moderate(keys, Status(to), by=self.people[who]).act)

    @rule(
        to=st.sampled_from(TARGETS),
        query=st.sampled_from(["status=all", "status=pending", "status=spam"]),
        who=st.integers(0, 1),
    )
    def decide_by_filter(self, to, query, who):
        bulk = BulkAct(user=self.people[who], to_status=to, query=query, until=self.keys[-1], total=len(self.keys))
        self.note(working.owe(bulk).pk)

    @rule(who=st.integers(0, 1))
    def light_a_lamp(self, who):
        self.lamps += 1
        self.note(ledger.enter("lamp", by=self.people[who]).pk)

    @precondition(lambda self: self.acts)
    @rule(pick=st.integers(0, 30), who=st.integers(0, 1))
    def undo_any(self, pick, who):
        """In any order; an undo as well."""
        self.take_back(self.acts[pick % len(self.acts)], self.people[who])

    def note(self, key) -> None:
        if Act.objects.filter(pk=key).exists():
            self.acts.append(key)

    def take_back(self, key, user) -> None:
        act = Act.objects.get(pk=key)
        if act.kind == "lamp":
            if ledger.undo(act, by=user).is_changed:
                self.lamps -= 1
        else:
            self.note(moderation.undo(key, by=user).act)

    @invariant()
    def trees_and_counts_are_sound(self):
        assert not check.damage()

    def teardown(self):
        try:
            self.undo_the_rest()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def undo_the_rest(self):
        if self.start is None:
            return
        for _round in range(200):
            standing = Act.objects.filter(undone_at=None).exclude(kind=ledger.UNDO).order_by("-number")
            left = [act for act in standing if act.kind == "lamp" or undoing.undoable_events(act.pk)]
            if not left:
                break
            self.take_back(left[0].pk, self.people[0])
        assert self.lamps == 0
        assert self.state() == self.start


@pytest.fixture
def _lamps(monkeypatch):
    """An act of another kind, whose undoing has nothing to do with comments."""
    monkeypatch.setattr(ledger, "_kinds", dict(ledger._kinds))
    monkeypatch.setattr(ledger, "LABELS", dict(ledger.LABELS))
    ledger.register(Kind("lamp", "Lit", lambda *_: True, lambda *_: [], lambda *_: Undone(is_changed=True)))


@pytest.mark.usefixtures("_lamps")
@pytest.mark.django_db
def test_undoing_all_that_was_done_gives_the_beginning_back(monkeypatch):
    alice()
    monkeypatch.setattr(Undoing, "people", (carol(), an_owner()))
    monkeypatch.setattr(working, "BATCH", 3)
    steps = settings(
        max_examples=40, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(Undoing, settings=steps)

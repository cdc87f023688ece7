"""Whose words wait for whom, oldest first, a page at a time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from comments.models import Assignment, Awaiting, Comment, Defaults, Draft, Status
from comments.panel import queue
from comments.panel.scope import scope
from comments.waiting import count_for, lists
from tests.builders import a_comment, a_post, a_user, an_owner
from tests.comments.waiting.conftest import ago

pytestmark = pytest.mark.django_db


def names(user, after=""):
    found = lists.page(user, after).items
    return [(item.root if isinstance(item, Awaiting) else item).name for item in found]


def test_an_author_finds_unanswered_threads_and_what_awaits_approval_oldest_first(alice, post, thread, held):
    a_comment(post, name="Frank", submitted_at=ago(30))
    assert names(alice) == ["Ellen", "Frank", "David"]
    assert count_for(alice) == lists.Count(3, thread.submitted_at)


def test_what_is_answered_waits_no_more(alice, post, thread):
    a_comment(post, thread, role="author", user=alice)
    assert names(alice) == []
    assert count_for(alice) == lists.Count(0, None)
    assert count_for(alice).age == ""


def test_nothing_below_anybody_elses_article_waits_for_an_author(mallory, thread, held):
    assert names(mallory) == []
    assert count_for(mallory).number == 0


def test_who_moderates_another_part_alone_is_shown_nothing_undecided_below_their_own(alice, mallory, post, held):
    part = a_post(mallory)
    Assignment.objects.create(user=alice, post=part)
    Defaults.objects.update_or_create(pk=1, defaults={"authors_moderate": False})
    assert scope(alice) is not None
    assert names(alice) == []
    Assignment.objects.create(user=alice, post=post)
    again = type(alice).objects.get(pk=alice.pk)
    assert names(again) == ["David"]


def test_an_author_who_once_spoke_elsewhere_has_no_work_there(mallory, post, thread):
    a_comment(post, thread, role="moderator", user=mallory, submitted_at=ago(40))
    a_comment(post, thread, submitted_at=ago(30))
    assert Awaiting.objects.filter(user=mallory).exists()
    assert names(mallory) == []


def test_a_moderator_without_articles_finds_the_threads_they_spoke_in(carol, post, thread, held):
    other = a_comment(post, name="Frank", submitted_at=ago(60))
    assert names(carol) == []
    a_comment(post, other, role="moderator", user=carol, submitted_at=ago(59))
    a_comment(post, other, submitted_at=ago(58))
    assert names(carol) == ["Frank"]


def test_an_owner_finds_both():
    owner = an_owner()
    own, others = a_post(owner), a_post(a_user("grace", is_staff=True))
    a_comment(own, name="Ellen")
    root = a_comment(others, name="Frank", submitted_at=ago(9))
    a_comment(others, root, role="moderator", user=owner, submitted_at=ago(8))
    a_comment(others, root, submitted_at=ago(7))
    assert names(owner) == ["Frank", "Ellen"]


@pytest.mark.parametrize("who", ["nobody", "member", "author who may not decide"])
def test_who_decides_on_nothing_has_no_list(who, alice, thread):
    if who == "author who may not decide":
        Defaults.objects.update(authors_moderate=False)
    user = {"nobody": AnonymousUser(), "member": a_user("erin")}.get(who, alice)
    assert count_for(user) is None


def test_neither_mentions_nor_what_still_rests_waits(alice, post):
    a_comment(post, status=Status.PENDING, kind="mention")
    a_comment(post, status=Status.PENDING, rests_until=timezone.now() + timedelta(minutes=9))
    assert names(alice) == []


def test_pages_follow_one_another_without_a_gap_even_within_one_moment(alice, post, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    same = ago(5)
    for number in range(3):
        a_comment(post, name=f"shown {number}", submitted_at=same)
        a_comment(post, name=f"held {number}", submitted_at=same, status=Status.PENDING)
    a_comment(post, name="late", submitted_at=ago(1))
    seen, after = [], ""
    for _page in range(9):
        seen += names(alice, after)
        after = lists.page(alice, after).next
        if not after:
            break
    assert seen == ["held 0", "held 1", "held 2", "shown 0", "shown 1", "shown 2", "late"]


@pytest.mark.parametrize("after", ["x", "1-2-3", "99999999999999999-1-1", "-1-0-1", "1-1-1\n"])
def test_an_edge_that_was_made_up_is_no_edge(after, alice, thread):
    assert names(alice, after) in (["Ellen"], [])


def test_counts_stop_at_a_limit(alice, post, monkeypatch):
    monkeypatch.setattr(lists, "COUNT_LIMIT", 2)
    for _number in range(5):
        a_comment(post)
    assert count_for(alice).number == 3
    assert queue.COUNT_LIMIT == 1000


def test_what_was_put_off_is_listed_with_the_latest_first(alice, post):
    rows = []
    for minutes in (5, 1):
        comment = a_comment(post)
        Awaiting.objects.filter(root=comment).update(
            set_aside=True, put_off_at=timezone.now() - timedelta(minutes=minutes)
        )
        rows.append(comment.pk)
    assert [row.root_id for row in lists.put_off(alice)] == rows[::-1]
    assert names(alice) == []


def test_drafts_that_need_their_writer_come_first_and_nobody_elses_come_at_all(alice, carol, post):
    made = {
        name: Draft.objects.create(user=user, about=comment, answers=comment, body=name, **more)
        for name, user, more in (
            ("plain", alice, {}),
            ("planned", alice, {"publish_at": timezone.now() + timedelta(hours=1)}),
            ("troubled", alice, {"trouble": "removed"}),
            ("carol's", carol, {}),
        )
        for comment in [a_comment(post)]
    }
    found = list(lists.drafts(alice))
    assert found[0] == made["troubled"]
    assert {draft.body for draft in found} == {"plain", "planned", "troubled"}
    assert Comment.objects.count() == 4


def test_a_page_walks_the_index_of_what_waits_and_stops(alice, post):
    """However many wait: the rows come in the order of the index, and nothing is sorted."""
    for _number in range(60):
        a_comment(post)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = lists.threads(alice).order_by("since", "pk")[:21].explain()
    assert "comments_awaiting_list" in plan
    assert not re.search("sort|temp b-tree", plan, re.IGNORECASE)

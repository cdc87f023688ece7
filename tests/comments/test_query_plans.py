"""How the databases find what a page or a send needs: by an index, never by reading all comments."""

from __future__ import annotations

import pytest

from comments import helpful, limits, maintenance, moderation, reading, submission, threads, tree
from comments.models import Comment, Status
from comments.staffmail import announcing
from comments.waiting import cards, count_for, earlier, lists, pace
from tests.builders import a_comment, a_user, carol
from tests.plans import a_crowd, plans, reads_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd():
    return a_crowd()


def a_reply():
    return Comment.objects.select_related("discussion__defaults").get(pk=3)


def send(discussion):
    parent = a_reply()
    submission.submit(
        submission.Sending(
            discussion.post, "New words.", parent.pk, name="Bob", email="b@example.org", network="network-7"
        )
    )


def decide_and_undo(discussion):
    user = carol()
    moderation.undo(moderation.moderate([50, 100, 150], Status.APPROVED, by=user).act, by=user)


def drop(discussion):
    with tree.locked(discussion.pk) as held:
        tree.delete(a_comment(discussion.post, status="spam"), held)


ACTS = {
    "a page": threads.page,
    "a later page": lambda discussion: threads.page(discussion, 2),
    **{
        f"an order: {order}": lambda discussion, order=order: reading.page(discussion, order)
        for order in reading.Order.values
    },
    "marking": lambda discussion: helpful.mark(a_reply(), user=None, network="network-3"),
    "the page of a writer who waits": lambda discussion: threads.page(
        discussion, 1, threads.Viewer(own=frozenset({50, 100, 150}))
    ),
    "the page of a moderator": lambda discussion: threads.page(discussion, 1, threads.Viewer(is_moderator=True)),
    "a permalink": lambda discussion: threads.locate(a_reply()),
    "a part of a thread": lambda discussion: threads.thread_page(a_reply()),
    "sending": send,
    "the hourly limit of a network": lambda discussion: limits.seconds_to_wait(None, "network-3"),
    "the hourly limit of an account": lambda discussion: limits.seconds_to_wait(a_user("dora").pk, ""),
    "what waits for an author": lambda discussion: cards.build(
        lists.page(discussion.post.author).items, discussion.post.author
    ),
    "how much waits for an author": lambda discussion: count_for(discussion.post.author),
    "an author's earlier answers": lambda discussion: earlier.find(discussion.post.author, "words"),
    "how soon an author answers": lambda discussion: pace.of(discussion.post.author),
    "forgetting networks": lambda discussion: maintenance.drop_network_hashes(),
    "deciding and undoing": decide_and_undo,
    "deleting": drop,
    "the queue": lambda discussion: list(Comment.objects.pending().order_by("submitted_at", "pk")[:50]),
    "the number at the door": lambda discussion: Comment.objects.pending().count(),
    "a look for what nobody was told of": lambda discussion: list(announcing._unannounced()[:100]),
    "the feed": lambda discussion: list(threads.public_comments()[:20]),
    "the feed of an article": lambda discussion: list(threads.shown_on(discussion.post)[:20]),
}


def test_nothing_reads_all_comments(crowd):
    guilty = []
    for name, act in ACTS.items():
        asked = list(plans(lambda act=act: act(crowd)))
        assert asked, name
        guilty += [(name, sql[:200], line) for sql, plan in asked for line in plan if reads_all(line)]
    assert not guilty, "\n".join(map(str, guilty))


def test_the_check_knows_a_scan_when_it_sees_one(crowd):
    found = plans(lambda: list(Comment.objects.filter(body__contains="needle")))
    assert [line for _, plan in found for line in plan if reads_all(line)]

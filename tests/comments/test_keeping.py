"""One thread, closed or pinned, and as it was again."""

from __future__ import annotations

import pytest

from comments import check, keeping, ledger, moving, threads
from comments.keeping import CLOSE, OPEN, PIN, UNPIN
from comments.models import Act, Comment, Defaults, Discussion
from comments.submission import Refused, Sending, submit
from tests.builders import _in_group, a_comment, a_post, a_user, carol
from tests.comments.forests import all_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return carol()


@pytest.fixture
def post():
    return a_post()


def shown(post, size=2):
    Defaults.objects.update_or_create(pk=1, defaults={"roots_per_page": size})
    return all_pages(Discussion.objects.select_related("defaults", "post").get(pk=post.pk))


def test_readers_reply_no_more_and_staff_still_do(post, moderator):
    root = a_comment(post)
    reply = a_comment(post, root)
    keeping.change(root, CLOSE, by=moderator)
    with pytest.raises(Refused, match="no more replies"):
        submit(Sending(post, "Late.", reply.pk, name="Bob", email="b@example.org"))
    assert submit(Sending(post, "Last word.", reply.pk, user=moderator)).comment.level == 2
    assert submit(Sending(post, "A new thread.", name="Bob", email="b@example.org")).comment.level == 0


def test_the_page_has_no_reply_links_there_and_says_why(client, post, moderator):
    root, other = a_comment(post), a_comment(post)
    reply = a_comment(post, root)
    keeping.change(root, CLOSE, by=moderator)
    page = client.get(post.get_absolute_url()).content.decode()
    assert page.count("This thread takes no more replies.") == 1
    assert f'data-reply="{root.pk}"' not in page
    assert f'data-reply="{reply.pk}"' not in page
    assert f'data-reply="{other.pk}"' in page


def test_a_reply_on_its_way_keeps_its_text(client, post, moderator):
    root = a_comment(post)
    form = client.get(f"/comments/on/{post.pk}/?parent={root.pk}").context["html"]
    token = form.partition('name="token" value="')[2].partition('"')[0]
    keeping.change(root, CLOSE, by=moderator)
    data = {"body": "Long words of mine.", "parent": root.pk, "name": "Ellen", "email": "e@example.org", "token": token}
    answer = client.post(f"/comments/on/{post.pk}/", data)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Long words of mine." in page
    assert "as a comment of its own" in page
    assert f'name="parent" value="{root.pk}"' not in page


def test_the_page_for_replying_leads_back(client, post, moderator):
    root = a_comment(post)
    keeping.change(root, CLOSE, by=moderator)
    assert client.get(f"/comments/on/{post.pk}/?parent={root.pk}")["Location"].endswith(f"#comment-{root.pk}")


@pytest.mark.parametrize("what", [CLOSE, PIN])
def test_it_is_undone_from_the_record(post, moderator, what):
    root = a_comment(post)
    act = keeping.change(root, what, by=moderator)
    version = Discussion.objects.get().version
    assert ledger.kind_of(act).preview(act, moderator)
    assert ledger.undo(act, by=moderator).is_changed
    assert Comment.objects.get().closed_at is None
    assert Discussion.objects.get().pinned == []
    assert Discussion.objects.get().version > version


@pytest.mark.parametrize("what", [CLOSE, PIN])
def test_who_looks_after_one_article_undoes_nothing_below_the_one_it_moved_to(post, moderator, what):
    root, mallory = a_comment(post), post.author
    act = keeping.change(root, what, by=mallory)
    assert ledger.kind_of(act).may_undo(act, mallory)
    moving.move(root, a_post(_in_group(a_user("bob", is_staff=True), "Authors")), by=moderator)
    act = Act.objects.get(pk=act.pk)
    assert not ledger.kind_of(act).may_undo(act, mallory)
    assert not ledger.kind_of(act).undo(act, mallory).is_changed  # nor where it moves after that was asked


@pytest.mark.parametrize(("first", "then"), [(CLOSE, OPEN), (PIN, UNPIN)])
def test_opening_again_and_unpinning_are_undone_too(post, moderator, first, then):
    root = a_comment(post)
    keeping.change(root, first, by=moderator)
    act = keeping.change(root, then, by=moderator)
    assert ledger.undo(act, by=moderator).is_changed
    root.refresh_from_db()
    assert bool(root.closed_at) is (first == CLOSE)
    assert Discussion.objects.get().pinned == ([root.pk] if first == PIN else [])


@pytest.mark.parametrize("what", [CLOSE, PIN, OPEN, UNPIN])
def test_twice_is_said_and_entered_once(post, moderator, what):
    root = a_comment(post)
    keeping.change(root, what, by=moderator)
    assert isinstance(keeping.change(root, what, by=moderator), str)
    assert Act.objects.count() == (1 if what in {CLOSE, PIN} else 0)


def test_a_pinned_thread_stands_first_once_with_its_number(post, moderator):
    roots = [a_comment(post) for _ in range(5)]
    reply = a_comment(post, roots[3])
    keeping.change(roots[3], PIN, by=moderator)
    pages = shown(post)
    rows = [row for page in pages for row in page.rows]
    assert [row.pk for row in rows] == [roots[3].pk, reply.pk, roots[0].pk, roots[1].pk, roots[2].pk, roots[4].pk]
    assert [row.number for row in rows if not row.level] == [4, 1, 2, 3, 5]
    assert [row.pk for row in rows if row.is_pinned] == [roots[3].pk]
    assert sum(row.is_counted for row in rows) == Discussion.objects.get().comment_count == 6


def test_a_permalink_leads_to_where_it_is_pinned(client, post, moderator):
    roots = [a_comment(post) for _ in range(5)]
    reply = a_comment(post, roots[4])
    keeping.change(roots[4], PIN, by=moderator)
    pages = shown(post)
    for page in pages:
        for row in page.rows:
            comment = Comment.objects.select_related("discussion__defaults").get(pk=row.pk)
            assert threads.locate(comment) == (page.number, None)
    assert client.get(f"/comments/{reply.pk}/")["Location"] == f"{post.get_absolute_url()}#comment-{reply.pk}"


def test_the_page_says_pinned(client, post, moderator):
    a_comment(post)
    root = a_comment(post)
    keeping.change(root, PIN, by=moderator)
    page = client.get(post.get_absolute_url()).content.decode()
    assert page.count(">Pinned<") == 1
    assert f'id="comment-{root.pk}" value="2"' in page


def test_no_more_than_three_are_pinned(post, moderator):
    roots = [a_comment(post) for _ in range(4)]
    said = [keeping.change(root, PIN, by=moderator) for root in roots]
    assert said[3] == "Three threads are pinned here already. Unpin one of them first."
    assert len(Discussion.objects.get().pinned) == 3
    assert list(check.miscounted()) == []


def test_pins_cost_one_query_and_none_costs_nothing(post, moderator, django_assert_num_queries):
    roots = [a_comment(post) for _ in range(5)]
    discussion = Discussion.objects.select_related("defaults", "post").get()
    with django_assert_num_queries(2):
        threads.page(discussion)
    for root in roots[:3]:
        keeping.change(root, PIN, by=moderator)
    discussion = Discussion.objects.select_related("defaults", "post").get()
    with django_assert_num_queries(3):
        threads.page(discussion)


def test_a_reply_is_no_thread(post, moderator):
    reply = a_comment(post, a_comment(post))
    reply.discussion.post = post
    assert keeping.offered(Comment.objects.select_related("discussion__post").get(pk=reply.pk), moderator) == []
    assert keeping.change(reply, PIN, by=moderator) == "This is no thread of its own any more."

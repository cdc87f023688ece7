"""What of an import is here, counted in the database, and every difference given its reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.posts.models import Post, Tag
from blog.transfer.memory import Kind, Memory
from blog.transfer.reconciliation import reconcile
from blog.transfer.report import Report
from comments.models import Comment, Status
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db
SOURCE = "old.example.org"


@pytest.fixture
def memory():
    return Memory(SOURCE)


@pytest.fixture
def post(memory):
    return imported(memory, a_post(title="Tea"))


def imported(memory, post):
    memory.note(Kind.POST, str(post.pk), post.pk)
    memory.write()
    return post


def replies(post, *statuses, **fields):
    for number, status in enumerate(statuses):
        a_comment(post, status=status, source=SOURCE, source_id=post.pk * 100 + number, **fields)


def reconciled(memory, announced=None):
    report = Report(source=SOURCE)
    reconcile(report, memory, announced or {})
    return report


def test_an_article_that_shows_what_it_announces_is_not_listed(memory, post):
    replies(post, Status.APPROVED, Status.APPROVED)
    report = reconciled(memory, {post.pk: 2})
    assert report.articles == []
    assert (report.kind("comments").stored, report.kind("comments").shown) == (2, 2)


def test_every_comment_that_does_not_show_has_its_reason(memory, post):
    hidden = [Status.PENDING, Status.SPAM, Status.SPAM, Status.REMOVED, Status.DECLINED, Status.WITHDRAWN]
    replies(post, Status.APPROVED, *hidden)
    (said,) = reconciled(memory, {post.pk: 9}).articles
    assert said == (
        "“Tea” announces 9, shows 1: 1 awaits moderation, 2 are spam, 1 was removed, 1 was declined, "
        "1 was withdrawn, 2 are not here"
    )


def test_mentions_stand_apart(memory, post):
    replies(post, Status.APPROVED, kind=Comment.Kind.MENTION)
    report = reconciled(memory, {post.pk: 1})
    assert report.articles == ["“Tea” announces 1, shows 0: 1 mention stands apart"]
    assert (report.kind("mentions").stored, report.kind("comments").stored) == (1, 0)
    assert report.statuses["mentions"] == {"approved": 1}


def test_below_an_article_that_is_not_public_nothing_shows(memory):
    draft = imported(memory, a_post(title="Draft", status=Post.Status.DRAFT))
    silent = imported(memory, a_post(title="Silent", status=Post.Status.DRAFT))
    replies(draft, Status.APPROVED)
    report = reconciled(memory, {draft.pk: 1, silent.pk: 0})
    assert report.articles == ["“Draft” announces 1, shows 0: the article is not public"]
    assert (report.kind("comments").stored, report.kind("comments").shown) == (1, 0)
    assert (report.kind("articles").stored, report.kind("articles").shown) == (2, 0)


def test_what_came_with_an_earlier_file_is_told(memory, post):
    replies(post, Status.APPROVED, Status.APPROVED)
    assert reconciled(memory, {post.pk: 1}).articles == ["“Tea” announces 1, shows 2: 1 came with an earlier file"]


def test_what_is_of_this_site_or_of_another_is_not_counted(memory, post):
    a_comment(post)
    a_comment(a_post(), source="other.example", source_id=1)
    report = reconciled(memory, {post.pk: 0})
    assert report.articles == []
    assert (report.kind("articles").stored, report.kind("comments").stored) == (1, 0)


def test_an_article_that_was_deleted_here_is_not_listed(memory, post):
    number = post.pk
    post.delete()
    assert reconciled(memory, {number: 5}).articles == []


def test_people_and_tags_show_where_something_of_them_does(memory, post):
    writer, tag, unused = post.author, Tag.objects.create(name="Tea"), Tag.objects.create(name="Bread")
    post.tags.add(tag)
    for kind, key, pk in ((Kind.AUTHOR, "alice", writer.pk), (Kind.TAG, "a", tag.pk), (Kind.TAG, "b", unused.pk)):
        memory.note(kind, key, pk)
    report = reconciled(memory)
    assert (report.kind("tags").stored, report.kind("tags").shown) == (2, 1)
    assert (report.kind("authors").stored, report.kind("authors").shown) == (1, 1)


def test_pictures_that_stayed_elsewhere_are_not_counted_as_read(memory):
    report = Report(source=SOURCE, foreign_pictures={"https://a.example/x.jpg": "Tea"})
    report.kind("pictures").announced = 3
    reconcile(report, memory, {})
    assert (report.kind("pictures").read, report.kind("pictures").stored) == (2, 0)


def test_what_appears_later_is_told_apart_from_what_is_published(memory, post):
    imported(memory, a_post(title="Later", published_at=timezone.now() + timedelta(days=1)))
    imported(memory, a_post(title="Draft", status=Post.Status.DRAFT))
    report = reconciled(memory)
    assert report.statuses["articles"] == {"published": 1, "scheduled": 1, "draft": 1}
    assert (report.kind("articles").stored, report.kind("articles").shown) == (3, 1)

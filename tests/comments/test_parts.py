"""Moderators of a part decide there, as those of the site do everywhere, and nowhere else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import assign
from blog.posts.models import Post, Tag
from comments import moderation, submission
from comments.models import Assignment, Comment, Status
from comments.panel.scope import capacities, posts_of, scope
from comments.parts import Parts, assigned_to, is_assigned, parts_of
from comments.staffmail import people
from comments.transitions import acting_as
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena() -> User:
    """Moderates a part of the site."""
    lena = builders.a_user("lena")
    assign(lena, "local-moderator")
    return fresh(lena)


@pytest.fixture
def grief() -> Tag:
    return Tag.objects.create(name="Grief", slug="grief")


def fresh(user: User) -> User:
    """As the next request finds them."""
    return User.objects.get(pk=user.pk)


def under(tag: Tag) -> Post:
    post = a_post()
    post.tags.add(tag)
    return post


def test_without_a_part_there_is_nothing_to_decide(lena):
    a_comment(a_post(), status="pending")
    assert parts_of(lena) == Parts()
    assert scope(lena) is None


def test_a_tag_is_every_article_under_it_now_and_later(lena, grief):
    other = a_post()
    Assignment.objects.create(user=lena, tag=grief)
    now, later = under(grief), under(grief)
    assert set(posts_of(lena)) == {now, later}
    assert not is_assigned(lena, other.pk)
    later.tags.clear()
    assert set(posts_of(lena)) == {now}


def test_an_article_is_that_article(lena):
    mine, other = a_comment(a_post(), status="pending"), a_comment(a_post(), status="pending")
    Assignment.objects.create(user=lena, post_id=mine.discussion_id)
    assert list(scope(lena)) == [mine]
    outcome = moderation.moderate([mine.pk, other.pk], Status.APPROVED, by=lena)
    assert (outcome.changed, [skip.why for skip in outcome.skipped]) == ([mine.pk], ["forbidden"])


def test_what_is_decided_there_is_decided_as_a_moderator(lena):
    comment = a_comment(a_post(), status="pending")
    Assignment.objects.create(user=lena, post_id=comment.discussion_id)
    moderation.moderate([comment.pk], Status.APPROVED, by=lena)
    assert comment.events.get().role == "moderator"
    assert capacities(lena, comment.discussion) == {moderation.Asker.MODERATOR}


def test_their_answers_stand_at_once_in_their_part_and_wait_elsewhere(lena):
    mine, other = a_post(), a_post()
    Assignment.objects.create(user=lena, post=mine)
    here = submission.submit(submission.Sending(mine, "Take your time.", user=lena)).comment
    there = submission.submit(submission.Sending(other, "Me too.", user=fresh(lena), network="n")).comment
    assert (here.status, here.role) == ("approved", "moderator")
    assert (there.status, there.role) == ("pending", "")


def test_an_author_may_moderate_a_part_beside_their_own(grief):
    alice = builders.alice()
    mine = a_comment(a_post(alice))
    theirs = a_comment(under(grief))
    Post.objects.filter(pk=theirs.discussion_id).update(author=builders.a_user("otto"))
    Assignment.objects.create(user=alice, tag=grief)
    assert set(scope(fresh(alice))) == {mine, theirs}


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_who_left_the_staff_has_no_part_any_more(lena, fields):
    comment = a_comment(a_post())
    Assignment.objects.create(user=lena, post_id=comment.discussion_id)
    User.objects.filter(pk=lena.pk).update(**fields)
    assert parts_of(fresh(lena)) == Parts()
    assert not moderation.askers(fresh(lena), comment)
    assert not assigned_to(comment.discussion_id).exists()


def test_nobody_has_a_part():
    assert parts_of(AnonymousUser()) == Parts()


def test_what_rests_is_not_theirs(lena):
    comment = a_comment(a_post(), status="pending", rests_until="2999-01-01T00:00Z")
    Assignment.objects.create(user=lena, post_id=comment.discussion_id)
    assert not moderation.askers(lena, Comment.objects.get())
    assert list(scope(lena)) == []


def test_they_are_told_of_what_waits_in_their_part(lena, grief):
    lena.emailaddress_set.create(email=lena.email, verified=True, primary=True)
    Assignment.objects.create(user=lena, tag=grief)
    held, other = a_comment(under(grief), status="pending"), a_comment(a_post(), status="pending")
    assert lena in people.deciders(held, [])
    assert lena not in people.deciders(other, [])


def test_a_page_of_comments_asks_for_the_parts_once(lena, django_assert_num_queries):
    comments = [a_comment(a_post()) for _ in range(3)]
    Assignment.objects.create(user=lena, post_id=comments[0].discussion_id)
    lena.has_perm("comments.moderate_comment")
    comments = list(Comment.objects.select_related("discussion__post", "discussion__defaults"))
    with django_assert_num_queries(1):
        assert [bool(capacities(lena, comment.discussion)) for comment in comments] == [True, False, False]


@pytest.mark.parametrize("both", [True, False])
def test_a_row_gives_one_part(lena, grief, both):
    part = {"tag": grief, "post": a_post()} if both else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(user=lena, **part)


def test_what_they_do_there_stands_in_the_record_as_a_moderators(lena):
    comment = a_comment(a_post())
    Assignment.objects.create(user=lena, post_id=comment.discussion_id)
    assert acting_as(lena, comment.discussion) == "moderator"
    assert acting_as(comment.discussion.post.author, comment.discussion) == "author"

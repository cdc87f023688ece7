"""Beginning, changing and ending what is followed; nothing unproven ever begins."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from comments import following, submission
from comments.models import Comment, Commenter, Subscription
from comments.proofs import asking, proving
from comments.readers import Reader
from tests.builders import a_comment, a_post, a_user, alice

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def post():
    return a_post(title="On slowness", author=alice())


@pytest.fixture
def zoe():
    return Reader(commenter=Commenter.objects.create(email="zoe@example.org", name="Zoe"))


@pytest.fixture
def zoes(post, zoe):
    return a_comment(post, a_comment(post), name="Zoe", email="zoe@example.org", proof=1)


def rows():
    return sorted(Subscription.objects.values_list("scope", "pace"))


@pytest.mark.parametrize("wish", Comment.Follows.values)
def test_a_guests_wish_begins_with_the_proof_and_not_before(post, wish):
    sending = submission.Sending(post, "Tell me more.", name="Ellen", email="ellen@example.org", follows=wish)
    comment = submission.submit(sending).comment
    assert rows() == []
    proving.confirm(asking.find(asking.new_secret(comment)))
    assert rows() == ([(wish, Pace.AT_ONCE)] if wish else [])


def test_who_has_proven_it_already_follows_at_once(post, zoe):
    known = {"name": "Zoe", "email": "zoe@example.org", "commenter": zoe.commenter}
    sent = submission.submit(submission.Sending(post, "One.", follows=Scope.THREAD, **known))
    row = Subscription.objects.get()
    assert (row.commenter, row.scope, row.root, row.discussion_id) == (zoe.commenter, "thread", sent.comment, post.pk)


def test_a_member_follows_at_once_where_the_address_is_proven(post, settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    mia = a_user("mia")
    submission.submit(submission.Sending(post, "One.", user=mia, follows=Scope.DISCUSSION))
    assert rows() == []
    EmailAddress.objects.create(user=mia, email=mia.email, verified=True, primary=True)
    submission.submit(submission.Sending(post, "Two.", user=mia, follows=Scope.DISCUSSION))
    assert Subscription.objects.get().user == mia


def test_a_reply_follows_the_thread_it_stands_in(zoes, zoe):
    following.choose(zoes, Scope.THREAD)
    assert Subscription.objects.get().root == zoes.parent


def test_the_whole_discussion_and_its_author_alone_take_turns(zoes, zoe):
    for scope in (Scope.DISCUSSION, Scope.AUTHOR, Scope.DISCUSSION):
        following.follow(zoe, scope, zoes.discussion)
        assert rows() == [(scope, Pace.AT_ONCE)]


@pytest.mark.parametrize("wish", Comment.Follows.values)
def test_a_choice_on_the_receipt_replaces_the_one_before(zoes, wish):
    following.choose(zoes, Scope.THREAD)
    following.choose(zoes, wish)
    assert [scope for scope, _pace in rows()] == ([wish] if wish else [])
    assert following.chosen(Comment.objects.get(pk=zoes.pk)) == wish


def test_a_mute_is_no_following_and_following_again_ends_it(zoes, zoe):
    following.mute(zoe, zoes)
    assert rows() == [(Scope.THREAD, Pace.NEVER)]
    assert following.chosen(zoes) == ""
    following.follow(zoe, Scope.THREAD, zoes.discussion, zoes.parent)
    assert rows() == [(Scope.THREAD, Pace.AT_ONCE)]


@pytest.mark.parametrize("wish", Comment.Follows.values)
def test_a_choice_on_the_receipt_ends_no_mute_but_that_of_the_thread_it_chooses(zoes, zoe, wish):
    following.mute(zoe, zoes)
    following.choose(zoes, wish)
    assert ((Scope.THREAD, Pace.NEVER) in rows()) == (wish != Scope.THREAD)
    assert following.chosen(Comment.objects.get(pk=zoes.pk)) == wish


def test_following_again_keeps_the_pace(zoes, zoe):
    following.set_pace(following.follow(zoe, Scope.DISCUSSION, zoes.discussion), Pace.DAILY)
    following.follow(zoe, Scope.DISCUSSION, zoes.discussion)
    assert rows() == [(Scope.DISCUSSION, Pace.DAILY)]


def test_leaving_a_discussion_ends_everything_in_it_and_nothing_elsewhere(zoes, zoe):
    elsewhere = a_comment(a_post(), name="Zoe", email="zoe@example.org", proof=1, wants_news=True)
    Comment.objects.filter(pk=zoes.pk).update(wants_news=True, follows="thread")
    for comment in (zoes, elsewhere):
        following.follow(zoe, Scope.DISCUSSION, comment.discussion)
        following.mute(zoe, comment)
    following.unfollow("Zoe@example.org", zoes.discussion)
    assert set(Subscription.objects.values_list("discussion", flat=True)) == {elsewhere.discussion_id}
    assert not Comment.objects.get(pk=zoes.pk).wants_news
    assert Comment.objects.get(pk=elsewhere.pk).wants_news


def test_one_kind_can_end_alone(zoes, zoe):
    def begin():
        following.follow(zoe, Scope.ARTICLES)
        following.set_pace(following.follow(zoe, Scope.DISCUSSION, zoes.discussion), Pace.DAILY)
        following.set_answers_pace(zoe, Pace.DAILY)

    begin()
    following.end_kind(zoe.address, "articles")
    assert rows() == [(Scope.DISCUSSION, Pace.DAILY), (Scope.REPLIES, Pace.DAILY)]
    begin()
    following.end_kind(zoe.address, "daily")
    assert rows() == [(Scope.ARTICLES, Pace.AT_ONCE), (Scope.REPLIES, Pace.NEVER)]
    assert following.answers_pace([zoe]) == Pace.NEVER


def test_everything_ends_at_one_word_but_for_other_people(zoes, zoe):
    other = Reader(commenter=Commenter.objects.create(email="yan@example.org", name="Yan"))
    for reader in (zoe, other):
        following.follow(reader, Scope.ARTICLES)
    following.unfollow_all(zoe.address)
    assert Subscription.objects.get().commenter == other.commenter


def test_every_row_has_words(zoes, zoe):
    for scope in Scope:
        place = {} if scope in {Scope.REPLIES, Scope.ARTICLES} else {"discussion": zoes.discussion}
        row = following.follow(zoe, scope, **place, root=zoes.parent if scope == Scope.THREAD else None)
        assert ("On slowness" in following.words_of(row)) == bool(place)
    assert "Bob" in following.words_of(Subscription.objects.get(scope=Scope.THREAD))
    assert following.words_of_wish(Comment(follows="author")) == "only what the author writes here"
    assert following.words_of_wish(Comment()) == ""

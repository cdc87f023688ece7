"""The rules that hold for whoever sent it hold by mail as well."""

from __future__ import annotations

import pytest

from blog.mail.models import Incoming
from blog.posts.models import Post
from comments import moderation
from comments.inbox import addresses, delivering
from comments.models import Comment, Commenter, Discussion, Status
from comments.readers import Reader
from tests.builders import a_comment, a_post, a_user, an_owner
from tests.comments.inbox.mails import a_mail

pytestmark = pytest.mark.django_db

Outcome = Incoming.Outcome


@pytest.fixture
def waiting():
    return a_comment(a_post(), status=Status.PENDING)


def proven(user):
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return Reader(user=user)


def reply(address, reader, words="Well said."):
    return delivering.deliver(a_mail(address, reader.address, words)).row


def test_when_somebody_decided_otherwise_it_is_kept_and_says_who(waiting, moderator):
    address = addresses.reply_to(waiting, moderator)
    moderation.moderate([waiting.pk], Status.DECLINED, by=an_owner(display_name="Olive"))
    row = reply(address, moderator)
    assert (row.outcome, row.why) == (Outcome.KEPT, "Olive was first: the comment it answers is declined now.")
    assert row.text == "Well said."
    waiting.refresh_from_db()
    assert waiting.status == Status.DECLINED


def test_when_somebody_approved_it_meanwhile_the_answer_stands_below(waiting, moderator):
    address = addresses.reply_to(waiting, moderator)
    moderation.moderate([waiting.pk], Status.APPROVED, by=an_owner())
    assert reply(address, moderator).outcome == Outcome.PUBLISHED


def test_other_words_than_were_mailed_are_not_approved_unread(waiting, moderator):
    address = addresses.reply_to(waiting, moderator)
    Comment.objects.filter(pk=waiting.pk).update(body="Buy!", body_html="<p>Buy!</p>")
    row = reply(address, moderator)
    assert (row.outcome, row.code) == (Outcome.KEPT, "changed")
    waiting.refresh_from_db()
    assert waiting.status == Status.PENDING


def test_what_was_taken_back_into_the_queue_is_not_approved_by_an_old_mail(bobs, moderator):
    address = addresses.reply_to(bobs, moderator)
    moderation.moderate([bobs.pk], Status.PENDING, by=moderator.user)
    assert reply(address, moderator).outcome == Outcome.KEPT


@pytest.mark.parametrize("may", [True, False])
def test_the_setting_of_the_house_is_asked_at_that_moment(may):
    post = a_post()
    author, comment = proven(post.author), a_comment(post, status=Status.PENDING)
    address = addresses.reply_to(comment, author)
    defaults = Comment.objects.get(pk=comment.pk).discussion.defaults
    type(defaults).objects.filter(pk=defaults.pk).update(authors_moderate=may)
    assert reply(address, author).outcome == (Outcome.PUBLISHED if may else Outcome.REFUSED)


def test_whoever_was_a_moderator_sends_an_ordinary_comment(waiting, moderator):
    address = addresses.reply_to(waiting, moderator)
    moderator.user.groups.clear()
    row = reply(address, moderator)
    assert (row.outcome, row.code) == (Outcome.REFUSED, "parent")
    waiting.refresh_from_db()
    assert waiting.status == Status.PENDING


def test_a_member_writes_under_their_account(bobs):
    erin = proven(a_user("erin"))
    answer = Comment.objects.get(pk=reply(addresses.reply_to(bobs, erin), erin).answer)
    assert (answer.user, answer.email, answer.parent_id) == (erin.user, "", bobs.pk)


def test_any_proven_address_of_an_account_will_do(bobs):
    erin = proven(a_user("erin"))
    erin.user.emailaddress_set.create(email="erin@work.example.org", verified=True)
    erin.user.emailaddress_set.create(email="erin@typed.example.org", verified=False)
    address = addresses.reply_to(bobs, erin)
    assert delivering.deliver(a_mail(address, "erin@typed.example.org")).row.code == "sender"
    assert delivering.deliver(a_mail(address, "Erin@Work.example.org")).row.outcome == Outcome.HELD


def test_a_closed_discussion_is_closed_by_mail_too(bobs, ellen):
    Discussion.objects.filter(pk=bobs.discussion_id).update(access=Discussion.Access.CLOSED)
    row = reply(addresses.reply_to(bobs, ellen), ellen)
    assert (row.outcome, row.code, row.text) == (Outcome.REFUSED, "closed", "Well said.")


def test_what_is_no_longer_shown_is_not_answered_by_a_reader(bobs, ellen):
    address = addresses.reply_to(bobs, ellen)
    moderation.moderate([bobs.pk], Status.REMOVED, by=an_owner())
    assert reply(address, ellen).code == "parent"


def test_a_reader_of_two_mails_keeps_to_the_hourly_limit(bobs, ellen, settings):
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_RATE_LIMIT = 0, 1
    assert reply(addresses.reply_to(bobs, ellen), ellen).outcome == Outcome.HELD
    with pytest.raises(delivering.PutOff):
        reply(addresses.reply_to(bobs, ellen), ellen, "Another.")


def test_a_text_that_is_too_long_comes_back(bobs, ellen):
    row = reply(addresses.reply_to(bobs, ellen), ellen, "word " * 5000)
    assert (row.outcome, row.code) == (Outcome.REFUSED, "long")


def test_whoever_answers_by_mail_hears_of_answers(bobs, ellen):
    assert Comment.objects.get(pk=reply(addresses.reply_to(bobs, ellen), ellen).answer).wants_news


def test_who_follows_without_a_name_answers_without_one(bobs):
    reader = Reader(commenter=Commenter.objects.create(email="quiet@example.org", name=""))
    assert Comment.objects.get(pk=reply(addresses.reply_to(bobs, reader), reader).answer).name == "Anonymous"


def test_an_author_of_another_article_is_a_reader_here(bobs):
    reader = proven(a_user("frank", is_staff=True))
    a_post(reader.user)
    assert reply(addresses.reply_to(bobs, reader), reader).outcome == Outcome.HELD


def test_nothing_is_added_to_an_article_that_was_taken_off_the_site(bobs, ellen):
    address = addresses.reply_to(bobs, ellen)
    Post.objects.update(status=Post.Status.DRAFT)
    row = reply(address, ellen)
    assert (row.outcome, row.code, row.text) == (Outcome.REFUSED, "gone", "Well said.")
    assert Comment.objects.count() == 1


def test_who_has_a_domain_in_letters_of_its_own_can_answer(bobs):
    nora = Reader(commenter=Commenter.objects.create(email="nora@bücher.example", name="Nora"))
    raw = a_mail(addresses.reply_to(bobs, nora), "nora@xn--bcher-kva.example")
    assert delivering.deliver(raw).row.outcome == Outcome.HELD

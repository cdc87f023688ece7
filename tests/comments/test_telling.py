"""Word of what is new: owed late enough to be taken back, to who asked, once, however often it is tried."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.mail import composing, outbox, stopping
from blog.mail.models import Letter, address_mark
from comments import erasure, following, moderation, submission, telling
from comments.models import Comment, Commenter, Status, Subscription
from comments.readers import Reader
from tests.builders import a_comment, a_post, alice, carol
from tests.comments.post_box import after, sent_to

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def post():
    return a_post(title="On slowness", author=alice())


@pytest.fixture
def moderator():
    return carol()


@pytest.fixture
def ellens(post):
    """Shown, proven, and its writer wants to hear of answers."""
    Commenter.objects.create(email="ellen@example.org", name="Ellen")
    return a_comment(post, name="Ellen", email="ellen@example.org", proof=1, wants_news=True)


@pytest.fixture
def waiting(post, ellens):
    return a_comment(
        post,
        ellens,
        name="David",
        email="david@example.org",
        status=Status.PENDING,
        body_html="<p>It gets lighter.</p>",
    )


@pytest.fixture
def approve(moderator):
    return lambda comment, to=Status.APPROVED: moderation.moderate([comment.pk], to, by=moderator)


def a_reader(name="zoe"):
    return Reader(commenter=Commenter.objects.create(email=f"{name}@example.org", name=name.title()))


def test_an_answer_is_told_once_it_is_approved_and_not_before(waiting, approve):
    assert after(60) == []
    approve(waiting)
    assert after(4) == []
    [letter] = after(6)
    assert letter.to == ["ellen@example.org"]
    assert letter.subject == "[Colloquy] David answered you"
    assert "> It gets lighter." in letter.body
    assert f"/comments/{waiting.pk}/" in letter.body
    assert "david@example.org" not in str(letter.message())


def test_the_authors_answer_that_approves_is_told_with_the_approval(post, ellens):
    Comment.objects.filter(pk=ellens.pk).update(status=Status.PENDING)
    submission.answer(Comment.objects.get(pk=ellens.pk), "I read this twice.", by=post.author)
    subjects = {letter.subject for letter in after()}
    assert subjects == {"[Colloquy] Approved: your response to “On slowness”", "[Colloquy] Alice answered you"}


@pytest.mark.parametrize("status", [Status.REMOVED, Status.SPAM, Status.DECLINED, Status.PENDING])
@pytest.mark.parametrize("when", ["before it is owed", "before it is sent"])
def test_what_is_hidden_again_is_told_to_nobody(waiting, approve, status, when):
    approve(waiting)
    if when == "before it is sent":
        Comment.objects.filter(pk=waiting.pk).update(tell_at=timezone.now())
        assert telling.tell_due() == 1
        assert Letter.objects.owed().exists()
    approve(waiting, status)
    assert after() == []


def test_an_article_that_was_taken_back_takes_its_news_along(waiting, approve, post):
    approve(waiting)
    type(post).objects.filter(pk=post.pk).update(status="draft")
    assert after() == []


def test_what_was_told_is_never_told_again(waiting, approve):
    for _time in range(2):
        approve(waiting)
        assert len(after()) == 1
        Letter.objects.all().delete()  # what was sent is forgotten after a while
        approve(waiting, Status.PENDING)


def test_what_was_taken_back_in_time_is_told_when_it_is_shown_after_all(waiting, approve):
    approve(waiting)
    approve(waiting, Status.PENDING)
    assert after(60) == []
    approve(waiting)
    assert len(after()) == 1


def test_each_person_gets_one_letter_whatever_the_reasons(post, ellens, waiting, approve):
    ellen = Reader(commenter=Commenter.objects.get())
    following.follow(ellen, Scope.DISCUSSION, post.discussion)
    following.follow(ellen, Scope.THREAD, post.discussion, ellens)
    following.follow(a_reader(), Scope.DISCUSSION, post.discussion)
    approve(waiting)
    assert sent_to() == ["ellen@example.org", "zoe@example.org"]


def test_who_was_interrupted_begins_again_and_owes_nobody_twice(post, waiting, approve, monkeypatch):
    for number in range(3):
        following.follow(a_reader(f"r{number}"), Scope.DISCUSSION, post.discussion)
    approve(waiting)
    owe_many = outbox.owe_many

    def dies_half_way(letters):
        owe_many(list(letters)[:2])
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "owe_many", dies_half_way)
    with pytest.raises(KeyboardInterrupt):
        after()
    assert Comment.objects.get(pk=waiting.pk).told_at is None
    monkeypatch.undo()
    assert sent_to() == ["ellen@example.org", "r0@example.org", "r1@example.org", "r2@example.org"]


def test_two_workers_owe_the_same_letters_once(waiting, approve):
    approve(waiting)
    Comment.objects.filter(pk=waiting.pk).update(tell_at=timezone.now())
    rows = Comment.objects.select_related("discussion__post", "discussion__defaults", "user", "parent__user")
    mine, theirs = rows.get(pk=waiting.pk), rows.get(pk=waiting.pk)
    assert [telling._tell(mine), telling._tell(theirs)] == [True, False]
    assert Letter.objects.count() == 1


def test_who_asked_for_silence_is_owed_nothing(waiting, approve):
    stopping.stop(address_mark("ellen@example.org"))
    approve(waiting)
    assert after() == []


def test_a_decision_costs_the_same_whether_none_or_a_thousand_follow(post, ellens, moderator):
    def queries():
        comment = a_comment(post, status=Status.PENDING)
        with CaptureQueriesContext(connection) as captured:
            moderation.moderate([comment.pk], Status.APPROVED, by=moderator)
        return len(captured)

    queries()  # the moderator's rights are read once
    alone = queries()
    rows = [Commenter(email=f"r{number}@example.org", name=f"R{number}") for number in range(1000)]
    Subscription.objects.bulk_create(
        Subscription(commenter=row, scope=Scope.DISCUSSION, discussion=post.discussion)
        for row in Commenter.objects.bulk_create(rows)
    )
    assert queries() == alone
    with CaptureQueriesContext(connection) as captured:
        Comment.objects.filter(tell_at__isnull=False).update(tell_at=timezone.now())
        assert telling.tell_due() == 3
    assert Letter.objects.owed().count() == 3000
    assert len(captured) < 120


def test_what_staff_publish_at_once_is_told_as_well(post, ellens, moderator):
    submission.submit(submission.Sending(post, "A word from us.", ellens.pk, user=moderator))
    assert sent_to() == ["ellen@example.org"]


def test_where_no_mail_can_be_sent_nothing_is_owed_later(settings, waiting, approve):
    settings.EMAIL_CONFIGURED = False
    approve(waiting)
    assert Comment.objects.get(pk=waiting.pk).tell_at is None
    settings.EMAIL_CONFIGURED = True
    assert after() == []


def test_a_mention_by_another_site_is_no_news(post, ellens, approve):
    following.follow(a_reader(), Scope.DISCUSSION, post.discussion)
    approve(a_comment(post, kind=Comment.Kind.MENTION, status=Status.PENDING))
    assert after() == []


def test_an_erasure_takes_along_what_is_owed_about_it_and_to_its_writer(post, ellens, waiting, approve):
    a_comment(post, name="Ellen", email="ellen@example.org", proof=1)  # stays, so her address is not forgotten whole
    approve(waiting)
    Comment.objects.filter(pk=waiting.pk).update(tell_at=timezone.now())
    telling.tell_due()
    assert Letter.objects.filter(kind=telling.ANSWERED, to="ellen@example.org").exists()
    erasure.erase(Comment.objects.get(pk=ellens.pk), keep_text=True)
    assert not Letter.objects.exclude(to="").exists()


def test_what_was_erased_is_told_to_nobody(post, ellens, waiting, approve):
    following.follow(a_reader(), Scope.DISCUSSION, post.discussion)
    approve(waiting)
    erasure.erase(Comment.objects.get(pk=waiting.pk), keep_text=False)
    assert after() == []


def test_each_kind_has_its_writer():
    assert {telling.ANSWERED, telling.NEWS} <= set(composing._composers)


def test_the_articles_author_hears_of_it_in_the_same_one_letter(post, ellens, waiting, approve):
    EmailAddress.objects.create(user=post.author, email=post.author.email, verified=True, primary=True)
    following.follow(Reader(user=post.author), Scope.DISCUSSION, post.discussion)
    approve(waiting)
    assert sent_to() == [post.author.email, "ellen@example.org"]


def test_what_was_erased_is_never_news_again_not_even_to_who_wrote_it(post, waiting, approve):
    Commenter.objects.create(email="david@example.org", name="David")
    Comment.objects.filter(pk=waiting.pk).update(proof=1)
    following.follow(Reader(commenter=Commenter.objects.get(name="David")), Scope.DISCUSSION, post.discussion)
    following.follow(a_reader(), Scope.DISCUSSION, post.discussion)
    approve(waiting)
    erasure.erase(Comment.objects.get(pk=waiting.pk), keep_text=True)
    approve(waiting, Status.DECLINED)
    approve(waiting)
    assert after(60) == []


def test_an_erasure_between_two_steps_of_the_worker_is_kept_to(post, waiting, approve):
    """The letters are owed from a row that was read before; when they are sent, it is read again."""
    following.follow(a_reader(), Scope.DISCUSSION, post.discussion)
    EmailAddress.objects.create(user=post.author, email=post.author.email, verified=True, primary=True)
    approve(waiting)
    rows = Comment.objects.select_related("discussion__post__author", "discussion__defaults", "user", "parent__user")
    read_before = rows.get(pk=waiting.pk)
    erasure.erase(Comment.objects.get(pk=waiting.pk), keep_text=True)
    telling._tell(read_before)
    assert Letter.objects.owed().count() == 3
    assert after() == []


def test_what_is_owed_again_after_a_crash_has_the_same_number(waiting, approve):
    """Handed over, and the worker died; taken back, so nothing was to be sent and the row went; shown after all."""
    numbers = []
    for _time in range(2):
        Comment.objects.filter(pk=waiting.pk).update(status=Status.PENDING, told_at=None)
        approve(waiting)
        after()
        numbers += Letter.objects.values_list("message_id", flat=True)
        Letter.objects.all().delete()
    assert numbers[0] == numbers[1]

"""A new article goes out once, to everybody who asked for new ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blog.mail import stopping
from blog.mail.models import Letter, address_mark
from blog.posts import mailing
from blog.posts.models import Post
from comments import digests, links
from comments.models import Discussion, Subscription
from comments.proofs import belongings
from comments.subscribing import articles
from comments.wishes import Follower
from tests import builders
from tests.builders import a_post

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace


def owed():
    return sorted(Letter.objects.filter(kind="article").values_list("to", flat=True))


def test_from_the_footer_to_the_letter(client, ask, link, delivered, a_wished_post):
    assert 'href="/comments/subscribe/"' in client.get("/").content.decode()
    assert "Now look into your mail" in client.get(ask()["Location"]).content.decode()
    path = link()
    assert "Yes, write to me" in client.get(path).content.decode()
    assert "ellen@example.org" in client.post(path).content.decode()
    post = a_wished_post()
    assert articles.owe_articles() == 1
    letter = delivered()[-1]
    assert letter.to == ["ellen@example.org"]
    assert letter.subject == "[Colloquy] On slowness"
    assert post.get_absolute_url() in letter.body
    assert articles.owe_articles() == 0
    assert not Letter.objects.owed().exists()


def test_the_letter_says_what_it_is_why_it_came_and_how_to_end_it(delivered, a_guest, a_wished_post):
    ellen = a_guest()
    a_wished_post(summary="Of salt & bread.", body='<p>Words.</p><figure><img src="/media/x.jpg" alt=""></figure>')
    articles.owe_articles()
    letter = delivered()[0]
    assert "Of salt & bread." in letter.body
    assert "By Alice." in letter.body
    assert f"/comments/mail/{links.token_of(links.MAIL, ellen)}/" in letter.body
    assert "you asked for new articles of Colloquy" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = letter.alternatives[0][0]
    assert "Of salt &amp; bread." in html
    assert "<img" not in html
    assert "x.jpg" not in html


def test_without_a_summary_it_gives_the_beginning(delivered, a_guest, a_wished_post):
    a_guest()
    a_wished_post(body="<p>It began with a glass of water.</p>")
    articles.owe_articles()
    assert "It began with a glass of water." in delivered()[0].body


# Which articles.


@pytest.mark.parametrize(
    ("fields", "is_sent"),
    [
        ({}, True),
        ({"status": Post.Status.UNLISTED}, True),
        ({"send_to_readers": False}, False),
        ({"status": Post.Status.DRAFT}, False),
        ({"kind": Post.Kind.PAGE}, False),
        ({"sent_to_readers_at": timezone.now()}, False),
        ({"published_at": timezone.now() + timedelta(days=1)}, False),
    ],
)
def test_what_is_wished_for_published_and_not_sent_yet(a_guest, a_wished_post, fields, is_sent):
    a_guest()
    Post.objects.filter(pk=a_wished_post().pk).update(**fields)
    assert articles.owe_articles() == is_sent
    assert len(owed()) == is_sent


def test_a_scheduled_article_goes_when_its_moment_has_come_and_gone_a_little(a_guest, a_wished_post, settings):
    a_guest()
    with time_machine.travel(timezone.now()) as clock:
        a_wished_post(published_at=timezone.now() + timedelta(days=1))
        clock.shift(timedelta(days=1, minutes=settings.MAIL_DELAY_MINUTES - 1))
        assert articles.owe_articles() == 0
        clock.shift(timedelta(minutes=1))
        assert articles.owe_articles() == 1


def test_an_author_has_some_minutes_after_the_last_change(a_guest, settings):
    a_guest()
    with time_machine.travel(timezone.now()) as clock:
        post = a_post(send_to_readers=True)  # published yesterday, ticked now
        assert articles.owe_articles() == 0
        clock.shift(timedelta(minutes=settings.MAIL_DELAY_MINUTES - 1))
        post.save()
        clock.shift(timedelta(minutes=settings.MAIL_DELAY_MINUTES - 1))
        assert articles.owe_articles() == 0
        clock.shift(timedelta(minutes=1, seconds=1))
        assert articles.owe_articles() == 1


def test_what_is_taken_off_the_site_meanwhile_is_not_mailed(delivered, a_guest, a_wished_post):
    a_guest()
    post = a_wished_post()
    articles.owe_articles()
    Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT)
    assert delivered() == []
    assert owed() == []


def test_a_wish_taken_back_while_it_was_being_sent_is_not_noted_as_sent(delivered, a_guest, a_wished_post):
    a_guest()
    post = a_wished_post()
    Post.objects.filter(pk=post.pk).update(send_to_readers=False)
    assert not articles._owe(post)
    post.refresh_from_db()
    assert post.sent_to_readers_at is None
    assert delivered() == []


def test_without_mail_nothing_is_owed(settings, a_guest, a_wished_post):
    a_guest()
    a_wished_post()
    settings.EMAIL_CONFIGURED = False
    assert articles.owe_articles() == 0
    assert owed() == []


# Which readers.


def test_who_gets_it_and_how_many_that_are(a_guest, a_member, a_wished_post):
    a_guest("ellen@example.org")
    a_guest("daily@example.org", pace=Pace.DAILY)
    a_guest("never@example.org", pace=Pace.NEVER)
    a_guest("stopped@example.org")
    a_guest("silent@example.org", pace=Pace.DAILY)
    a_guest("talker@example.org", scope=Scope.DISCUSSION, discussion=Discussion.objects.create(post=a_post()))
    a_member("dave", Scope.ARTICLES)
    a_member("gone", Scope.ARTICLES, is_active=False)
    a_member("mute")
    changed = a_member("changed", Scope.ARTICLES)
    get_user_model().objects.filter(pk=changed.pk).update(email="unproven@example.org")
    for address in ("stopped@example.org", "silent@example.org"):
        stopping.stop(address_mark(address))
    assert articles.count_readers() == mailing.readers() == 3
    post = a_wished_post()
    articles.owe_articles()
    assert owed() == ["dave@example.org", "ellen@example.org"]
    post.refresh_from_db()
    assert post.sent_to_readers == 3  # with who gets it in the mail of the day


@pytest.mark.parametrize(("account", "letters"), [(Pace.AT_ONCE, 1), (Pace.DAILY, 0), (Pace.NEVER, 0)])
def test_who_follows_twice_is_one_reader_and_the_account_says_how_often(
    a_guest, a_member, a_wished_post, account, letters
):
    a_guest("dave@example.org")
    a_member("dave", Scope.ARTICLES, account, email="Dave@Example.org")
    a_wished_post()
    assert articles.count_readers() == (account != Pace.NEVER)
    articles.owe_articles()
    assert len(owed()) == letters


def test_a_guest_who_has_an_account_since_is_mailed_as_before(delivered, a_guest, a_member, a_wished_post):
    a_guest("dave@example.org")
    a_member("dave")
    a_wished_post()
    articles.owe_articles()
    assert [letter.to for letter in delivered()] == [["dave@example.org"]]


def test_an_underscore_in_an_address_stands_for_itself(a_member):
    user = a_member("a_b", Scope.ARTICLES)
    user.emailaddress_set.update(email="acb@example.org")
    assert articles.count_readers() == 0


def test_who_ended_it_meanwhile_gets_no_letter(delivered, a_guest, a_member, a_wished_post):
    a_guest().subscriptions.all().delete()
    a_wished_post()
    ellen, dave = a_guest("ellen@example.org"), a_member("dave", Scope.ARTICLES)
    articles.owe_articles()
    assert len(owed()) == 2
    ellen.subscriptions.all().delete()
    dave.subscriptions.update(pace=Pace.NEVER)
    assert delivered() == []


def test_who_is_erased_is_neither_owed_nor_known(a_guest, a_member, a_wished_post):
    ellen, dave = a_guest(), a_member("dave", Scope.ARTICLES)
    a_wished_post()
    articles.owe_articles()
    belongings.erase(ellen, keep_text=False)
    belongings.forget_address(dave.email)
    dave.delete()
    assert owed() == []
    assert not Subscription.objects.exists()


def test_it_asks_the_database_no_more_for_more_readers(a_guest, a_wished_post):
    counts = []
    for readers in (1, 30):
        for n in range(readers):
            a_guest(f"reader{readers}.{n}@example.org")
        a_wished_post()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert articles.owe_articles() == 1
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_gets_the_mail_of_the_day_finds_it_there(a_guest, a_wished_post):
    a_guest("daily@example.org", pace=Pace.DAILY)
    post = a_wished_post()
    assert articles.owe_articles() == 1
    [letter] = Letter.objects.all()
    assert letter.kind == digests.DIGEST
    follower, day = Follower.at("daily@example.org"), digests.day_of(timezone.now())
    assert list(digests.articles_for(follower, day)) == [post]
    draft = digests.digest(letter)
    assert draft.subject == "1 new article"
    assert draft.context["articles"][0]["title"] == "On slowness"
    Post.objects.update(status=Post.Status.DRAFT)
    assert digests.digest(letter) is None


# In the panel.


def test_an_author_ticks_it_once_and_reads_afterwards_what_became_of_it(a_guest):
    a_guest()
    author = Client()
    author.force_login(builders.alice())
    assert "Send it to 1 reader by mail" in author.get("/admin/posts/post/add/").content.decode()
    sent = {
        "title": "On salt",
        "body": "<p>Words.</p>",
        "status": "published",
        "kind": "article",
        "send_to_readers": "on",
    }
    author.post("/admin/posts/post/add/", sent)
    post = Post.objects.get()
    assert post.send_to_readers
    Post.objects.update(
        updated_at=timezone.now() - timedelta(hours=1), published_at=timezone.now() - timedelta(hours=1)
    )
    articles.owe_articles()
    form = reverse("admin:posts_post_change", args=[post.pk])
    page = author.get(form).content.decode()
    assert "to 1 reader." in page
    assert 'name="send_to_readers"' not in page
    author.post(form, sent)
    post.refresh_from_db()
    assert post.sent_to_readers_at
    assert articles.owe_articles() == 0


def test_a_page_is_mailed_to_nobody():
    author = Client()
    author.force_login(builders.alice())
    sent = {"title": "About", "body": "<p>x</p>", "status": "published", "kind": "page", "send_to_readers": "on"}
    author.post("/admin/posts/post/add/", sent)
    assert not Post.objects.get().send_to_readers


def test_the_panel_says_nothing_of_it_without_mail(settings):
    settings.EMAIL_CONFIGURED = False
    author = Client()
    author.force_login(builders.alice())
    assert "send_to_readers" not in author.get("/admin/posts/post/add/").content.decode()

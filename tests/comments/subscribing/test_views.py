"""The pages of following by mail: who is told what, what is kept, and what a look changes (nothing)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from blog.mail import stopping
from blog.mail.models import DoNotMail, Letter, address_mark
from blog.posts.models import Post
from comments import identity, links
from comments.forms import token_for
from comments.models import Commenter, Discussion, Subscription, SubscriptionRequest
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db
Scope = Subscription.Scope
STATES = ["unknown", "commenter", "subscribed", "account", "stopped", "asked twice", "had enough"]


def token(post=None):
    return token_for(post.pk if post else 0)


def tables():
    return [list(table.objects.order_by("pk").values()) for table in (Commenter, Subscription, SubscriptionRequest)]


def put(state, ask, a_guest, a_member):
    """Ellen's address is in this state."""
    if state == "commenter":
        Commenter.objects.create(email="ellen@example.org", name="Ellen")
    elif state == "subscribed":
        a_guest()
    elif state == "account":
        a_member("ellen")
    elif state == "stopped":
        stopping.stop(address_mark("ellen@example.org"))
    elif state == "asked twice":
        ask(by=Client())
    elif state == "had enough":
        rows = [Letter(kind="x", is_unasked=True, address=address_mark("ellen@example.org")) for _n in range(5)]
        Letter.objects.bulk_create(rows)


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_revealed_of_an_address(client, ask, a_guest, a_member, state):
    other = ask("nobody@example.org", by=Client())
    expected = Client().get(other["Location"])
    put(state, ask, a_guest, a_member)
    response = ask()
    assert (response.status_code, response["Location"]) == (303, other["Location"])
    page = client.get(response["Location"])
    assert page.content == expected.content
    assert "ellen" not in page.content.decode()
    assert not client.cookies


@pytest.mark.parametrize("state", ["unknown", "commenter", "account"])
def test_saying_yes_begins_it_and_leads_on(client, ask, link, a_guest, a_member, state):
    put(state, ask, a_guest, a_member)
    post = a_post(title="Salt & bread")
    Discussion.objects.create(post=post)
    client.post(f"/comments/subscribe/?on={post.pk}", {"email": "Ellen@example.org", "token": token()})
    path = link()
    response = client.post(path)
    page = response.content.decode()
    row = Subscription.objects.get()
    assert (row.scope, row.discussion, row.pace) == ("articles", None, "now")
    assert bool(row.user) == (state == "account")
    assert "It has begun" in page
    assert post.get_absolute_url() in page
    key = links.token_of(links.MAIL, row.commenter) if row.commenter else links.token_of_member(row.user)
    preferences = f"/comments/mail/{key}/"
    assert preferences in page
    assert "no-store" in response["Cache-Control"]
    assert not client.cookies


def test_a_discussion_is_followed_from_its_own_page(client, ask, link):
    post = a_post(title="Salt & bread")
    assert not Discussion.objects.exists()
    page = client.get(f"/comments/on/{post.pk}/follow/").content.decode()
    assert "Salt &amp; bread" in page
    assert not Discussion.objects.exists()
    ask(post=post, scope="author")
    page = client.post(link()).content.decode()
    assert "What the author writes" in page
    row = Subscription.objects.get()
    assert (row.scope, row.discussion_id) == ("author", post.pk)


@pytest.mark.parametrize("look", ["get", "head", "options"])
def test_a_scanner_that_follows_links_changes_nothing(client, ask, link, look):
    ask()
    path = link()
    before = tables()
    for address in (path, f"{path}not-me/", "/comments/subscribe/?said=begun"):
        getattr(client, look)(address)
    assert tables() == before
    assert client.post(path).status_code == 200


def test_a_link_that_is_used_expired_or_altered_is_good_no_more_and_all_say_the_same(client, ask, link):
    with time_machine.travel(timezone.now()) as clock:
        ask("bob@example.org")
        old = link()
        clock.shift(timedelta(days=3, minutes=1))
        ask()
        good = link()
        altered = good[:-2] + ("A" if good[-2] != "A" else "B") + "/"
        used = good
        client.post(used)
        before, answers = tables(), set()
        for path in (old, altered, used, "/comments/subscribe/x/"):
            for act in ("", "not-me/"):
                response = client.post(path + act)
                assert response.status_code == 404
                answers.add(response.content)
            assert client.get(path).status_code == 404
        assert len(answers) == 1
        assert tables() == before
        assert "you need do nothing more" in answers.pop().decode()


def test_it_was_not_me(client, ask, link):
    ask()
    path = link()
    page = client.post(f"{path}not-me/")
    assert "Nothing comes of it" in page.content.decode()
    assert not SubscriptionRequest.objects.exists()
    assert not Commenter.objects.exists()
    assert client.post(path).status_code == 404


def test_an_article_that_went_away_is_followed_by_nobody(client, ask, link):
    post = a_post()
    ask(post=post, scope="discussion")
    path = link()
    Post.objects.update(status=Post.Status.DRAFT)
    assert client.post(path).status_code == 404
    assert client.get(f"/comments/on/{post.pk}/follow/").status_code == 404
    assert not Subscription.objects.exists()


def test_who_stopped_all_mail_and_says_yes_is_told_that_none_will_come(client, ask, link):
    ask()
    path = link()
    stopping.stop(address_mark("ellen@example.org"))
    assert "no letter will come" in client.post(path).content.decode()
    assert DoNotMail.objects.exists()


# Whom the site knows needs no letter.


def test_a_member_with_a_proven_address_begins_and_ends_with_one_press(client, a_member):
    client.force_login(a_member("dave"))
    page = client.get("/comments/subscribe/").content.decode()
    assert "<strong>dave@example.org</strong>" in page
    said = client.post("/comments/subscribe/", {"token": token()}, follow=True).content.decode()
    assert "It has begun" in said
    assert Subscription.objects.get().user.username == "dave"
    assert not Letter.objects.exists()
    client.post("/comments/subscribe/", {"token": token(), "act": "end"})
    assert not Subscription.objects.exists()


def test_a_member_follows_a_discussion_and_changes_their_mind(client, a_member):
    post, dave = a_post(), a_member("dave")
    client.force_login(dave)
    for scope in ("discussion", "author"):
        client.post(f"/comments/on/{post.pk}/follow/", {"scope": scope, "token": token(post)})
        assert Subscription.objects.get().scope == scope


def test_a_member_whose_address_is_not_proven_is_led_to_proving_it(client):
    client.force_login(a_user("dave"))
    assert "/accounts/email/" in client.get("/comments/subscribe/").content.decode()
    response = client.post("/comments/subscribe/", {"token": token(), "email": "dave@example.org"})
    assert response.status_code == 403
    assert not Subscription.objects.exists()
    assert not Letter.objects.exists()


def test_for_a_member_the_form_must_be_from_a_page_of_ours(a_member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_member("dave"))
    assert client.post("/comments/subscribe/", {"token": token()}).status_code == 403
    assert not Subscription.objects.exists()
    page = client.get("/comments/subscribe/").content.decode()
    csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    sent = {"token": token(), "csrfmiddlewaretoken": csrf}
    assert client.post("/comments/subscribe/", sent).status_code == 303


@pytest.fixture
def known(client):
    """A browser that carries the proof of Ellen's address."""
    ellen = Commenter.objects.create(email="ellen@example.org", name="Ellen")
    client.cookies[identity.PROVEN] = links.token_of(links.PROVEN, ellen)
    return ellen


def test_a_browser_that_is_known_confirms_at_once(client, ask, known):
    page = client.get("/comments/subscribe/").content.decode()
    assert 'value="ellen@example.org"' in page
    assert "It has begun" in client.get(ask("Ellen@Example.org")["Location"]).content.decode()
    assert Subscription.objects.get().commenter == known
    assert not Letter.objects.exists()
    ask(act="end")
    assert not Subscription.objects.exists()


def test_from_a_known_browser_another_address_is_asked_like_any(ask, known):
    ask("bob@example.org")
    ask("bob@example.org", act="end")
    assert not Subscription.objects.exists()
    assert Letter.objects.get().to == "bob@example.org"


def test_nobody_ends_what_is_anothers(ask, a_guest):
    a_guest()
    ask(act="end")
    assert Subscription.objects.exists()


# What is let in.


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, {"Origin": "https://elsewhere.example"}, 403),
        ({"token": "x"}, {}, 403),
        ({"subject": "buy"}, {}, 400),
        ({"email": "ellen"}, {}, 400),
        ({"email": ""}, {}, 400),
    ],
)
def test_what_is_not_ours_or_not_right_asks_nobody(client, fields, headers, status):
    sent = {"email": "ellen@example.org", "token": token(), **fields}
    response = client.post("/comments/subscribe/", sent, headers=headers)
    assert response.status_code == status
    assert 'role="alert"' in response.content.decode()
    assert not Letter.objects.exists()
    assert not SubscriptionRequest.objects.exists()


def test_the_token_of_one_discussion_is_good_for_it_alone(client):
    one, other = a_post(), a_post()
    sent = {"email": "ellen@example.org", "scope": "author", "token": token(one)}
    assert client.post(f"/comments/on/{other.pk}/follow/", sent).status_code == 403
    assert client.post("/comments/subscribe/", sent).status_code == 403


def test_a_machine_with_a_list_of_addresses_is_stopped(client, ask, settings):
    settings.COMMENT_RATE_LIMIT = True
    answers = [ask(f"reader{n}@example.org").status_code for n in range(25)]
    assert answers == [303] * 20 + [429] * 5
    refused = ask("reader@example.org")
    assert int(refused["Retry-After"]) > 0
    assert Letter.objects.count() == 20


def test_without_mail_there_is_none_of_it(client, settings, ask):
    settings.EMAIL_CONFIGURED = False
    post = a_post()
    a_comment(post)
    assert ask().status_code == client.get("/comments/subscribe/").status_code == 404
    assert client.get(f"/comments/on/{post.pk}/follow/").status_code == 404
    for page in ("/", post.get_absolute_url()):
        assert "by mail" not in client.get(page).content.decode()


@pytest.mark.parametrize("responses", [0, 1])
def test_the_ways_to_it_are_on_the_article_and_the_same_for_all(client, responses):
    post = a_post()
    for _response in range(responses):
        a_comment(post)
    page = client.get(post.get_absolute_url())
    html = page.content.decode()
    assert html.count(f'href="/comments/on/{post.pk}/follow/"') == 1
    assert html.count(f'href="/comments/subscribe/?on={post.pk}"') == 1
    assert html.count('href="/comments/subscribe/"') == 1
    assert "csrf" not in html
    assert not client.cookies
    assert page.content == Client().get(post.get_absolute_url()).content


@pytest.mark.parametrize("path", ["/comments/subscribe/", "/comments/subscribe/?on=x", "/comments/subscribe/?on=99"])
def test_the_page_is_kept_by_no_cache_and_sets_no_cookie(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert not client.cookies

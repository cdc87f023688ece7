"""Everything under a proven address."""

from __future__ import annotations

import pytest
from django.apps import apps

from blog.mail import outbox
from comments import check
from comments.models import Comment, Commenter, Discussion, Subscription
from comments.proofs import asking, belongings, proving
from comments.subscribing import asking as subscribing
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db

WORDS = ["wilhelmina", "kept-network-hash"]


@pytest.fixture
def wilhelmina():
    """Three comments under her address in two discussions, two of them proven."""
    posts = [a_post(), a_post()]
    mine = [
        a_comment(
            post,
            name="Wilhelmina",
            email="Wilhelmina@example.org",
            website="https://wilhelmina.example/",
            network=WORDS[1],
        )
        for post in [*posts, posts[0]]
    ]
    for comment in mine[:2]:
        commenter = proving.confirm(asking.find(asking.new_secret(comment)))
    return commenter


def everything_stored():
    rows = (row for model in apps.get_models() for row in model._default_manager.values())
    return "\n".join(str(value) for row in rows for value in row.values()).lower()


def test_what_is_proven_is_listed_newest_first(wilhelmina):
    found = list(belongings.comments_of(wilhelmina))
    assert len(found) == 2
    assert found[0].submitted_at > found[1].submitted_at


def test_the_export_holds_all_that_is_proven(wilhelmina):
    everything = belongings.everything(wilhelmina)
    assert everything["email"] == "wilhelmina@example.org"
    assert [response["address_proven"] for response in everything["responses"]] == [True, True]


@pytest.mark.parametrize("keep_text", [True, False])
def test_after_an_erasure_the_address_is_in_no_table(wilhelmina, keep_text):
    outbox.owe("mine", "Wilhelmina@example.org", about=1)
    belongings.erase(wilhelmina, keep_text=keep_text)
    stored = everything_stored()
    assert "wilhelmina@example.org" not in stored
    assert not Commenter.objects.exists()
    assert Comment.objects.filter(name="Wilhelmina").count() == 1  # nobody proved that one: it only lost the address
    assert not list(check.faults())
    assert sum(Discussion.objects.values_list("comment_count", flat=True)) == (3 if keep_text else 1)


def test_the_last_proven_response_takes_the_commenter_with_it(wilhelmina):
    from comments import erasure

    first, second = belongings.comments_of(wilhelmina)
    erasure.erase(first, keep_text=False)
    assert Commenter.objects.exists()
    erasure.erase(second, keep_text=True)
    assert not Commenter.objects.exists()


def test_ending_links_ends_links_and_browsers(wilhelmina):
    from comments import links

    token, cookie = (links.token_of(purpose, wilhelmina) for purpose in (links.MAIL, links.PROVEN))
    belongings.end_links(wilhelmina)
    assert links.resolve_commenter(links.MAIL, token) is None
    assert links.resolve_commenter(links.PROVEN, cookie) is None
    assert links.resolve_commenter(links.MAIL, links.token_of(links.MAIL, wilhelmina)) == wilhelmina


def test_the_export_says_what_is_followed_by_mail(wilhelmina):
    post = a_post(title="Salt & bread")
    Subscription.objects.create(commenter=wilhelmina, scope="articles", pace="daily")
    Subscription.objects.create(commenter=wilhelmina, scope="author", discussion=Discussion.objects.create(post=post))
    follows = belongings.everything(wilhelmina)["follows"]
    assert [(row["what"], row["article"], row["how_often"]) for row in follows] == [
        ("articles", None, "daily"),
        ("author", "Salt & bread", "now"),
    ]
    assert all(row["since"] for row in follows)


def test_an_erasure_ends_what_is_followed_and_what_was_asked(wilhelmina):
    Subscription.objects.create(commenter=wilhelmina, scope="articles")
    subscribing.ask(wilhelmina.email, "articles")
    belongings.erase(wilhelmina, keep_text=True)
    assert not Subscription.objects.exists()
    assert "wilhelmina@example.org" not in everything_stored()

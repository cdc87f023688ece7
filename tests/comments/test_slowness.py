"""Slow mode: who waits how long, and that a text is never lost to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import slowness
from comments.forms import token_for
from comments.models import InForce, Report
from comments.submission import Refused
from tests.builders import a_comment, a_post
from tests.comments.rules.crew import a_member, article_rules, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_RATE_LIMIT = 0
    return a_post()


@pytest.fixture
def root(post):
    return a_comment(post)


def ago(seconds: int):
    return timezone.now() - timedelta(seconds=seconds)


CASES = [
    # seconds in the rule, sent so long ago, by the same network, in the same thread; must one wait
    (0, 1, True, True, False),
    (600, 1, True, True, True),
    (600, 599, True, True, True),
    (600, 601, True, True, False),
    (600, 1, False, True, False),
    (600, 1, True, False, False),
]


@pytest.mark.parametrize(("seconds", "before", "same_network", "same_thread", "waits"), CASES)
def test_one_reply_of_a_person_in_a_thread_in_so_many_seconds(
    post, root, seconds, before, same_network, same_thread, waits
):
    article_rules(post, slow_seconds=seconds)
    other = root if same_thread else a_comment(post)
    a_comment(post, other, network="here" if same_network else "there", submitted_at=ago(before))
    if waits:
        with pytest.raises(Refused) as refused:
            sent(post, parent_id=root.pk, network="here")
        assert (refused.value.code, refused.value.status) == ("slow", 429)
        assert 0 < refused.value.wait <= seconds - before + 1
    else:
        assert sent(post, parent_id=root.pk, network="here").parent_id == root.pk


def test_a_new_thread_is_not_slowed(post, root):
    article_rules(post, slow_seconds=600)
    a_comment(post, root, network="here")
    assert sent(post, network="here").parent_id is None


def test_an_account_waits_wherever_it_writes_from(post, root):
    article_rules(post, slow_seconds=600)
    bob = a_member()
    a_comment(post, root, user=bob, network="there")
    with pytest.raises(Refused, match="goes slowly"):
        sent(post, user=bob, parent_id=root.pk, network="here")


def test_a_typed_address_locks_nobody_out(post, root):
    article_rules(post, slow_seconds=600)
    a_comment(post, root, email="ellen@example.org", network="mallorys")
    assert sent(post, parent_id=root.pk, network="here").pk


def test_the_house_is_not_slowed(post, root):
    article_rules(post, slow_seconds=600)
    for _ in range(2):
        a_comment(post, root, user=post.author)
    assert sent(post, user=post.author, parent_id=root.pk).role == "author"


GROWING = [
    # grows, proven reporters, guests who report; seconds
    (False, 3, 0, 60),
    (True, 0, 9, 60),
    (True, 1, 0, 120),
    (True, 3, 0, 240),
]


@pytest.mark.parametrize(("grows", "people", "guests", "expected"), GROWING)
def test_it_grows_with_the_people_who_report(root, grows, people, guests, expected):
    for n in range(people):
        Report.objects.create(comment=root, reason="unkind", user=a_member(f"reader{n}"))
    for n in range(guests):
        Report.objects.create(comment=root, reason="unkind", network=f"n{n}")
    assert slowness.pace(root.tree_id, InForce(slow_seconds=60, slow_grows=grows)) == expected


def test_nobody_waits_longer_than_a_day(root):
    Report.objects.create(comment=root, reason="unkind", user=a_member("reader"))
    assert slowness.pace(root.tree_id, InForce(slow_seconds=80_000, slow_grows=True)) == slowness.DAY


def test_whoever_comes_too_early_keeps_the_text_and_is_told_the_time(client, post, root):
    article_rules(post, slow_seconds=600)
    form = {"name": "Bob", "email": "bob@example.org", "parent": root.pk, "token": token_for(post.pk)}
    address = f"/comments/on/{post.pk}/"
    assert client.post(address, {**form, "body": "First."}).status_code == 303
    early = client.post(address, {**form, "body": "Second thoughts."})
    assert early.status_code == 429
    assert 0 < int(early["Retry-After"]) <= 600
    assert "Second thoughts." in early.content.decode()
    assert "You can send this at" in early.content.decode()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (90, "90 seconds"),
        (60, "1 minute"),
        (600, "10 minutes"),
        (3600, "1 hour"),
        (86_400, "24 hours"),
    ],
)
def test_a_stretch_of_time_is_said_as_one_says_it(seconds, said):
    assert slowness.in_words(seconds) == said


@pytest.mark.parametrize(("grows", "said"), [(False, "every 10 minutes."), (True, "every 10 minutes, or longer")])
def test_who_is_about_to_write_is_told_how_slowly_it_goes(client, post, grows, said):
    assert "goes slowly" not in client.get(post.get_absolute_url()).content.decode()
    article_rules(post, slow_seconds=600, slow_grows=grows)
    assert said in client.get(post.get_absolute_url()).content.decode()

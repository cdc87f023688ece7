"""What a change would have done, said before it is saved, and without leaving a trace."""

from __future__ import annotations

import time

import pytest
from django.apps import apps
from django.core import serializers

from blog.posts.models import Tag
from comments import moderation
from comments.models import Comment, Policy
from comments.rules import replay, sources
from comments.rules.replay import Change
from tests.builders import a_comment, a_post, carol
from tests.comments.rules.crew import article_rules, earlier, finding_words, plugged, sent, site_rules

pytestmark = pytest.mark.django_db

TWO_LINKS = "https://a.example https://b.example"


@pytest.fixture
def post():
    return a_post()


def said(change: Change) -> list[str]:
    return [str(turn) for turn in replay.replay(change).turns]


def site(**fields) -> Change:
    policy = Policy.objects.filter(site=1).first() or site_rules()
    for name, value in fields.items():
        setattr(policy, name, value)
    return Change(policy)


def with_links(post, count, **fields):
    html = "<p>" + " ".join(f'<a href="https://s{n}.example">x</a>' for n in range(count)) + "</p>"
    return a_comment(post, body_html=html, **fields)


def test_it_says_how_many_more_would_have_been_held(post):
    site_rules(level="shown")
    for n in range(17):
        with_links(post, 3, status="approved" if n < 15 else "declined")
    for _ in range(5):
        with_links(post, 2)
    assert said(site(links_allowed=2)) == [
        "17 more would have been held. 15 of them are on the page now. You had declined 2 of them."
    ]


def test_it_says_how_many_fewer(post):
    site_rules(level="shown", links_allowed=0)
    for status in ("declined", "spam", "approved"):
        with_links(post, 1, status=status)
    assert said(site(links_allowed=1)) == [
        "3 fewer would have been held. 1 of them is on the page now. You had declined 2 of them."
    ]


def test_a_change_that_changes_nothing_says_so(post):
    with_links(post, 3)
    assert said(site(links_allowed=9)) == []


def test_what_is_held_anyway_may_be_held_for_another_reason(post):
    for _ in range(3):
        with_links(post, 3, status="pending")
    report = replay.replay(site(links_allowed=2))
    assert (report.turns, report.renamed, report.looked_at) == ([], 3, 3)


def test_a_writers_history_is_that_of_the_day(post):
    site_rules(level="shown")
    earlier(post, "approved", "approved", "approved")
    assert said(site(first_count=2)) == ["2 more would have been held. 2 of them are on the page now."]
    assert said(site(first_count=1)) == ["1 more would have been held. 1 of them is on the page now."]


def test_the_rate_is_replayed_too(post):
    site_rules(level="shown")
    earlier(post, "declined", "spam", "removed", "approved")
    assert said(site(rejection_percent=50)) == ["1 more would have been held. 1 of them is on the page now."]


def test_an_articles_own_word_keeps_a_change_of_the_site_off(post):
    site_rules(level="shown")
    article_rules(post, links_allowed=1000)
    with_links(post, 3)
    with_links(a_post(), 3)
    assert replay.replay(site(links_allowed=0)).held.comments == [Comment.objects.latest("pk")]


def test_a_tag_concerns_what_stands_below_it_alone(post):
    site_rules(level="shown")
    tag = Tag.objects.create(name="Tea")
    post.tags.add(tag)
    mine, _other = with_links(post, 3), with_links(a_post(), 3)
    report = replay.replay(Change(Policy(tag=tag, links_allowed=0)))
    assert (report.looked_at, report.held.comments) == (1, [mine])


def test_an_article_concerns_itself_alone(post):
    site_rules(level="shown")
    mine, _other = with_links(post, 3), with_links(a_post(), 3)
    policy = article_rules(post)
    policy.links_allowed = 0
    report = replay.replay(Change(policy))
    assert (report.looked_at, report.held.comments) == (1, [mine])


def test_what_was_found_on_the_day_stands_for_what_is_not_changed(post):
    site_rules(level="shown")
    with plugged(matches=finding_words(held="plumage")):
        comment = sent(post, f"A plumage {TWO_LINKS}")
    report = replay.replay(site(links_allowed=0))
    assert (comment.held_for, report.turns, report.renamed) == ("words", [], 0)


def test_other_lists_of_words_are_replayed(post):
    site_rules(level="shown")
    sent(post, "A plumage.", network="a")
    sent(post, "A casino.", network="b")
    with plugged(matches=finding_words(held="plumage")):
        changed = sources.Sources(matches=finding_words(disallowed="casino", held="zeal"))
        report = replay.replay(Change(sources=changed))
    assert [str(turn) for turn in report.turns] == [
        "1 fewer would have been held. 1 of them is on the page now.",
        "1 more would have been filed as spam. 1 of them is on the page now.",
    ]


def test_staff_mentions_and_what_is_gone_are_not_looked_at(post):
    site_rules(level="shown")
    with_links(post, 3, role="author")
    with_links(post, 3, kind="mention")
    with_links(post, 3, status="withdrawn")
    with_links(post, 3, told_at="1970-01-01T00:00:00Z")
    assert replay.replay(site(links_allowed=0)).looked_at == 0


def test_only_the_last_500_are_looked_at_of_those_that_are_theirs(post, monkeypatch):
    monkeypatch.setattr(replay, "LAST", 3)
    site_rules(level="shown")
    first, *_rest, last = [with_links(post, 3) for _ in range(5)]
    assert replay.replay(site(links_allowed=0)).looked_at == 3
    report = replay.replay(site(links_allowed=0), Comment.objects.filter(pk__in=[first.pk, last.pk]))
    assert report.held.comments == [last, first]


def test_it_changes_no_row_of_any_table(post):
    site_rules(level="shown")
    comments = [sent(post, f"{TWO_LINKS} {n}", network=f"n{n}") for n in range(4)]
    moderation.moderate([comments[0].pk], "declined", by=carol())
    before = everything()
    assert replay.replay(site(level="read", links_allowed=0, first_count=3)).turns
    assert everything() == before


def everything() -> list[str]:
    models = [model for model in apps.get_models() if model._meta.app_label in {"comments", "posts", "accounts"}]
    return [serializers.serialize("json", model._base_manager.order_by("pk")) for model in models]


def test_500_comments_are_judged_in_less_than_two_seconds(post):
    site_rules(level="shown")
    words = "<p>" + "Some words of a longer comment. " * 60 + '<a href="https://a.example">x</a></p>'
    for n in range(50):
        sent(post, TWO_LINKS + f" {n}", network=f"n{n}")
        earlier(post, *["approved"] * 9, body_html=words)
    begun = time.process_time()  # of this process alone: others may be busy
    report = replay.replay(site(links_allowed=0, first_count=3, rejection_percent=40, reports_hold=3))
    assert report.looked_at == 500
    assert len(report.held.comments) == 500
    assert time.process_time() - begun < 2


def test_it_asks_few_questions_however_many_there_are(post, django_assert_max_num_queries):
    site_rules(level="shown")
    for n in range(5):
        sent(post, TWO_LINKS + f" {n}", network=f"n{n}")
    earlier(post, *["approved"] * 9)
    change = site(links_allowed=0, first_count=3, rejection_percent=40)
    with django_assert_max_num_queries(8):
        replay.replay(change)

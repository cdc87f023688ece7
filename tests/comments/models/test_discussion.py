"""Whether a discussion is open, and what it goes with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from blog.posts.models import Post
from comments.models import Comment, Defaults, Discussion
from tests.builders import a_comment, a_post
from tests.comments.rules.crew import article_rules, site_rules

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


CLOSING = [
    # access, open by default, closes after (seconds from noon), open at noon
    ("", True, None, True),
    ("", False, None, False),
    ("open", False, None, True),
    ("members", False, None, True),
    ("closed", True, None, False),
    ("", True, 1, True),
    ("", True, 0, False),
    ("", True, -1, False),
    ("open", True, -1, False),
    ("closed", True, 1, False),
]


@pytest.mark.parametrize(("access", "default", "seconds", "expected"), CLOSING)
def test_whether_a_discussion_is_open(access, default, seconds, expected):
    Defaults.objects.update(is_open=default)
    closes_at = None if seconds is None else NOON + timedelta(seconds=seconds)
    post = a_post()
    Discussion.objects.create(post=post, access=access, closes_at=closes_at)
    with time_machine.travel(NOON, tick=False):
        assert Discussion.objects.get(pk=post.pk).is_open is expected


def test_missing_settings_read_as_the_defaults():
    Defaults.objects.all().delete()
    settings = Defaults.current()
    assert (settings.is_open, settings.roots_per_page, settings.display_depth) == (True, 50, 5)
    assert not Defaults.objects.exists()


def test_an_article_goes_with_its_whole_discussion():
    post = a_post()
    a_comment(post, a_comment(post))
    Post.objects.get(pk=post.pk).delete()
    assert not Comment.objects.exists()
    assert not Discussion.objects.exists()


CARE = [
    # care of the discussion, of the site, may comments rest on this site: is it careful, does it offer a rest
    ("", False, True, False, False),
    ("", True, False, True, False),
    ("", True, True, True, True),
    ("on", False, True, True, True),
    ("on", False, False, True, False),
    ("off", True, True, False, False),
]


@pytest.mark.parametrize(("care", "site", "rest", "careful", "offers"), CARE)
def test_whether_care_mode_is_on_and_a_rest_is_offered(care, site, rest, careful, offers):
    discussion = Discussion(post=a_post(), care=care, defaults=Defaults(care_mode=site, cooling_off=rest))
    assert (discussion.is_careful, discussion.offers_rest) == (careful, offers)


def test_the_help_card_follows_its_source_however_it_is_saved():
    settings = Defaults.current()
    settings.help_card = "*One*"
    settings.save()
    assert Defaults.current().help_card_html == "<p><em>One</em></p>"
    settings.help_card = " "
    settings.save(update_fields=["help_card"])
    assert Defaults.current().help_card_html == ""


CLOSINGS = [
    # closes at (days from now), published days ago, close after, quiet after, last shown days ago; open, days until it closes
    (None, 5, 0, 0, None, True, None),
    (None, 5, 30, 0, None, True, 25),
    (None, 5, 5, 0, None, False, 0),
    (None, 5, 4, 0, None, False, -1),
    (3, 5, 30, 0, None, True, 3),
    (40, 5, 30, 0, None, True, 25),
    (None, 50, 0, 10, 2, True, 8),
    (None, 50, 0, 10, 10, False, 0),
    (None, 50, 0, 10, None, False, -40),
    (None, 5, 0, 10, None, True, 5),
    (None, 50, 60, 10, 2, True, 8),
    (None, 50, 52, 10, 2, True, 2),
]


@pytest.mark.parametrize(("own", "published", "after", "quiet", "shown", "is_open", "days"), CLOSINGS)
def test_when_a_discussion_closes_by_its_rules(own, published, after, quiet, shown, is_open, days):
    with time_machine.travel(NOON, tick=False):
        post = a_post(published_at=NOON - timedelta(days=published))
        closes_at = None if own is None else NOON + timedelta(days=own)
        article_rules(post, close_after_days=after, close_quiet_days=quiet)
        Discussion.objects.update(closes_at=closes_at)
        a_comment(post, status="pending", submitted_at=NOON)
        if shown is not None:
            a_comment(post, submitted_at=NOON - timedelta(days=shown))
        discussion = Discussion.objects.get()
        assert discussion.is_open is is_open
        assert (discussion.closing and discussion.closing.at) == (None if days is None else NOON + timedelta(days=days))


def test_what_was_held_long_and_shown_late_is_something_new():
    with time_machine.travel(NOON, tick=False):
        post = a_post(published_at=NOON - timedelta(days=50))
        article_rules(post, close_quiet_days=10)
        a_comment(post, submitted_at=NOON - timedelta(days=20))
        Comment.objects.update(shown_at=NOON - timedelta(days=1))
        closing = Discussion.objects.get().closing
        assert (closing.at, closing.is_quiet) == (NOON + timedelta(days=9), True)


ACCESS = [
    # of the discussion, by rule, the site's discussions are open; kind; is it open, who may
    ("", "", False, "article", False, ""),
    ("", "open", False, "article", True, "open"),
    ("", "members", True, "article", True, "members"),
    ("", "closed", True, "article", False, "closed"),
    ("open", "closed", True, "article", True, "open"),
    ("", "open", True, "page", False, "open"),
    ("open", "closed", True, "page", True, "open"),
]


@pytest.mark.parametrize(("own", "rule", "default", "kind", "is_open", "who"), ACCESS)
def test_who_may_reply_by_rule(own, rule, default, kind, is_open, who):
    Defaults.objects.update(is_open=default)
    site_rules(access=rule)
    Discussion.objects.create(post=a_post(kind=kind), access=own)
    discussion = Discussion.objects.get()
    assert (discussion.is_open, discussion.access_in_force) == (is_open, who)

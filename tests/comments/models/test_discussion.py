"""Whether a discussion is open, and what it goes with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from blog.posts.models import Post
from comments.models import Comment, Defaults, Discussion
from tests.builders import a_comment, a_post

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

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import role_of
from blog.demo import Refused, content
from blog.demo.loading import load
from blog.posts.models import Post, Site
from comments import moderation, tally, threads
from comments.check import faults
from comments.models import Comment, Event, Status
from tests.builders import a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def main() -> Post:
    load()
    return Post.objects.get(slug="a-glass-of-water-at-three")


def test_the_main_article_shows_twelve_comments_in_five_numbered_responses(main):
    page = threads.page(threads.discussion_of(main))
    assert main.discussion.comment_count == sum(row.is_counted for row in page.rows) == 12
    assert [row.level for row in page.rows].count(0) == main.discussion.root_count == 5


def test_its_discussion_is_four_levels_deep(main):
    assert max(row.level for row in threads.page(main.discussion).rows) == 3


def test_a_thirteenth_comment_waits_and_is_not_counted(main):
    waiting = Comment.objects.get(discussion=main.pk, status=Status.PENDING)
    assert waiting.name == "David"
    assert waiting.pk not in [row.pk for row in threads.page(main.discussion).rows]
    assert Comment.objects.filter(discussion=main.pk).count() == 13


def test_nobody_is_written_to_about_invented_comments(main):
    assert not Comment.objects.waiting().filter(announced_at=None).exists()


def test_the_thirteenth_is_counted_once_the_moderator_approves_it(main):
    waiting = Comment.objects.get(discussion=main.pk, status=Status.PENDING)
    moderation.moderate([waiting.pk], Status.APPROVED, by=User.objects.get(username="moderator"))
    main.discussion.refresh_from_db()
    assert main.discussion.comment_count == 13


def test_another_article_keeps_replies_below_a_removed_comment(main):
    discussion = threads.discussion_of(Post.objects.get(slug="how-to-sit-by-a-bed"))
    rows = threads.page(discussion).rows
    tombstone = next(row for row in rows if row.is_gone)
    assert tombstone.body_html == ""
    assert [row.name for row in rows if row.parent_id == tombstone.pk] == ["Bernard"]
    removal = Event.objects.get(comment=tombstone.pk, to_status=Status.REMOVED)
    assert removal.reason
    assert removal.role == moderation.Asker.MODERATOR


def test_who_writes_the_blog_and_who_moderates_answer_in_their_role(main):
    roles = set(Comment.objects.exclude(user=None).values_list("user__username", "role"))
    assert roles == {("author", "author"), ("moderator", "moderator")}


def test_every_shown_comment_of_a_guest_was_approved_soon_after_it_was_sent(main):
    for comment in Comment.objects.shown().filter(user=None):
        event = comment.events.get(to_status=Status.APPROVED)
        assert 0 < (event.at - comment.submitted_at).total_seconds() < 3600


def test_the_trees_and_counts_are_sound(main):
    assert list(faults()) == []
    for post in Post.objects.exclude(discussion=None):
        assert tally.recount(post.discussion) is False


def test_everything_lies_in_the_past_and_stands_in_the_order_of_its_time(main):
    times = list(Comment.objects.order_by("pk").values_list("submitted_at", flat=True))
    assert times == sorted(times)
    assert times[-1] < timezone.now()
    assert Post.objects.published().count() == Post.objects.count() == 5


def test_no_article_says_that_it_was_changed_since(main):
    assert [post for post in Post.objects.all() if post.updated_at != post.published_at] == []


def test_the_accounts_can_do_what_their_names_say(main):
    for name in content().accounts:
        user = User.objects.get(username=name)
        assert role_of(user) == name
        assert user.is_staff


def test_the_site_gets_its_name(main):
    assert Site.current().title == content().site["title"]


def test_a_second_load_changes_nothing(main):
    Post.objects.filter(pk=main.pk).update(title="Mine now")
    assert load() is False
    assert Post.objects.get(pk=main.pk).title == "Mine now"
    assert Comment.objects.count() == 22


def test_a_blog_with_articles_of_its_own_is_left_alone():
    a_post()
    with pytest.raises(Refused, match="articles of its own"):
        load()
    assert Post.objects.count() == 1


def test_somebody_who_has_the_name_of_a_demo_account_keeps_it():
    a_user("author")
    with pytest.raises(Refused, match="“author”"):
        load()
    assert not Post.objects.exists()


def test_a_public_site_is_refused(settings):
    settings.SITE_IS_LOCAL = False
    settings.SITE_URL = "https://blog.example.org"
    with pytest.raises(Refused, match=r"https://blog\.example\.org"):
        load()
    assert not User.objects.exists()


def test_care_mode_is_on_with_a_card_of_the_demos_own(main):
    discussion = threads.discussion_of(main)
    assert discussion.offers_rest
    assert "examples" in discussion.defaults.help_card_html

from __future__ import annotations

import pytest
from django.apps import apps

from accounts.models import User
from blog.demo.loading import load
from blog.demo.removal import Removal, remove
from blog.pages.models import Change
from blog.posts.models import Post, Site
from comments import moderation
from comments.models import Comment, Defaults, Status
from tests.builders import a_comment, a_post, an_owner

pytestmark = pytest.mark.django_db


def row_counts() -> dict[str, int]:
    """But for the marks that something was written."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model is not Change}


@pytest.fixture
def main() -> Post:
    load()
    return Post.objects.get(slug="a-glass-of-water-at-three")


def test_nothing_is_left_of_it():
    before = row_counts()
    load()
    assert remove() == Removal(posts=5, comments=22, accounts=3)
    assert row_counts() == before
    assert Site.current().title == Site(pk=1).title


def test_it_can_be_loaded_again():
    load()
    remove()
    assert load() is True


def test_without_a_demo_there_is_nothing_to_do():
    post = a_post(slug="about")
    assert remove() == Removal()
    assert Post.objects.get() == post


def test_articles_and_comments_of_others_stay(main):
    mine = a_post(an_owner())
    a_comment(mine)
    remove()
    assert Post.objects.get() == mine
    assert Comment.objects.count() == 1


def test_an_article_that_somebody_else_answered_stays_with_its_author(main):
    a_comment(main, Comment.objects.filter(discussion=main.pk).first())
    done = remove()
    assert Post.objects.get() == main
    assert Comment.objects.filter(discussion=main.pk).count() == 14
    assert set(User.objects.values_list("username", flat=True)) == {"author", "moderator"}
    assert len(done.left) == 3


def test_what_others_wrote_and_was_removed_holds_nothing_back(main):
    a_comment(main, status=Status.SPAM)
    assert remove().left == []
    assert not Comment.objects.exists()


def test_a_page_with_new_words_stays(main):
    page = Post.objects.get(slug="about")
    page.body = "<p>This is me.</p>"
    page.save()
    done = remove()
    assert Post.objects.get() == page
    assert "“About” stays" in done.left[0]


def test_an_account_with_a_password_of_its_own_stays(main):
    owner = User.objects.get(username="owner")
    owner.set_password("correct horse")
    owner.save()
    left = remove().left
    assert User.objects.get() == owner
    assert "manage.py owner --reset owner" in left[-1]


def test_an_account_that_decided_on_comments_of_others_stays(main):
    comment = a_comment(a_post(an_owner()))
    moderator = User.objects.get(username="moderator")
    moderation.moderate([comment.pk], Status.SPAM, by=moderator)
    done = remove()
    assert User.objects.filter(pk=moderator.pk).exists()
    (why,) = done.left
    assert why.startswith("The account “moderator” stays, since there is work of it that stays")


def test_an_account_that_stays_lets_nobody_in_with_the_known_password(main, client):
    comment = a_comment(a_post(an_owner()))
    moderator = User.objects.get(username="moderator")
    moderation.moderate([comment.pk], Status.SPAM, by=moderator)
    remove()
    assert not client.login(username="moderator", password="colloquy")


def test_a_site_that_has_its_own_name_keeps_it(main):
    Site.objects.update(title="My own")
    remove()
    site = Site.current()
    assert (site.title, site.tagline) == ("My own", "")


def test_care_mode_goes_with_it_and_an_owners_own_card_stays(main):
    Defaults.objects.update(help_card="Ring my sister.")
    remove()
    settings = Defaults.current()
    assert (settings.care_mode, settings.cooling_off, settings.help_words) == (False, False, "")
    assert settings.help_card == "Ring my sister."

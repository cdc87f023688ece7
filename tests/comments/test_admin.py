"""Rules of discussions in the panel; and no page there that could go around the queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from accounts.models import User
from comments.models import Comment, Defaults, Discussion, Event
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db

SETTINGS = "/admin/comments/defaults/1/change/"
VALID = {
    "is_open": "on",
    "requires_identity": "on",
    "authors_moderate": "on",
    "known_after": 3,
    "roots_per_page": 20,
    "display_depth": 4,
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rules(post) -> str:
    return f"/admin/comments/discussion/{post.pk}/change/"


@pytest.mark.parametrize("model", [Comment, Event])
def test_comments_and_events_have_no_page_of_the_admin(model):
    assert model in apps.get_app_config("comments").get_models()
    assert not admin.site.is_registered(model)


@pytest.mark.parametrize("who", ["owner", "carol", "alice"])
def test_who_decides_on_a_discussion_may_close_it(who):
    post = a_post()
    a_comment(post)
    user = {"owner": builders.an_owner, "carol": builders.carol, "alice": lambda: post.author}[who]()
    before = Discussion.objects.get()
    response = signed_in(user).post(rules(post), {"access": "closed", "closes_at": ""})
    assert response.status_code == 302
    discussion = Discussion.objects.get()
    assert not discussion.is_open
    assert discussion.version == before.version + 1
    assert (discussion.comment_count, discussion.roots_issued) == (1, 1)


@pytest.mark.parametrize("who", ["mallory", "bob"])
def test_others_may_not(who):
    post = a_post()
    a_comment(post)
    user = builders.a_user(who, is_staff=who == "mallory")
    if who == "mallory":
        builders._in_group(user, "Authors")
    response = signed_in(user).post(rules(post), {"access": "closed", "closes_at": ""})
    assert response.status_code in {302, 403}
    assert Discussion.objects.get().is_open


def test_a_time_to_come_closes_it_then():
    post = a_post()
    tomorrow = timezone.now() + timedelta(days=1)
    signed_in(builders.carol()).post(rules(post), {"access": "", "closes_at": tomorrow.strftime("%Y-%m-%dT%H:%M")})
    discussion = Discussion.objects.get()
    assert discussion.is_open
    assert discussion.closes_by(tomorrow + timedelta(minutes=1))


def test_the_rules_of_a_discussion_without_a_row_are_read_and_written():
    post = a_post()
    client = signed_in(builders.carol())
    assert client.get(rules(post)).status_code == 200
    assert not Discussion.objects.exists()
    client.post(rules(post), {"access": "members", "closes_at": ""})
    assert Discussion.objects.get().access == "members"


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 40, "x", "1_3"])
def test_an_article_that_is_not_there_has_no_rules(pk):
    response = signed_in(builders.carol()).get(f"/admin/comments/discussion/{pk}/change/", follow=True)
    assert response.status_code in {200, 404}
    assert not Discussion.objects.exists()


def test_the_rules_of_a_draft_are_its_authors_to_read():
    draft = a_post(builders.alice(), title="Not ready yet", status="draft")
    assert "Not ready yet" not in signed_in(builders.carol()).get(rules(draft), follow=True).content.decode()
    assert "Not ready yet" in signed_in(draft.author).get(rules(draft)).content.decode()


def test_nothing_is_added_or_deleted_by_hand():
    post = a_post()
    a_comment(post)
    client = signed_in(builders.an_owner())
    for path in ("discussion/add/", f"discussion/{post.pk}/delete/", "defaults/add/", "defaults/1/delete/"):
        assert client.post(f"/admin/comments/{path}", {"post": "yes"}).status_code == 403
    assert Discussion.objects.exists()


def test_the_list_shows_an_author_their_own_discussions():
    a_comment(a_post(title="Of Alice"))
    mallory = builders._in_group(builders.a_user("mallory", is_staff=True), "Authors")
    a_comment(a_post(mallory, title="Of Mallory"))
    page = signed_in(mallory).get("/admin/comments/discussion/").content.decode()
    assert "Of Mallory" in page
    assert "Of Alice" not in page


def test_the_owner_changes_the_settings_and_every_discussion_shows_it():
    a_comment(a_post())
    version = Discussion.objects.get().version
    assert signed_in(builders.an_owner()).post(SETTINGS, VALID).status_code == 302
    assert Defaults.current().roots_per_page == 20
    assert Discussion.objects.get().version == version + 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("roots_per_page", 0), ("roots_per_page", 201), ("display_depth", 0), ("display_depth", 11), ("known_after", 0)],
)
def test_settings_that_no_page_could_follow_are_refused(field, value):
    before = getattr(Defaults.current(), field)
    response = signed_in(builders.an_owner()).post(SETTINGS, {**VALID, field: value})
    assert response.status_code == 200
    assert getattr(Defaults.current(), field) == before


def test_settings_whose_row_is_missing_are_made_by_saving():
    Defaults.objects.all().delete()
    client = signed_in(builders.an_owner())
    assert client.get(SETTINGS).status_code == 200
    client.post(SETTINGS, VALID)
    assert Defaults.objects.get().pk == 1


def test_the_list_of_settings_leads_to_the_one_row():
    assert signed_in(builders.an_owner()).get("/admin/comments/defaults/")["Location"] == SETTINGS


@pytest.mark.parametrize("who", ["carol", "alice"])
def test_only_the_owner_sees_the_settings(who):
    client = signed_in(getattr(builders, who)())
    assert client.get(SETTINGS).status_code == 403
    assert client.get("/admin/comments/defaults/").status_code == 403
    assert client.post(SETTINGS, VALID).status_code == 403
    assert Defaults.current().roots_per_page == 50


def test_care_while_writing_is_a_part_of_its_own():
    page = signed_in(builders.an_owner()).get(SETTINGS).content.decode()
    before, after = page.split("Care while writing", 1)
    assert 'name="care_mode"' in after
    assert 'name="care_mode"' not in before
    assert 'name="display_depth"' in before


def test_care_mode_is_the_owners_to_switch_and_their_card_is_made_safe():
    a_comment(a_post())
    before = Discussion.objects.get().version
    care = {"care_mode": "on", "cooling_off": "on", "help_words": "die*", "help_card": "Ring **us**.<script>x</script>"}
    assert signed_in(builders.an_owner()).post(SETTINGS, {**VALID, **care}).status_code == 302
    settings = Defaults.current()
    assert (settings.care_mode, settings.cooling_off, settings.help_words) == (True, True, "die*")
    assert settings.help_card_html == "<p>Ring <strong>us</strong>.</p>"
    assert Discussion.objects.get().version == before + 1


@pytest.mark.parametrize(("chosen", "expected"), [("", True), ("on", True), ("off", False)])
def test_an_article_may_have_care_mode_its_own_way(chosen, expected):
    Defaults.objects.update(care_mode=True)
    post = a_post()
    signed_in(builders.carol()).post(rules(post), {"access": "", "closes_at": "", "care": chosen})
    assert Discussion.objects.get().is_careful is expected

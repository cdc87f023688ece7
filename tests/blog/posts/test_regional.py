"""The owner's language and time zone count wherever a date or an address is made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation

from blog import jobs, worker
from blog.posts import regional
from blog.posts.models import Site
from comments.models import Discussion
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db

# In Tokyo it is 2026 already, in New York it is 2025 for some hours more.
NEW_YEAR = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)


def chosen(**fields):
    Site.objects.update_or_create(pk=1, defaults=fields)


def address_of(post) -> str:
    with regional.in_force():
        return post.get_absolute_url()


@pytest.fixture
def party():
    return a_post(slug="party", published_at=NEW_YEAR)


@pytest.fixture
def abroad(settings):
    """A language that has a catalogue in Django, beside ours."""
    settings.LANGUAGES = [("en", "English"), ("de", "German")]


def test_dates_and_addresses_are_those_of_the_zone(client, party):
    chosen(time_zone="Asia/Tokyo")
    page = client.get("/2026/01/party/").content.decode()
    assert 'datetime="2026-01-01T08:30:00+09:00"' in page
    assert client.get("/2026/01/").status_code == 200
    assert client.get("/2025/12/").status_code == 404


def test_a_new_zone_breaks_no_link(client, party):
    a_comment(party)
    before = address_of(party)
    chosen(time_zone="Asia/Tokyo")
    assert (before, address_of(party)) == ("/2025/12/party/", "/2026/01/party/")
    for below in ("", "comment-page-2/", "feed/"):
        response = client.get(f"{before}{below}")
        assert (response.status_code, response["Location"]) == (301, f"/2026/01/party/{below}")
        assert response["Cache-Control"] == "max-age=3600"  # the owner may choose the former zone again
    assert client.get("/2026/01/party/feed/").status_code == 200


@pytest.mark.parametrize("former", ["/2025/12/party/", "/2026/01/party/"])
def test_what_was_renamed_is_found_by_the_addresses_of_either_zone(client, party, former):
    chosen(time_zone="Asia/Tokyo")
    with regional.in_force():
        party.slug = "fireworks"
        party.save()
    chosen(time_zone="")
    response = client.get(former)
    assert (response.status_code, response["Location"]) == (301, "/2025/12/fireworks/")


@pytest.mark.parametrize("former", ["/2025/12/party/", "/2026/01/party/"])
def test_what_was_deleted_is_gone_at_the_addresses_of_either_zone(client, party, former):
    party.delete()
    chosen(time_zone="Asia/Tokyo")
    assert client.get(former).status_code == 410


def test_a_feed_of_an_article_with_letters_of_any_script_stays_at_its_address(client):
    post = a_post(slug="über-stille", published_at=NEW_YEAR)
    assert client.get(f"{post.get_absolute_url()}feed/").status_code == 200


def test_a_moved_feed_does_not_lead_round_in_circles(client, party):
    chosen(time_zone="Asia/Tokyo")
    assert client.get("/2025/12/party/feed/", follow=True).redirect_chain == [("/2026/01/party/feed/", 301)]


def test_nothing_stays_in_force_behind_a_request(client, party, abroad):
    chosen(time_zone="Asia/Tokyo", language="de")
    assert b'lang="de"' in client.get("/").content
    assert (timezone.get_current_timezone_name(), translation.get_language()) == ("UTC", "en")


def test_readers_get_the_same_bytes_whatever_their_browser_prefers(party, abroad):
    chosen(language="en")
    german, plain = (Client(headers=headers).get("/2025/12/party/") for headers in ({"accept-language": "de"}, {}))
    assert german.content == plain.content
    assert "accept-language" not in german.get("Vary", "").lower()
    assert not german.cookies


@pytest.mark.parametrize("bad", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd"])
def test_what_this_machine_does_not_know_stops_no_page(client, party, bad):
    chosen(time_zone=bad, language="xx")
    page = client.get("/2025/12/party/")
    assert page.status_code == 200
    assert b'lang="en"' in page.content


def test_background_work_has_it_and_sees_a_change(monkeypatch):
    seen = []
    monkeypatch.setattr(jobs, "_works", {"news": lambda: worker.perform("news", note)})

    def note() -> None:
        seen.append(timezone.get_current_timezone_name())

    for zone in ("Asia/Tokyo", "Europe/Paris"):
        chosen(time_zone=zone)
        worker.look()
    assert seen == ["Asia/Tokyo", "Europe/Paris"]
    assert jobs.works()["news"]


@pytest.mark.parametrize("name", sorted(worker.WORKS))
def test_all_background_work_goes_through_that_door(name):
    assert jobs.works()[name].func is worker.perform


def test_commands_have_it(capsys, monkeypatch):
    chosen(time_zone="Asia/Tokyo")
    seen = []
    monkeypatch.setattr(
        "blog.management.commands.maintain.maintain", lambda: seen.append(str(timezone.localtime())) or {}
    )
    with time_machine.travel(NEW_YEAR, tick=False):
        call_command("maintain")
    assert seen == ["2026-01-01 08:30:00+09:00"]


def test_it_costs_the_article_no_query(client, party, django_assert_max_num_queries):
    a_comment(party)
    client.get("/2025/12/party/")
    with django_assert_max_num_queries(10) as queries:
        client.get("/2025/12/party/")
    assert len([query for query in queries.captured_queries if "posts_site" in query["sql"]]) == 1
    assert Discussion.objects.count() == 1


def test_a_page_whose_name_begins_like_the_pulse_is_none_of_it(client):
    chosen(title="A Light on the Landing", time_zone="Asia/Tokyo")
    a_post(kind="page", slug="healthz-notes", published_at=NEW_YEAR)
    assert b"A Light on the Landing" in client.get("/healthz-notes/").content
    assert not any(path.match("/healthz-notes/") for path in regional.UNSPOKEN)


@pytest.mark.parametrize("path", ["/healthz", "/static/site/tokens.css"])
def test_files_and_the_pulse_need_no_row(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(path)

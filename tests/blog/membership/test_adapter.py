from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from blog.membership.adapter import SiteAdapter
from comments.models import Assignment, Defaults
from tests import builders

request = RequestFactory().get


def test_behind_a_proxy_the_client_is_counted_and_not_the_proxy(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    asked = request("/", headers={"x-forwarded-for": "198.51.100.1, 192.0.2.7"})
    assert SiteAdapter().get_client_ip(asked) == "192.0.2.7"


def test_what_a_client_says_of_itself_is_not_believed(settings):
    settings.TRUSTED_PROXIES = []
    assert SiteAdapter().get_client_ip(request("/", headers={"x-forwarded-for": "192.0.2.7"})) == "127.0.0.1"


def test_a_request_from_nowhere_is_not_served():
    with pytest.raises(PermissionDenied):
        SiteAdapter().get_client_ip(request("/", REMOTE_ADDR=""))


@pytest.mark.django_db
def test_one_clients_guesses_do_not_shut_out_another(client, settings):
    """Ten wrong tries a minute from one address, whoever they are for."""
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    builders.a_user("bob")
    mallory, bob = {"x-forwarded-for": "192.0.2.66"}, {"x-forwarded-for": "192.0.2.7"}
    for number in range(11):
        client.post("/accounts/login/", {"login": f"guess{number}", "password": "x"}, headers=mallory)
    given = {"login": "bob", "password": "correct horse"}
    assert "many tries" in client.post("/accounts/login/", given, headers=mallory).content.decode()
    assert client.post("/accounts/login/", given, headers=bob)["Location"] == "/accounts/"


def with_part(post):
    user = builders.a_user("dan", is_staff=True)
    Assignment.objects.create(user=user, post=post)
    return user


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "desk"),
    [
        ("alice", "/admin/waiting/"),
        ("carol", "/admin/queue/"),
        ("dan", "/admin/queue/"),
        ("an author without articles", "/admin/"),
        ("an owner without articles", "/admin/"),
        ("an owner with articles", "/admin/waiting/"),
        ("bob", "/accounts/"),
    ],
)
def test_whoever_logs_in_comes_to_their_work_and_readers_to_their_account(client, who, desk):
    user = {
        "alice": lambda: builders.a_post().author,
        "carol": builders.carol,
        "dan": lambda: with_part(builders.a_post()),
        "an author without articles": builders.alice,
        "an owner without articles": builders.an_owner,
        "an owner with articles": lambda: builders.a_post(builders.an_owner()).author,
        "bob": lambda: builders.a_user("bob"),
    }[who]()
    given = {"login": user.username, "password": "correct horse"}
    assert client.post("/accounts/login/", given)["Location"] == desk
    assert client.get(desk).status_code == 200


@pytest.mark.django_db
def test_who_was_on_the_way_elsewhere_comes_there(client):
    builders.carol()
    given = {"login": "carol", "password": "correct horse", "next": "/2025/03/night/"}
    assert client.post("/accounts/login/", given)["Location"] == "/2025/03/night/"


@pytest.mark.django_db
def test_where_authors_do_not_decide_nothing_waits_for_them(client):
    user = builders.a_post().author
    Defaults.objects.update_or_create(pk=1, defaults={"authors_moderate": False})
    given = {"login": user.username, "password": "correct horse"}
    assert client.post("/accounts/login/", given)["Location"] == "/admin/"


@pytest.mark.django_db
def test_who_lacks_the_second_factor_is_led_to_no_desk(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    builders.carol()
    given = {"login": "carol", "password": "correct horse"}
    assert client.post("/accounts/login/", given)["Location"] == "/accounts/"

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from blog.membership.adapter import SiteAdapter
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

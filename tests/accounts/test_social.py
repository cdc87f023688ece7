from __future__ import annotations

import pytest

from accounts.social import social_apps, social_settings
from tests.site import environment, run

ASK = """
import django; django.setup()
from django.test import Client
from django.urls import reverse
page = Client(SERVER_NAME='localhost').get(reverse("github_login"))
print(page.status_code, "form-action 'self' https:" in page["Content-Security-Policy"])
print("GitHub" in Client(SERVER_NAME='localhost').get("/accounts/login/").content.decode())
"""


def test_none_is_installed_unless_named():
    assert (social_apps([]), social_settings([], lambda name, default: "x")) == ([], {})


def test_a_provider_reads_its_own_names_from_the_environment():
    given = {
        "SOCIAL_OPENID_CONNECT_ID": "me",
        "SOCIAL_OPENID_CONNECT_SECRET": "s",
        "SOCIAL_OPENID_CONNECT_URL": "https://id.example.org",
    }
    provider = social_settings(["openid_connect"], given.get)["openid_connect"]
    assert provider["OAUTH_PKCE_ENABLED"] is True
    app = provider["APPS"][0]
    assert (app["client_id"], app["secret"]) == ("me", "s")
    assert app["settings"] == {"server_url": "https://id.example.org"}


def test_a_named_provider_has_its_button_and_may_be_gone_to(tmp_path):
    keys = {"SOCIAL_PROVIDERS": "github", "SOCIAL_GITHUB_ID": "id", "SOCIAL_GITHUB_SECRET": "secret"}
    env = {**environment(tmp_path, **keys), "DJANGO_SETTINGS_MODULE": "blog.settings", "DEBUG": "on"}
    assert run("manage.py", "migrate", "-v", "0", env=env).returncode == 0
    assert run("manage.py", "createcachetable", env=env).returncode == 0
    done = run("-c", ASK, env=env)
    assert done.stdout.split() == ["200", "True", "True"], done.stdout + done.stderr


@pytest.mark.django_db
def test_without_one_there_is_no_address_of_a_provider(client):
    assert client.get("/accounts/github/login/").status_code == 404

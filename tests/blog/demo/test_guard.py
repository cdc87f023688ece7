from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from blog.demo import content
from blog.demo.loading import load
from tests.builders import an_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def login() -> dict[str, str]:
    load()
    return {"username": "owner", "password": content().password}


def test_demo_accounts_may_sign_in_on_this_machine(login):
    assert authenticate(None, **login).username == "owner"


def test_demo_accounts_may_not_sign_in_on_a_public_site(login, settings):
    settings.SITE_IS_LOCAL = False
    assert authenticate(None, **login) is None


def test_an_open_session_of_a_demo_account_ends_when_the_site_becomes_public(login, settings, client):
    client.login(**login)
    assert client.get(reverse("admin:password_change")).status_code == 200
    settings.SITE_IS_LOCAL = False
    assert client.get(reverse("admin:password_change")).status_code == 302


def test_everybody_else_may_sign_in_on_a_public_site(settings):
    settings.SITE_IS_LOCAL = False
    owner = an_owner()
    assert authenticate(None, username="olive", password="correct horse") == owner

"""The list of devices keeps the network of a login, not its address."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import connection

from tests.accounts.entrance import log_in
from tests.builders import a_user

pytestmark = pytest.mark.django_db

ADDRESSES = [("203.0.113.77", "203.0.113.0"), ("2001:db8:7:1:2:3:4:5", "2001:db8:7::")]


@pytest.mark.parametrize(("address", "kept"), ADDRESSES)
def test_a_login_leaves_only_its_network(client, settings, address, kept):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    a_user("bob")
    client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.1, {address}"
    log_in(client)
    assert UserSession.objects.get().ip == kept
    page = client.get("/accounts/sessions/").content.decode()
    assert ("203.0.113.…" if "." in address else "2001:db8:7:…") in page
    assert address not in page


def test_the_migration_shortens_what_was_kept_before():
    bob = a_user("bob")
    rows = [
        UserSession(user=bob, session_key=str(number), ip=address, user_agent="A browser")
        for number, (address, _) in enumerate([*ADDRESSES, ADDRESSES[0]])
    ]
    UserSession.objects.bulk_create(rows)  # tells no signal, as the code of old had none
    migration = import_module("blog.migrations.0002_shorten_device_addresses")
    migration.shorten(apps, SimpleNamespace(connection=connection))
    kept = list(UserSession.objects.order_by("session_key").values_list("ip", flat=True))
    assert kept == ["203.0.113.0", "2001:db8:7::", "203.0.113.0"]

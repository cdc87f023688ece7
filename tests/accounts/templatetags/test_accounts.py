from __future__ import annotations

import pytest

from accounts.templatetags.accounts import is_ip_address
from tests.accounts.entrance import with_mail

HOSTS = [
    ("localhost", False),
    ("localhost:8000", False),
    ("blog.example.org", False),
    ("127.0.0.1", True),
    ("127.0.0.1:8000", True),
    ("[::1]:8000", True),
    ("[::1]", True),
    ("1.example.org", False),
]


@pytest.mark.parametrize(("host", "is_number"), HOSTS)
def test_a_passkey_wants_a_name(host, is_number):
    assert is_ip_address(host) is is_number


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/passkey/"])
def test_on_a_number_the_page_says_that_passkeys_do_not_work(client, settings, path):
    with_mail(settings)
    at = {name: client.get(path, headers={"host": name}).content.decode() for name in ("127.0.0.1", "localhost")}
    assert "Passkeys do not work here" in at["127.0.0.1"]
    assert "Passkeys do not work here" not in at["localhost"]


@pytest.mark.django_db
def test_the_form_has_labels_and_no_placeholders(client):
    page = client.get("/accounts/signup/").content.decode()
    assert page.count("<label") >= 3
    assert "placeholder=" not in page

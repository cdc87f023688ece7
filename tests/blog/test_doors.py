"""What guards something or costs something answers 429 to who asks too often, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import get_resolver

from blog import doors
from blog.allowance import Bucket
from comments import links
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HERE, THERE = "203.0.113.1", "203.0.113.2"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def log_in(password: str, login: str = "bob", address: str = HERE) -> Any:
    return Client(REMOTE_ADDR=address).post("/accounts/login/", {"login": login, "password": password})


def view_names(patterns: Any, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from view_names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def test_every_limited_page_exists():
    limited = doors.POSTED.keys() | doors.EXPENSIVE | doors.SEARCHED
    assert limited <= set(view_names(get_resolver().url_patterns))


def test_a_sixth_guess_at_a_name_waits_and_is_told_how_long(clock):
    a_user("bob")
    assert [log_in("guess").status_code for _ in range(5)] == [200] * 5
    refused = log_in("correct horse")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert refused.refused_for == "guesses-of-one"
    assert "In 1 minute it works again" in refused.content.decode()
    assert "no-store" in refused["Cache-Control"]
    clock.shift(timedelta(seconds=60))
    assert log_in("correct horse").status_code == 302


def test_nobody_is_locked_out_by_who_guesses_at_their_name_elsewhere():
    a_user("bob")
    for _ in range(8):
        log_in("guess", address=HERE)
    assert log_in("correct horse", address=THERE).status_code == 302


def test_who_is_right_uses_nothing_up():
    a_user("bob")
    assert [log_in("correct horse").status_code for _ in range(12)] == [302] * 12


def test_the_names_a_network_guesses_at_count_together(monkeypatch):
    limit = doors.Limit(Bucket("guesses", 3, 300), doors.of_network, doors.is_form_again)
    monkeypatch.setitem(doors.POSTED, "account_login", (limit,))
    assert [log_in("x", f"name-{number}").status_code for number in range(4)] == [200, 200, 200, 429]


def test_when_a_network_that_guessed_is_told_to_come_again_it_is_let_in(clock):
    a_user("bob")
    said = [log_in("guess", f"name-{number}") for number in range(31)]
    assert [answer.status_code for answer in said] == [200] * 30 + [429]
    clock.shift(timedelta(seconds=int(said[-1]["Retry-After"])))
    assert log_in("correct horse").status_code == 302


def test_who_is_asked_for_their_password_again_has_five_guesses(client, clock):
    client.force_login(a_user("bob"))
    said = [client.post("/accounts/reauthenticate/", {"password": "a guess"}) for _ in range(6)]
    assert [answer.status_code for answer in said] == [200] * 5 + [429]
    clock.shift(timedelta(seconds=int(said[-1]["Retry-After"])))
    assert client.post("/accounts/reauthenticate/", {"password": "correct horse"}).status_code == 302


def test_guesses_at_both_doors_are_let_in_again_when_they_are_told(clock):
    here = Client(REMOTE_ADDR=HERE)
    here.force_login(a_user("bob"))
    for _ in range(6):
        log_in("guess", "bob@example.org")
        refused = here.post("/accounts/reauthenticate/", {"password": "a guess"})
    clock.shift(timedelta(seconds=int(refused["Retry-After"])))
    assert log_in("correct horse", "bob@example.org").status_code == 302


def test_when_somebody_with_much_to_change_is_told_to_come_again_it_is_taken(client, clock):
    client.force_login(a_user("bob"))
    change = {"oldpassword": "a guess", "password1": "x", "password2": "x"}
    said = [client.post("/accounts/password/change/", change) for _ in range(21)]
    assert said[-1].refused_for == "own-account"
    clock.shift(timedelta(seconds=int(said[-1]["Retry-After"])))
    assert client.post("/accounts/password/change/", change).status_code == 200


def test_neighbours_in_one_ipv6_network_count_as_one(monkeypatch):
    limit = doors.Limit(Bucket("guesses", 1, 300), doors.of_network, doors.is_form_again)
    monkeypatch.setitem(doors.POSTED, "account_login", (limit,))
    addresses = ["2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1"]
    assert [log_in("x", address=address).status_code for address in addresses] == [200, 429, 200]


def test_what_a_client_says_of_its_address_gives_it_no_second_bucket(monkeypatch):
    limit = doors.Limit(Bucket("guesses", 1, 300), doors.of_network, doors.is_form_again)
    monkeypatch.setitem(doors.POSTED, "account_login", (limit,))
    given = {"login": "bob", "password": "x"}
    said = [{"x-forwarded-for": f"192.0.2.{number}"} for number in range(2)]
    assert [Client().post("/accounts/login/", given, headers=each).status_code for each in said] == [200, 429]


SECRETS = [
    "/comments/receipt/{}/",
    "/comments/receipt/{}/export/",
    "/comments/mail/{}/",
    "/comments/mail/{}/prove/",
    "/comments/mail/{}/approve/",
    "/comments/subscribe/{}/",
    "/mail/stop/{}/",
    "/admin/queue/feed/{}/",
]


@pytest.mark.parametrize("address", SECRETS)
def test_guessing_at_secret_addresses_ends(client, monkeypatch, address):
    monkeypatch.setattr(doors, "SECRETS", doors.Limit(Bucket("secrets", 2, 3600), doors.of_network, doors.is_unknown))
    found = [client.get(address.format(f"{number}.guess")).status_code for number in range(3)]
    assert found == [404, 404, 429]


def test_posting_to_secret_addresses_is_guessing_too(client, monkeypatch):
    monkeypatch.setattr(doors, "SECRETS", doors.Limit(Bucket("secrets", 2, 3600), doors.of_network, doors.is_unknown))
    assert [client.post("/comments/receipt/1.x/erase/").status_code for _ in range(3)] == [404, 404, 429]


def test_a_true_secret_may_be_shown_as_often_as_one_likes(client, monkeypatch):
    monkeypatch.setattr(doors, "SECRETS", doors.Limit(Bucket("secrets", 2, 3600), doors.of_network, doors.is_unknown))
    address = f"/comments/receipt/{links.token(links.RECEIPT, a_comment(a_post()))}/"
    assert {client.get(address).status_code for _ in range(6)} == {200}


def test_copies_of_everything_are_limited_by_account(monkeypatch):
    monkeypatch.setattr(doors, "COPIES", doors.Limit(Bucket("copies", 2, 600), doors.of_account))
    bob, dora = Client(), Client()
    bob.force_login(a_user("bob"))
    dora.force_login(a_user("dora"))
    assert [bob.get("/accounts/export/json/").status_code for _ in range(3)] == [200, 200, 429]
    assert dora.get("/accounts/export/json/").status_code == 200


def test_looking_for_words_in_the_queue_is_limited_and_reading_it_is_not(client, monkeypatch):
    monkeypatch.setattr(doors, "SEARCHES", doors.Limit(Bucket("searches", 2, 60), doors.of_account))
    client.force_login(carol())
    assert [client.get("/admin/queue/?q=word").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/admin/queue/").status_code == 200


def test_letters_in_a_strangers_name_are_limited_where_they_are_asked_for(settings, mailoutbox):
    settings.EMAIL_CONFIGURED = True
    a_user("bob")
    ask = {"email": "bob@example.org"}
    here = [Client(REMOTE_ADDR=HERE).post("/accounts/password/reset/", ask).status_code for _ in range(6)]
    assert here == [302] * 5 + [429]
    assert Client(REMOTE_ADDR=THERE).post("/accounts/password/reset/", ask).status_code == 302
    assert len(mailoutbox) == 6


@pytest.mark.parametrize("path", ["/", "/feed/", "/sitemap.xml", "/comments/feed/", "{article}", "{article}feed/"])
def test_reading_is_never_limited_and_counts_nothing(client, path, monkeypatch):
    monkeypatch.setattr(doors, "take", lambda *_: pytest.fail("counted"))
    assert client.get(path.format(article=a_post().get_absolute_url())).status_code == 200


def test_a_second_factor_is_guessed_at_five_times_wherever_from(monkeypatch):
    bob = a_user("bob")
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    client = Client(REMOTE_ADDR=HERE)
    client.post("/accounts/login/", {"login": "bob", "password": "correct horse"})
    found = []
    for number in range(6):
        address = f"198.51.100.{number}"
        found.append(client.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR=address).status_code)
    assert found == [200] * 5 + [429]

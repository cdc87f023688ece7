"""Incoming mail in the panel: owners see what became nothing, as letters only, and throw it away."""

from __future__ import annotations

import pytest
from django.urls import reverse

from blog.mail import incoming, stopping
from blog.mail.models import DoNotMail, Incoming, address_mark
from tests import builders

pytestmark = pytest.mark.django_db

LIST = reverse("admin:mail_incoming_changelist")
STOPPED = reverse("admin:mail_donotmail_changelist")


@pytest.fixture
def owner(client):
    client.force_login(builders.an_owner())
    return client


@pytest.fixture
def row():
    return incoming.keep(
        "m",
        Incoming.Outcome.KEPT,
        "empty",
        "There was nothing in it.",
        sender="ellen@example.org",
        text="<script>alert(1)</script>",
        raw=b"From: ellen\r\n\r\n\x00\xff<img src=x>",
        attachments=2,
    )


def page(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def act(client, url, name, *keys):
    return client.post(url, {"action": name, "_selected_action": keys}, follow=True)


def detail(row):
    return reverse("admin:mail_incoming_change", args=[row.pk])


def test_it_says_from_whom_what_became_of_it_and_why(owner, row):
    shown = page(owner.get(LIST))
    for words in ("ellen@example.org", "kept aside", "There was nothing in it.", "&lt;script&gt;"):
        assert words in shown


def test_a_mail_is_shown_as_letters_and_never_run(owner, row):
    shown = page(owner.get(detail(row)))
    assert "&lt;script&gt;alert(1)" in shown
    assert "&lt;img src=x&gt;" in shown
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_thrown_away_its_words_are_gone_and_it_is_still_known(owner, row):
    assert "1 mail was thrown away." in page(act(owner, LIST, "throw_away", row.pk))
    row.refresh_from_db()
    assert (row.sender, row.text, bytes(row.raw)) == ("", "", b"")
    assert incoming.seen("m") == row
    assert "There was nothing in it." not in page(owner.get(LIST))


def test_nobody_writes_there_by_hand(owner, row):
    assert owner.post(detail(row), {"text": "x"}).status_code == 403
    assert owner.get(reverse("admin:mail_incoming_add")).status_code == 403
    assert owner.post(reverse("admin:mail_incoming_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert Incoming.objects.get().text == row.text


@pytest.mark.parametrize("person", [builders.alice, builders.carol])
def test_it_is_the_owners_alone(client, row, person):
    client.force_login(person())
    for url in (LIST, STOPPED, detail(row)):
        assert client.get(url).status_code == 403
    assert act(client, LIST, "throw_away", row.pk).status_code == 403
    assert Incoming.objects.get().text


def test_a_bounce_is_lifted_and_a_wish_is_not(owner):
    for address, reason in (("a@example.org", "bounced"), ("b@example.org", "asked"), ("c@example.org", "complained")):
        stopping.stop(address_mark(address), reason)
    keys = list(DoNotMail.objects.values_list("pk", flat=True))
    assert "1 address is written to again." in page(act(owner, STOPPED, "lift", *keys))
    assert set(DoNotMail.objects.values_list("reason", flat=True)) == {"asked", "complained"}


def test_a_stopped_address_is_found_by_all_of_it(owner):
    stopping.stop(address_mark("a@example.org"), "bounced")
    mark = address_mark("a@example.org")[:8]
    assert mark in page(owner.get(STOPPED, {"q": "A@example.org"}))
    assert mark not in page(owner.get(STOPPED, {"q": "b@example.org"}))

"""The letters to who gave an address, and when they have become pointless."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from comments import erasure, links
from comments.models import Comment
from comments.proofs import asking, letters, proving
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


def test_the_private_link_is_mailed_once_and_the_same_letter_can_prove_the_address(ellens, delivered, client):
    letters.owe_receipt(ellens)
    letters.owe_receipt(ellens)
    [letter] = delivered()
    assert letter.to == ["Ellen@Example.org"]
    assert f"/comments/receipt/{links.token(links.RECEIPT, ellens)}/" in letter.body
    assert "/prove/" in letter.body
    assert "On slowness" in letter.subject


def test_no_letter_quotes_what_was_confided(ellens, delivered):
    """The address may be mistyped."""
    letters.owe_receipt(ellens)
    asking.ask(ellens)
    for letter in delivered():
        assert "Words number" not in letter.body + letter.alternatives[0][0]


def test_both_parts_say_the_same_links(ellens, delivered):
    letters.owe_receipt(ellens)
    [letter] = delivered()
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    assert f"/comments/receipt/{links.token(links.RECEIPT, ellens)}/" in html


def test_nobody_sends_strangers_a_link_in_our_name(ellens, delivered):
    Comment.objects.filter(pk=ellens.pk).update(name="Your prize: prizes.example")
    letters.owe_receipt(ellens)
    asking.ask(ellens)
    sent = delivered()
    assert len(sent) == 2
    assert "prizes.example" not in "".join(letter.body + letter.alternatives[0][0] for letter in sent)


@pytest.mark.parametrize("change", ["erased", "disowned", "proven"])
def test_what_has_become_pointless_is_not_sent(ellens, delivered, change):
    asking.ask(ellens)
    if change == "erased":
        erasure.erase(ellens, keep_text=False)
    elif change == "disowned":
        proving.disown(asking.find(asking.new_secret(ellens)))
    else:
        proving.confirm(asking.find(asking.new_secret(ellens)))
    assert delivered() == []


def test_the_way_to_everything_leads_there(ellens, delivered, link, client):
    proving.confirm(asking.find(asking.new_secret(ellens)))
    asking.send_the_way_in(Comment.objects.get(pk=ellens.pk))
    delivered()
    page = client.get(link())
    assert page.status_code == 200
    assert "Everything you wrote here" in page.content.decode()


def test_nothing_is_owed_where_no_mail_can_be_sent(settings, ellens, delivered):
    settings.EMAIL_CONFIGURED = False
    letters.owe_receipt(ellens)
    settings.EMAIL_CONFIGURED = True
    assert delivered() == []


def everything_stored():
    return {model: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()}


def test_no_link_in_any_letter_does_anything_by_being_looked_at(ellens, delivered, client):
    """Mail scanners follow every link, and some ask for its headers first."""
    letters.owe_receipt(ellens)
    asking.ask(ellens)
    delivered()
    proven = a_comment(ellens.discussion.post, name="Nora", email="nora@example.org")
    proving.confirm(asking.find(asking.new_secret(proven)))
    asking.send_the_way_in(Comment.objects.get(pk=proven.pk))
    sent = delivered()
    links_sent = {path for letter in sent for path in re.findall(r"https?://[^/\s]+(/\S+)", letter.body)}
    assert len(links_sent) == 6  # a receipt, two secrets, a page of everything, and where each address stops
    before = everything_stored()
    for path in links_sent:
        for ask in (client.head, client.get):
            assert ask(path).status_code == 200, path
    assert everything_stored() == before
    assert not client.cookies

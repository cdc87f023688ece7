"""The receipt of what rests, and handing it in; and the help card, for its holder alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Defaults, Status
from tests.builders import a_comment, a_post

from .test_views import address_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def resting():
    until = timezone.now() + timedelta(minutes=15)
    return a_comment(a_post(), status=Status.PENDING, rests_until=until, body="I want to die")


def test_it_says_until_when_and_offers_to_hand_it_in(client, resting):
    page = text_of(client.get(address_of(resting)))
    local = timezone.localtime(resting.rests_until)

    assert f"Resting until {local.hour}:{local:%M}." in page
    assert "Hand it in now" in page
    assert "next to be read" not in page


def test_handing_it_in_puts_it_into_the_queue(client, resting):
    response = client.post(address_of(resting, "hand-in"))
    assert response.status_code == 303
    assert Comment.objects.waiting().get() == resting
    page = text_of(client.get(response["Location"]))
    assert "Handed in." in page
    assert "Yours is the next to be read." in page


def test_what_does_not_rest_is_not_handed_in(client):
    comment = a_comment(a_post())
    before = Comment.objects.values().get(pk=comment.pk)
    response = client.post(address_of(comment, "hand-in"))

    assert response["Location"].endswith("?said=unchanged")
    assert Comment.objects.values().get(pk=comment.pk) == before


def test_looking_hands_nothing_in(client, resting):
    assert client.get(address_of(resting, "hand-in")).status_code == 405
    assert not Comment.objects.waiting().exists()


def test_a_stranger_hands_nothing_in(client, resting):
    token = address_of(a_comment(resting.discussion.post)).split("/")[-2]
    forged = token.replace(token.partition(".")[0], str(resting.pk), 1)
    assert client.post(f"/comments/receipt/{forged}/hand-in/").status_code == 404
    from_elsewhere = client.post(address_of(resting, "hand-in"), headers={"Sec-Fetch-Site": "cross-site"})
    assert from_elsewhere.status_code == 404
    assert not Comment.objects.waiting().exists()


def test_the_export_says_until_when_it_rests(client, resting):
    assert client.get(address_of(resting, "export")).json()["rests_until"] == resting.rests_until.isoformat()


def test_the_help_card_stands_there_as_long_as_the_words_do(client, resting):
    settings = {"care_mode": True, "help_words": "want to die", "help_card": "Ring us."}
    Defaults.objects.update_or_create(pk=1, defaults=settings)
    assert "Ring us." in text_of(client.get(address_of(resting)))
    Comment.objects.filter(pk=resting.pk).update(body="I am well")
    assert "Ring us." not in text_of(client.get(address_of(resting)))

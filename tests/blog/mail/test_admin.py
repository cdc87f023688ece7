"""Mail in the panel: the owner sees what is stuck, sends it again or drops it, and writes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from blog.mail import outbox
from blog.mail.models import Letter
from tests import builders

pytestmark = pytest.mark.django_db

LIST = reverse("admin:mail_letter_changelist")


@pytest.fixture
def owner(client):
    client.force_login(builders.an_owner())
    return client


@pytest.fixture
def given_up(owe, post_office):
    post_office.answers["ellen@example.org"] = "550 No"
    letter = owe()
    outbox.send_due()
    return letter


def page(response) -> str:
    return " ".join(response.content.decode().split())


def act(client, name, *letters):
    return client.post(LIST, {"action": name, "_selected_action": [letter.pk for letter in letters]}, follow=True)


def test_it_shows_what_was_given_up_to_whom_and_why(owner, given_up):
    shown = page(owner.get(LIST))
    assert "ellen@example.org" in shown
    assert "Given up on" in shown
    assert "1 try so far. The mail server refused the address (550)." in shown


def test_it_says_the_kind_in_words(owner, post_office):
    outbox.owe("receipt", "ellen@example.org", about=1)
    assert "Private link" in page(owner.get(LIST))


def test_what_was_sent_is_not_listed(owner, owe, post_office):
    owe()
    outbox.send_due()
    assert "Nothing is owed." in page(owner.get(LIST))


def test_trying_again_makes_it_due_now(owner, given_up, post_office):
    assert "1 letter is due now." in page(act(owner, "try_again", given_up))
    post_office.answers.clear()
    assert outbox.send_due() == {"sent": 1}


def test_dropping_ends_it(owner, given_up, owe):
    other = owe("bob@example.org")
    assert "1 letter is owed no more." in page(act(owner, "drop", given_up))
    assert list(Letter.objects.all()) == [other]


def test_neither_reaches_what_was_sent(owner, owe, post_office):
    letter = owe()
    outbox.send_due()
    act(owner, "drop", letter)
    act(owner, "try_again", letter)
    letter.refresh_from_db()
    assert letter.sent_at


def test_looking_with_an_act_in_the_address_changes_nothing(owner, given_up):
    owner.get(LIST, {"action": "drop", "_selected_action": given_up.pk})
    assert Letter.objects.given_up().count() == 1


def test_nothing_is_added_changed_or_deleted_by_hand(owner, given_up):
    change = reverse("admin:mail_letter_change", args=[given_up.pk])
    assert owner.get(reverse("admin:mail_letter_add")).status_code == 403
    assert owner.post(reverse("admin:mail_letter_delete", args=[given_up.pk]), {"post": "yes"}).status_code == 403
    assert owner.get(change)["Location"] == LIST
    owner.post(change, {"to": "mallory@example.org"})
    assert Letter.objects.get().to == "ellen@example.org"


@pytest.mark.parametrize("role", [builders.alice, builders.carol])
def test_it_is_the_owner_s_alone_whatever_else_somebody_may(client, given_up, role):
    client.force_login(builders.grant(role(), "view_letter", "change_letter", "delete_letter", "add_letter"))
    assert client.get(LIST).status_code == 403
    assert act(client, "drop", given_up).status_code == 403
    assert LIST not in page(client.get("/admin/"))
    assert "given up" not in page(client.get("/admin/"))
    assert Letter.objects.given_up().count() == 1


def test_a_stranger_is_led_to_the_door(client, given_up):
    assert client.post(LIST, {"action": "drop", "_selected_action": [given_up.pk]}).status_code == 302
    assert Letter.objects.given_up().count() == 1


def test_the_front_page_tells_the_owner_and_leads_there(owner, given_up):
    shown = page(owner.get("/admin/"))
    assert "1 letter was given up and waits for your decision." in shown
    assert f'<a href="{LIST}">Look at the mail</a>' in shown


def test_the_front_page_is_quiet_while_all_is_well(owner):
    assert "Look at the mail" not in page(owner.get("/admin/"))


def test_fifty_letters_take_as_many_queries_as_one(owner, owe, django_assert_max_num_queries):
    for n in range(50):
        owe(f"{n}@example.org")
    with django_assert_max_num_queries(12):
        assert "49@example.org" in page(owner.get(LIST))

"""Mail in the panel: the owner sees what is stuck, sends it again or drops it, and writes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from blog.mail import outbox, stopping
from blog.mail.models import DoNotMail, Letter, address_mark
from tests import builders

pytestmark = pytest.mark.django_db

LIST = reverse("admin:mail_letter_changelist")
PAUSED = reverse("admin:mail_donotmail_changelist")


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


@pytest.fixture
def one_of_each(owe, post_office):
    post_office.answers["fern@example.org"] = "550 No"
    owe("fern@example.org")
    owe("sent@example.org")
    outbox.send_due()
    owe("owed@example.org")
    stopping.stop(address_mark("quiet@example.org"))


@pytest.mark.parametrize(
    ("state", "shown", "hidden"),
    [
        ("", ["fern@", "owed@"], ["sent@"]),
        ("owed", ["owed@"], ["fern@", "sent@"]),
        ("failed", ["fern@"], ["owed@", "sent@"]),
        ("sent", ["Of the last seven days"], ["fern@", "owed@", "sent@", 'name="action"']),
        ("nonsense", ["fern@", "owed@"], ["sent@"]),
    ],
)
def test_each_state_has_a_list_of_its_own(owner, one_of_each, state, shown, hidden):
    listed = page(owner.get(LIST, {"state": state} if state else {}))
    assert all(words in listed for words in shown)
    assert not any(words in listed for words in hidden)


def test_the_tabs_count_what_stands_behind_them(owner, one_of_each):
    counts = {str(tab["words"]): tab["count"] for tab in owner.get(LIST).context["tabs"]}
    assert counts == {"All that is open": 2, "To be sent": 1, "Given up": 1, "Sent": 1, "Paused": 1}


@pytest.mark.parametrize("state", ["open", "owed", "failed", "sent"])
def test_an_empty_list_has_no_bar_of_acts(owner, state):
    shown = page(owner.get(LIST, {"state": state}))
    assert 'class="empty"' in shown
    assert 'name="action"' not in shown


def test_what_was_sent_takes_no_act(owner, owe, post_office):
    letter = owe()
    outbox.send_due()
    owner.post(f"{LIST}?state=sent", {"action": "drop", "_selected_action": [letter.pk]})
    assert Letter.objects.get().sent_at


def test_who_is_written_to_no_more_is_shown_by_a_mark_and_a_reason(owner, one_of_each):
    shown = page(owner.get(PAUSED))
    assert address_mark("quiet@example.org")[:8] in shown
    assert "its owner asked for no mail" in shown
    assert "quiet@" not in shown


def test_who_asked_for_silence_keeps_it(owner, one_of_each):
    row = DoNotMail.objects.get()
    owner.post(PAUSED, {"action": "lift", "_selected_action": [row.pk]})
    assert DoNotMail.objects.exists()


class TestTheTestMail:
    @pytest.fixture
    def asks(self, client, post_office):
        client.force_login(builders.an_owner(email="olive@example.org"))
        return lambda: client.post(reverse("admin:mail_test"))

    def test_it_is_sent_and_the_page_says_so(self, client, asks, post_office):
        result = asks()["Location"]
        assert "waits for the background worker" in page(client.get(result))
        outbox.send_due()
        assert post_office.recipients == ["olive@example.org"]
        shown = page(client.get(result))
        assert "The mail server took it." in shown
        assert "refresh" not in shown

    def test_what_the_server_said_is_told(self, client, asks, post_office):
        post_office.answers["olive@example.org"] = "550 No"
        result = asks()["Location"]
        outbox.send_due()
        assert "It did not get out. </strong>" not in page(client.get(result))
        assert "The mail server refused the address (550)." in page(client.get(result))

    def test_a_worker_that_is_missing_is_named(self, client, asks, later):
        result = asks()["Location"]
        later(seconds=30)
        assert "manage.py worker" in page(client.get(result))
        later(minutes=10)
        assert "refresh" not in page(client.get(result))

    def test_a_second_one_in_the_same_minute_is_not_owed(self, client, asks):
        later = asks(), asks()
        assert later[1]["Location"] == LIST
        assert Letter.objects.count() == 1

    def test_looking_sends_nothing(self, client, asks):
        assert client.get(reverse("admin:mail_test")).status_code == 405
        assert not Letter.objects.exists()

    def test_nobody_else_may(self, client, asks):
        result = asks()["Location"]
        client.force_login(builders.grant(builders.carol(), "view_letter", "change_letter"))
        assert asks().status_code == 403
        assert client.get(result).status_code == 403
        assert Letter.objects.count() == 1

    def test_without_a_server_there_is_no_button(self, client, asks, settings):
        assert "Send me a test mail" in page(client.get(LIST))
        settings.EMAIL_CONFIGURED = False
        assert "Send me a test mail" not in page(client.get(LIST))
        assert asks()["Location"] == LIST


def test_the_front_page_is_quiet_while_all_is_well(owner):
    assert "Look at the mail" not in page(owner.get("/admin/"))


def test_fifty_letters_take_as_many_queries_as_one(owner, owe, django_assert_max_num_queries):
    for n in range(50):
        owe(f"{n}@example.org")
    with django_assert_max_num_queries(12):
        assert "49@example.org" in page(owner.get(LIST))

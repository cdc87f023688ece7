"""The receipt: what its holder may see and do, and what nobody else may."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from comments import links, moderation
from comments.forms import token_for
from comments.models import Comment, Discussion, Event, Revision, Status
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db

ACTS = ["edit", "withdraw", "restore", "renew", "forget", "erase"]


@pytest.fixture
def post():
    return a_post(title="On slowness")


@pytest.fixture
def held(post):
    return a_comment(post, name="Ellen", email="ellen@example.org", status=Status.PENDING, body="Held words.")


def address_of(comment, act=""):
    comment.refresh_from_db()
    path = f"/comments/receipt/{links.token(links.RECEIPT, comment)}/"
    return f"{path}{act}/" if act else path


def text_of(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def test_it_says_what_was_written_and_that_it_waits(client, post, held):
    a_comment(post, status=Status.PENDING)
    page = text_of(client.get(address_of(held)))
    assert "Awaiting moderation." in page
    assert "Yours is the next to be read." in page
    assert "Words number" in page
    assert "ellen@example.org" in page


def test_it_counts_who_was_there_before(client, post, held):
    later = a_comment(post, status=Status.PENDING)
    assert "1 response is before yours." in text_of(client.get(address_of(later)))


def test_it_says_what_is_usual_once_enough_was_decided(client, post, held):
    moderator = carol()
    assert "usually" not in text_of(client.get(address_of(held)))
    for _ in range(3):
        moderation.moderate([a_comment(post, status=Status.PENDING).pk], Status.APPROVED, by=moderator)
    assert "usually decided within the hour" in text_of(client.get(address_of(held)))


def test_an_approved_one_leads_to_the_page(client, post, held):
    moderation.moderate([held.pk], Status.APPROVED, by=carol())
    assert f'href="{post.get_absolute_url()}#comment-{held.pk}"' in text_of(client.get(address_of(held)))


def test_a_declined_one_quotes_the_moderator(client, held):
    moderation.moderate([held.pk], Status.DECLINED, by=carol(), reason="Please leave out the neighbour's name.")
    page = text_of(client.get(address_of(held)))
    assert "Please leave out the neighbour's name." in page
    assert "Change it and send it again" in page


def test_it_is_private(client, held):
    response = client.get(address_of(held))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def forgeries(held, other):
    good = links.token(links.RECEIPT, held)
    return [
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace(f"{held.pk}.", f"{other.pk}."),
        links.token(links.HELD, held),
        f"{held.pk}.",
        "nonsense",
        "9" * 40 + ".x",
        f"-{good}",
        good + "x",
    ]


def test_no_forged_token_opens_or_does_anything(client, post, held):
    other = a_comment(post, status=Status.PENDING)
    pages = set()
    for number, token in enumerate(forgeries(held, other)):
        client.defaults["REMOTE_ADDR"] = f"203.0.113.{number}"  # one network would soon have to wait
        response = client.get(f"/comments/receipt/{token}/")
        assert response.status_code == 404
        pages.add(response.content.replace(token.encode(), b""))
        for act in ACTS:
            assert client.post(f"/comments/receipt/{token}/{act}/", {"body": "forged"}).status_code == 404
    assert len(pages) == 1
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending"}


@pytest.mark.parametrize("act", [act for act in ACTS if act != "erase"])
def test_looking_never_acts(client, held, act):
    before = Comment.objects.values().get(pk=held.pk)
    assert client.get(address_of(held, act)).status_code == 405
    assert Comment.objects.values().get(pk=held.pk) == before


def test_looking_at_what_would_be_erased_erases_nothing(client, held):
    assert "Erase for good" in text_of(client.get(address_of(held, "erase")))
    assert "Choose one of these first." in text_of(client.post(address_of(held, "erase")))
    held.refresh_from_db()
    assert held.name == "Ellen"


def test_another_site_cannot_act_with_the_link(client, held):
    response = client.post(address_of(held, "withdraw"), headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 404
    held.refresh_from_db()
    assert held.status == Status.PENDING


def test_following_the_link_from_a_mail_page_works(client, held):
    assert client.get(address_of(held), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_withdrawing_an_unanswered_one_makes_it_disappear(client, post):
    comment = a_comment(post)
    client.post(address_of(comment, "withdraw"))
    assert Discussion.objects.get().comment_count == 0
    assert f"comment-{comment.pk}" not in text_of(Client().get(post.get_absolute_url()))


def test_withdrawing_an_answered_one_leaves_a_stone(client, post):
    comment = a_comment(post)
    a_comment(post, comment)
    client.post(address_of(comment, "withdraw"))
    assert "withdrawn by its writer" in text_of(Client().get(post.get_absolute_url()))


def test_what_was_withdrawn_can_be_sent_again_and_is_read_first(client, post):
    comment = a_comment(post)
    client.post(address_of(comment, "withdraw"))
    client.post(address_of(comment, "restore"))
    comment.refresh_from_db()
    assert comment.status == Status.PENDING


def test_a_removed_one_cannot_be_brought_back_by_its_writer(client, post):
    comment = a_comment(post)
    moderation.moderate([comment.pk], Status.REMOVED, by=carol())
    for act in ("withdraw", "restore", "edit"):
        client.post(address_of(comment, act), {"body": "new"})
    comment.refresh_from_db()
    assert (comment.status, comment.body == "new") == (Status.REMOVED, False)


def test_an_edit_that_cannot_be_taken_keeps_the_text(client, post):
    comment = a_comment(post)
    moderation.moderate([comment.pk], Status.REMOVED, by=carol())
    response = client.post(address_of(comment, "edit"), {"body": "Words I had just changed."})
    assert response.status_code == 409
    assert "Words I had just changed." in text_of(response)


@pytest.mark.parametrize("body", ["", "   ", "x" * 20_001])
def test_an_edit_that_says_nothing_or_too_much_is_refused(client, held, body):
    assert client.post(address_of(held, "edit"), {"body": body}).status_code == 400
    held.refresh_from_db()
    assert held.body == "Held words."


def seen_in(response):
    return response.context["form"]["seen"].value()


def test_what_another_window_saved_meanwhile_is_told_before_it_is_replaced(client, held):
    opened = seen_in(client.get(address_of(held)))
    assert client.post(address_of(held, "edit"), {"body": "The first change.", "seen": opened}).status_code == 303
    told = client.post(address_of(held, "edit"), {"body": "An older one.", "seen": opened})
    held.refresh_from_db()
    assert (told.status_code, held.body) == (409, "The first change.")
    assert "changed meanwhile" in text_of(told)
    assert told.context["form"]["body"].value() == "An older one."
    client.post(address_of(held, "edit"), {"body": "An older one.", "seen": seen_in(told)})
    held.refresh_from_db()
    assert held.body == "An older one."


def test_the_same_text_sent_twice_surprises_nobody(client, held):
    opened = seen_in(client.get(address_of(held)))
    for _press in range(2):
        assert client.post(address_of(held, "edit"), {"body": "A change.", "seen": opened}).status_code == 303


def test_a_proposed_wording_is_what_its_writer_has_seen(client, post):
    comment = a_comment(post)
    opened = seen_in(client.get(address_of(comment)))
    client.post(address_of(comment, "edit"), {"body": "Proposed.", "seen": opened})
    assert Revision.objects.get().body == "Proposed."
    assert client.post(address_of(comment, "edit"), {"body": "Older.", "seen": opened}).status_code == 409
    now = seen_in(client.get(address_of(comment)))
    assert client.post(address_of(comment, "edit"), {"body": "Newer.", "seen": now}).status_code == 303


def test_no_browser_cuts_a_long_change_without_a_word(client, held):
    page = client.get(address_of(held)).content.decode()
    assert "maxlength" not in page[page.index('name="body"') - 300 : page.index('name="body"') + 300]


def test_it_says_how_many_earlier_wordings_are_kept(client, post):
    comment = a_comment(post, status=Status.PENDING)
    a_comment(post, comment)
    assert "earlier wording" not in text_of(client.get(address_of(comment)))
    for number in range(2):
        client.post(address_of(comment, "edit"), {"body": f"Change {number}."})
    assert comment.revisions.count() == 2
    assert "2 earlier wordings of yours are kept" in text_of(client.get(address_of(comment)))


def test_what_never_stood_on_the_page_was_not_taken_off_it(client, held):
    moderation.moderate([held.pk], Status.REMOVED, by=carol())
    assert "A moderator decided not to show it." in text_of(client.get(address_of(held)))


def test_before_withdrawing_it_says_what_that_means(client, post, held):
    assert "read again before they appear" in text_of(client.get(address_of(a_comment(post))))
    assert "Nobody reads your words then." in text_of(client.get(address_of(held)))


def test_a_new_link_ends_the_old_ones(client, held):
    old = address_of(held)
    new = client.post(address_of(held, "renew"))["Location"]
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_forgetting_takes_every_cookie_of_the_discussions(client, post):
    data = {"name": "Ellen", "email": "e@example.org", "body": "Mine.", "token": token_for(post.pk), "remember": "on"}
    client.post(f"/comments/on/{post.pk}/", data)
    client.post(address_of(Comment.objects.get(), "forget"))
    assert not [morsel for morsel in client.cookies.values() if morsel.value]


def test_the_export_holds_all_that_is_held_of_this_one(client, post, held):
    a_comment(post, email="ellen@example.org", body="Another one under the same typed address.")
    data = json.loads(client.get(address_of(held, "export")).content)
    assert (data["name"], data["email"], data["text"]) == ("Ellen", "ellen@example.org", "Held words.")
    assert "Another one" not in json.dumps(data)


@pytest.mark.parametrize(("to", "told"), [(Status.DECLINED, True), (Status.SPAM, False), (Status.REMOVED, False)])
def test_only_the_words_with_a_refusal_are_the_writers_to_read(client, held, to, told):
    moderation.moderate([held.pk], to, by=carol(), reason="She wrote this before.")
    held.refresh_from_db()
    for page in ("", "export"):
        assert ("She wrote this before." in text_of(client.get(address_of(held, page)))) == told


def test_the_writer_of_a_held_comment_is_led_to_the_receipt(client, post):
    data = {"name": "Ellen", "email": "e@example.org", "body": "Mine.", "token": token_for(post.pk)}
    client.post(f"/comments/on/{post.pk}/", data)
    assert address_of(Comment.objects.get()) in text_of(client.get(post.get_absolute_url()))


def test_an_approved_comment_still_leads_its_writer_to_the_receipt(client, post):
    data = {"name": "Ellen", "email": "e@example.org", "body": "Mine.", "token": token_for(post.pk)}
    client.post(f"/comments/on/{post.pk}/", data)
    comment = Comment.objects.get()
    moderation.moderate([comment.pk], Status.APPROVED, by=carol())
    assert address_of(comment) in text_of(client.get(post.get_absolute_url()))
    assert "/receipt/" not in text_of(Client().get(post.get_absolute_url()))


def test_events_and_revisions_of_an_erased_one_say_nothing_of_the_person(client, held):
    client.post(address_of(held, "edit"), {"body": "Ellen of Elm Street, changed."})
    moderation.moderate([held.pk], Status.DECLINED, by=carol(), reason="Ellen, please")
    client.post(address_of(held, "erase"), {"text": "erase"})
    assert not Revision.objects.exists()
    assert not Event.objects.exclude(reason="").exists()

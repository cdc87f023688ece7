"""What a blocked person meets, wherever they come in; and what stays theirs."""

from __future__ import annotations

import json
from html import unescape

import pytest
from django.test import Client

from blog.network import network_hash
from comments import identity, links
from comments.forms import token_for
from comments.inbox import addresses, delivering
from comments.models import Comment, HelpfulMark, Measure, Report, Status, Whom
from comments.readers import Reader
from comments.submission import Sending, submit
from tests.builders import a_comment
from tests.comments.inbox.mails import a_mail

from .conftest import taken

pytestmark = pytest.mark.django_db

WORDS = "A long and careful answer."


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    settings.COMMENT_RATE_LIMIT = 0


@pytest.fixture
def block(his, carol) -> Measure:
    return taken(his, Whom.ADDRESS, carol, reason="Three insults.")[0]


@pytest.fixture
def bobs(bob) -> Client:
    """The browser that carries his proof."""
    client = Client()
    client.cookies[identity.PROVEN] = links.token_of(links.PROVEN, bob)
    return client


def send(client, post, **fields):
    data = {"name": "Bob", "email": "bob@example.org", "body": WORDS, "token": token_for(post.pk)}
    return client.post(f"/comments/on/{post.pk}/", {**data, **fields})


def text_of(response) -> str:
    return unescape(response.content.decode())


def receipt(comment, act="") -> str:
    comment.refresh_from_db()
    return f"/comments/receipt/{links.token(links.RECEIPT, comment)}/{act}"


@pytest.mark.parametrize("fields", [{}, {"preview": "1"}], ids=["send", "preview"])
def test_sending_is_refused_with_until_when_and_why_and_the_text_is_kept(fields, bobs, post, his, block):
    response = send(bobs, post, **fields)
    page = text_of(response)
    assert response.status_code == 403
    assert "You are blocked from taking part in the discussions here until" in page
    assert "“Three insults.”" in page
    assert f">{WORDS}</textarea>" in page.replace("\n", "")
    assert "Three insults." in page
    assert Comment.objects.count() == 1
    block.refresh_from_db()
    assert block.hits == 1


def test_the_part_that_a_script_asks_for_says_it_too(bobs, post, block):
    response = bobs.post(
        f"/comments/on/{post.pk}/",
        {"name": "Bob", "email": "bob@example.org", "body": WORDS, "token": token_for(post.pk), "preview": "1"},
        headers={"X-Part": "preview"},
    )
    assert response.status_code == 403
    assert "You are blocked" in text_of(response)


def test_mallory_gets_nobody_blocked_and_nobody_through(client, post, his, block):
    """Who types a blocked address is not blocked; their words are read first, whatever else is trusted."""
    assert send(client, post, name="Mallory").status_code == 303
    sent = Comment.objects.order_by("-pk").first()
    assert (sent.proof, sent.status) == (Comment.Proof.NONE, Status.PENDING)


def test_an_account_is_refused_and_told_on_its_page(post, member, carol):
    theirs = a_comment(post, user=member, email="", name="Mona")
    taken(theirs, Whom.ACCOUNT, carol, reason="Advertising.")
    client = Client()
    client.force_login(member)
    response = client.post(f"/comments/on/{post.pk}/", {"body": WORDS, "token": token_for(post.pk)})
    assert response.status_code == 403
    page = text_of(client.get("/accounts/"))
    assert "You are blocked" in page
    assert "“Advertising.”" in page


def test_a_network_is_refused_but_who_proved_an_address_passes(rf, client, bobs, post, his, carol):
    here = network_hash(rf.get("/"))
    Comment.objects.filter(pk=his.pk).update(network=here)
    his.refresh_from_db()
    taken(his, Whom.NETWORK, carol)
    assert send(client, post, name="Neighbour", email="n@example.com").status_code == 403
    assert send(bobs, post).status_code == 303


def test_reading_is_never_blocked(bobs, post, his, block):
    assert bobs.get(post.get_absolute_url()).status_code == 200
    page = text_of(bobs.get(receipt(his)))
    assert "You are blocked" in page
    assert "You can still read everything" in page


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED, Status.DECLINED])
def test_an_old_comment_is_not_edited_and_the_new_text_is_shown(status, bobs, his, block):
    Comment.objects.filter(pk=his.pk).update(status=status)
    before = Comment.objects.filter(pk=his.pk).values().get()
    assert "Save the change" not in text_of(bobs.get(receipt(his)))
    response = bobs.post(receipt(his, "edit/"), {"body": "Other words, to keep."})
    assert response.status_code == 403
    assert "Other words, to keep." in text_of(response)
    assert "Three insults." in text_of(response)
    assert Comment.objects.filter(pk=his.pk).values().get() == before
    assert not his.revisions.exists()


def test_a_receipt_without_the_proof_in_the_browser_is_no_way_around(client, his, block):
    assert client.post(receipt(his, "edit/"), {"body": "Other words."}).status_code == 403


def test_what_was_withdrawn_is_not_sent_again(client, his, block):
    Comment.objects.filter(pk=his.pk).update(status=Status.WITHDRAWN)
    assert "Send it again after all" not in text_of(client.get(receipt(his)))
    assert client.post(receipt(his, "restore/")).status_code == 403
    his.refresh_from_db()
    assert his.status == Status.WITHDRAWN


def test_withdrawing_and_erasing_stay_possible(client, post, his, block):
    assert client.post(receipt(his, "withdraw/")).status_code == 303
    his.refresh_from_db()
    assert his.status == Status.WITHDRAWN
    assert client.post(receipt(his, "erase/"), {"text": "erase"}).status_code == 200
    his.refresh_from_db()
    assert (his.body, his.email) == ("", "")


def test_taking_ones_data_along_names_the_block_and_no_note(bobs, his, bob, block):
    Measure.objects.update(note="Between us.")
    found = json.loads(bobs.get(receipt(his, "export/")).content)
    assert [row["reason"] for row in found["measures"]] == ["Three insults."]
    everything = bobs.get(f"/comments/mail/{links.token_of(links.MAIL, bob)}/export/").content.decode()
    assert "Three insults." in everything
    assert "Between us." not in everything


def test_the_page_of_everything_says_it(client, bob, his, block):
    assert "You are blocked" in text_of(client.get(f"/comments/mail/{links.token_of(links.MAIL, bob)}/"))


def test_a_reply_by_mail_is_refused_with_the_reason_and_kept(his, bob, carol, settings):
    settings.REPLY_ADDRESS, settings.EMAIL_CONFIGURED = "reply@blog.example.org", True
    address = addresses.reply_to(his, Reader(commenter=bob))
    taken(his, Whom.ADDRESS, carol, reason="Three insults.")
    row = delivering.deliver(a_mail(address, bob.email, WORDS)).row
    assert (row.outcome, row.code) == ("refused", "blocked")
    assert "Three insults." in row.why
    assert row.text == WORDS
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_marks_are_refused(accept, bobs, post, block):
    other = a_comment(post, email="eve@example.com", name="Eve")
    data = {"comment": other.pk, "token": token_for(post.pk)}
    response = bobs.post("/comments/helpful/", data, headers={"Accept": accept})
    assert response.status_code == 403
    assert "You are blocked" in text_of(response)
    assert not HelpfulMark.objects.exists()


def test_reports_are_refused_and_their_words_kept(bobs, post, block):
    other = a_comment(post, email="eve@example.com", name="Eve")
    data = {"reason": "unkind", "words": "It hurts.", "token": token_for(post.pk)}
    response = bobs.post(f"/comments/{other.pk}/report/", data)
    assert response.status_code == 403
    assert "It hurts." in text_of(response)
    assert not Report.objects.exists()


def test_read_first_holds_what_would_be_published_and_trust_publishes_what_would_be_held(post, his, bob, carol):
    def begins_as(words) -> str:
        sending = Sending(post, words, name="Bob", email=bob.email, commenter=bob)
        return submit(sending).comment.status

    assert begins_as("One.") == Status.PENDING
    taken(his, Whom.ADDRESS, carol, "trust")
    assert begins_as("Two.") == Status.APPROVED
    taken(his, Whom.ADDRESS, carol, "read-first")
    assert begins_as("Three.") == Status.PENDING


def test_a_trusted_writers_change_is_published_and_one_read_first_waits(post, his, carol):
    from comments import revisions

    taken(his, Whom.ADDRESS, carol, "trust")
    assert "Changed." in revisions.edit(his, "Changed.").body
    taken(his, Whom.ADDRESS, carol, "read-first")
    revisions.edit(his, "Changed again.")
    assert revisions.proposed(his).body == "Changed again."

"""The author is told what is new below their article, unless they wrote it or let it in themselves."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from accounts.models import User
from blog.mail import outbox
from blog.mail.models import Letter, address_mark
from blog.posts.models import Post
from comments import moderation
from comments.models import Comment, Status
from comments.readers import Reader
from comments.staffmail import answering, published
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(held, carol):
    """Ellen's comment, approved by Carol."""
    moderation.moderate([held.pk], Status.APPROVED, by=carol)
    return Comment.objects.select_related("discussion__post__author").get(pk=held.pk)


@pytest.fixture
def deliver():
    """Owes the letters as the fan-out does, and sends them."""

    def send(comment, to=None):
        for address in [to] if to else [reader.address for reader in published.recipients(comment)]:
            key = f"news:{comment.pk}:{address_mark(address)}"
            outbox.owe(published.KIND, address, about=comment.pk, key=key)
        outbox.send_due()
        return mail.outbox

    return send


def test_the_author_hears_of_it(shown, alice, deliver, settings):
    assert published.recipients(shown) == [Reader(user=alice)]
    [letter] = deliver(shown)
    assert letter.to == [alice.email]
    assert letter.subject == "[Colloquy] Ellen on your “On slowness”"
    assert f"> {shown.body}" in letter.body
    assert f"{settings.SITE_URL}/comments/{shown.pk}/" in letter.body
    assert "/staff/" in letter.body
    assert "ellen@example.org" not in str(letter.message())
    assert letter.message()["References"] == f"<thread-{shown.tree_id}@localhost>"


def test_it_is_well_behaved_and_its_links_do_nothing_by_being_opened(post, alice, deliver, client, rows, settings):
    parent = a_comment(post, name="David", email="david@example.org")
    [letter] = deliver(a_comment(post, parent, body="See [this](https://spam.example/)."))
    message = letter.message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = letter.alternatives[0][0]
    links = re.findall(r'href="([^"]+)"', html)
    assert all(link.startswith(settings.SITE_URL + "/") for link in links)
    assert not re.search(r"<(img|link|script|style)\b", html)
    said = letter.body + html
    assert set(re.findall(r"[\w.+-]+@[\w.-]+", said)) == set()
    before = rows()
    for link in {*links, *re.findall(rf"{settings.SITE_URL}/\S+", letter.body)}:
        path = link.removeprefix(settings.SITE_URL)
        assert client.get(path).status_code in {200, 302}
        client.head(path)
    assert rows() == before


def test_nobody_has_two_letters_about_one_comment(shown, deliver):
    deliver(shown)
    assert len(deliver(shown)) == 1


@pytest.mark.parametrize("why", ["wrote", "proved", "decided", "not wanted", "unproven", "off", "hidden", "mention"])
def test_who_need_not_be_told_is_not(shown, alice, wants, why):
    changes = {
        "wrote": {"user": alice, "email": ""},
        "proved": {"email": alice.email, "proof": 1},
        "hidden": {"status": Status.SPAM},
        "mention": {"kind": "mention"},
    }
    Comment.objects.filter(pk=shown.pk).update(**changes.get(why, {"name": "Ellen"}))
    if why == "decided":
        moderation.moderate([shown.pk], Status.PENDING, by=alice)
        moderation.moderate([shown.pk], Status.APPROVED, by=alice)
    elif why == "not wanted":
        wants(alice, published=False)
    elif why == "unproven":
        alice.emailaddress_set.update(verified=False)
    elif why == "off":
        User.objects.filter(pk=alice.pk).update(is_active=False)
    assert published.recipients(Comment.objects.get(pk=shown.pk)) == []


def test_who_decided_once_and_another_later_is_told(shown, alice, carol):
    moderation.moderate([shown.pk], Status.SPAM, by=alice)
    moderation.moderate([shown.pk], Status.APPROVED, by=carol)
    assert published.recipients(Comment.objects.get(pk=shown.pk)) == [Reader(user=alice)]


def test_what_was_shown_at_once_is_told_too(post, alice):
    assert published.recipients(a_comment(post)) == [Reader(user=alice)]


def test_what_is_not_there_any_more_is_not_sent(shown, carol, alice, deliver):
    moderation.moderate([shown.pk], Status.REMOVED, by=carol)
    assert deliver(shown, to=alice.email) == []
    assert not Letter.objects.exists()


def test_nor_below_an_article_that_is_not_public(shown, alice, deliver):
    Post.objects.update(status=Post.Status.DRAFT)
    assert deliver(shown, to=alice.email) == []


def test_nor_to_an_address_that_is_not_the_authors(shown, carol, deliver):
    assert deliver(shown, to=carol.email) == []


def test_it_can_be_answered_where_answers_are_taken(shown, deliver, monkeypatch):
    monkeypatch.setattr(answering, "address", lambda comment, user: "reply+x@blog.example.org")
    [letter] = deliver(shown)
    assert letter.message()["Reply-To"] == "reply+x@blog.example.org"
    assert "reply to this mail" in letter.body


def test_what_it_answers_is_quoted(post, deliver):
    parent = a_comment(post, name="David", body_html="<p>Slower still.</p>")
    [letter] = deliver(a_comment(post, parent))
    assert "It answers David:\n\n> Slower still." in letter.body

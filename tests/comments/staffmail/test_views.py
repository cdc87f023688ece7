"""Deciding by a link without logging in: shown by GET, done by POST, once, as it was read, by who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from comments import erasure, moderation, revisions
from comments.models import Comment, Event, Status
from comments.staffmail import tokens
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db

DONE = {"approve": Status.APPROVED, "decline": Status.DECLINED, "spam": Status.SPAM}
LEADS_NOWHERE = "This link leads nowhere any more"


@pytest.fixture
def link_of():
    def make(user, comment, code="approve"):
        return f"/comments/mail/{tokens.for_deciding(user, comment)}/{code}/"

    return make


@pytest.fixture
def page(client):
    return lambda path: client.get(path).content.decode()


@pytest.mark.parametrize("code", DONE)
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_a_link_changes_nothing(client, held, carol, link_of, rows, code, method):
    before = rows()
    assert getattr(client, method)(link_of(carol, held, code)).status_code == 200
    assert rows() == before


@pytest.mark.parametrize("code", DONE)
def test_pressing_its_button_decides(client, held, carol, link_of, code, status_of):
    link = link_of(carol, held, code)
    response = client.post(link, follow=True)
    assert response.redirect_chain == [(f"{link}?said=done", 303)]
    assert status_of(held) == DONE[code]
    event = Event.objects.get()
    assert (event.actor, event.role) == (carol, "moderator")


def test_the_page_shows_the_comment_where_it_stands(page, waits, post, carol, link_of):
    parent = a_comment(post, name="David", body_html="<p>Slower still.</p>")
    shown = page(link_of(carol, waits(parent=parent, body_html="<p>Not for <em>me</em>.</p>")))
    for part in (
        "Slower still.",
        "David",
        "<p>Not for <em>me</em>.</p>",
        "On slowness",
        "Approve it",
        "Rather decline",
    ):
        assert part in shown
    assert "ellen@example.org" not in shown


def test_it_is_kept_by_no_cache_and_listed_nowhere(client, held, carol, link_of):
    for path in (link_of(carol, held), "/comments/mail/none/approve/"):
        response = client.get(path)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
        assert not response.cookies


def test_a_second_press_says_that_it_is_decided_and_writes_nothing(client, held, carol, link_of, rows):
    client.post(link_of(carol, held))
    before = rows()
    response = client.post(link_of(carol, held), follow=True)
    assert "You have decided already: Ellen’s comment is approved." in response.content.decode()
    assert rows() == before


def test_who_comes_second_is_told_who_was_first_and_what(client, held, carol, olive, link_of, rows, status_of):
    client.post(link_of(olive, held, "decline"), {"reason": "Please without the name."})
    before = rows()
    response = client.post(link_of(carol, held, "approve"), follow=True)
    shown = response.content.decode()
    assert "Olive was first: Ellen’s comment is declined." in shown
    assert "Please without the name." in shown
    assert "Undo" not in shown
    assert rows() == before
    assert status_of(held) == Status.DECLINED


def test_what_was_reworded_is_not_published_unread(client, held, carol, link_of, status_of):
    link = link_of(carol, held)
    revisions.edit(held, "Buy at spam.example.")
    response = client.post(link, follow=True)
    assert status_of(held) == Status.PENDING
    shown = response.content.decode()
    assert "Its writer changed it since the mail was written." in shown
    assert "Buy at spam.example." in shown


def test_what_the_page_showed_of_a_reworded_one_can_be_approved(client, held, carol, link_of, status_of):
    link = link_of(carol, held)
    revisions.edit(held, "Mended.")
    seen = moderation.as_seen("pending", Comment.objects.get(pk=held.pk).body_html)
    assert seen in client.get(link).content.decode()
    client.post(link, {"seen": seen})
    assert status_of(held) == Status.APPROVED


def test_nor_is_what_was_reworded_while_the_page_was_open(client, held, carol, link_of, status_of):
    link, seen = link_of(carol, held), moderation.as_seen("pending", held.body_html)
    revisions.edit(held, "Buy at spam.example.")
    client.post(link, {"seen": seen})
    assert status_of(held) == Status.PENDING


@pytest.mark.parametrize("seen", ["", "pending", "approved", "x" * 300])
def test_a_form_that_says_less_than_it_saw_goes_by_the_letter(client, held, carol, link_of, status_of, seen):
    link = link_of(carol, held)
    revisions.edit(held, "Buy at spam.example.")
    client.post(link, {"seen": seen})
    assert status_of(held) == Status.PENDING


def test_declining_takes_a_word_to_the_writer(client, page, held, carol, link_of):
    assert 'name="reason"' in page(link_of(carol, held, "decline"))
    assert 'name="reason"' not in page(link_of(carol, held, "spam"))
    client.post(link_of(carol, held, "decline"), {"reason": "  Please\x00 shorter.  "})
    assert Event.objects.get().reason == "Please shorter."


def test_a_word_is_bounded_and_kept_with_nothing_but_a_decline(client, held, waits, carol, link_of):
    client.post(link_of(carol, held, "decline"), {"reason": "x" * 900})
    assert len(Event.objects.get().reason) == 500
    other = waits()
    client.post(link_of(carol, other, "approve"), {"reason": "hidden"})
    assert other.events.get().reason == ""


def test_undo_is_offered_and_puts_it_back(client, held, carol, link_of, status_of):
    shown = client.post(link_of(carol, held, "spam"), follow=True).content.decode()
    act = Event.objects.get().act
    assert f'name="act" value="{act}"' in shown
    response = client.post(link_of(carol, held, "undo"), {"act": act}, follow=True)
    assert status_of(held) == Status.PENDING
    assert "Undone. It waits again." in response.content.decode()
    assert "Approve it" in response.content.decode()


def test_undo_is_only_posted(client, held, carol, link_of, rows):
    client.post(link_of(carol, held))
    before = rows()
    assert client.get(link_of(carol, held, "undo")).status_code == 405
    assert rows() == before


@pytest.mark.parametrize("act", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_undoing_nothing_that_is_there_changes_nothing(client, held, carol, link_of, rows, act):
    client.post(link_of(carol, held))
    before = rows()
    assert client.post(link_of(carol, held, "undo"), {"act": act}).status_code == 303
    assert rows() == before


def test_a_link_undoes_neither_what_others_decided_nor_many_at_once(client, waits, carol, olive, link_of, rows):
    theirs, one, other = waits(), waits(), waits()
    moderation.moderate([theirs.pk], Status.SPAM, by=olive)
    moderation.moderate([one.pk, other.pk], Status.SPAM, by=carol)
    before = rows()
    for comment in (theirs, one):
        assert "Undo" not in client.get(link_of(carol, comment)).content.decode()
        client.post(link_of(carol, comment, "undo"), {"act": comment.events.get().act})
    assert rows() == before


def test_after_an_undo_the_same_link_decides_again(client, held, carol, link_of, status_of):
    client.post(link_of(carol, held))
    client.post(link_of(carol, held, "undo"), {"act": Event.objects.get().act})
    client.post(link_of(carol, held, "decline"))
    assert status_of(held) == Status.DECLINED


@pytest.mark.parametrize("how", ["withdrawn", "erased"])
def test_what_was_taken_back_says_so_and_shows_none_of_it(client, held, carol, link_of, rows, how):
    link = link_of(carol, held)
    words = held.body
    if how == "withdrawn":
        writer = frozenset({moderation.Asker.WRITER})
        moderation.moderate([held.pk], Status.WITHDRAWN, by=None, capacities=writer)
    else:
        erasure.erase(held, keep_text=False)
    before = rows()
    response = client.post(link, follow=True)
    assert response.status_code == 200
    assert "Its writer took it back or had it erased." in response.content.decode()
    assert words not in response.content.decode()
    assert rows() == before


def nowhere(kind, held, carol):
    """The link, after what ends it."""
    token = tokens.for_deciding(carol, held)
    if kind == "wrong":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif kind == "of a comment's writer":
        token = "1.signature"
    elif kind == "switched off":
        User.objects.filter(pk=carol.pk).update(is_active=False)
    elif kind == "no longer a moderator":
        carol.groups.clear()
    elif kind == "deleted":
        Comment.objects.filter(pk=held.pk).delete()
    elif kind == "resting":
        Comment.objects.filter(pk=held.pk).update(rests_until=timezone.now() + timedelta(days=1))
    return f"/comments/mail/{token}/"


KINDS = ["wrong", "of a comment's writer", "switched off", "no longer a moderator", "deleted", "resting"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_that_is_good_for_nothing_gets_the_same_calm_page(client, held, carol, kind, rows):
    base = nowhere(kind, held, carol)
    before = rows()
    pages = {client.get(f"{base}{code}/").content for code in DONE}
    pages |= {client.post(f"{base}{code}/").content for code in (*DONE, "undo")}
    assert len(pages) == 1
    assert LEADS_NOWHERE in pages.pop().decode()
    assert client.get(f"{base}approve/").status_code == client.post(f"{base}undo/").status_code == 404
    assert rows() == before


def test_so_does_one_that_is_too_old(client, held, carol, link_of, status_of):
    link = link_of(carol, held)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        response = client.post(link)
    assert response.status_code == 404
    assert LEADS_NOWHERE in response.content.decode()
    assert status_of(held) == Status.PENDING


def test_an_author_decides_below_their_own_article_and_nowhere_else(client, held, alice, olive, link_of, status_of):
    elsewhere = a_comment(a_post(olive), status=Status.PENDING)
    assert client.post(link_of(alice, elsewhere)).status_code == 404
    client.post(link_of(alice, held))
    assert (status_of(elsewhere), status_of(held)) == (Status.PENDING, Status.APPROVED)


def test_no_other_site_may_send_the_form(client, held, carol, link_of, status_of):
    response = client.post(link_of(carol, held), headers={"origin": "https://evil.example"})
    assert response.status_code == 404
    assert status_of(held) == Status.PENDING


def test_the_pages_of_a_commenter_lie_where_they_did(client, held, carol):
    assert LEADS_NOWHERE not in client.get("/comments/mail/1.x/").content.decode()
    assert client.post(f"/comments/mail/{tokens.for_deciding(carol, held)}/erase/").status_code == 404


def test_what_is_approved_leads_to_its_place(client, held, carol, link_of):
    shown = client.post(link_of(carol, held), follow=True).content.decode()
    assert f'href="/comments/{held.pk}/"' in shown
    assert 'href="/admin/queue/"' in shown

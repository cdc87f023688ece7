"""The letters to those who decide: written from what is true when they are sent, and well-behaved as mail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import User
from blog.mail import outbox
from blog.mail.models import Letter
from comments import erasure, moderation, revisions
from comments.models import Comment, Status
from comments.staffmail import answering, letters
from comments.staffmail.announcing import announce
from tests.blog.mail.conftest import post_office  # noqa: F401 - a fixture
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def real_mail(settings, post_office):  # noqa: F811
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", post_office.port, 5
    return post_office


@pytest.fixture
def several(post, waits, alice, carol, wants):
    """Carol gets them together, Alice each alone. What they hold of people: names, reasons, a website, an answer."""
    wants(carol, held="ten")
    parent = a_comment(post, name="David", email="david@example.org", body_html="<p>Slower still.</p>")
    return [
        waits(body="Ünder a *lamp*.\n\nLate.", website="https://ellen.example/"),
        waits(parent=parent, name="Mallory", email="mallory@example.org", proof=1, held_for="name"),
        waits(name="Nameless", email=""),
    ]


def test_the_decider_reads_all_that_is_needed(held, carol, later):
    [letter] = [letter for letter in later(minutes=3) if letter.to == [carol.email]]
    assert letter.subject == "[Colloquy] Ellen on “On slowness”, for you to decide"
    for said in ("Hello Carol,", held.body, "The address was only typed.", "Every comment from a guest is held."):
        assert said in letter.body
    assert "/comments/mail/" in letter.body


@pytest.mark.parametrize("happened", ["approved", "withdrawn", "erased", "never", "off", "left", "moved", "unproven"])
def test_what_has_become_pointless_is_not_sent(held, carol, alice, wants, later, happened):
    wants(alice, held="never")
    announce()
    writer = frozenset({moderation.Asker.WRITER})
    {
        "approved": lambda: moderation.moderate([held.pk], Status.APPROVED, by=alice),
        "withdrawn": lambda: moderation.moderate([held.pk], Status.WITHDRAWN, by=None, capacities=writer),
        "erased": lambda: erasure.erase(held, keep_text=False),
        "never": lambda: wants(carol, held="never"),
        "off": lambda: User.objects.filter(pk=carol.pk).update(is_active=False),
        "left": carol.groups.clear,
        "moved": lambda: User.objects.filter(pk=carol.pk).update(email="new@example.org"),
        "unproven": lambda: carol.emailaddress_set.update(verified=False),
    }[happened]()
    assert later(minutes=3) == []
    assert not Letter.objects.filter(kind=letters.HELD).exists()


def test_it_says_what_stands_when_it_is_sent(held, carol, later):
    announce()
    revisions.edit(held, "Mended at once.")
    assert all("Mended at once." in letter.body for letter in later(minutes=3))


def test_what_rests_again_is_shown_to_nobody(held, carol, later):
    announce()
    Comment.objects.filter(pk=held.pk).update(rests_until=timezone.now() + timedelta(days=1))
    assert later(minutes=3) == []


def test_answering_is_offered_where_answers_are_taken(held, carol, later, monkeypatch):
    monkeypatch.setattr(answering, "address", lambda comment, user: f"reply+x{user.pk}@blog.example.org")
    letter = next(letter for letter in later(minutes=3) if letter.to == [carol.email])
    assert "Reply to this mail to publish your reply and approve the comment." in letter.body
    assert letter.message()["Reply-To"] == f"reply+x{carol.pk}@blog.example.org"


def test_where_they_are_not_nothing_is_said_of_it(held, carol, later):
    for letter in later(minutes=3):
        assert "Reply to this mail" not in letter.body
        assert letter.message()["Reply-To"] is None


def test_every_mail_is_well_behaved(several, carol, real_mail, settings):
    """Parsed as a mail program would, after it went over the wire."""
    for travel in (timedelta(minutes=3), timedelta(hours=5)):
        with time_machine.travel(timezone.now() + travel):
            announce()
            outbox.send_all_due()
    assert sorted(map(str, real_mail.recipients)) == ["alice@example.org"] * 3 + ["carol@example.org"]
    for message in real_mail.received:
        to = str(message["To"])
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["List-Unsubscribe"].strip().startswith(f"<{settings.SITE_URL}/mail/stop/")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(r"<(thread|waiting)-\d+@[\w.]+>", message["References"].strip())
        assert message["Message-ID"]
        assert "\n" not in str(message["Subject"])
        assert message.get_content_type() == "multipart/alternative"
        text = message.get_body(("plain",)).get_content()
        html = message.get_body(("html",)).get_content()
        everything = "\n".join([*(f"{name}: {value}" for name, value in message.items()), text, html])
        addresses = set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", everything)) - {to}
        assert {a for a in addresses if not a.startswith(("thread-", "waiting-"))} <= ours(message, settings)
        assert not re.search(r"<(img|link|script|style|iframe)\b|url\(", html)
        links = re.findall(r'href="([^"]+)"', html)
        assert links
        assert all(link.startswith(settings.SITE_URL + "/") for link in links)
        assert set(re.findall(r"/comments/mail/[^\s\"]+", text)) == set(re.findall(r"/comments/mail/[^\s\"]+", html))


def ours(message, settings):
    return {re.sub(r".*<|>", "", str(message["From"])), str(message["Message-ID"]).strip("<>")}


def test_several_together_hold_each_with_its_links(several, carol, later):
    announce()
    [letter] = [letter for letter in later(hours=5) if letter.to == [carol.email]]
    for comment in several:
        assert f"/admin/queue/{comment.pk}/" in letter.body
    assert letter.body.count("/approve/") == letter.body.count("/decline/") == letter.body.count("/spam/") == 3
    assert "It answers David:\n\n> Slower still." in letter.body
    assert "Website: https://ellen.example/" in letter.body
    assert letter.subject == "[Colloquy] 3 comments wait for you"


def test_no_link_of_a_letter_does_anything_by_being_opened(several, carol, alice, later, client, rows):
    """A scanner that opens all of them, by GET and by HEAD."""
    announce()
    sent = later(hours=5)
    found = {path for letter in sent for path in re.findall(r"https?://[^/\s]+(/\S+)", letter.body)}
    found |= {p for m in sent for p in re.findall(r'href="https?://[^/"]+(/[^"]*)"', m.alternatives[0][0])}
    assert len([path for path in found if re.search("/(approve|decline|spam|staff)/", path)]) == 3 * 6 + 2
    before = rows()
    for path in sorted(found):
        assert client.get(path).status_code in {200, 302}, path
        client.head(path)
    assert rows() == before


def test_a_letter_of_a_wave_counts_what_waits(waits, carol, later, wants, alice):
    wants(carol, held="ten")
    wants(alice, held="never")
    for _ in range(13):
        waits()
    [letter] = later(minutes=3)
    assert letter.subject == "[Colloquy] 13 comments wait for you"
    assert letter.body.count("/approve/") == 10
    assert "In the queue 13 wait altogether." in letter.body
    assert "/admin/queue/\n" in letter.body
    assert mail.outbox == [letter]

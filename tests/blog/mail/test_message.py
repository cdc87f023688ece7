"""What a mail program gets: two parts, honest headers, nothing smuggled in."""

from __future__ import annotations

import re

import pytest

from blog.mail import outbox, stopping
from blog.mail.models import address_mark
from blog.posts.models import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    def titled(title: str) -> None:
        Site.objects.filter(pk=1).update(title=title)

    return titled


@pytest.fixture
def sent(owe, post_office):
    """The mail as the server got it."""

    def send(to: str = "ellen@example.org"):
        owe(to, about=7)
        assert outbox.send_due() == {"sent": 1}
        return post_office.received[-1]

    return send


def parts(mail) -> tuple[str, str]:
    plain, html = mail.iter_parts()
    assert (mail.get_content_type(), plain.get_content_type(), html.get_content_type()) == (
        "multipart/alternative",
        "text/plain",
        "text/html",
    )
    return plain.get_content(), html.get_content()


def test_the_headers_are_those_of_well_behaved_mail(sent, site, settings):
    site("Second Chair")
    settings.DEFAULT_FROM_EMAIL = "no-reply@example.org"
    mail = sent()
    stop = stopping.address_for(address_mark("ellen@example.org"))
    assert {name: str(mail[name]) for name in ("From", "To", "Subject")} == {
        "From": "Second Chair <no-reply@example.org>",
        "To": "ellen@example.org",
        "Subject": "[Second Chair] A note",
    }
    assert mail["Auto-Submitted"] == "auto-generated"
    assert re.sub(r"\s", "", mail["List-Unsubscribe"]) == f"<{stop}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Date"]


def test_a_sender_with_a_name_of_its_own_keeps_it(sent, settings):
    settings.DEFAULT_FROM_EMAIL = "Olive at home <olive@example.org>"
    assert sent()["From"] == "Olive at home <olive@example.org>"


def test_the_message_id_is_the_row_s(owe, post_office):
    letter = owe()
    outbox.send_due()
    assert post_office.ids == [f"<{letter.message_id}@localhost>"]


@pytest.mark.parametrize("title", ["Zweiter Stuhl – für Gäste", "第二把椅子", 'Say "hi", all', "The Löwe's <b>den</b>"])
def test_any_title_is_a_sender_s_name(sent, site, title):
    site(title)
    [sender] = sent()["From"].addresses
    assert (sender.display_name, sender.username) == (title, "no-reply")


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: mallory@example.org", "x\nBcc: m@example.org\n\nGo to http://evil.example"]
)
def test_nothing_in_a_title_or_subject_becomes_a_header_or_a_text(sent, site, drafts, post_office, evil):
    site(evil[:60])
    drafts.update(subject=evil)
    mail = sent()
    assert mail["Bcc"] is None
    assert post_office.recipients == ["ellen@example.org"]
    assert "Bcc: m" in mail["Subject"]
    assert not parts(mail)[0].startswith("Go to")


def test_the_plain_part_says_what_it_means(sent, site, drafts):
    site("Salt & Pepper's")
    drafts.update(name="Tom & Jerry", title="“<b>1 < 2</b>” it's", subject="Tom & Jerry")
    plain, _html = parts(sent())
    assert "Hello Tom & Jerry," in plain
    assert "<b>1 < 2</b>” it's" in plain
    assert "Salt & Pepper's" in plain
    assert not re.search(r"&(amp|lt|gt|quot|#\w+);", plain)


def test_the_html_part_escapes_whatever_people_said(sent, site, drafts):
    site("Salt & Pepper <script>")
    drafts.update(name="<img src=x onerror=alert(1)>", title="</p><script>alert(1)</script>", subject="<h2>")
    _plain, html = parts(sent())
    assert not re.search(r"<(script|img|h2)", html)
    assert "&lt;script&gt;" in html
    assert "Salt &amp; Pepper" in html


def test_the_look_is_in_the_elements_and_nothing_is_fetched(sent):
    _plain, html = parts(sent())
    assert "<style" not in html
    assert "<link" not in html
    assert not re.search(r"\ssrc=|@import|url\(", html)
    assert re.search(r'<body style="[^"]*background', html)
    assert re.search(r'<a [^>]*style="[^"]*color', html)


@pytest.mark.parametrize("text", ["Žluťoučký kůň úpěl", "مرحبا بالعالم", "読み書き 🫖", "e\u0301 combined"])
def test_all_the_world_s_letters_arrive(sent, drafts, text):
    drafts.update(name=text, title=text, subject=text)
    mail = sent()
    assert mail["Subject"].endswith(text)
    assert all(text in part for part in parts(mail))


def test_a_long_title_breaks_no_mail(sent, drafts):
    drafts.update(subject="word " * 100, title="word " * 500)
    mail = sent()
    assert mail["Subject"].count("word") == 100
    assert max(map(len, mail.as_bytes().split(b"\n"))) < 998


@pytest.mark.parametrize(
    ("typed", "meant"), [("ellen@bücher.example", "ellen@xn--bcher-kva.example"), ("o'hara@example.org",) * 2]
)
def test_a_name_of_a_host_in_any_letters_is_reached(sent, post_office, typed, meant):
    sent(typed)
    assert post_office.recipients == [meant]


def test_every_letter_says_how_to_stop_all_of_them_in_both_parts(sent):
    plain, html = parts(sent())
    stop = stopping.address_for(address_mark("ellen@example.org"))
    assert stop in plain
    assert f'href="{stop}"' in html
    assert "ellen" not in stop

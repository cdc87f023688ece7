"""Who decides answers the mail about what waits, and that is the answer on the page. The mail comes in by a pipe."""

from __future__ import annotations

import json
import subprocess
import sys
from email.message import EmailMessage

import pytest

from .people import comment_saying, open_article, words
from .running import ROOT, RunningSite
from .test_news import letter_to, new_address, office, text_of, write  # noqa: F401 - a fixture of the same name

PROVE = """
from allauth.account.models import EmailAddress
author = User.objects.get(username="author")
EmailAddress.objects.create(user=author, email=author.email, verified=True, primary=True)
"""


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory, office):  # noqa: F811
    running = RunningSite(prepared, tmp_path_factory.mktemp("site"))
    running.environment |= {
        "EMAIL_URL": office.address,
        "MAIL_DELAY_MINUTES": "0",
        "REPLY_ADDRESS": "reply@blog.example.org",
    }
    running.start()
    running.ask(PROVE)
    yield running
    running.stop()


@pytest.fixture
def expect():
    return pytest.importorskip("playwright.sync_api").expect


def pipe(site, mail):
    """What a mail server does with a mail for the reply address; returns what became of it."""
    done = subprocess.run(
        [sys.executable, "manage.py", "fetch_mail", "--stdin", "--json"],
        cwd=ROOT,
        env=site.environment,
        input=mail.as_bytes(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    return {name: count for name, count in json.loads(done.stdout).items() if count}


def a_reply(letter, said):
    """As a mail program writes it: one's words, and the whole letter below them."""
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = letter["To"], letter["Reply-To"], f"Re: {letter['Subject'].strip()}"
    reply["Message-ID"], reply["In-Reply-To"] = f"<{new_address()}>", letter["Message-ID"]
    quoted = "\n".join(f"> {line}".rstrip() for line in text_of(letter).splitlines())
    reply.set_content(f"{said}\n\nOn Thu, Nov 26, 2026 at 9:00 AM {letter['From']} wrote:\n\n{quoted}\n")
    return reply


def test_the_author_answers_the_mail_and_both_stand_on_the_page(contexts, office, site, expect):  # noqa: F811
    text, said, address = words("a question"), words("an answer by mail"), new_address()
    reader, stranger = (contexts(java_script_enabled=scripts).new_page() for scripts in (True, False))
    write(reader, text, address, "Ellen Marsh")
    open_article(stranger)
    expect(comment_saying(stranger, text)).to_have_count(0)

    letter = letter_to(office, "author@demo.invalid", text)
    reply = a_reply(letter, said)
    assert pipe(site, reply) == {"published": 1}
    open_article(stranger)
    question = stranger.locator("li.u-comment").filter(has_text=text).last
    expect(question).to_be_visible()
    answer = question.locator(".replies li.by-author").filter(has_text=said)
    expect(answer.locator(".prose")).to_have_text(said)  # and nothing of what was quoted

    assert pipe(site, reply) != {"published": 1}  # a server that is not sure sends it twice
    stranger.reload()
    expect(stranger.get_by_text(said)).to_have_count(1)


def test_a_stranger_with_the_address_publishes_nothing(contexts, office, site, expect):  # noqa: F811
    text, said = words("a second question"), words("a forged answer")
    reader, stranger = (contexts(java_script_enabled=False).new_page() for _ in range(2))
    write(reader, text, new_address(), "Ellen Marsh")
    forged = a_reply(letter_to(office, "author@demo.invalid", text), said)
    forged.replace_header("From", "Mallory <mallory@example.org>")
    assert "published" not in pipe(site, forged)
    open_article(stranger)
    expect(stranger.get_by_text(text)).to_have_count(0)
    expect(stranger.get_by_text(said)).to_have_count(0)

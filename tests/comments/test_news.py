"""The letters as they go out: headers, both parts, links that are whole, and nobody else's address."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest

from comments import following, moderation
from comments.models import Comment, Commenter, Status, Subscription
from comments.readers import Reader
from tests.builders import a_comment, a_post, alice, carol
from tests.comments.post_box import after

pytestmark = pytest.mark.django_db
Scope = Subscription.Scope
SITE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.EMAIL_CONFIGURED = True
    settings.SITE_URL = SITE


@pytest.fixture
def post():
    return a_post(title="Cats & “dogs”", author=alice())


@pytest.fixture
def zoe():
    return Reader(commenter=Commenter.objects.create(email="zoe@example.org", name="Zoe"))


@pytest.fixture
def sent(post, zoe):
    """The one letter that a comment under `root` makes, with Zoe following as `scope`."""

    def send(scope, root=None, **fields):
        root = root or a_comment(post, name="Ann", body_html="<p>What was first.</p>")
        if scope != Scope.REPLIES:
            following.follow(zoe, scope, post.discussion, root if scope == Scope.THREAD else None)
        comment = a_comment(post, root, **{"name": "David", "email": "david@example.org", **fields}, status="pending")
        moderation.moderate([comment.pk], Status.APPROVED, by=carol())
        [letter] = after()
        return comment, letter

    return send


def parsed(letter):
    return message_from_bytes(letter.message().as_bytes(), policy=policy.default)


def test_a_letter_is_well_formed_mail(sent, post):
    comment, letter = sent(
        Scope.THREAD, body_html='<p>See <a href="https://elsewhere.example/x.png">this</a> & <b>that</b>.</p>'
    )
    message = parsed(letter)
    assert message["To"] == "zoe@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f-]{36}@localhost>", message["Message-ID"])
    assert message["References"] == f"<thread-{comment.tree_id}@localhost>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(rf"<{SITE}/comments/mail/[^/]+/unfollow/{comment.pk}/>", message["List-Unsubscribe"].strip())
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert "David answered Ann under “Cats & “dogs””:" in text
    assert "> See this & that." in text
    assert "> What was first." in text
    assert "See this &amp; that." in html
    assert "<img" not in html
    assert "<script" not in html


def test_every_link_is_whole_and_leads_here(sent):
    _comment, letter = sent(
        Scope.DISCUSSION, body_html='<p><a href="/relative/">a</a> <img src="https://evil.example/p.gif"></p>'
    )
    message = parsed(letter)
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    found = re.findall(r'(?:href|src)="([^"]+)"', html) + re.findall(r"https?://\S+", text)
    assert found
    assert {f"{urlsplit(link).scheme}://{urlsplit(link).netloc}" for link in found} == {SITE}


def test_no_address_of_anybody_else_is_in_it(sent, post):
    _comment, letter = sent(Scope.DISCUSSION)
    found = set(re.findall(r"[\w.+-]+@[\w.-]+\w", str(parsed(letter))))
    ours = {address for address in found if address.endswith("@localhost")}
    assert found - ours == {"zoe@example.org"}


@pytest.mark.parametrize(
    ("scope", "why"),
    [
        (Scope.REPLIES, "asked to be told about your response"),
        (Scope.THREAD, "follow this thread"),
        (Scope.DISCUSSION, "follow this discussion"),
        (Scope.AUTHOR, "follow what the author writes here"),
    ],
)
def test_it_says_why_it_came(sent, post, scope, why):
    root = None
    if scope == Scope.REPLIES:
        root = a_comment(post, name="Zoe", email="zoe@example.org", proof=1, wants_news=True)
    fields = {"role": "author", "user": post.author, "email": ""} if scope == Scope.AUTHOR else {}
    _comment, letter = sent(scope, root, **fields)
    assert why in letter.body
    assert why in letter.alternatives[0].content


def test_what_readers_cannot_see_is_not_quoted(sent, post):
    root = a_comment(post, name="Ann", body_html="<p>What was taken back.</p>")
    a_comment(post, root)
    Comment.objects.filter(pk=root.pk).update(status=Status.WITHDRAWN)
    _comment, letter = sent(Scope.DISCUSSION, root)
    assert "What was taken back." not in str(parsed(letter))
    assert "David wrote under" in letter.body


def test_a_reader_without_a_name_is_greeted_as_well(sent, zoe):
    Commenter.objects.update(name="")
    _comment, letter = sent(Scope.DISCUSSION)
    assert letter.body.startswith("Hello,\n")


def test_a_name_cannot_break_the_headers(sent):
    _comment, letter = sent(Scope.DISCUSSION, name="Eve\r\nBcc: all@example.org")
    assert parsed(letter)["Bcc"] is None
    assert len(letter.recipients()) == 1

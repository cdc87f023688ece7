"""The words of a mail, and nothing that only its reader may know."""

from __future__ import annotations

import pytest

from comments.inbox import addresses, reading
from comments.inbox.received import parse
from comments.models import Comment
from comments.readers import Reader

HOME = "http://localhost:8000"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"See {HOME}/comments/receipt/7.secret/ there", "See  there"),
        (f"See <{HOME}/comments/mail/7.secret/all/> there", "See  there"),
        (f"> {HOME}/mail/stop/abc.def/\nMine.", "Mine."),
        (f"{HOME}/accounts/confirm/abc/ Mine.", " Mine.".strip()),
        ("See localhost:8000/comments/mail/7.secret/ there", "See  there"),
        (
            "> https://safe.example/?url=http%3A%2F%2Flocalhost%3A8000%2Fcomments%2Fmail%2F7.secret%2F&amp;x=1\nMine.",
            "Mine.",
        ),
        ("https://safe.example/?u=http%253A%252F%252Flocalhost%253A8000%252Fmail%252Fstop%252Fa.b%252F Mine.", "Mine."),
        (
            "100% of https://elsewhere.example/?u=http%3A%2F%2Fx.example stay",
            "100% of https://elsewhere.example/?u=http%3A%2F%2Fx.example stay",
        ),
        (f"{HOME}/comments/7/ stays", f"{HOME}/comments/7/ stays"),
        (f"{HOME}/2026/11/slowness/#comment-7 stays", f"{HOME}/2026/11/slowness/#comment-7 stays"),
        ("https://elsewhere.example/comments/receipt/7/ stays", "https://elsewhere.example/comments/receipt/7/ stays"),
        ("plus+sign@example.org stays", "plus+sign@example.org stays"),
    ],
)
def test_private_links_do_not_get_out(text, left):
    assert reading.without_secrets(text) == left


def test_a_reply_address_does_not_get_out(settings):
    settings.REPLY_ADDRESS = "reply@blog.example.org"
    from comments.models import Commenter

    address = addresses.reply_to(Comment(pk=7), Reader(commenter=Commenter(pk=3)))
    assert reading.without_secrets(f"Write to <{address}> or {address.upper()}, friends.") == "Write to  or , friends."


def test_what_is_said_and_all_there_was_are_both_told():
    words = reading.words_of(parse(b"Subject: x\r\n\r\nMine.\r\n\r\n> theirs\r\n"))
    assert (words.text, words.whole) == ("Mine.", "Mine.\n\n> theirs")

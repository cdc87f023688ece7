"""What is somebody's own in a reply. Whole mails are in the corpus; here are the rules one by one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.inbox.quotes import own_words

INTRO = "On Mon, Nov 2, 2026 at 9:00 AM Site <no-reply@blog.example.org> wrote:"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"Above.\n\n{INTRO}\n> quoted", "Above."),
        (f"Above.\n{INTRO}\n> quoted", "Above."),
        (f"{INTRO}\n> quoted\n\nBelow.", "Below."),
        (f"{INTRO}\n\n\n> quoted\nBelow.", "Below."),
        (f"Above.\n\n{INTRO}\n\nquoted without marks\n\nand more", "Above."),
        (f"{INTRO}\n> one\n\nFirst.\n\n> two\n\nSecond.", "> one\n\nFirst.\n\n> two\n\nSecond."),
        (f"Above.\n\n{INTRO}\n> all\n\n-- \nCarol", "Above."),
        ("As he wrote:\n\nslowly.", "As he wrote:\n\nslowly."),
        ("On Friday he wrote:\n\nslowly.", "On Friday he wrote:\n\nslowly."),
        ("From: here\nto there is a long way.", "From: here\nto there is a long way."),
        ("A line ends here:\n- with a list", "A line ends here:\n- with a list"),
        ("a > b\nand so on", "a > b\nand so on"),
        ("One\n\n---\n\nTwo", "One\n\n---\n\nTwo"),
        ("Mine.\n\n*From:* Site\n*Sent:* Monday\n*To:* me\n*Subject:* x\n\ntheirs", "Mine."),
        ("Mine.\n________________________________\nFrom: Site\nSent: x\nTo: y\n\ntheirs", "Mine."),
        ("Mine.\n\nBegin forwarded message:\n\n> From: x\n> theirs", "Mine."),
        ("> only quoted\n> lines", ""),
        ("", ""),
        ("\n \n\t\n", ""),
    ],
)
def test_only_what_is_ones_own_is_left(text, own):
    assert own_words(text) == own


def test_of_a_long_quote_only_the_end_is_kept():
    many = "\n".join(f"> line {number}" for number in range(40))
    kept = own_words(f"> a\n\nFirst.\n\n{many}\n>\n> The question?\n\nThe answer.")
    assert kept == "> a\n\nFirst.\n\n> The question?\n\nThe answer."


def test_no_address_of_anybody_is_kept_with_a_quote():
    kept = own_words(f"Hi.\n\n> write to bob@example.org\n> or not\n> {INTRO}\n\nI do.")
    assert kept == "Hi.\n\n> or not\n\nI do."


@pytest.mark.parametrize(
    "text",
    [
        *(">\n" * 100_000, "On x\n" * 60_000, "a:\n" * 60_000, "--\n" * 60_000, "\n" * 200_000, "> a\nb\n" * 40_000),
        *("From: x\n" * 60_000, "On " * 100_000 + "wrote:", "Am schrieb " * 40_000 + ":", f"{INTRO}\n\n" * 3_000),
    ],
)
def test_no_shape_of_text_takes_long(text):
    began = time.process_time()
    own_words(text)
    assert time.process_time() - began < 5


@given(
    st.lists(
        st.sampled_from(["> q", "own", "", "-- ", INTRO, "From: a", "Sent: b", "To: c", ">> r", "--", "x:"]),
        max_size=14,
    )
)
def test_own_lines_are_never_made_up(lines):
    kept = own_words("\n".join(lines))
    assert {line for line in kept.split("\n") if line and not line.startswith(">")} <= {line.rstrip() for line in lines}


@given(st.text(max_size=300))
def test_any_text_is_taken(text):
    assert isinstance(own_words(text), str)

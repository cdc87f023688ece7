"""What a flood has in common, and what people who have nothing to do with each other do not."""

from __future__ import annotations

import pytest

from comments import erasure, likeness
from comments.models import Comment
from comments.submission import Sending, submit
from tests.builders import a_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unlimited(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_RATE_LIMIT = 0


def mark(text: str) -> str:
    return likeness.of(Comment(body_html=text))


ALIKE = [
    ("<p>Buy cheap pills number 7 today!</p>", "<p>BUY cheap pills, number 12345 today</p>"),
    (
        '<p>Great post <a href="https://casino.example/a">here</a></p>',
        '<p>I agree with Ann. <a href="https://www.casino.example/b?x=1">more</a></p>',
    ),
    ("<p>Look at https://casino.example/a</p>", "<p>Never seen: www.casino.example</p>"),
]
DIFFERENT = [
    ("<p>Thank you!</p>", "<p>Thank you!</p>"),
    ("<p>I had the same pain for years.</p>", "<p>I had another pain for years.</p>"),
    ('<p><a href="https://one.example">x</a></p>', '<p><a href="https://two.example">x</a></p>'),
    ("<p>1 2 3 4 5</p>", "<p>1 2 3 4 5</p>"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_flood_is_known_by_where_it_leads_or_by_its_words(one, other):
    assert mark(one) == mark(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_people_say_by_themselves_is_not_alike(one, other):
    assert mark(one) != mark(other) or mark(one) == ""


def test_what_is_sent_carries_its_mark_and_loses_it_when_it_is_erased():
    sent = submit(Sending(a_post(), "These are five plain words.", name="Bob", network="bobs"))
    comment = sent.comment
    assert comment.likeness == mark("<p>These are five plain words.</p>")
    erasure.erase(comment, keep_text=False)
    comment.refresh_from_db()
    assert comment.likeness == ""

"""The filter's reasons in words, and its card."""

from __future__ import annotations

import pytest

from comments.models import Comment, SpamScore
from comments.panel import cards, queue
from comments.panel.scope import scope
from comments.spam import saying, tokens
from tests.comments.spam.conftest import ADVERTISING, judged, waiting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("cheap", "“cheap”"),
        ("cheap watches", "“cheap watches”"),
        ("name:ellen", "the name “ellen”"),
        ("host:shop.example", "a link to shop.example"),
        ("host:own", "a link to this site"),
        ("site:shop.example", "the website shop.example"),
        ("disguised:vlagra", "a word that poses as “vlagra”"),
        ("signal:typing too fast", "how it was sent: typing too fast"),
        ("form:links many", "it has three or more links"),
        ("kind:long number", "a long number in it"),
    ],
)
def test_a_token_in_words(token, words):
    assert saying.in_words(token) == words


def test_every_form_and_kind_that_is_seen_has_its_words():
    texts = [
        "",
        "a " * 30,
        "a" * 500,
        "b" * 2000,
        "CAPITALS EVERYWHERE YOU LOOK HERE",
        "<a href='http://a.example'>x</a>",
    ]
    texts += [
        "http://a.example http://b.example",
        "http://a.example " * 4,
        "12",
        "0123456789",
        "a@example.org",
        "9f8e7d6c5b4a3",
    ]
    people = [{}, {"user_id": 1}, {"proof": 1}, {"parent_id": 1}, {"kind": "mention"}]
    for text in texts:
        for fields in people:
            for token in tokens.of(Comment(body=text, **fields)):
                kind, _colon, rest = token.partition(":")
                if kind in {tokens.FORM, tokens.KIND}:
                    assert saying.in_words(token) != rest, token


@pytest.mark.parametrize(
    ("chance", "direction", "strength"),
    [
        (0.99, "speaks strongly for it", 98),
        (0.85, "speaks for it", 70),
        (0.65, "speaks a little for it", 30),
        (0.35, "speaks a little against it", 30),
        (0.15, "speaks against it", 70),
        (0.01, "speaks strongly against it", 98),
    ],
)
def test_a_reason_has_a_direction_and_a_strength(chance, direction, strength):
    found = saying.reason("cheap", chance)
    assert (found.direction, found.strength) == (direction, strength)


@pytest.mark.parametrize(
    ("score", "sentence", "is_likely"),
    [
        (0.9995, "This is most likely advertising.", True),
        (0.95, "This looks like advertising.", True),
        (0.5, "This may be advertising or not.", False),
        (0.05, "This looks like a comment.", False),
    ],
)
def test_a_score_is_a_sentence(score, sentence, is_likely):
    found = saying.opinion(SpamScore(score=score))
    assert (found.sentence, found.is_likely) == (sentence, is_likely)


def test_where_nothing_was_said_there_is_no_opinion():
    assert saying.opinion(SpamScore(signals={"typing": "fast"})) is None
    said = saying.opinion(SpamScore(akismet="spam"))
    assert (said.akismet, said.is_likely) == ("Akismet takes it for advertising.", True)


def test_the_card_gives_the_five_strongest_reasons(taught, post, carol, signed_in):
    judged(post, ADVERTISING)
    page = signed_in(carol).get("/admin/queue/").content.decode()
    assert page.count('class="is-spam"') + page.count('class="is-ham"') == 5
    assert "This looks like advertising." in page or "This is most likely advertising." in page
    assert '<details class="spam-says" open>' in page


def test_what_looks_like_a_comment_keeps_its_reasons_folded(taught, post, carol, signed_in):
    judged(post, "I read this article slowly, mother")
    assert '<details class="spam-says">' in signed_in(carol).get("/admin/queue/").content.decode()


def test_hostile_reasons_are_text(post, carol, signed_in):
    comment = waiting(post, "Hello")
    SpamScore.objects.create(comment=comment, score=0.95, reasons=[["host:<script>alert(1)</script>", 0.99]])
    page = signed_in(carol).get("/admin/queue/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_cards_ask_nothing_more_for_it(taught, post, carol, django_assert_num_queries):
    for number in range(5):
        judged(post, f"{ADVERTISING} {'abcde'[number]}")
    page = queue.page(scope(carol), queue.Selection(), shows_addresses=True)
    built = cards.build(page.comments, carol)
    with django_assert_num_queries(0):
        assert all(card.comment.spam_score.score for card in built)

"""What it says: links, words, the filter, and how fast it came."""

from __future__ import annotations

import pytest

from comments.rules import content, tracing
from tests.builders import a_post
from tests.comments.rules.crew import AJudgement, finding_words, plugged, sent, site_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


HOLDING = [
    # allowed, links, held
    (None, 9, False),
    (1000, 9, False),
    (2, 0, False),
    (2, 2, False),
    (2, 3, True),
    (0, 0, False),
    (0, 1, True),
]


@pytest.mark.parametrize(("allowed", "count", "held"), HOLDING)
def test_more_links_than_are_allowed_are_read_first(post, allowed, count, held):
    site_rules(level="shown", links_allowed=allowed)
    body = "Look: " + " ".join(f"https://site{n}.example/" for n in range(count))
    comment = sent(post, body)
    assert (comment.status, comment.held_for) == (("pending", "links") if held else ("approved", ""))


def test_the_writers_own_website_is_no_link_of_the_text(post):
    site_rules(level="shown", links_allowed=0)
    assert sent(post, "No link.", website="https://ellen.example").status == "approved"


def test_the_card_counts_them(post):
    site_rules(links_allowed=2)
    comment = sent(post, "https://a.example https://b.example https://c.example https://d.example")
    assert tracing.told(comment.trace).cause.says == "It has 4 links; more than 2 are read first."


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"count": 1, "allowed": 0}, "It has 1 link; any link is read first."),
        ({"count": 0, "allowed": 1000}, "It has 0 links; any number is allowed here."),
        ({}, "It has 0 links; any number is allowed here."),
    ],
)
def test_what_is_said_of_links(inputs, said):
    assert content.LINKS.says(inputs, False) == said


def test_words_are_looked_for_in_every_field(post):
    with plugged(matches=finding_words(held="plumage")):
        comment = sent(post, "Nothing.", name="Plumage & Sons", website="https://plumage.example")
    found = tracing.unpacked(comment.trace)["words"]
    assert comment.held_for == "words"
    assert found.inputs == {"pieces": ["plumage"], "fields": ["name", "website"], "on": True}
    assert found.says == "It holds words that are read first: “plumage”."


def test_what_matched_is_counted_once_the_comment_is_stored(post):
    counted = []
    count = lambda found: counted.append([match.piece for match in found])  # noqa: E731
    with plugged(matches=finding_words(hold="plumage", disallowed="casino"), count=count):
        sent(post, "Nothing of it.")
        sent(post, "A plumage in a casino.")
    assert counted == [["plumage", "casino"]]


def test_the_hosts_of_its_links_are_looked_at_too(post):
    with plugged(matches=finding_words(hold="cheap.example")):
        comment = sent(post, "See [this](https://cheap.example/x).", network="a")
    assert tracing.unpacked(comment.trace)["words"].inputs["fields"] == ["link_hosts", "text"]


def test_without_lists_no_word_is_found(post):
    comment = sent(post, "casino plumage")
    assert not tracing.unpacked(comment.trace)["disallowed"].fired


FILTER = [
    # score, may file, files; status, what is said
    (None, False, False, "pending", "No filter looked at it."),
    (0.2, True, False, "pending", "The filter takes it for spam by 20 %, which is too little to file it."),
    (0.999, False, False, "pending", "The filter takes it for spam by 100 %; so far it only orders the queue."),
    (0.999, True, True, "spam", "The filter takes it for spam by 100 %."),
]


@pytest.mark.parametrize(("score", "may", "files", "status", "says"), FILTER)
def test_the_filter_files_where_it_may(post, score, may, files, status, says):
    with plugged(judge=lambda comment, signals: AJudgement(score, [("cheap", 0.99)], may, files)):
        comment = sent(post)
    assert comment.status == status
    assert tracing.unpacked(comment.trace)["filter"].says == says


def test_the_filter_is_told_what_the_form_tells_and_told_when_it_is_stored(post):
    asked, kept = [], []
    with plugged(
        judge=lambda comment, signals: asked.append(signals) or AJudgement(),
        keep=lambda comment, signals: kept.append((comment.pk, signals)),
    ):
        comment = sent(post, "x" * 400, typed=2)
        sent(post, "No script.", typed=None)
    assert asked == [{"typed": "fast"}, {}]
    assert kept[0] == (comment.pk, {"typed": "fast"})


TYPED = [
    # letters, seconds, is it a hint
    (400, 2, True),
    (400, 60, False),
    (400, None, False),
    (15, 0, False),
    (16, 0, True),
]


@pytest.mark.parametrize(("letters", "seconds", "fired"), TYPED)
def test_fast_typing_is_a_hint_and_never_decides(post, letters, seconds, fired):
    site_rules(level="shown")
    comment = sent(post, "x" * letters, typed=seconds)
    assert comment.status == "approved"
    assert tracing.unpacked(comment.trace)["fast"].fired is fired


def test_what_a_trace_keeps_of_words_and_reasons_is_bounded(post):
    many = {f"list{n}": f"word{n}" for n in range(200)}
    with plugged(
        matches=finding_words(**many), judge=lambda comment, signals: AJudgement(0.9, ["r" * 9000] * 300, False, False)
    ):
        comment = sent(post, " ".join(many.values()) + " https://" + "h" * 60 + ".example/" + "p" * 500)
    assert len(str(comment.trace.findings)) < 4000

"""Rows as HTML: the same as the template alone would print, and nobody's words are markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.template import Engine
from django.test.utils import override_script_prefix
from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from blog.pieces import mark
from comments import printing
from comments.models import Status
from comments.printing import TEMPLATE, Printer, render
from tests.comments.test_rows import NOON, a_row

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "O’Neill & “Sons”",
    "{{ row.body }} {% now 'Y' %} %(name)s %s {0} \\1 \\g<0>",
    "&lt;b&gt;",
    "",
]


@pytest.fixture
def template():
    return Engine.get_default().get_template(TEMPLATE)


@pytest.fixture
def printed(template):
    def print_row(row, **known):
        return Printer(template, **known).row(row)

    return print_row


class Reader(HTMLParser):
    """The elements of a page, with their attributes, and what it says."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


texts = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.datetimes(datetime(2004, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))
rows = st.builds(
    a_row,
    pk=st.integers(1, 10**9),
    status=st.sampled_from(Status.values),
    kind=st.sampled_from(["comment", "mention"]),
    role=st.sampled_from(["", "author", "moderator"]),
    name=texts,
    website=texts,
    receipt=texts,
    body_html=texts,
    submitted_at=moments,
    shown_at=st.none() | moments,
    edited_at=st.none() | moments,
    rests_until=st.none() | moments,
    help_card=st.none() | st.just(SafeString("<p>Call <b>somebody</b>.</p>")),
    word_count=st.sampled_from([0, 10, 601, 1200, 3000]),
    helpful_count=st.integers(0, 3),
    is_gone=st.booleans(),
    is_unnumbered=st.booleans(),
    is_alone=st.booleans(),
    is_marked=st.sampled_from([None, True, False]),
    is_new=st.booleans(),
    next_new=st.integers(0, 5),
    number=st.integers(0, 5),
    opens=st.booleans(),
    closes=st.integers(-1, 3),
    more=st.integers(0, 2),
    thread=st.integers(1, 99),
)
answered = st.none() | st.builds(a_row, pk=st.integers(1, 99), name=texts, is_gone=st.booleans())
known = st.fixed_dictionaries(
    {
        "reply_url": st.sampled_from(["", "/comments/on/7/"]),
        "canonical": texts,
        "is_private": st.booleans(),
        "staff_acts": st.sampled_from([None, lambda row: SafeString(f"<form>{row.pk}</form>")]),
    }
)


@given(row=rows, answers=answered, known=known)
def test_every_row_is_what_the_template_prints_when_it_is_asked(row, answers, known):
    template = Engine.get_default().get_template(TEMPLATE)
    row.answers = answers
    printer = Printer(template, **known)
    assert printer.row(row) == render(template, printer.shape(row), printer.values(row))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_of_readers_are_never_markup(printed, hostile):
    plain = Reader(printed(a_row(website="x", answers=a_row(2), receipt="y"), reply_url="/on/1/"))
    row = a_row(name=hostile, website=hostile or "x", answers=a_row(2, name=hostile), receipt=hostile or "y")
    found = Reader(printed(row, reply_url="/on/1/"))
    assert [tag for tag, _attributes in found.elements] == [tag for tag, _attributes in plain.elements]
    assert found.all("a")[0]["href"] == row.website
    assert found.all("a")[-1]["href"] == row.receipt
    assert found.text.count(hostile) >= 3


def test_what_precedes_a_fold_is_never_markup(printed):
    long = a_row(body_html="<p>&lt;script&gt; " + "word " * 700 + "</p>", word_count=701)
    html = printed(long)
    assert "&lt;script&gt; word" in html.split("</summary>")[0]
    assert "<script" not in html


def test_a_body_is_printed_as_it_was_kept(printed):
    assert '<div class="e-content prose" dir="auto"><p>Tea &amp; <em>silence</em></p></div>' in printed(
        a_row(body_html="<p>Tea &amp; <em>silence</em></p>")
    )


def test_no_row_shows_what_another_of_its_shape_says(printed):
    bob = printed(a_row(11, name="Bob", website="https://bob.example/", body_html="<p>Mine.</p>"))
    ellen = printed(a_row(12, name="Ellen", website="https://ellen.example/", body_html="<p>Hers.</p>"))
    assert ("Bob" in bob, "Mine" in bob) == (True, True)
    for word in ("Bob", "bob.example", "Mine", "comment-11"):
        assert word not in ellen
    assert "Ellen" in ellen


def test_what_readers_write_is_not_searched_for_marks(printed):
    marks = [str(mark(name)) for name in ("pk", "name", "body", "sent", "helpful")]
    said = " ".join(marks)
    assert printed(a_row(name=said, body_html=said)).count(said) == 2


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (Status.WITHDRAWN, "comment", "withdrawn by its writer"),
        (Status.PENDING, "comment", "awaits moderation"),
        (Status.DECLINED, "comment", "declined by a moderator"),
        (Status.REMOVED, "comment", "removed by a moderator"),
        (Status.SPAM, "comment", "removed by a moderator"),
        (Status.APPROVED, "mention", "Another site mentioned"),
    ],
)
def test_a_tombstone_says_what_happened_and_not_what_was_said(printed, status, kind, said):
    html = printed(a_row(status=status, kind=kind, is_gone=True, name="Bob", body_html="secret"))
    assert said in html
    assert ("Bob" in html, "secret" in html, "is-gone" in html) == (False, False, True)


def test_lists_open_and_close_around_a_row(printed):
    html = printed(a_row(opens=True, closes=2))
    assert html.strip().startswith('<ol class="replies">')
    assert (html.count("</li>"), html.count("</ol></li>")) == (3, 2)
    assert "</li>" not in printed(a_row(closes=-1))


def test_a_held_comment_tells_its_writer_and_staff_different_things(printed):
    held = a_row(status=Status.PENDING, receipt="/r/")
    assert "Your comment is awaiting moderation." in printed(held)
    assert 'href="/r/"' in printed(held)
    staff = printed(held, staff_acts=lambda row: SafeString("<form></form>"))
    assert ("Readers do not see this yet." in staff, "Your comment" in staff, "<form>" in staff) == (True, False, True)


def test_a_resting_comment_says_until_when_and_offers_to_be_handed_in(printed):
    until = timezone.now() + timedelta(minutes=10)
    resting = printed(
        a_row(status=Status.PENDING, receipt="/r/", rests_until=until, help_card=SafeString("<p>Call.</p>"))
    )
    assert f"Resting until {time_format(timezone.localtime(until))}." in resting
    assert 'action="/r/hand-in/"' in resting
    assert "<p>Call.</p>" in resting
    assert "awaiting moderation" not in resting
    awake = printed(a_row(status=Status.PENDING, receipt="/r/", rests_until=timezone.now() - timedelta(seconds=1)))
    assert "Your comment is awaiting moderation." in awake


def test_only_staff_are_given_acts(printed):
    assert "<form" not in printed(a_row())
    assert '<form id="7"' in printed(a_row(7), staff_acts=lambda row: SafeString(f'<form id="{row.pk}"></form>'))


def test_a_private_discussion_is_not_quoted_by_search_engines(printed):
    for row in (a_row(), a_row(word_count=700)):
        assert "data-nosnippet" not in printed(row)
        assert '<div class="e-content prose" dir="auto" data-nosnippet>' in printed(row, is_private=True)


def test_a_moment_is_said_in_the_readers_language_and_zone(printed):
    row = a_row(submitted_at=NOON)
    assert '<time class="dt-published" datetime="2026-05-04T12:00:00+00:00">4 May 2026, 12:00</time>' in printed(row)
    with timezone.override("Asia/Tokyo"):
        assert 'datetime="2026-05-04T21:00:00+09:00">4 May 2026, 21:00<' in printed(row)
    with translation.override("de"):
        assert "Mai" in printed(row)
    assert "4 May 2026, 12:00" in printed(row)


@pytest.fixture
def german(settings, tmp_path):
    """A site that knows one word of German."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(catalogue({"": "Content-Type: text/plain; charset=UTF-8", "Reply": "Antworten"}))
    settings.LOCALE_PATHS = [str(tmp_path)]
    printing._pieces.cache_clear()
    yield
    printing._pieces.cache_clear()


@pytest.mark.usefixtures("german")
def test_each_language_has_words_of_its_own(printed):
    row = a_row()
    with translation.override("de"):
        assert "Antworten" in printed(row, reply_url="/on/1/")
    assert "Antworten" not in printed(row, reply_url="/on/1/")
    assert ">Reply<" in printed(row, reply_url="/on/1/")


def test_addresses_begin_where_the_site_is_mounted(printed):
    assert 'href="/comments/7/report/"' in printed(a_row(7))
    with override_script_prefix("/blog/"):
        assert 'href="/blog/comments/7/report/"' in printed(a_row(7))


def test_a_changed_template_is_printed_at_once():
    engine = Engine.get_default()
    row = a_row(name="<Bob>")
    assert Printer(engine.from_string("{{ row.name }}!")).row(row) == "&lt;Bob&gt;!"
    assert Printer(engine.from_string("{{ row.name }}?")).row(row) == "&lt;Bob&gt;?"


def test_what_a_page_holds_costs_one_rendering_for_each_shape(template):
    printing._pieces.cache_clear()
    later = [replace(a_row(pk), submitted_at=NOON + timedelta(days=pk), shown_at=None) for pk in range(1, 200)]
    Printer(template).page(later)
    assert printing._pieces.cache_info().misses == 1


def catalogue(messages):
    """A compiled catalogue, as GNU gettext lays it out."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    texts, tables = b"", [b"", b""]
    start = 28 + 16 * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            tables[column] += len(pair[column]).to_bytes(4, "little") + (start + len(texts)).to_bytes(4, "little")
            texts += pair[column] + b"\0"
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return b"".join(number.to_bytes(4, "little") for number in head) + b"".join(tables) + texts

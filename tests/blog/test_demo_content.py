"""The demo as it stands in its files: the sizes that were asked of it, and that it hangs together."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.roles import Role
from blog import markup
from blog.demo import content, is_demo_address, moment
from comments.submission import MAX_LENGTH

DEMO = content()
MAIN = next(piece for piece in DEMO.pieces if piece.slug == "a-glass-of-water-at-three")
REMARKS = [remark for piece in DEMO.pieces for remark in piece.comments]


def words(html: str) -> int:
    return len(markup.comment_text(html).split())


def test_the_main_article_is_as_long_as_an_article_of_its_kind():
    assert 340 <= words(MAIN.body) <= 500


def test_the_main_article_has_one_pull_quote_and_a_list():
    kept = markup.article_html(MAIN.body)
    assert kept.count('<blockquote class="pull">') == 1
    assert "<ul>" in kept


def test_only_ellen_david_and_the_author_talk_below_the_main_article():
    assert {remark.by for remark in MAIN.comments} == {"ellen", "david", "author"}


def test_one_answer_of_the_author_is_longer_than_a_thousand_words():
    longest = max(MAIN.comments, key=lambda remark: len(remark.text))
    assert longest.by == "author"
    assert words(markup.comment_html(longest.text)) > 1000
    assert len(longest.text) < MAX_LENGTH


def test_there_are_two_more_articles_and_an_about_page_in_the_menu():
    assert [piece.kind for piece in DEMO.pieces].count("article") == 3
    about = next(piece for piece in DEMO.pieces if piece.slug == "about")
    assert (about.kind, about.menu) == ("page", 1)


@pytest.mark.parametrize("remark", REMARKS, ids=lambda remark: remark.id)
def test_everybody_who_writes_is_known_and_has_an_address_that_never_exists(remark):
    person = {**DEMO.accounts, **DEMO.readers}[remark.by]
    assert is_demo_address(person.email)


@pytest.mark.parametrize("piece", DEMO.pieces, ids=lambda piece: piece.slug)
def test_an_answer_comes_after_what_it_answers_and_after_the_article(piece):
    now = timezone.now()
    sent = {remark.id: moment(remark.at, now) for remark in piece.comments}
    for remark in piece.comments:
        assert moment(piece.published, now) < sent[remark.id] < now
        assert not remark.to or sent[remark.to] < sent[remark.id]


@pytest.mark.parametrize("piece", DEMO.pieces, ids=lambda piece: piece.slug)
def test_the_sanitiser_takes_nothing_from_a_text(piece):
    assert markup.article_html(piece.body) == piece.body


def test_accounts_are_called_after_what_they_may_do():
    assert set(DEMO.accounts) <= {role.value for role in Role}


def test_a_moment_is_whole_days_before_now_at_a_time_of_the_site(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    now = datetime(2024, 3, 1, 23, 30, tzinfo=UTC)  # 2 March in Berlin
    assert moment("2d 06:40", now) == datetime(2024, 2, 29, 5, 40, tzinfo=UTC)

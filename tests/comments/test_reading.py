"""Reading a discussion in another order, from where one left it, and its long responses folded."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from blog.posts.context import absolute
from comments import keeping, moderation, reading, threads
from comments.models import Comment, Defaults, Discussion, Status
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


def discussion_of(post):
    return Discussion.objects.select_related("defaults", "post").get(pk=post.pk)


def pages_of(size):
    Defaults.objects.update_or_create(pk=1, defaults={"roots_per_page": size})


def shown(page):
    return [(row.pk, row.number) for row in page.rows]


def page_of(client, post, query=""):
    return unescape(client.get(post.get_absolute_url() + query).content.decode())


def long_text(words):
    return f"<p>{'word ' * words}</p>"


class TestFolding:
    @pytest.mark.parametrize(
        ("words", "role", "is_folded"),
        [(600, "", False), (601, "", True), (5000, "author", False), (5000, "moderator", False)],
    )
    def test_a_readers_long_response_is_folded_and_staffs_never(self, post, client, words, role, is_folded):
        a_comment(post, body_html=long_text(words), role=role)
        assert ('<details class="fold"' in page_of(client, post)) is is_folded

    def test_the_summary_says_how_long_it_is(self, post, client):
        a_comment(post, body_html=long_text(761))
        assert "761 words, about 3 minutes" in page_of(client, post)

    def test_the_fold_stands_around_the_whole_text(self, post, client):
        comment = a_comment(post, body_html=long_text(700))
        fold = re.search(r"<details.*?</details>", page_of(client, post), re.S).group()
        assert f'<div class="e-content prose" dir="auto">{comment.body_html}</div>' in fold

    def test_what_is_new_is_open(self, post, client):
        a_comment(post, body_html=long_text(700))
        assert '<details class="fold" open>' in page_of(client, post, "?since=2020-01-01T00:00Z")


def test_the_page_says_how_long_the_discussion_takes(post, client):
    a_comment(post, body_html=long_text(500))
    a_comment(post, body_html=long_text(500))
    a_comment(post, body_html=long_text(5000), status="pending")
    assert "In 2 threads. 4 minutes to read." in page_of(client, post)


class TestNewestFirst:
    def test_threads_come_in_reverse_each_with_its_own_number(self, post):
        first, second, third = (a_comment(post) for _ in range(3))
        reply = a_comment(post, second)
        assert shown(reading.page(discussion_of(post), "newest")) == [
            (third.pk, 3),
            (second.pk, 2),
            (reply.pk, 0),
            (first.pk, 1),
        ]

    def test_pages_hold_every_thread_once(self, post):
        pages_of(2)
        roots = [a_comment(post).pk for _ in range(5)]
        pages = [reading.page(discussion_of(post), "newest", number) for number in (1, 2, 3)]
        assert [root for page in pages for root in shown(page)] == [(pk, roots.index(pk) + 1) for pk in roots[::-1]]
        with pytest.raises(threads.NoSuchPage):
            reading.page(discussion_of(post), "newest", 4)

    def test_a_hidden_root_takes_no_number(self, post):
        a_comment(post, status="spam")
        root = a_comment(post)
        assert shown(reading.page(discussion_of(post), "newest")) == [(root.pk, 1)]


class TestUnanswered:
    def test_threads_with_a_word_of_staff_are_left_out(self, post):
        a_comment(post, a_comment(post), role="author")
        a_comment(post, a_comment(post), role="moderator")
        a_comment(post, role="author")
        waiting = a_comment(post)
        reply = a_comment(post, waiting)
        assert shown(reading.page(discussion_of(post), "unanswered")) == [(waiting.pk, 4), (reply.pk, 0)]

    def test_an_answer_that_is_taken_away_leaves_it_unanswered(self, post):
        root = a_comment(post)
        answer = a_comment(post, root, role="author")
        assert shown(reading.page(discussion_of(post), "unanswered")) == []
        moderation.moderate([answer.pk], Status.REMOVED, by=carol())
        assert shown(reading.page(discussion_of(post), "unanswered")) == [(root.pk, 1)]

    def test_it_goes_on_page_after_page(self, post):
        pages_of(2)
        roots = [a_comment(post).pk for _ in range(3)]
        first, second = (reading.page(discussion_of(post), "unanswered", number) for number in (1, 2))
        assert shown(first) + shown(second) == [(pk, number) for number, pk in enumerate(roots, 1)]
        assert (first.next, second.next) == (2, None)
        with pytest.raises(threads.NoSuchPage):
            reading.page(discussion_of(post), "unanswered", reading.LAST_PAGE + 1)


class TestTheAuthorsReplies:
    def test_they_stand_alone_and_say_what_they_answer(self, post, client):
        question = a_comment(post, name="Ellen")
        answer = a_comment(post, question, role="author", name="Alice")
        own = a_comment(post, role="author", name="Alice")
        assert shown(reading.page(discussion_of(post), "author")) == [(answer.pk, 0), (own.pk, 2)]
        page = page_of(client, post, "?order=author")
        assert f'<a class="u-in-reply-to" href="/comments/{question.pk}/"><bdi>Ellen</bdi></a>' in page
        assert f'id="comment-{question.pk}"' not in page

    @pytest.mark.parametrize("is_root", [True, False])
    def test_below_a_closed_thread_none_offers_a_reply(self, post, client, is_root):
        closed, open_ = (a_comment(post, role="author" if is_root else "") for _ in range(2))
        in_closed, in_open = (a_comment(post, root, role="author").pk for root in (closed, open_))
        keeping.change(closed, keeping.CLOSE, by=carol())
        rows = {row.pk: row.is_shut for row in reading.page(discussion_of(post), "author").rows}
        assert (rows[in_closed], rows[in_open], rows.get(closed.pk, True)) == (True, False, True)
        page = page_of(client, post, "?order=author")
        assert f"parent={in_closed}" not in page
        assert f"parent={in_open}" in page

    def test_one_whose_question_is_gone_does_not_name_it(self, post, client):
        question = a_comment(post, name="Ellen")
        a_comment(post, question, role="author")
        moderation.moderate([question.pk], Status.REMOVED, by=carol())
        assert "Ellen" not in page_of(client, post, "?order=author")

    def test_held_ones_are_not_shown(self, post):
        a_comment(post)
        a_comment(post, role="author", status="pending")
        assert shown(reading.page(discussion_of(post), "author")) == []


class TestTheAddress:
    @pytest.mark.parametrize("query", ["?order=oldest", "?order=", "?order=x", "?since=yesterday", "?since="])
    def test_what_names_no_order_leads_to_the_plain_page(self, post, client, query):
        response = client.get(post.get_absolute_url() + query)
        assert (response.status_code, response["Location"]) == (302, post.get_absolute_url())

    def test_the_rest_of_the_address_stays(self, post, client):
        response = client.get("/?page=2&order=x")
        assert response["Location"] == "/?page=2"

    @pytest.mark.parametrize("order", reading.Order.values)
    def test_an_order_is_not_for_search_engines(self, post, client, order):
        a_comment(post)
        page = page_of(client, post, f"?order={order}")
        assert '<meta name="robots" content="noindex">' in page
        assert f'<link rel="canonical" href="{absolute(post.get_absolute_url())}">' in page

    def test_every_order_is_linked_and_the_present_one_marked(self, post, client):
        a_comment(post), a_comment(post)
        page = page_of(client, post, "?order=newest")
        assert set(re.findall(r'href="[^"]*\?order=(\w+)#responses" rel="nofollow"', page)) == set(reading.Order.values)
        assert re.search(r'order=newest#responses" rel="nofollow" aria-current="true"', page)

    def test_pages_keep_the_order(self, post, client):
        pages_of(1)
        a_comment(post), a_comment(post)
        assert "comment-page-2/?order=newest#responses" in page_of(client, post, "?order=newest")

    def test_an_order_costs_few_queries(self, post, client, django_assert_max_num_queries):
        for _ in range(5):
            a_comment(post, a_comment(post), role="author")
        for order in reading.Order.values:
            with django_assert_max_num_queries(9):
                page_of(client, post, f"?order={order}")


class TestWhatIsNew:
    def test_a_response_is_new_from_when_readers_could_see_it(self, post):
        held = a_comment(post, status="pending", submitted_at=timezone.now() - timedelta(days=2))
        a_comment(post, submitted_at=timezone.now() - timedelta(days=1))
        moderation.moderate([held.pk], Status.APPROVED, by=carol())
        rows = threads.page(discussion_of(post)).rows
        assert [row.pk for row in reading.mark_new(rows, timezone.now() - timedelta(hours=1))] == [held.pk]

    def test_what_comes_back_is_no_news(self, post):
        comment = a_comment(post, submitted_at=timezone.now() - timedelta(days=1))
        user = carol()
        moderation.undo(moderation.moderate([comment.pk], Status.REMOVED, by=user).act, by=user)
        assert Comment.objects.get(pk=comment.pk).shown_at == comment.submitted_at

    def test_ones_own_words_are_not(self, post):
        comment = a_comment(post)
        rows = threads.page(discussion_of(post)).rows
        assert (
            reading.mark_new(rows, datetime(2020, 1, 1, tzinfo=UTC), threads.Viewer(own=frozenset({comment.pk}))) == []
        )

    def test_without_a_script_the_address_asks(self, post, client):
        first, second = a_comment(post), a_comment(post)
        page = page_of(client, post, "?since=2020-01-01T00:00:00+00:00")
        assert f'<a href="#comment-{first.pk}">2 new since your last visit</a>' in page
        assert page.count('<mark class="new">New</mark>') == 2
        assert page.count(f'href="#comment-{second.pk}">Next new</a>') == 1

    def test_the_link_to_keep_shows_nothing_until_something_comes(self, post, client):
        a_comment(post)
        link = re.search(r'keep <a href="(\?since=[^"#]+)', page_of(client, post)).group(1)
        assert "Nothing new here since your last visit." in page_of(client, post, link)
        a_comment(post, submitted_at=timezone.now() + timedelta(seconds=2))
        assert "1 new since your last visit" in page_of(client, post, link)

    def test_the_answer_is_kept_by_no_cache(self, post, client):
        response = client.get(post.get_absolute_url() + "?since=2020-01-01T00:00Z")
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies

    @pytest.mark.parametrize("given", ["2026-02-30T00:00Z", "0000", "9" * 400, "2026", "\udc00"])
    def test_nonsense_names_no_moment(self, given):
        assert reading.moment(given) is None

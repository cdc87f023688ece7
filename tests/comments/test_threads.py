"""What is visible, to whom, and where: the same on every page, in every count, for every shape of discussion."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.posts.models import Post
from comments import tally, threads
from comments.models import Comment, Defaults, Discussion
from comments.threads import NoSuchPage, Viewer
from tests.builders import a_comment, a_post
from tests.comments.forests import Reading, all_pages, forests, nested, plant

pytestmark = pytest.mark.django_db

many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
sizes = {"per_page": st.integers(1, 4), "depth": st.integers(1, 6)}


@pytest.fixture
def small_limits(monkeypatch):
    """Limits so small that threads are cut and runs end within a few comments."""
    monkeypatch.setattr(threads, "PAGE_LIMIT", 9)
    monkeypatch.setattr(threads, "THREAD_LIMITS", (5, 3, 2))
    monkeypatch.setattr(tally, "RUN", 2)


@pytest.fixture
def small_runs(monkeypatch):
    monkeypatch.setattr(tally, "RUN", 2)


def grown(forest, per_page, depth):
    Defaults.objects.update(roots_per_page=per_page, display_depth=depth)
    post = a_post(slug="")
    comments = plant(post, forest)
    return Discussion.objects.select_related("post", "defaults").get(pk=post.pk), comments


@many
@given(forest=forests, **sizes)
def test_pages_show_what_the_parent_pointers_say(small_runs, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    expected = Reading(discussion.post)
    pages = all_pages(discussion)
    assert [row.pk for page in pages for row in page.rows] == list(expected.kept())
    assert [row.pk for page in pages for row in page.rows if row.is_counted] == [
        pk for pk in expected.kept() if pk in set(expected.shown)
    ]
    assert not any(row.more for page in pages for row in page.rows)


@many
@given(forest=forests, **sizes)
def test_one_count_everywhere(small_runs, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    rows = [row for page in all_pages(discussion) for row in page.rows if row.is_counted]
    shown = len(Reading(discussion.post).shown)
    assert len(rows) == shown
    assert discussion.comment_count == shown
    assert threads.counts([discussion.pk]) == {discussion.pk: shown}
    assert threads.public_comments().filter(discussion=discussion).count() == shown
    assert threads.shown_on(discussion.post).count() == shown
    assert not tally.is_wrong(discussion)


@many
@given(forest=forests, **sizes)
def test_lists_are_well_formed_and_name_the_parent_where_nesting_does_not_show_it(forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    for page in all_pages(discussion):
        below = nested(page.rows)
        by_pk = {row.pk: row for row in page.rows}
        for row in page.rows:
            assert row.depth == min(row.level, depth - 1)
            parent = by_pk.get(row.parent_id)
            is_plain = parent is None or (below[row.pk] == parent.pk and not parent.is_gone)
            assert row.answers is (None if is_plain else parent)


@many
@given(forest=forests, **sizes)
def test_roots_are_numbered_across_pages_without_a_gap(small_runs, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    numbers, roots = [], []
    for page in all_pages(discussion):
        roots += [row.pk for row in page.rows if row.level == 0]
        numbers += range(page.first, page.last + 1)
        assert page.last - page.first + 1 <= per_page
    assert numbers == list(range(1, len(roots) + 1))
    assert roots == Reading(discussion.post).roots


@many
@given(forest=forests, **sizes)
def test_nothing_of_what_is_hidden_reaches_a_row(small_limits, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    shown = set(Reading(discussion.post).shown)
    rows = [row for page in all_pages(discussion) for row in page.rows]
    rows += [row for part in all_parts(discussion) for row in part.rows]
    for row in rows:
        assert row.is_gone == (row.pk not in shown)
        if row.is_gone:
            assert (row.name, row.website, row.body_html, row.role, row.user_id) == ("", "", "", "", None)
        assert not hasattr(row, "email")
        assert not hasattr(row, "network")


@many
@given(forest=forests, **sizes)
def test_every_shown_comment_is_in_one_place_and_is_found_there(small_limits, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    pages = all_pages(discussion)
    shown = set(Reading(discussion.post).shown)
    for comment in Comment.objects.filter(pk__in=shown).select_related("discussion__defaults"):
        number, part = threads.locate(comment)
        on = [page.number for page in pages if any(row.pk == comment.pk for row in page.rows)]
        if part is None:
            assert on == [number]
        else:
            assert on == []
            root = next(row for row in pages[number - 1].rows if row.tree_id == comment.tree_id)
            assert not root.level
            assert comment.pk in own_rows(comment, part)
            others = range(1, threads.thread_page(comment).pages + 1)
            assert [n for n in others if comment.pk in own_rows(comment, n)] == [part]


@many
@given(forest=forests, **sizes)
def test_a_cut_thread_says_how_many_are_missing_and_where(small_limits, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    pages = all_pages(discussion)
    rows = [row for page in pages for row in page.rows]
    assert sum(row.is_counted for row in rows) + sum(row.more for row in rows) == discussion.comment_count
    for row in rows:
        if row.more:
            assert Comment.objects.get(pk=row.thread).tree_id == row.tree_id
            assert row.closes == row.depth  # it is the last of its thread
    for page in pages:
        nested(page.rows)


@many
@given(forest=forests, **sizes)
def test_the_parts_of_a_thread_hold_all_of_it(small_limits, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    expected = Reading(discussion.post)
    for root in Comment.objects.filter(pk__in=expected.roots):
        parts = [threads.thread_page(root, n) for n in range(1, threads.thread_page(root).pages + 1)]
        tree = Comment.objects.filter(tree_id=root.tree_id)
        counted = {row.pk for part in parts for row in part.rows if row.is_counted}
        assert counted == set(tree.shown().values_list("pk", flat=True))
        for part in parts:
            nested(part.rows)
            assert len(part.rows) <= threads.THREAD_LIMITS[0] + 30


@many
@given(forest=forests, mine=st.sets(st.integers(0, 29)), **sizes)
def test_who_waits_sees_their_own_and_nobody_elses(small_runs, forest, mine, per_page, depth):
    discussion, comments = grown(forest, per_page, depth)
    own = frozenset(comments[i].pk for i in mine if i < len(comments))

    def sees(comment):
        return comment.kind == "comment" and (
            comment.status == "approved" or (comment.status == "pending" and comment.pk in own)
        )

    viewer = Viewer(own=own)
    assert_sees(discussion, viewer, Reading(discussion.post, sees))
    assert [page.first for page in all_pages(discussion, viewer)] == [page.first for page in all_pages(discussion)]


@many
@given(forest=forests, **sizes)
def test_a_moderator_sees_all_that_waits_and_nothing_else(small_runs, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)

    def sees(comment):
        return comment.kind == "comment" and comment.status in {"approved", "pending"}

    assert_sees(discussion, Viewer(is_moderator=True), Reading(discussion.post, sees))


@many
@given(forest=forests, **sizes)
def test_a_moderator_finds_what_readers_find_where_readers_find_it(small_limits, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    for here, there in zip(all_pages(discussion), all_pages(discussion, Viewer(is_moderator=True)), strict=True):
        nested(there.rows)
        assert [r.pk for r in there.rows if r.is_counted] == [r.pk for r in here.rows if r.is_counted]
        assert {r.tree_id: r.more for r in here.rows if r.more} == {r.tree_id: r.more for r in there.rows if r.more}


@many
@given(forest=forests.filter(bool), **sizes)
def test_what_waits_is_located_where_its_writer_sees_it(small_limits, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    for comment in Comment.objects.filter(discussion=discussion, status="pending", kind="comment"):
        viewer = Viewer(own=frozenset({comment.pk}))
        number, part = threads.locate(comment)
        page = threads.page(discussion, number, viewer) if part is None else threads.thread_page(comment, part, viewer)
        [row] = [row for row in page.rows if row.pk == comment.pk]
        assert row.is_held


@settings(parent=many, max_examples=15)
@given(forest=forests.map(lambda forest: [(pick, status, "comment") for pick, status, _ in forest]), **sizes)
def test_the_pages_of_the_site_hold_nested_lists_of_exactly_what_is_counted(client, forest, per_page, depth):
    discussion, _ = grown(forest, per_page, depth)
    address, keys = discussion.post.get_absolute_url(), []
    for page in all_pages(discussion):
        answer = client.get(address if page.number == 1 else f"{address}comment-page-{page.number}/")
        lists = Lists(answer.content.decode())
        assert lists.open_tags == []
        assert lists.below == nested(page.rows)
        keys += lists.comments
    assert sorted(keys) == sorted(Reading(discussion.post).shown)


@pytest.mark.parametrize("status", ["declined", "spam", "removed", "withdrawn"])
def test_what_was_decided_is_no_longer_shown_to_its_writer(status):
    post = a_post()
    comment = a_comment(post, status=status)
    assert threads.page(post.discussion, 1, Viewer(own=frozenset({comment.pk}))).rows == []


def test_a_comment_of_another_discussion_is_shown_nowhere_else():
    here, there = a_post(), a_post()
    a_comment(here)
    held = a_comment(there, status="pending")
    rows = threads.page(here.discussion, 1, Viewer(own=frozenset({held.pk}), is_moderator=True)).rows
    assert held.pk not in {row.pk for row in rows}


def test_a_held_reply_stays_in_place_for_its_writer_when_the_thread_is_removed():
    post = a_post()
    root = a_comment(post, status="removed")
    held = a_comment(post, root, status="pending")
    rows = threads.page(post.discussion, 1, Viewer(own=frozenset({held.pk}))).rows
    assert [(row.pk, row.is_gone, row.is_held, row.is_unnumbered) for row in rows] == [
        (root.pk, True, False, True),
        (held.pk, False, True, False),
    ]


def test_a_hidden_leaf_leaves_no_trace_beside_a_sibling_with_replies():
    post = a_post()
    root = a_comment(post)
    a_comment(post, root, status="spam")
    sibling = a_comment(post, root)
    reply = a_comment(post, sibling)
    rows = threads.page(Discussion.objects.get(pk=post.pk)).rows
    assert [row.pk for row in rows] == [root.pk, sibling.pk, reply.pk]


def test_what_waits_stands_on_one_page_only():
    Defaults.objects.update(roots_per_page=1)
    post = a_post()
    shown = [a_comment(post), a_comment(post)]
    held = a_comment(post, status="pending")
    pages = all_pages(Discussion.objects.get(pk=post.pk), Viewer(is_moderator=True))
    assert [[row.pk for row in page.rows] for page in pages] == [[shown[0].pk], [shown[1].pk, held.pk]]


def test_a_thread_whose_first_rows_are_all_hidden_keeps_its_place_and_its_way_on(small_limits):
    post = a_post()
    root = a_comment(post, status="removed")
    for _ in range(6):
        a_comment(post, root, status="spam")
    a_comment(post, root)
    [row] = threads.page(Discussion.objects.get(pk=post.pk)).rows
    assert (row.pk, row.is_gone, row.more, row.thread) == (root.pk, True, 1, root.pk)


def test_a_first_comment_that_waits_is_seen_by_its_writer_in_an_empty_discussion():
    post = a_post()
    held = a_comment(post, status="pending")
    page = threads.page(post.discussion, 1, Viewer(own=frozenset({held.pk})))
    assert [(row.pk, row.is_unnumbered) for row in page.rows] == [(held.pk, True)]
    assert (page.roots, page.pages, page.last) == (0, 1, 0)


@pytest.mark.parametrize("number", [0, -1, 2, 3, 2**63, 2**100])
def test_there_is_no_page_but_those_that_are(number):
    post = a_post()
    a_comment(post)
    with pytest.raises(NoSuchPage):
        threads.page(post.discussion, number)
    with pytest.raises(NoSuchPage):
        threads.thread_page(Comment.objects.get(), number)


def test_a_post_that_nobody_answered_has_one_empty_page_and_stores_nothing():
    post = a_post()
    discussion = threads.discussion_of(Post.objects.get(pk=post.pk))
    page = threads.page(discussion, 1, Viewer(own=frozenset({1}), is_moderator=True))
    assert (page.rows, page.pages, page.previous, page.next) == ([], 1, None, None)
    assert not Discussion.objects.exists()


def test_a_page_costs_the_same_few_queries_however_much_it_holds(django_assert_max_num_queries):
    post = a_post()
    plant(post, [(None if i % 5 == 0 else i - 1, "approved", "comment") for i in range(600)])
    discussion = Discussion.objects.select_related("defaults").get(pk=post.pk)
    with django_assert_max_num_queries(2):
        assert len(threads.page(discussion, 2).rows) == 250
    with django_assert_max_num_queries(4):
        threads.page(discussion, 2, Viewer(is_moderator=True))


@pytest.mark.parametrize("status", [Post.Status.DRAFT, Post.Status.UNLISTED])
def test_comments_on_what_is_not_listed_are_not_public(status):
    post = a_post(status=status)
    a_comment(post)
    assert not threads.public_comments().exists()


def test_a_mention_stands_apart():
    post = a_post()
    mention = a_comment(post, kind="mention")
    a_comment(post, kind="mention", status="pending")
    discussion = Discussion.objects.get(pk=post.pk)
    assert threads.page(discussion).rows == []
    assert [row.pk for row in threads.mentions(discussion)] == [mention.pk]


def test_the_settings_of_a_broken_installation_do_not_break_the_page():
    Defaults.objects.update(roots_per_page=0, display_depth=0)
    post = a_post()
    a_comment(post, a_comment(post))
    page = threads.page(Discussion.objects.get(pk=post.pk))
    assert len(page.rows) == 2
    nested(page.rows)


class Lists(HTMLParser):
    """The lists of comments on a page as a browser would build them."""

    def __init__(self, html):
        super().__init__()
        self.open_tags, self.open_items, self.below, self.comments = [], [], {}, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        key = attrs.get("id", "")
        if tag not in {"ol", "li"}:
            return
        self.open_tags.append(tag)
        item = int(key.removeprefix("comment-")) if key.startswith("comment-") else None
        if tag == "li":
            if item:
                self.below[item] = next((pk for pk in reversed(self.open_items) if pk), None)
            self.open_items.append(item)
        if "u-comment" in attrs.get("class", "").split():
            self.comments.append(item)

    def handle_endtag(self, tag):
        if tag in {"ol", "li"}:
            assert self.open_tags.pop() == tag
            if tag == "li":
                self.open_items.pop()


def all_parts(discussion):
    for root in Comment.objects.filter(discussion=discussion, level=0):
        for number in range(1, threads.thread_page(root).pages + 1):
            yield threads.thread_page(root, number)


def own_rows(comment, part):
    """The rows of a part without what stands there only because the first one answers it."""
    page = threads.thread_page(comment, part)
    return {row.pk for row in page.rows if page.first - 1 <= (row.lft + row.level - 1) // 2 < page.last}


def assert_sees(discussion, viewer, expected):
    pages = all_pages(discussion, viewer)
    rows = [row for page in pages for row in page.rows]
    assert [row.pk for row in rows] == list(expected.kept())
    assert {row.pk for row in rows if not row.is_gone} == set(expected.shown)
    for page in pages:
        nested(page.rows)

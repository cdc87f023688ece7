"""What becomes of comments: status, person, number, place."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from blog.posts.models import Post
from blog.transfer.models import Imported
from comments import check, tree
from comments.models import MAX_DEPTH, Comment, Discussion
from tests.blog.transfer.files import a_file, a_reply, an_item, moved_in
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def odd(report):
    return Counter(oddity.code for oddity in report.oddities)


def one(**fields):
    return Comment.objects.get(**fields)


@pytest.mark.parametrize(
    ("approved", "status"),
    [
        *(("1", "approved"), ("0", "pending"), ("hold", "pending"), ("spam", "spam"), ("trash", "removed")),
        *(("post-trashed", "removed"), ("maybe", "pending"), ("", "pending")),
    ],
)
def test_statuses(tmp_path, approved, status):
    report = moved_in(a_file(tmp_path, an_item(1, a_reply(5, comment_approved=approved))))
    assert one(pk=5).status == status
    assert odd(report)["status"] == (approved in {"maybe", ""})


def test_what_waited_there_is_no_news_to_those_who_decide_here(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, a_reply(5, comment_approved="0"), a_reply(6))))
    assert not Comment.objects.waiting().filter(announced_at=None).exists()
    assert (one(pk=5).announced_at is None, one(pk=6).announced_at is None) == (False, True)


@pytest.mark.parametrize("kind", ["pingback", "trackback"])
def test_mentions_stand_apart_and_nobody_answers_them(tmp_path, kind):
    report = moved_in(a_file(tmp_path, an_item(1, a_reply(5, comment_type=kind), a_reply(6, 5), a_reply(7))))
    assert one(pk=5).kind == "mention"
    assert one(pk=6).parent is None
    assert odd(report) == {"parent_mention": 1}
    assert Discussion.objects.get().comment_count == 2


def test_other_types_are_comments_and_said(tmp_path):
    report = moved_in(a_file(tmp_path, an_item(1, a_reply(5, comment_type="review"))))
    assert one(pk=5).kind == "comment"
    assert odd(report) == {"type": 1}


def test_the_person_is_kept_as_given(tmp_path):
    reply = a_reply(
        5, author="Jo O&#039;Neill", comment_author_email="jo@example.org", comment_author_url="http://jo.example/"
    )
    moved_in(a_file(tmp_path, an_item(1, reply)))
    found = one()
    assert (found.name, found.email, found.website) == ("Jo O'Neill", "jo@example.org", "http://jo.example/")
    assert found.network == ""
    assert found.submitted_at == datetime(2012, 3, 2, 8, 5, tzinfo=UTC)


def test_what_is_no_name_address_or_website_is_said(tmp_path):
    reply = a_reply(5, author="", comment_author_email="nobody", comment_author_url="javascript:alert(1)")
    report = moved_in(a_file(tmp_path, an_item(1, reply)))
    assert (one().name, one().email, one().website) == ("Anonymous", "", "")
    assert odd(report) == {"no_name": 1, "bad_email": 1, "bad_website": 1}


def test_an_asterisk_of_2009_is_no_emphasis_and_a_script_is_nothing(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, a_reply(5, text="*a*\n\n<script>x</script><em>b</em>"))))
    assert one().body_html.replace("\n", "") == "<p>*a*</p><p><em>b</em></p>"
    assert one().body_markup == "wordpress"


def test_the_authors_own_comments_are_tied_by_number_never_by_address(tmp_path):
    replies = (
        a_reply(5, comment_user_id="1"),
        a_reply(6, comment_author_email="alice@example.org"),
        a_reply(7, comment_user_id="9"),
    )
    moved_in(a_file(tmp_path, an_item(1, *replies)))
    alice = User.objects.get(username="alice")
    assert (one(pk=5).user, one(pk=5).role) == (alice, "author")
    assert (one(pk=6).user, one(pk=6).role) == (None, "")
    assert one(pk=7).user is None


def test_a_number_that_is_taken_gets_a_new_one_and_the_report_says_which(tmp_path):
    mine = a_comment(a_post(author=User.objects.create_user("dora")))
    report = moved_in(a_file(tmp_path, an_item(1, a_reply(mine.pk), a_reply(mine.pk + 1, mine.pk))))
    moved = one(source_id=mine.pk)
    assert moved.pk > mine.pk + 1
    assert report.renumbered == {mine.pk: moved.pk}
    assert one(pk=mine.pk + 1).parent == moved


def test_a_number_beyond_all_bounds_is_not_kept(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, a_reply(2**63), a_reply(2**60))))
    assert all(pk < 2**53 for pk in Comment.objects.values_list("pk", flat=True))


def test_the_next_comment_gets_a_number_above_the_imported_ones(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, a_reply(70_000))))
    assert a_comment(Post.objects.get()).pk > 70_000


def test_numbers_that_come_twice_or_not_at_all_lose_no_comment(tmp_path):
    items = an_item(1, a_reply(5), a_reply(5), a_reply(0, text="x")), an_item(2, a_reply(5, text="elsewhere"))
    report = moved_in(a_file(tmp_path, *items))
    assert Comment.objects.count() == 3
    assert odd(report) == {"twice": 1, "number": 2}
    assert moved_in(a_file(tmp_path, *items)).kind("comments").added == 0


def test_parents_that_cannot_be_make_roots_and_are_said(tmp_path):
    first = an_item(1, a_reply(1, 1), a_reply(2, 99), a_reply(3, 10), a_reply(4, 5), a_reply(5, 4), a_reply(6, 5))
    report = moved_in(a_file(tmp_path, first, an_item(2, a_reply(10))))
    assert odd(report) == {"parent_self": 1, "parent_missing": 1, "parent_foreign": 1, "parent_circle": 2}
    assert set(Comment.objects.filter(parent=None).values_list("pk", flat=True)) == {1, 2, 3, 4, 5, 10}
    assert one(pk=6).parent_id == 5
    assert all(oddity.line > 0 for oddity in report.oddities)


def test_a_thread_deeper_than_the_cap_loses_nobody(tmp_path):
    deep = [a_reply(number, number - 1) for number in range(1, MAX_DEPTH + 20)]
    report = moved_in(a_file(tmp_path, an_item(1, *deep)))
    assert odd(report) == {"parent_deep": 19}
    assert Comment.objects.count() == MAX_DEPTH + 19
    assert max(Comment.objects.values_list("level", flat=True)) == MAX_DEPTH - 1


def test_siblings_stand_in_order_of_time_whatever_the_order_of_the_file(tmp_path):
    late = datetime(2013, 1, 1)
    moved_in(a_file(tmp_path, an_item(1, a_reply(1, at=late), a_reply(2), a_reply(4, 2, at=late), a_reply(3, 2))))
    assert list(Comment.objects.order_by("tree_id", "lft").values_list("pk", flat=True)) == [2, 3, 4, 1]


def test_a_discussion_that_was_closed_there_is_closed_here_until_somebody_opens_it(tmp_path):
    path = a_file(tmp_path, an_item(1, wp__comment_status="closed"))
    moved_in(path)
    assert Discussion.objects.get().access == "closed"
    Discussion.objects.update(access="open")
    moved_in(path)
    assert Discussion.objects.get().access == "open"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 12), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_random_threads_keep_their_shape(tmp_path, picks, random):
    Comment.objects.all().update(parent=None)
    for model in (Comment, Discussion, Post, Imported):
        model._base_manager.all().delete()
    parents = {number: min(pick, number - 1) for number, pick in enumerate(picks, 1)}
    replies = [a_reply(number, parent) for number, parent in parents.items()]
    random.shuffle(replies)
    source = f"https://s{random.getrandbits(60)}.example.org"
    path = a_file(tmp_path, an_item(1, *replies))
    path.write_text(path.read_text().replace("https://old.example.org", source))
    moved_in(path)
    found = {c.source_id: (c.parent.source_id if c.parent else 0) for c in Comment.objects.select_related("parent")}
    assert found == parents
    assert not list(check.faults())
    assert Discussion.objects.get().comment_count == len(parents)


def test_replies_to_comments_that_came_earlier_join_their_trees(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, a_reply(1), a_reply(2, 1), a_reply(3))))
    post = Post.objects.get()
    native = a_comment(post, one(pk=2))
    report = moved_in(a_file(tmp_path, an_item(1, a_reply(1), a_reply(2, 1), a_reply(3), a_reply(8, 2), a_reply(9, 8))))
    assert report.kind("comments").added == 2
    assert one(pk=8).parent_id == 2
    assert one(pk=9).level == 3
    assert native.pk != 8
    assert not list(check.faults())
    assert Discussion.objects.get().comment_count == 6


def test_what_was_decided_here_since_stands(tmp_path):
    path = a_file(tmp_path, an_item(1, a_reply(1)))
    moved_in(path)
    Comment.objects.update(status="removed", body="edited")
    with tree.locked(Post.objects.get().pk):
        report = moved_in(path)
    assert (one().status, one().body) == ("removed", "edited")
    assert report.articles == ["“Article 1” announces 1, shows 0: 1 was removed"]

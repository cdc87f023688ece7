"""How pages that know nothing of comments get their discussion."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.template import Context, Template

from comments import identity, links
from comments.forms import ReplyForm, token_for
from comments.models import Discussion, Status
from comments.templatetags import discussions
from comments.threads import discussion_of
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


@pytest.fixture
def shown(rf):
    """What `{% discussion post %}` gives to its template."""

    def show(post, cookies=None, query=None, **context):
        return discussions.discussion(Context({"request": asked(rf, cookies, query), **context}), post)

    return show


@pytest.fixture
def form(rf, post):
    """What `{% reply_form post %}` gives to its template."""

    def fill(cookies=None, user=None, parent=None, **context):
        request = asked(rf, cookies)
        if user:
            request.user, request.COOKIES = user, {"sessionid": "x"}
        found = Context({"request": request, "discussion": discussion_of(post), **context})
        return discussions.reply_form(found, post, parent)

    return fill


def asked(rf, cookies=None, query=None):
    request = rf.get("/", query or {})
    request.user, request.COOKIES = AnonymousUser(), cookies or {}
    return request


def test_an_article_that_nobody_answered_has_a_discussion_without_a_row(shown, post):
    found = shown(post, here="kept")
    assert (found["page"].rows, found["latest"], found["here"]) == ([], None, "kept")
    assert found["reply_url"]
    assert not Discussion.objects.exists()


def test_reading_makes_no_discussion(client, post):
    assert client.get(post.get_absolute_url()).status_code == 200
    assert not Discussion.objects.exists()


def test_a_closed_discussion_has_no_address_to_reply_to(shown, post):
    a_comment(post)
    Discussion.objects.update(access=Discussion.Access.CLOSED)
    post.refresh_from_db()
    assert shown(post)["reply_url"] == ""


@pytest.mark.parametrize("wanted", [{"comment_page": 2}, {"query": {"order": "nonsense"}}])
def test_a_page_or_an_order_that_there_is_not_is_not_found(shown, post, wanted):
    with pytest.raises(Http404):
        shown(post, **wanted)


def test_the_latest_is_the_latest_that_counts(shown, post):
    first = a_comment(post)
    a_comment(post, status=Status.PENDING)
    found = shown(post)
    assert [row.pk for row in found["page"].rows] == [first.pk]
    assert found["latest"] == (first.shown_at or first.submitted_at)


def test_a_writer_goes_on_from_their_own_comment_to_its_receipt_and_nobody_else(shown, post):
    held, other = (a_comment(post, status=Status.PENDING) for _ in range(2))
    a_comment(post)
    found = shown(post, {f"held_{held.pk}": links.token(links.HELD, held)})
    receipts = {row.pk: row.receipt for row in found["page"].rows}
    assert other.pk not in receipts
    assert [pk for pk, receipt in receipts.items() if receipt] == [held.pk]
    assert links.token(links.RECEIPT, held) in receipts[held.pk]


def test_everybody_gets_the_same_empty_form(form, post):
    assert form()["form"] is None
    assert form()["html"] == form({"theme": "dark"})["html"]
    assert f'value="{token_for(post.pk)}"' in form()["html"]


def test_who_asked_to_be_remembered_finds_their_name_and_the_box_ticked(form, post):
    response = SimpleNamespace(set_cookie=lambda name, value, **rest: cookies.update({name: value}))
    cookies: dict[str, str] = {}
    identity.remember(response, "Ellen", "ellen@example.org", "")
    found = form(cookies, parent=a_comment(post))
    assert found["html"] is None
    assert (found["form"].initial["name"], found["form"].initial["remember"]) == ("Ellen", True)
    assert found["form"].initial["parent"] == found["parent"].pk


def test_who_is_signed_in_is_not_asked_for_a_name(form):
    found = form(user=a_user("ellen"))
    assert found["user_name"] == "Ellen"
    assert "name" not in found["form"].fields


def test_a_form_that_comes_back_is_shown_as_it_was_sent(form):
    sent = ReplyForm({"body": "Mine."})
    found = form(reply_form=sent, may_send=False)
    assert (found["form"], found["html"], found["may_send"]) == (sent, None, False)


def test_a_list_of_articles_is_counted_in_one_query(django_assert_num_queries):
    posts = [a_post() for _ in range(3)]
    a_comment(posts[0])
    a_comment(posts[0], status=Status.PENDING)
    a_comment(posts[1])
    with django_assert_num_queries(1):
        assert discussions.response_counts(posts) == ""
    assert [post.response_count for post in posts] == [1, 1, 0]
    assert discussions.response_count(posts[0]) == 1


def test_templates_ask_for_counts_by_their_tags(post):
    a_comment(post)
    source = "{% load discussions %}{% response_counts posts %}{{ posts.0.response_count }} {% response_count post %}"
    assert Template(source).render(Context({"posts": [post], "post": post})) == "1 1"


def test_the_first_page_has_the_address_of_the_article(post):
    assert discussions.page_address(post, 1) == post.get_absolute_url()
    assert discussions.page_address(post, 3) == f"{post.get_absolute_url()}comment-page-3/"


@pytest.mark.parametrize(("status", "acts"), [(Status.PENDING, ["approve", "decline", "spam"]), (Status.WITHDRAWN, [])])
def test_staff_are_offered_the_usual_acts_and_come_back_to_the_comment(status, acts):
    row = SimpleNamespace(pk=7, status=status, level=1)
    found = discussions.staff_acts(Context({"address": "/2026/05/tea/", "discussion": Discussion()}), row)
    assert ([act.code for act in found["acts"]], found["next"]) == (acts, "/2026/05/tea/#comment-7")

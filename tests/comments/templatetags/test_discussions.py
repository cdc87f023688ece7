"""How pages that know nothing of comments show them."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from comments.models import Status
from comments.templatetags.discussions import page_address
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def rendered(source, **context):
    return Template("{% load discussions %}" + source).render(Context(context))


def test_a_list_gets_its_counts_in_one_query(django_assert_num_queries):
    one, none = a_post(), a_post()
    a_comment(one)
    a_comment(one, status=Status.PENDING)
    with django_assert_num_queries(1):
        shown = rendered(
            "{% response_counts posts %}{% for p in posts %}{{ p.response_count }} {% endfor %}", posts=[one, none]
        )
    assert shown == "1 0 "


def test_a_single_post_tells_its_count():
    post = a_post()
    a_comment(post)
    assert rendered("{% response_count post %}", post=post) == "1"


def test_reading_makes_no_discussion(client):
    post = a_post()
    client.get(post.get_absolute_url())
    assert not hasattr(type(post).objects.get(pk=post.pk), "discussion")


@pytest.mark.parametrize(("number", "end"), [(1, ""), (2, "comment-page-2/"), (40, "comment-page-40/")])
def test_the_first_page_is_the_post_itself(number, end):
    post = a_post()
    assert page_address(post, number) == post.get_absolute_url() + end

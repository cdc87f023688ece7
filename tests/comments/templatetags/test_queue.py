"""The queue at other pages' doors."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from comments.models import Event, Status
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def render(source: str, user, **context) -> str:
    request = RequestFactory().get("/2026/11/silence/?a=1&b=2")
    request.user = user
    template = Template("{% load queue %}" + source)
    return template.render(Context({"request": request, "csrf_token": "token", **context}))


def article(user, comment) -> str:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(comment.discussion.post.get_absolute_url()).content.decode()


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED])
def test_staff_are_offered_acts_on_the_article_page(status):
    comment = a_comment(a_post(), status=status, name="<b>Ellen</b>")
    for user in (builders.carol(), comment.discussion.post.author):
        html = article(user, comment)
        assert f'value="{comment.pk}:{status}:' in html
        assert 'value="spam"' in html
        assert f'name="next" value="{comment.discussion.post.get_absolute_url()}#comment-{comment.pk}"' in html
        assert "<b>Ellen" not in html


@pytest.mark.parametrize("who", ["visitor", "member", "other author"])
def test_nobody_else_is(who):
    user = {
        "visitor": lambda: None,
        "member": lambda: builders.a_user("bob"),
        "other author": lambda: builders._in_group(builders.a_user("mallory", is_staff=True), "Authors"),
    }[who]()
    assert "/admin/queue/" not in article(user, a_comment(a_post()))


def test_what_was_done_is_said_on_the_article_page_with_its_undo():
    comment = a_comment(a_post(), status=Status.PENDING, name="Ellen")
    client = Client()
    client.force_login(builders.carol())
    back = f"{comment.discussion.post.get_absolute_url()}#comment-{comment.pk}"
    page = client.post("/admin/queue/act/", {"act": "approve", "comment": comment.pk, "next": back}, follow=True)
    text = page.content.decode()
    assert "Approved Ellen’s comment." in text
    assert f'value="{Event.objects.get().act}"' in text


def test_an_act_on_the_article_page_leads_back_to_the_comment():
    carol = builders.carol()
    comment = a_comment(a_post(), status=Status.PENDING)
    client = Client()
    client.force_login(carol)
    back = f"{comment.discussion.post.get_absolute_url()}#comment-{comment.pk}"
    response = client.post("/admin/queue/act/", {"act": "approve", "comment": f"{comment.pk}:pending", "next": back})
    assert response["Location"] == back
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED


def test_the_door_counts_what_waits_for_whom():
    post = a_post()
    a_comment(post, status=Status.PENDING)
    a_comment(post)
    source = "{% waiting_count as n %}[{{ n }}]"
    assert render(source, builders.carol()) == "[1]"
    assert render(source, post.author) == "[1]"
    assert render(source, builders._in_group(builders.a_user("mallory", is_staff=True), "Authors")) == "[0]"
    assert render(source, builders.a_user("bob")) == "[None]"


def test_every_page_of_the_panel_shows_the_number():
    a_comment(a_post(), status=Status.PENDING)
    client = Client()
    client.force_login(builders.carol())
    for path in ("/admin/", "/admin/comments/discussion/", "/admin/queue/"):
        assert 'class="queue-door"' in client.get(path).content.decode()

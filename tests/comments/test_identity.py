"""What a browser may carry for a reader."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from comments import identity, links
from comments.models import Status
from comments.threads import READER, discussion_of
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db


def asking(query: str = "", user=None, **cookies):
    request = RequestFactory().get(f"/{query}")
    request.user = user or AnonymousUser()
    request.COOKIES.update(cookies)
    if user:
        request.COOKIES["sessionid"] = "there is one"
    return request


@pytest.fixture
def held():
    return a_comment(a_post(), status=Status.PENDING)


def viewer(request, comment):
    return identity.viewer(request, discussion_of(comment.discussion.post))


def test_who_carries_nothing_is_a_reader_like_all(held):
    assert viewer(asking(), held) is READER


def test_a_cookie_names_its_comment(held):
    cookie = {f"held_{held.pk}": links.token(links.HELD, held)}
    assert viewer(asking(**cookie), held).own == {held.pk}


def test_a_comment_of_another_discussion_is_not_ones_own_here(held):
    elsewhere = a_comment(a_post())
    cookie = {f"held_{held.pk}": links.token(links.HELD, held)}
    assert viewer(asking(**cookie), elsewhere).own == frozenset()


def test_a_heap_of_cookies_is_looked_at_so_far_and_no_further(held):
    heap = {f"held_{number}": f"{number}.x" for number in range(1000, 1000 + identity.MANY)}
    heap[f"held_{held.pk}"] = links.token(links.HELD, held)
    assert viewer(asking(**heap), held).own == frozenset()


def test_who_is_signed_in_owns_what_they_wrote(held):
    member = a_user()
    mine = a_comment(held.discussion.post, user=member)
    assert viewer(asking(user=member), held).own == {mine.pk}


def test_moderators_see_as_moderators(held):
    assert viewer(asking(user=carol()), held).is_moderator
    assert not viewer(asking(user=a_user()), held).is_moderator


@pytest.mark.parametrize(
    ("request_", "personal"),
    [
        (asking(), False),
        (asking(csrftoken="x", theme="dark"), False),
        (asking(sessionid="x"), True),
        (asking(remember="x"), True),
        (asking(held_5="x"), True),
        (asking("?sent=5.x"), True),
    ],
)
def test_a_page_is_personal_when_the_browser_carries_something(request_, personal):
    assert identity.is_personal(request_) is personal


def test_what_is_remembered_comes_back_and_what_is_forged_does_not():
    response = HttpResponse()
    identity.remember(response, "Ellen", "ellen@example.org", "")
    value = response.cookies[identity.REMEMBER].value
    assert identity.remembered(asking(remember=value))["email"] == "ellen@example.org"
    assert identity.remembered(asking(remember=value[:-2] + "xx")) == {}


def test_forgetting_deletes_what_is_ours_and_nothing_else():
    response = HttpResponse()
    identity.forget_all(asking(held_5="x", remember="y", sessionid="z"), response)
    assert sorted(response.cookies) == ["held_5", "remember"]
    assert all(not morsel.value for morsel in response.cookies.values())

"""Every act of correcting, by everybody, from the panel and from the article."""

from __future__ import annotations

import pytest

from comments import keeping
from comments.models import Act, Comment, Discussion
from tests import builders

pytestmark = pytest.mark.django_db

ACTS = {
    "redact": ("redact", {"pieces": "Ellen Moor", "kind": "name", "confirmed": "1"}),
    "move": ("move", {}),
    "close": ("thread", {"act": "close"}),
    "pin": ("thread", {"act": "pin"}),
    "reopen": ("thread", {"act": "reopen"}),
    "unpin": ("thread", {"act": "unpin"}),
}
# Written down by hand: who may do all of it below Alice's article.
MAY = {"owner": True, "carol": True, "alice": True, "mallory": False, "member": False, "guest": False}


@pytest.fixture
def comment(post):
    return builders.a_comment(post, body="Ask Ellen Moor.", body_html="<p>Ask Ellen Moor.</p>")


@pytest.fixture
def somebody(request):
    made = {"owner": builders.an_owner, "member": builders.a_user, "guest": lambda: None}
    return lambda who: made[who]() if who in made else request.getfixturevalue(who)


def state():
    return list(Comment.objects.order_by("pk").values()), list(Discussion.objects.order_by("pk").values())


@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("name", ACTS)
def test_who_may_do_what(signed_in, somebody, alice, comment, name, who):
    page, data = ACTS[name]
    elsewhere = builders.a_post(alice)
    if name in {"reopen", "unpin"}:
        keeping.change(comment, {"reopen": "close", "unpin": "pin"}[name], by=alice)
    before, acts = state(), Act.objects.count()
    client = signed_in(somebody(who))
    client.post(f"/admin/queue/{comment.pk}/{page}/", {"post": elsewhere.pk, **data})
    assert (state() != before) is MAY[who]
    assert Act.objects.count() == acts + MAY[who]
    if MAY[who]:
        assert Act.objects.first().kind == name


@pytest.mark.parametrize("page", ["redact", "move", "thread", "decline"])
def test_looking_changes_nothing(signed_in, carol, comment, page):
    before = state()
    answer = signed_in(carol).get(f"/admin/queue/{comment.pk}/{page}/")
    assert answer.status_code == (405 if page == "thread" else 200)
    assert state() == before


@pytest.mark.parametrize("page", ["redact", "move", "thread", "decline"])
def test_other_methods_are_refused(signed_in, carol, comment, page):
    assert signed_in(carol).delete(f"/admin/queue/{comment.pk}/{page}/").status_code == 405


def test_the_page_of_a_comment_offers_what_would_be_taken(signed_in, carol, comment):
    page = signed_in(carol).get(f"/admin/queue/{comment.pk}/").content.decode()
    for words in ("Take something out", "Close this thread", "Pin this thread", f"/admin/queue/{comment.pk}/move/"):
        assert words in page


def test_the_original_is_for_who_moderates_the_site(signed_in, carol, alice, comment):
    signed_in(carol).post(f"/admin/queue/{comment.pk}/redact/", ACTS["redact"][1])
    address = f"/admin/queue/{comment.pk}/"
    assert "Ask Ellen Moor." in signed_in(carol).get(address).content.decode()
    assert "Ellen Moor" not in signed_in(alice).get(address).content.decode()


def test_staff_find_the_buttons_where_the_thread_stands(signed_in, carol, comment, client):
    address = comment.discussion.post.get_absolute_url()
    page = signed_in(carol).get(address).content.decode()
    assert f'formaction="/admin/queue/{comment.pk}/thread/"' in page
    assert f"/admin/queue/{comment.pk}/redact/" in page
    assert "/admin/queue/" not in client.get(address).content.decode()

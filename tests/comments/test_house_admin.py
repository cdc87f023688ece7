"""House rules and canned replies in the panel."""

from __future__ import annotations

import pytest

from comments.models import Act, CannedReply, Comment, HouseRule
from tests.builders import a_user, alice, an_owner, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return carol()


@pytest.mark.parametrize(("make", "status"), [(an_owner, 200), (carol, 200), (alice, 403), (a_user, 302)])
@pytest.mark.parametrize("page", ["houserule", "cannedreply"])
def test_only_who_moderates_the_site_comes_to_the_pages(client, make, status, page):
    client.force_login(make())
    assert client.get(f"/admin/comments/{page}/").status_code == status
    assert client.get(f"/admin/comments/{page}/add/").status_code == status


def test_the_panel_saves_a_rule_through_the_record(client, moderator):
    client.force_login(moderator)
    client.post("/admin/comments/houserule/add/", {"number": 1, "title": "Be kind", "text": "", "is_active": "on"})
    assert HouseRule.objects.get().title == "Be kind"
    assert Act.objects.get().kind == "house-rule"


def test_a_canned_reply_with_an_unknown_variable_is_not_kept(client, moderator):
    client.force_login(moderator)
    answer = client.post("/admin/comments/cannedreply/add/", {"title": "No", "text": "Dear {nmae}"})
    assert "Line 1, character 6" in answer.content.decode()
    assert not CannedReply.objects.exists()
    assert not Comment.objects.exists()


def test_the_panel_enters_what_becomes_of_a_canned_reply(client, moderator):
    client.force_login(moderator)
    address = "/admin/comments/cannedreply/"
    client.post(f"{address}add/", {"title": "Thanks", "text": "Dear {name}"})
    reply = CannedReply.objects.get()
    client.post(f"{address}{reply.pk}/change/", {"title": "Thanks", "text": "Hello {name}"})
    client.post(f"{address}{reply.pk}/change/", {"title": "Thanks", "text": "Hello {name}"})
    client.post(f"{address}{reply.pk}/delete/", {"post": "yes"})
    other = CannedReply.objects.create(title="Other", text="Words")
    client.post(address, {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"})
    assert not CannedReply.objects.exists()
    acts = Act.objects.order_by("number")
    assert [(act.kind, act.about, act.actor) for act in acts] == [
        ("canned-reply", about, moderator) for about in ("Thanks", "Thanks", "Thanks", "Other")
    ]

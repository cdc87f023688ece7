"""Every act of the desk, by every role, in every scope: what the table says and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import assign
from blog.posts.models import Post, Tag
from comments.models import Act, Assignment, Comment, Defaults, Event, Report, Revision
from tests import builders
from tests.builders import a_comment

pytestmark = pytest.mark.django_db

# Written from what each is told about their work, not from the code: whose comments they decide on.
MAY = {
    "owner": True,
    "moderator": True,
    "author": True,
    "author where authors do not decide": False,
    "author of another article": False,
    "moderator of the tag": True,
    "moderator of the article": True,
    "moderator of another tag": False,
    "moderator of another article": False,
    "moderator of nothing": False,
    "author elsewhere and moderator of the tag": True,
    "former moderator": False,
    "member": False,
    "writer": False,
    "nobody": False,
}


def local(post: Post | None = None, tag: Tag | None = None) -> User:
    lena = builders.a_user("lena")
    assign(lena, "local-moderator")
    if post or tag:
        Assignment.objects.create(user=lena, post=post, tag=tag)
    return lena


def author_elsewhere(tag: Tag | None = None) -> User:
    mallory = builders._in_group(builders.a_user("mallory", is_staff=True), "Authors")
    builders.a_post(mallory)
    if tag:
        Assignment.objects.create(user=mallory, tag=tag)
    return mallory


def author_who_does_not_decide(post: Post) -> User:
    Defaults.objects.filter(pk=1).update(authors_moderate=False)
    return post.author


def person(who: str, post: Post, tag: Tag) -> User | None:
    other = Tag.objects.create(name="Sleep", slug="sleep")
    made: dict[str, Callable[[], User | None]] = {
        "owner": builders.an_owner,
        "moderator": builders.carol,
        "author": lambda: post.author,
        "author where authors do not decide": lambda: author_who_does_not_decide(post),
        "author of another article": author_elsewhere,
        "moderator of the tag": lambda: local(tag=tag),
        "moderator of the article": lambda: local(post=post),
        "moderator of another tag": lambda: local(tag=other),
        "moderator of another article": lambda: local(post=builders.a_post()),
        "moderator of nothing": local,
        "author elsewhere and moderator of the tag": lambda: author_elsewhere(tag),
        "former moderator": lambda: builders._in_group(builders.a_user("carol"), "Moderators"),
        "member": lambda: builders.a_user("bob"),
        "writer": lambda: User.objects.get(username="wilma"),
        "nobody": lambda: None,
    }
    return made[who]()


@pytest.fixture
def tag(db: Any) -> Tag:
    return Tag.objects.create(name="Grief", slug="grief")


@pytest.fixture
def tagged(post: Post, tag: Tag) -> Post:
    post.tags.add(tag)
    return post


@pytest.fixture
def held(tagged: Post) -> Comment:
    return a_comment(tagged, status="pending", user=builders.a_user("wilma"), name="Wilma")


def moved(comment: Comment, to: str) -> Callable[[], bool]:
    return lambda: Comment.objects.get(pk=comment.pk).status == to


def deciding(act: str, to: str) -> Callable[[Comment], tuple[str, dict[str, Any], Callable[[], bool]]]:
    return lambda held: ("/admin/queue/act/", {"act": act, "comment": str(held.pk)}, moved(held, to))


def answering(held: Comment) -> tuple[str, dict[str, Any], Callable[[], bool]]:
    return f"/admin/queue/{held.pk}/answer/", {"body": "I hear you."}, lambda: Comment.objects.count() == 2


def undoing(held: Comment) -> tuple[str, dict[str, Any], Callable[[], bool]]:
    key = uuid.uuid4()
    event = {"act": key, "role": "moderator", "from_status": "spam", "to_status": "pending"}
    Event.objects.create(comment=held, **event)
    Act.objects.create(pk=key, kind="pending", comment=held, discussion_id=held.discussion_id, comment_count=1)
    return "/admin/queue/undo/", {"act": str(key)}, moved(held, "spam")


def leaving(held: Comment) -> tuple[str, dict[str, Any], Callable[[], bool]]:
    report = Report.objects.create(comment=held, reason="other")
    return f"/admin/queue/reported/{held.pk}/", {}, lambda: Report.objects.get(pk=report.pk).left_at is not None


def accepting(held: Comment) -> tuple[str, dict[str, Any], Callable[[], bool]]:
    found = Revision.objects.create(comment=held, state="proposed", body="Better.", body_html="<p>Better.</p>")
    sent = {"act": "accept", "seen": "", "body": found.body}
    return f"/admin/queue/changes/{found.pk}/", sent, lambda: Comment.objects.get(pk=held.pk).body == "Better."


def closing(held: Comment) -> tuple[str, dict[str, Any], Callable[[], bool]]:
    sent = {"access": "closed", "closes_at": ""}
    change = f"/admin/comments/discussion/{held.discussion_id}/change/"
    return change, sent, lambda: Comment.objects.get(pk=held.pk).discussion.access == "closed"


ACTS = {
    "approve": deciding("approve", "approved"),
    "decline": deciding("decline", "declined"),
    "spam": deciding("spam", "spam"),
    "remove": deciding("remove", "removed"),
    "answer": answering,
    "undo": undoing,
    "leave a report": leaving,
    "accept a change": accepting,
    "close the discussion": closing,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", MAY)
def test_an_act_is_done_by_whom_the_table_names_and_by_nobody_else(who, act, held, tag):
    user = person(who, held.discussion.post, tag)
    address, sent, is_done = ACTS[act](held)
    client = Client()
    if user:
        client.force_login(user)
    client.post(address, sent)
    assert is_done() is MAY[who]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["owner", "moderator of the tag"])
def test_asking_for_its_address_does_nothing(who, act, held, tag):
    user = person(who, held.discussion.post, tag)
    address, sent, is_done = ACTS[act](held)
    client = Client()
    client.force_login(user)
    client.get(address, sent)
    client.head(address, sent)
    assert not is_done()


@pytest.mark.parametrize("who", MAY)
def test_the_queue_shows_the_comment_to_the_same_people(who, held, tag):
    user = person(who, held.discussion.post, tag)
    client = Client()
    if user:
        client.force_login(user)
    shown = [client.get(address) for address in ("/admin/queue/", f"/admin/queue/{held.pk}/")]
    for page in shown:
        assert (page.status_code == 200 and f'value="{held.pk}:' in page.content.decode()) is MAY[who]


@pytest.mark.parametrize("who", ["author", "moderator of the tag", "moderator of the article"])
def test_who_decides_only_on_a_part_sees_no_addresses(who, held, tag):
    Comment.objects.filter(pk=held.pk).update(email="wilma@example.net", user=None)
    client = Client()
    client.force_login(person(who, held.discussion.post, tag))
    for address in ("/admin/queue/", f"/admin/queue/{held.pk}/"):
        assert "wilma@example.net" not in client.get(address).content.decode()
    assert "data-card" not in client.get("/admin/queue/?person=wilma%40example.net").content.decode()

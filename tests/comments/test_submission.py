"""What happens between "Send" and a stored comment, check by check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.utils import timezone

from comments import check, moderation
from comments.models import Comment, Defaults, Discussion, Event, Status
from comments.submission import MAX_NAME, Refused, Sending, answer, submit
from tests.builders import a_comment, a_post, a_user, an_owner, carol

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_flood_limit(settings):
    """The checks are looked at one by one; `test_limits` has the limits."""
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_RATE_LIMIT = 0


@pytest.fixture
def post():
    return a_post()


def sending(post, **fields):
    defaults = {"body": "Well said.", "name": "Bob", "email": "bob@example.org", "network": "bobs"}
    return Sending(post, **{**defaults, **fields})


def refused(this):
    """The refusal, after a look that it left nothing behind."""
    before = stored()
    with pytest.raises(Refused) as caught:
        submit(this)
    assert stored() == before
    return caught.value


def stored():
    return [list(model.objects.order_by("pk").values()) for model in (Comment, Discussion, Event)]


def test_a_guest_waits(post):
    sent = submit(sending(post, website="https://bob.example"))
    comment = Comment.objects.get()
    assert (sent.comment, sent.is_repeat) == (comment, False)
    assert (comment.status, comment.role, comment.user) == ("pending", "", None)
    assert (comment.name, comment.email, comment.website) == ("Bob", "bob@example.org", "https://bob.example")
    assert comment.body_html == "<p>Well said.</p>"
    assert Discussion.objects.get().comment_count == 0


def test_a_member_waits_under_the_name_of_the_account(post):
    bob = a_user("bob", display_name="Robert")
    comment = submit(
        sending(post, user=bob, name="Alice", email="alice@example.org", website="https://x.example")
    ).comment
    assert (comment.status, comment.role, comment.user) == ("pending", "", bob)
    assert (comment.name, comment.email, comment.website) == ("Robert", "", "")


FIRST_STATUS = [
    # who, first status, badge
    ("author of the article", "approved", "author"),
    ("author of another article", "pending", ""),
    ("moderator", "approved", "moderator"),
    ("owner", "approved", "moderator"),
    ("member", "pending", ""),
    ("inactive moderator", "pending", ""),
    ("moderator without staff flag", "pending", ""),
]


def person(who, post):
    match who:
        case "author of the article":
            return post.author
        case "author of another article":
            return a_post(author=a_user("erin", is_staff=True)).author
        case "moderator":
            return carol()
        case "owner":
            return an_owner()
        case "inactive moderator":
            return carol(is_active=False)
        case "moderator without staff flag":
            user = carol()
            user.is_staff = False
            user.save()
            return type(user).objects.get(pk=user.pk)
    return a_user("bob")


@pytest.mark.parametrize(("who", "status", "role"), FIRST_STATUS)
def test_staff_are_shown_at_once_and_others_wait(post, who, status, role):
    comment = submit(sending(post, user=person(who, post))).comment
    assert (comment.status, comment.role) == (status, role)
    assert Discussion.objects.get(pk=post.pk).comment_count == (status == "approved")
    assert not check.damage()


@pytest.mark.parametrize("name", ["Alice", "alice", "Alice (author)", "moderator"])
def test_a_name_earns_no_badge(post, name):
    comment = submit(sending(post, name=name, email=post.author.email)).comment
    assert (comment.role, comment.status, comment.user) == ("", "pending", None)


def test_an_account_with_a_very_long_name_can_send(post):
    user = a_user("bob", display_name="", first_name="B" * 150, last_name="b" * 150)
    assert len(submit(sending(post, user=user)).comment.name) == MAX_NAME


def test_a_reply_stands_below_what_it_answers(post):
    root = a_comment(post)
    reply = submit(sending(post, parent_id=root.pk)).comment
    assert (reply.parent_id, reply.tree_id, reply.level) == (root.pk, root.tree_id, 1)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_what_is_not_shown_takes_no_reply(post, status):
    parent = a_comment(post, status=status)
    why = refused(sending(post, parent_id=parent.pk))
    assert (why.code, why.status) == ("parent", HTTPStatus.CONFLICT)


@pytest.mark.parametrize("parent", [0, -1, 10**9, 2**63, -(2**63), 2**200])
def test_what_is_not_there_takes_no_reply(post, parent):
    assert refused(sending(post, parent_id=parent)).code == "parent"


def test_a_comment_of_another_article_takes_no_reply_here(post):
    assert refused(sending(post, parent_id=a_comment(a_post()).pk)).code == "parent"


def test_a_mention_takes_no_reply(post):
    assert refused(sending(post, parent_id=a_comment(post, kind="mention").pk)).code == "parent"


OPEN = [
    # access, the site's default is open, closes in hours, guest may send, member may send
    ("", True, None, True, True),
    ("", False, None, False, False),
    ("open", False, None, True, True),
    ("open", True, -1, False, False),
    ("open", True, 1, True, True),
    ("members", True, None, False, True),
    ("members", False, None, False, True),
    ("members", True, -1, False, False),
    ("closed", True, None, False, False),
    ("closed", True, 1, False, False),
]


@pytest.mark.parametrize(("access", "default", "hours", "guest", "member"), OPEN)
def test_who_may_send_where(post, access, default, hours, guest, member):
    Defaults.objects.update(is_open=default)
    closes_at = None if hours is None else timezone.now() + timedelta(hours=hours)
    Discussion.objects.create(post=post, access=access, closes_at=closes_at)
    for user, able in ((None, guest), (a_user("bob"), member)):
        if able:
            assert submit(sending(post, user=user)).comment.pk
        else:
            why = refused(sending(post, user=user))
            assert why.code == ("members" if access == "members" and member else "closed")
            assert why.status == HTTPStatus.FORBIDDEN


def test_a_discussion_closes_at_its_moment(post):
    Discussion.objects.create(post=post, closes_at=NOON)
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False):
        submit(sending(post))
    with time_machine.travel(NOON, tick=False):
        assert refused(sending(post, body="Too late.")).code == "closed"


def test_a_double_click_is_answered_with_the_first(post):
    first = submit(sending(post))
    before = stored()
    second = submit(sending(post))
    assert (second.comment.pk, second.is_repeat) == (first.comment.pk, True)
    assert stored() == before


SAME = [
    # what differs, minutes later, what comes of it
    ({}, 9.9, "repeat"),
    ({}, 10.1, "duplicate"),
    ({}, 60 * 24 * 365, "duplicate"),
    ({"network": "elsewhere"}, 1, "duplicate"),
    ({"email": "BOB@example.org"}, 1, "repeat"),
    ({"website": "https://bob.example"}, 1, "repeat"),
    ({"body": " Well said.\r\n"}, 1, "repeat"),
    ({"body": "Well said!"}, 1, "stored"),
    ({"name": "Rob"}, 1, "stored"),
    ({"email": "rob@example.org"}, 1, "stored"),
    ({"email": "rob@example.org", "network": "elsewhere"}, 1, "duplicate"),
]


@pytest.mark.parametrize(("other", "minutes", "expected"), SAME)
def test_the_same_words_again(post, other, minutes, expected):
    with time_machine.travel(NOON, tick=False) as clock:
        submit(sending(post))
        clock.shift(timedelta(minutes=minutes))
        if expected == "duplicate":
            why = refused(sending(post, **other))
            assert (why.code, why.status) == ("duplicate", HTTPStatus.CONFLICT)
        else:
            assert submit(sending(post, **other)).is_repeat is (expected == "repeat")


def test_the_same_words_elsewhere_are_another_comment(post):
    root = a_comment(post)
    submit(sending(post))
    assert not submit(sending(post, parent_id=root.pk)).is_repeat
    assert not submit(sending(a_post())).is_repeat


def test_the_same_words_by_another_account_are_another_comment(post):
    submit(sending(post, user=a_user("bob")))
    assert not submit(sending(post, user=a_user("dora"))).is_repeat


def test_what_was_withdrawn_may_be_said_again(post):
    first = submit(sending(post)).comment
    moderation.moderate([first.pk], Status.WITHDRAWN, by=None, capacities=frozenset({moderation.Asker.WRITER}))
    assert not submit(sending(post)).is_repeat


@pytest.mark.parametrize("status", ["declined", "spam", "removed"])
def test_what_was_refused_by_staff_is_not_said_again(post, status):
    with time_machine.travel(NOON, tick=False) as clock:
        first = submit(sending(post)).comment
        moderation.moderate([first.pk], Status(status), by=carol())
        clock.shift(timedelta(minutes=11))
        assert refused(sending(post)).code == "duplicate"


def test_the_checks_come_in_their_order(post, settings):
    settings.COMMENT_FLOOD_SECONDS = 15
    with time_machine.travel(NOON, tick=False) as clock:
        shown = a_comment(post)
        submit(sending(post, parent_id=shown.pk))
        clock.shift(timedelta(minutes=11))
        submit(sending(a_post()))  # now it is also too fast
        moderation.moderate([shown.pk], Status.REMOVED, by=carol())
        Discussion.objects.filter(pk=post.pk).update(access="closed")
        assert refused(sending(post, parent_id=shown.pk)).code == "parent"
        Comment.objects.filter(pk=shown.pk).update(status="approved")
        assert refused(sending(post, parent_id=shown.pk)).code == "closed"
        Discussion.objects.filter(pk=post.pk).update(access="open")
        assert refused(sending(post, parent_id=shown.pk)).code == "duplicate"
        why = refused(sending(post, parent_id=shown.pk, body="Something else."))
        assert (why.code, why.status, why.wait) == ("too_fast", HTTPStatus.TOO_MANY_REQUESTS, 15)
        clock.shift(timedelta(seconds=15))
        assert submit(sending(post, parent_id=shown.pk, body="Something else.")).comment.pk


def test_a_refusal_in_an_untouched_discussion_leaves_no_row(post):
    refused(sending(post, parent_id=5))
    assert not Discussion.objects.exists()


def test_every_refusal_says_what_to_do(post):
    Discussion.objects.create(post=post, access="closed")
    why = refused(sending(post))
    assert str(why) == why.message
    assert "closed" in why.message


def test_an_answer_approves_what_it_answers_in_the_same_act(post):
    held = a_comment(post, status="pending")
    sent, outcome = answer(held, "Thank you.", by=post.author)
    assert outcome.changed == [held.pk]
    assert (sent.comment.status, sent.comment.parent_id, sent.comment.role) == ("approved", held.pk, "author")
    assert Discussion.objects.get(pk=post.pk).comment_count == 2
    assert not check.damage()


def test_an_answer_to_what_is_shown_decides_nothing(post):
    sent, outcome = answer(a_comment(post), "Thank you.", by=carol())
    assert outcome.changed == []
    assert sent.comment.role == "moderator"
    assert not Event.objects.exists()


def test_an_answer_that_is_refused_approves_nothing(post):
    held = a_comment(post, status="pending")
    with time_machine.travel(NOON, tick=False) as clock:
        answer(held, "Thank you.", by=post.author)
        moderation.moderate([held.pk], Status.PENDING, by=post.author)
        clock.shift(timedelta(minutes=11))
        before = stored()
        with pytest.raises(Refused):
            answer(held, "Thank you.", by=post.author)
    assert stored() == before


def test_staff_answer_where_readers_cannot_write_any_more(post):
    held = a_comment(post, status="pending")
    Discussion.objects.filter(pk=post.pk).update(access="closed")
    answer(held, "Thank you.", by=post.author)
    assert Discussion.objects.get(pk=post.pk).comment_count == 2
    assert refused(sending(post)).code == "closed"


def test_an_answer_to_what_somebody_declined_meanwhile_is_refused(post):
    held = a_comment(post, status="pending")
    moderation.moderate([held.pk], Status.DECLINED, by=carol())
    before = stored()
    with pytest.raises(Refused) as caught:
        answer(held, "Thank you.", by=post.author)
    assert caught.value.code == "parent"
    assert stored() == before


def test_a_stranger_approves_nothing_by_answering(post):
    held = a_comment(post, status="pending")
    before = stored()
    with pytest.raises(Refused):
        answer(held, "Approve me.", by=a_user("mallory"))
    assert stored() == before

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone

from blog.chores import keeping
from blog.chores.models import Chore
from blog.maintenance import CHORES, MAINTAIN, drop_expired_cache_rows, drop_expired_sessions, maintain
from comments.models import Comment
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


def a_session(seconds: int) -> str:
    session = SessionStore()
    session.set_expiry(timezone.now() + timedelta(seconds=seconds))
    session.save()
    return session.session_key


def test_expired_sessions_go_and_living_ones_stay():
    a_session(-60)
    living = a_session(60)
    assert drop_expired_sessions() == 1
    assert list(Session.objects.values_list("pk", flat=True)) == [living]


def test_expired_cache_rows_go_and_living_ones_stay():
    """Redis sees to that itself."""
    cache = caches["default"]
    cache.set("old", 1, 60)
    cache.set("living", 2, 60)
    if not isinstance(cache, DatabaseCache):
        assert drop_expired_cache_rows() == 0
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {cache._table} SET expires = %s WHERE cache_key = %s",
            [connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(days=1)), cache.make_key("old")],
        )
    assert drop_expired_cache_rows() == 1
    assert cache.get("living") == 2


def test_networks_are_forgotten_after_thirty_days():
    post = a_post()
    now = timezone.now()
    old = a_comment(post, network="a" * 64, submitted_at=now - timedelta(days=31))
    new = a_comment(post, network="b" * 64, submitted_at=now - timedelta(days=29))
    assert maintain()["network hashes"] == 1
    kept = dict(Comment.objects.values_list("pk", "network"))
    assert kept == {old.pk: "", new.pk: "b" * 64}


def test_a_second_pass_finds_nothing_to_do():
    a_session(-60)
    maintain()
    assert maintain() == dict.fromkeys(CHORES, 0)


def test_the_list_of_devices_forgets_what_has_ended():
    bob = a_user("bob")
    for key in ("ended", a_session(60)):
        UserSession.objects.create(user=bob, session_key=key, ip="192.0.2.1", user_agent="A browser")
    assert maintain()["devices"] == 1
    assert UserSession.objects.get().session_key == Session.objects.get().pk


def test_a_chore_that_fails_stops_none_of_the_others(monkeypatch):
    def fail() -> int:
        raise RuntimeError("broken")

    monkeypatch.setitem(CHORES, "network hashes", fail)
    a_session(-60)
    assert maintain()["sessions"] == 1
    assert Chore.objects.get(name="network hashes").failures == 1


def test_it_shows_that_somebody_was_here():
    maintain()
    assert keeping.last_beat() > timezone.now() - timedelta(minutes=1)


def test_a_second_worker_leaves_it_to_the_first():
    a_session(-60)
    with keeping.alone(MAINTAIN, timedelta(minutes=1)):
        assert maintain() == dict.fromkeys(CHORES, 0)
    assert maintain()["sessions"] == 1

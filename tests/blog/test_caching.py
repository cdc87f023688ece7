"""blog/caching.py: without Redis everything is slower, and nothing is wrong."""

from __future__ import annotations

import socket
import time
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from redis import Redis

from blog import caching, health
from blog.allowance import HOUR, Bucket, take
from comments import limits
from comments.forms import token_for
from comments.models import Comment
from tests.builders import a_comment, a_post, an_owner
from tests.outage import read_only
from tests.redis import kill, own_redis

pytestmark = pytest.mark.django_db

ABSENT = "redis://127.0.0.1:1/0"


@pytest.fixture
def on(settings, monkeypatch):
    """Puts the site's cache into the Redis of an address."""
    monkeypatch.setattr(caching, "_away_until", {})
    monkeypatch.setattr(caching, "ASK_AGAIN_SECONDS", 0.2)
    table = {"BACKEND": "blog.caching.TableCache", "LOCATION": "blog_cache", "KEY_PREFIX": f"{time.time()}"}
    before = caches["default"]

    def put(url):
        settings.CACHES = {"default": {"BACKEND": "blog.caching.RedisOrTable", "LOCATION": url}, "table": table}
        for name in settings.CACHES:
            caches[name] = caches.create_connection(name)

    yield put
    caches["default"] = before
    del caches["table"]


def test_every_question_to_the_cache_is_answered_without_redis(on):
    on(ABSENT)
    cache = caches["default"]
    assert cache.add("a", 1, 60)
    assert not cache.add("a", 2, 60)
    assert cache.incr("a") == 2
    assert cache.touch("a", 60)
    assert cache.set_many({"b": 3, "c": 4}) == []
    assert cache.get_many(["a", "b", "c", "d"]) == {"a": 2, "b": 3, "c": 4}
    assert cache.get_or_set("e", lambda: 5) == 5
    assert "e" in cache
    assert cache.delete("e")
    cache.delete_many(["a", "b"])
    assert cache.get("a", "none") == "none"
    cache.clear()
    assert cache.get("c") is None


def test_a_redis_that_is_away_is_asked_once_in_a_while(on, caplog):
    on(ABSENT)
    for _ in range(20):
        caches["default"].get("a")
    assert len(caplog.records) == 1
    time.sleep(0.3)
    caches["default"].get("a")
    assert len(caplog.records) == 2


def test_limits_go_on_counting_without_redis(on, settings):
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_RATE_LIMIT = 300, 60
    on(ABSENT)
    assert limits.seconds_to_wait(None, "n" * 64) == 0
    assert limits.seconds_to_wait(None, "n" * 64) > 0
    assert [take(Bucket("marks", 2, HOUR), "n") > 0 for _ in range(3)] == [False, False, True]


def test_no_page_breaks_without_redis(on, client, settings):
    settings.COMMENT_FLOOD_SECONDS = 15
    on(ABSENT)
    post = a_post()
    a_comment(post, status="pending")
    fields = {"name": "Ellen", "email": "e@example.org", "body": "Words.", "token": token_for(post.pk)}
    assert client.post(f"/comments/on/{post.pk}/", fields).status_code == 303
    assert client.post(f"/comments/on/{post.pk}/", {**fields, "body": "More."}).status_code == 429
    assert client.post("/accounts/login/", {"login": "x", "password": "y"}).status_code == 200
    assert client.get("/readyz").json()["cache"]
    client.force_login(an_owner())
    for path in ["/admin/", "/admin/queue/", "/comments/figures/", "/admin/queue/figures/"]:
        assert client.get(path).status_code in {200, 404}, path
    assert Comment.objects.filter(name="Ellen").count() == 1


def test_redis_is_taken_again_when_it_is_back(on, tmp_path):
    with own_redis(tmp_path) as url:
        on(url)
        cache = caches["default"]
        cache.set("a", "in Redis", 60)
        assert Redis.from_url(url).dbsize() == 1
        assert health.redis_stands_by_itself()
        kill(url)
        assert cache.get("a") is None
        assert not health.redis_stands_by_itself()
        cache.set("a", "in the table", 60)
        assert cache.get("a") == "in the table"
        with own_redis(tmp_path, url):
            time.sleep(0.3)
            cache.set("a", "in Redis again", 60)
            assert cache.get("a") == "in Redis again"
            assert Redis.from_url(url).dbsize() == 1


def test_a_redis_that_says_nothing_is_not_waited_for_by_everybody(on, monkeypatch):
    """Its port takes connections, and there it ends."""
    monkeypatch.setattr(caching, "PATIENCE", 0.2)
    monkeypatch.setattr(caching, "ASK_AGAIN_SECONDS", 60)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        on(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        assert caches["default"].get("a") is None
        assert not caches["default"].is_asked


def test_a_look_into_the_table_writes_nothing(django_assert_num_queries):
    cache = caching.TableCache("blog_cache", {})
    with django_assert_num_queries(1):
        cache.get_many(["a", "b"])


def test_what_has_expired_does_not_break_a_page_on_a_database_that_is_read_only():
    cache = caching.TableCache("blog_cache", {})
    cache.set("a", 1, 60)
    with connection.cursor() as cursor:
        long_ago = connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(days=1))
        cursor.execute("UPDATE blog_cache SET expires = %s WHERE cache_key = %s", [long_ago, cache.make_key("a")])
    with read_only():
        assert cache.get("a") is None

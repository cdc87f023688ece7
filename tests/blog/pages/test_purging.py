"""blog/pages/purging.py: whoever holds our pages in front of us is told what changed."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import transaction
from django.db.models import F

from blog import jobs
from blog.pages import purging
from blog.pages.models import OwedPurge
from blog.posts.models import Post
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


class Proxy(BaseHTTPRequestHandler):
    def do_PURGE(self):
        self.server.told.append(set(self.headers["Surrogate-Key"].split()))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture
def proxy(settings):
    with HTTPServer(("127.0.0.1", 0), Proxy) as server:
        server.told, server.status = [], 200
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.PURGE_URL = f"http://127.0.0.1:{server.server_port}/"
        yield server
        server.shutdown()


def test_a_comment_names_its_discussion(proxy):
    post = a_post()
    OwedPurge.objects.all().delete()
    a_comment(post)
    purging.purge()
    assert proxy.told == [{f"discussion-{post.pk}"}]


def test_a_change_of_the_site_names_the_site(proxy):
    a_post()
    OwedPurge.objects.all().delete()
    Post.objects.update(title="Another")
    jobs.works()["purge"]()
    assert proxy.told == [{"site"}]


def test_what_was_heard_is_told_once_more_when_no_page_of_before_can_be_on_its_way(proxy):
    a_comment(a_post())
    purging.purge()
    purging.purge()
    assert len(proxy.told) == 1
    OwedPurge.objects.update(told_at=F("told_at") - purging.ON_THE_WAY)
    purging.purge()
    assert proxy.told == [proxy.told[0]] * 2
    assert not OwedPurge.objects.exists()
    purging.purge()
    assert len(proxy.told) == 2


def test_what_was_not_heard_the_second_time_stays_owed(proxy):
    a_comment(a_post())
    purging.purge()
    OwedPurge.objects.update(told_at=F("told_at") - purging.ON_THE_WAY)
    proxy.status = 503
    purging.purge()
    assert OwedPurge.objects.exists()


def test_what_was_not_heard_stays_owed(proxy):
    a_comment(a_post())
    proxy.status = 503
    purging.purge()
    assert OwedPurge.objects.filter(told_at=None).exists()
    proxy.status = 200
    purging.purge()
    assert proxy.told[0] == proxy.told[1]
    assert not OwedPurge.objects.filter(told_at=None).exists()


def test_many_changes_are_told_in_parts(proxy, monkeypatch):
    monkeypatch.setattr(purging, "MOST_KEYS", 2)
    OwedPurge.objects.bulk_create([OwedPurge(key=f"discussion-{number}") for number in range(5)])
    purging.purge()
    assert set().union(*proxy.told) == {f"discussion-{number}" for number in range(5)}
    assert max(map(len, proxy.told)) == 2


def test_what_was_rolled_back_is_not_owed(proxy):
    post = a_post()
    OwedPurge.objects.all().delete()
    with transaction.atomic():
        a_comment(post)
        transaction.set_rollback(True)
    assert not OwedPurge.objects.exists()


def test_without_a_proxy_nothing_is_owed():
    a_comment(a_post())
    assert not OwedPurge.objects.exists()

"""Two servers of two processes each and two workers, on one PostgreSQL and one Redis: one site."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager

import pytest
from redis import Redis

from tests.blog.mail.post_office import PostOffice
from tests.deploy.reader import Reader
from tests.engines import environment_of, new_database, run_on
from tests.ports import free_port
from tests.redis import own_redis
from tests.serving import END_SECONDS, serving, until
from tests.source import ROOT

LETTERS = 30
LIMIT = 4  # comments of one network in an hour
AN_ARTICLE = """
import uuid
from tests.builders import a_post
print(a_post(slug=uuid.uuid4().hex).get_absolute_url())
"""
APPROVE_ALL = """
from comments import moderation
from comments.models import Comment, Status
from tests.builders import carol
ids = list(Comment.objects.filter(status="pending").values_list("pk", flat=True))
moderation.moderate(ids, Status.APPROVED, by=carol())
"""
STORED = """
import json
from comments.models import Comment, Discussion
counts = list(Discussion.objects.values_list("comment_count", flat=True))
print(json.dumps([Comment.objects.filter(body__startswith="Said to", status="approved").count(), sum(counts)]))
"""
OWE = f"""
import uuid
from blog.mail import outbox
from tests.builders import a_comment, a_post
post = a_post(slug=uuid.uuid4().hex)
for number in range({LETTERS}):
    comment = a_comment(post, email=f"reader-{{number}}@example.org")
    outbox.owe("proof", comment.email, about=comment.pk)
"""


@contextmanager
def a_worker(env):
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=env, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Several:
    """The whole of it: how to reach each server, and the one database below."""

    def __init__(self, url, settings, office):
        self.url, self.settings, self.office = url, settings, office
        self.ports: list[int] = []
        self.workers: list[subprocess.Popen[bytes]] = []

    def shell(self, code):
        return run_on(self.url, "manage.py", "shell", "-v0", "-c", code, **self.settings).strip()

    def reader(self, server, address="127.0.0.1"):
        return Reader(self.ports[server], address=address)


@pytest.fixture(scope="module")
def several(prepared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("several")
    office = PostOffice()
    office.open()
    with ExitStack() as stack:
        stack.callback(office.close)
        url, redis = stack.enter_context(new_database("postgres", folder)), stack.enter_context(own_redis(folder))
        places = {"CACHE_URL": redis, "TASKS_URL": f"{redis.rpartition('/')[0]}/1", "EMAIL_URL": office.address}
        limits = {"COMMENT_FLOOD_SECONDS": "0", "COMMENT_RATE_LIMIT": str(LIMIT)}
        settings = {**places, **limits, "STATIC_ROOT": prepared["STATIC_ROOT"], "SITE_URL": prepared["SITE_URL"]}
        settings |= {"DEBUG": "off", "MEDIA_ROOT": str(folder)}
        run_on(url, "manage.py", "migrate", "--verbosity=0", **settings)  # a queue in Redis has a table as well
        several, env = Several(url, settings, office), environment_of(url, **settings)
        several.workers = [stack.enter_context(a_worker(env)) for _ in range(2)]
        several.ports = [free_port(), free_port()]
        for port in several.ports:
            server = stack.enter_context(serving(env, port, command="web"))
            assert server.poll() is None, server.stdout.read()
        yield several


def test_what_is_approved_is_seen_at_once_wherever_a_reader_asks(several):
    path = several.shell(AN_ARTICLE)
    assert [several.reader(server).get(path).status for server in (0, 1)] == [200, 200]  # kept by both from now on
    for server in (0, 1):
        sent = several.reader(server, f"127.0.1.{server + 1}").comment(path, f"Said to server {server}.")
        assert sent.status == 303
    assert b"Said to server" not in several.reader(0).get(path).body
    several.shell(APPROVE_ALL)
    for reader in (several.reader(0), several.reader(1)):
        page = reader.get(path).body
        assert b"Said to server 0." in page
        assert b"Said to server 1." in page
    assert several.shell(STORED) == "[2, 2]"


def test_a_limit_counts_what_both_servers_were_sent(several):
    path = several.shell(AN_ARTICLE)
    answers = [
        several.reader(turn % 2, "127.0.2.1").comment(path, f"Number {turn} of many.").status
        for turn in range(LIMIT + 2)
    ]
    assert answers[:LIMIT] == [303] * LIMIT
    assert 303 not in answers[LIMIT:]
    assert several.reader(1, "127.0.2.2").comment(path, "Somebody else's.").status == 303


def test_every_letter_goes_out_once_whoever_sends_it(several):
    several.shell(OWE)
    mine = lambda: [one for one in several.office.recipients if one.startswith("reader-")]  # noqa: E731
    assert until(lambda: len(mine()) >= LETTERS, 120)
    assert Counter(mine()) == {f"reader-{number}@example.org": 1 for number in range(LETTERS)}
    assert all(worker.poll() is None for worker in several.workers)


def test_background_work_is_asked_for_in_redis(several):
    several.shell(OWE.replace("reader-", "later-"))
    assert Redis.from_url(several.settings["TASKS_URL"]).keys("rq:*")
    assert several.shell("from django_tasks_db.models import DBTaskResult; print(DBTaskResult.objects.count())") == "0"

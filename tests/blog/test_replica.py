"""Reading from a copy: with a real one that is paused, stopped and broken off."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed

from blog import replica
from blog.mail.models import Letter
from blog.pages import noting
from comments.models import Comment
from tests.clusters import primary_and_replica
from tests.engines import environment_of, run_on
from tests.serving import until
from tests.source import ROOT


class Site:
    """One process of the site, which does what it is told."""

    def __init__(self, primary, copy, process):
        self.primary, self.copy, self.process = primary, copy, process
        self.made = self("begin")
        self.address, self.post = self.made["address"], self.made["post"]
        self.catch_up()

    def __call__(self, *act):
        self.process.stdin.write(json.dumps(act) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def catch_up(self):
        position = self.primary.ask("SELECT pg_current_wal_lsn()::text")
        assert until(lambda: self.copy.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"), 60)
        self("rested")

    @contextmanager
    def paused(self):
        self.copy.ask("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.copy.ask("SELECT pg_wal_replay_resume()")


@pytest.fixture(scope="module")
def running():
    with primary_and_replica() as (primary, copy):
        run_on(primary.url, "manage.py", "migrate", "--verbosity=0")
        run_on(primary.url, "manage.py", "createcachetable", "--verbosity=0")
        env = environment_of(primary.url, REPLICA_URL=copy.url)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-m", "tests.blog.replicated"]
        with subprocess.Popen(command, cwd=ROOT, env=env, **pipes) as process:
            yield Site(primary, copy, process)
            process.kill()


@pytest.fixture
def site(running):
    running.catch_up()
    return running


@pytest.mark.rehearsal
def test_pages_for_everybody_are_read_from_the_replica(site):
    for path in (site.address, "/", "/feed/", "/comments/feed/", f"{site.address}feed/", "/sitemap.xml"):
        page = site("get", path)
        assert (page["status"], page.get("default", 0)) == (200, 0), path
        assert page["replica"]


@pytest.mark.rehearsal
@pytest.mark.parametrize(
    "who", [("/", "olive"), ("/", "", "held_7"), ("/admin/login/",), ("/accounts/login/",), ("/?sent=7.x",)]
)
def test_who_is_known_here_reads_the_primary(site, who):
    assert site("get", *who).get("replica", 0) == 0


@pytest.mark.rehearsal
def test_what_was_said_is_read_at_once_though_the_replica_is_behind(site):
    with site.paused():
        site("say", site.post, "Just said.")
        page = site("get", site.address)
        assert "Just said." in page["text"]
        assert page.get("replica", 0) == 0
    site.catch_up()
    page = site("get", site.address)
    assert "Just said." in page["text"]
    assert page.get("default", 0) == 0


@pytest.mark.rehearsal
def test_what_an_author_changed_is_read_at_once(site):
    with site.paused():
        site("rename", site.post, "Another title")
        assert "Another title" in site("get", "/")["text"]


@pytest.mark.rehearsal
def test_a_page_that_is_kept_is_not_older_than_what_it_is_held_against(site):
    """Between a commit and the note of its position."""
    with site.paused():
        site.primary.ask("UPDATE posts_post SET title = 'Not noted yet' RETURNING 1")
        site.primary.ask("INSERT INTO pages_change DEFAULT VALUES RETURNING 1")
        assert "Not noted yet" not in site("get", "/")["text"]
        assert "Not noted yet" in site("keep", "/")["text"]


@pytest.mark.rehearsal
def test_it_knows_which_version_the_replica_has_seen_and_how_far_it_is_behind(site):
    with site.paused():
        version = site("say", site.post, "Unseen.")["version"]
        assert site("seen", site.post, version - 1)["is"]
        assert not site("seen", site.post, version)["is"]
        assert until(lambda: site("behind")["seconds"] > 0, 20)
    site.catch_up()
    assert site("seen", site.post, version)["is"]


@pytest.mark.rehearsal
def test_a_replica_that_goes_away_amidst_a_page_costs_nobody_the_page(site):
    page = site("get", site.address, "", "", True)
    assert (page["status"], page["replica"]) == (200, 3)
    assert "The first words." in page["text"]
    assert page["default"] > 3


@pytest.mark.rehearsal
def test_a_replica_that_is_down_is_done_without_until_it_is_back(site):
    site.copy.stop()
    pages = [site("get", site.address) for _ in range(2)]
    assert [(page["status"], page.get("replica", 0)) for page in pages] == [(200, 0)] * 2
    assert site("behind") == {}
    site.copy.start()
    site.catch_up()
    assert site("get", site.address)["replica"]


def test_without_a_replica_nothing_stands_in_the_way_of_a_request():
    with pytest.raises(MiddlewareNotUsed):
        replica.replica_reads(lambda request: None)
    assert replica.lag() is None
    assert not replica.has_seen(1, 1)


@pytest.fixture
def router():
    """For somebody who may read the copy; no test's transaction is around it."""
    token = replica._reads.set(True)
    yield replica.Router()
    replica._reads.reset(token)


def test_only_what_pages_are_made_of_is_read_from_it(router):
    assert router.db_for_read(Comment) == "replica"
    assert router.db_for_read(Letter) == "default"


def test_nothing_is_read_from_it_in_a_transaction(router, db):
    assert router.db_for_read(Comment) == "default"


def test_after_a_write_nothing_is_read_from_it(router):
    assert router.db_for_write(Comment) == "default"
    assert router.db_for_read(Comment) == "default"


@pytest.mark.parametrize(("said", "may"), [((3, 6), True), ((4, 10), False), (None, False)])
def test_a_page_to_be_kept_is_read_from_it_only_in_the_state_the_primary_was_in(monkeypatch, said, may):
    monkeypatch.setattr(replica, "_ask", lambda _state: said)
    assert replica.may_ask(noting.noted())
    noting.begin((3, 6))
    try:
        assert replica.may_ask(noting.noted()) is may
    finally:
        noting.end()


def test_no_migration_is_for_it():
    assert replica.Router().allow_migrate("replica", "comments") is False
    assert replica.Router().allow_migrate("default", "comments") is None


@pytest.mark.parametrize(
    ("method", "path", "cookies", "public"),
    [
        ("get", "/", {}, True),
        ("head", "/feed/", {}, True),
        ("post", "/", {}, False),
        ("get", "/", {"sessionid": "x"}, False),
        ("get", "/", {"remember": "x"}, False),
        ("get", "/", {"_ga": "x"}, True),
        ("get", "/?sent=1.x", {}, False),
        ("get", "/admin/", {}, False),
        ("get", "/comments/receipt/1.x/", {}, False),
        ("get", "/comments/1/", {}, True),
    ],
)
def test_a_page_for_everybody_is_told_from_ones_own(rf, method, path, cookies, public):
    request = getattr(rf, method)(path)
    request.COOKIES.update(cookies)
    request.user = AnonymousUser()
    assert replica.is_public(request) is public

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import User
from blog.demo import loading
from blog.lookalikes import folded
from blog.management.commands import prepare
from blog.posts.models import Post
from comments.models import Commenter
from tests.builders import a_post
from tests.site import run


@pytest.fixture
def _without_files(monkeypatch):
    """Loading the demo is what is looked at; the files take long."""
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: called.append(name))
    called.clear()


called: list[str] = []


def test_it_leaves_a_site_that_can_be_served(prepared):
    assert (Path(prepared["STATIC_ROOT"]) / "staticfiles.json").exists()
    assert run("manage.py", "maintain", env=prepared).returncode == 0
    assert run("manage.py", "migrate", "--check", env=prepared).returncode == 0


def test_it_may_be_repeated(prepared):
    done = run("manage.py", "prepare", env=prepared)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.django_db
@pytest.mark.usefixtures("_without_files")
def test_kept_names_follow_what_looks_alike_in_this_version():
    Commenter.objects.create(email="ellen@example.org", name="Ellen Mars", folded_name="as an older version read it")
    call_command("prepare")
    assert Commenter.objects.get().folded_name == folded("Ellen Mars")


@pytest.mark.django_db
@pytest.mark.usefixtures("_without_files")
class TestDemo:
    def test_it_goes_into_an_empty_database(self):
        call_command("prepare", demo=True)
        assert called == ["migrate", "createcachetable", "collectstatic", "demo"]

    def test_it_is_not_loaded_unless_asked_for(self):
        call_command("prepare")
        assert "demo" not in called

    def test_it_never_joins_what_somebody_wrote(self):
        a_post()
        call_command("prepare", demo=True)
        assert "demo" not in called

    def test_it_never_comes_back_to_an_owner_who_has_not_written_yet(self):
        User.objects.create_user("olive", email="olive@example.org")
        call_command("prepare", demo=True)
        assert not Post.objects.exists()
        assert "demo" not in called

    def test_its_logins_are_said_again_while_it_is_there(self):
        loading.load()
        call_command("prepare", demo=True)
        assert called[-1] == "demo"

    def test_an_account_that_was_left_of_it_is_not_the_demo(self):
        User.objects.create_user("author", email="author@demo.invalid")
        call_command("prepare", demo=True)
        assert "demo" not in called

    def test_a_public_site_gets_none(self, settings):
        settings.SITE_IS_LOCAL = False
        call_command("prepare", demo=True)
        assert "demo" not in called

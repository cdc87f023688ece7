from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog.posts.models import Post
from comments.models import Comment
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def demo(*options: str) -> str:
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def test_it_says_in_one_line_what_it_loaded_and_how_to_sign_in():
    said = demo()
    assert said.count("\n") == 1
    assert "3 articles, 2 pages, 20 comments, and 1 more waiting for approval" in said
    assert "http://localhost:8000/admin/ as owner, author or moderator; the password is “colloquy”" in said


def test_it_tells_a_program_the_same():
    facts = json.loads(demo("--json"))
    assert facts == {
        "loaded": True,
        "articles": 3,
        "pages": 2,
        "comments": 20,
        "pending": 1,
        "panel": "http://localhost:8000/admin/",
        "accounts": ["owner", "author", "moderator"],
        "password": "colloquy",
    }


def test_a_second_run_says_so_and_keeps_everything():
    demo()
    keys = list(Comment.objects.values_list("pk", flat=True))
    assert demo().startswith("The demo is here already, and nothing was changed.")
    assert list(Comment.objects.values_list("pk", flat=True)) == keys


def test_a_blog_with_articles_gets_a_plain_sentence_and_status_one():
    a_post()
    with pytest.raises(CommandError, match="the demo goes into an empty one only") as refusal:
        demo()
    assert refusal.value.returncode == 1


def test_a_public_site_gets_a_plain_sentence_and_status_one(settings):
    settings.SITE_IS_LOCAL = False
    with pytest.raises(CommandError, match="for this machine only"):
        demo()
    assert not Post.objects.exists()


def test_a_program_reads_the_refusal_too(capsys):
    a_post()
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("demo", "--json", stdout=out)
    assert end.value.code == 1
    assert "empty one only" in json.loads(out.getvalue())["error"]


def test_it_says_what_it_took_away():
    demo()
    assert demo("--remove") == "Taken away: 5 articles and pages, 22 comments, 3 accounts.\n"
    assert demo("--remove") == "There is no demo here to take away.\n"


def test_what_it_leaves_is_named_and_the_status_is_one():
    demo()
    a_comment(Post.objects.get(slug="handover"))
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("demo", "--remove", stdout=out)
    assert end.value.code == 1
    assert "“Handover” stays, since 1 comment by somebody else stands below it." in out.getvalue()
    assert out.getvalue().count("\n") == 1

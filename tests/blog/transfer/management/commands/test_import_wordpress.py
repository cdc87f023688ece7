"""The command: one closing line, a report for a program, status 1 with a plain message."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from blog.posts.models import Post
from tests.blog.transfer.files import a_file, a_reply, an_item

pytestmark = pytest.mark.django_db


def said(*arguments, **options):
    out = io.StringIO()
    call_command("import_wordpress", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_it_closes_with_one_honest_line(tmp_path):
    text = said(a_file(tmp_path, an_item(1, a_reply(1), a_reply(2, comment_approved="0"), title="Tea")))
    assert "“Tea” announces 2, shows 1: 1 awaits moderation" in text
    assert text.splitlines()[-1] == "Added 1 article, 0 pages and 2 comments from old.example.org; nothing odd."


def test_json_holds_the_whole_report(tmp_path):
    facts = json.loads(said(a_file(tmp_path, an_item(1, a_reply(1, 9))), "--json"))
    assert facts["kinds"]["comments"] == {"announced": 1, "read": 1, "stored": 1, "shown": 1, "added": 1}
    assert facts["oddities"][0]["code"] == "parent_missing"
    assert facts["sentence"].endswith("1 oddity.")


def test_a_dry_run_stores_nothing(tmp_path):
    assert said(a_file(tmp_path, an_item()), "--dry-run").splitlines()[-1].startswith("Would add 1 article,")
    assert not Post.objects.exists()


def test_a_bad_file_is_refused_with_its_line(tmp_path):
    path = tmp_path / "bad.xml"
    path.write_text("<rss>\n<channel>\n<item></channel></rss>")
    with pytest.raises(CommandError) as error:
        said(path)
    assert str(error.value).endswith(
        "line 3, column 9: This is not well-formed XML: mismatched tag. Nothing was imported."
    )
    assert error.value.returncode == 1


def test_a_bad_file_is_refused_in_json_too(tmp_path):
    out = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("import_wordpress", str(tmp_path / "none.xml"), "--json", stdout=out)
    assert stop.value.code == 1
    assert "No such file" in json.loads(out.getvalue())["error"]


def test_a_folder_of_media_must_be_one(tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        said(a_file(tmp_path, an_item()), media=tmp_path / "none")


def test_it_is_silent_while_it_works_unless_on_a_terminal(tmp_path, capsys):
    said(a_file(tmp_path, an_item()))
    assert capsys.readouterr().err == ""

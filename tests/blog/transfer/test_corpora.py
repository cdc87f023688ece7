"""Exports by others, where they are at hand: what we read and store is what an independent reader counted."""

import json
from collections import Counter

import pytest

from blog.posts.models import Post
from blog.transfer import wxr
from blog.transfer.models import Imported
from blog.transfer.records import Author, Item, Site
from comments import check
from comments.models import Comment
from tests.blog.transfer.files import CORPUS, moved_in

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not beside the repository")

MANIFEST = json.loads((CORPUS / "manifest.json").read_text()) if CORPUS.is_dir() else []
GOOD = [entry for entry in MANIFEST if entry["well_formed"]]
BAD = [entry for entry in MANIFEST if not entry["well_formed"]]
MENTIONS = ("pingback", "trackback")


def named(entries):
    return pytest.mark.parametrize("entry", entries, ids=[entry["file"] for entry in entries])


@named(GOOD)
def test_the_reader_counts_what_the_manifest_counts(entry):
    records = list(wxr.read(CORPUS / entry["file"]))
    items = [record for record in records if isinstance(record, Item)]
    comments = [comment for item in items for comment in item.comments]
    assert sum(isinstance(record, Author) for record in records) == entry["authors"]
    assert Counter(item.type or "(none)" for item in items) == entry["by_post_type"]
    assert Counter(item.status or "(none)" for item in items if item.type in {"post", ""}) == entry["posts_by_status"]
    assert Counter(comment.approved for comment in comments) == entry["comments_by_status"]
    assert Counter(comment.type or "comment" for comment in comments) == entry["comments_by_type"]
    assert sum(bool(comment.parent) for comment in comments) == entry["replies"]
    assert sum(bool(item.password) for item in items) == entry["with_password"]
    assert next(r for r in records if isinstance(r, Site)).version == (entry["wxr_version"] or "")


@named(BAD)
@pytest.mark.django_db
def test_a_bad_file_leaves_nothing(entry):
    with pytest.raises(wxr.WxrError) as error:
        moved_in(CORPUS / entry["file"])
    assert error.value.line
    assert not Post.objects.exists()
    assert not Imported.objects.exists()


@named(GOOD)
@pytest.mark.django_db
def test_all_of_it_is_stored_once(entry):
    types = entry["by_post_type"]
    mentions = sum(entry["comments_by_type"].get(kind, 0) for kind in MENTIONS)
    report = moved_in(CORPUS / entry["file"])
    assert report.kind("articles").stored == types.get("post", 0) + types.get("(none)", 0)
    assert report.kind("pages").stored == types.get("page", 0)
    assert report.kind("comments").stored == entry["comments"] - mentions
    assert report.kind("mentions").stored == mentions
    assert not list(check.faults())
    again = moved_in(CORPUS / entry["file"])
    assert all(tally.added == 0 for tally in again.kinds.values())
    assert {name: vars(tally)["stored"] for name, tally in again.kinds.items()} == {
        name: tally.stored for name, tally in report.kinds.items()
    }


@pytest.mark.django_db
def test_the_unit_test_of_themes_keeps_its_nine_levels():
    moved_in(CORPUS / "themeunittestdata.wordpress.xml")
    deepest = Comment.objects.order_by("-level").first()
    assert deepest.level == 9
    assert Comment.objects.filter(parent__isnull=False).count() == 10

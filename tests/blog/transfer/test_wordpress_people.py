"""Authors and their accounts."""

import pytest

from accounts.models import User
from blog.posts.models import Post
from tests.blog.transfer.files import a_file, an_item, moved_in
from tests.blog.transfer.generate import HEAD
from tests.builders import a_user, alice, an_owner

pytestmark = pytest.mark.django_db


def test_an_author_gets_an_account_that_may_nothing_and_that_nobody_can_enter(tmp_path):
    report = moved_in(a_file(tmp_path, an_item()))
    found = User.objects.get(username="alice")
    assert (found.name, found.email, found.first_name) == ("Alice Winter", "alice@example.org", "Alice")
    assert not found.has_usable_password()
    assert not found.is_staff
    assert not found.groups.exists()
    assert report.accounts == ["alice (Alice Winter)"]
    assert Post.objects.get().author == found


def test_an_account_of_that_user_name_is_the_author_and_stays_as_it_is(tmp_path):
    known = alice(email="own@example.org", display_name="Alice")
    moved_in(a_file(tmp_path, an_item()))
    assert Post.objects.get().author == known
    assert User.objects.get().email == "own@example.org"


def test_an_account_that_has_only_a_name_to_log_in_with_keeps_the_one_that_readers_know(tmp_path):
    known = alice(display_name="", first_name="", last_name="")
    moved_in(a_file(tmp_path, an_item()))
    known.refresh_from_db()
    assert known.name == "Alice Winter"


def test_an_address_never_makes_two_people_one(tmp_path):
    a_user("mallory", email="ALICE@example.org")
    report = moved_in(a_file(tmp_path, an_item()))
    found = Post.objects.get().author
    assert (found.username, found.email) == ("alice", None)
    assert [oddity.code for oddity in report.oddities] == ["author_email_taken"]


def test_who_was_renamed_here_is_found_again(tmp_path):
    path = a_file(tmp_path, an_item())
    moved_in(path)
    User.objects.update(username="alice.winter")
    moved_in(path)
    assert User.objects.count() == 1


def test_a_user_name_of_any_kind_becomes_one_of_ours(tmp_path):
    moved_in(a_file(tmp_path, an_item(dc__creator="Theme Büster &amp; Co")))
    assert User.objects.filter(username="Theme-Büster-Co").exists()


def test_an_article_of_nobody_belongs_to_the_owner(tmp_path):
    owner = an_owner()
    start = HEAD.index("<wp:author>")
    head = HEAD[:start] + HEAD[HEAD.index("</wp:author>") + len("</wp:author>") :]
    moved_in(a_file(tmp_path, an_item(dc__creator=""), head=head))
    assert Post.objects.get().author == owner

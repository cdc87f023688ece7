"""Articles and pictures in the panel: what is stored, for whom, and what is said about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from blog.posts import standing
from blog.posts.models import Picture, Post, Tag
from tests import builders

pytestmark = pytest.mark.django_db

ADD = "/admin/posts/post/add/"
LIST = "/admin/posts/post/"
UPLOAD = "/admin/posts/picture/upload/"


@pytest.fixture
def alice():
    return builders.alice()


@pytest.fixture
def author(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def owner():
    client = Client()
    client.force_login(builders.an_owner())
    return client


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def filled(**fields):
    return {
        "title": "The Second Chair", "body": "<p>Words.</p>", "summary": "", "status": "draft", "published_at": "",
        "slug": "", "tag_names": "", "kind": "article", "menu_position": "", **fields,
    }  # fmt: skip


def at(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def errors(response) -> dict[str, list[str]]:
    return {
        name: [error.code for error in found]
        for name, found in response.context["adminform"].form.errors.as_data().items()
    }


def a_file(kind: str = "PNG", size: tuple[int, int] = (40, 30), name: str = "me.png") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", size).save(drawn, kind)
    return SimpleUploadedFile(name, drawn.getvalue())


class TestArticle:
    def test_an_author_writes_one_and_it_is_theirs(self, author, alice):
        response = author.post(ADD, filled())
        post = Post.objects.get()
        assert response["Location"] == at(post)
        assert (post.author, post.slug, post.status, post.published_at) == (alice, "the-second-chair", "draft", None)

    def test_published_without_a_date_means_now(self, author):
        author.post(ADD, filled(status="published"))
        assert Post.objects.get().is_published

    def test_a_date_is_read_in_the_sites_own_time(self, author, settings):
        settings.TIME_ZONE = "Europe/Berlin"
        author.post(ADD, filled(status="published", published_at="2030-07-01T09:30"))
        assert Post.objects.get().published_at == datetime(2030, 7, 1, 7, 30, tzinfo=UTC)

    def test_saving_without_touching_the_date_keeps_its_seconds(self, author, alice):
        moment = timezone.now() - timedelta(days=3)
        post = builders.a_post(author=alice, published_at=moment.replace(second=42, microsecond=7))
        shown = timezone.localtime(post.published_at).strftime("%Y-%m-%dT%H:%M")
        author.post(at(post), filled(title="Else", slug=post.slug, status="published", published_at=shown))
        before, post = post.published_at, Post.objects.get()
        assert (post.title, post.published_at) == ("Else", before)

    def test_what_another_window_saved_meanwhile_is_not_wiped_without_a_word(self, author, alice):
        post = builders.a_post(author=alice, body="<p>One.</p>", published_at=timezone.now())
        fields = {"title": post.title, "slug": post.slug, "status": "published", "published_at": ""}
        page = author.get(at(post))
        opened = page.context["adminform"].form
        assert f'name="read_at" value="{opened["read_at"].value()}"' in page.content.decode()
        first = author.post(at(post), filled(**fields, body="<p>One. Two.</p>", read_at=opened["read_at"].value()))
        assert first.status_code == 302
        late = filled(**fields, body="<p>One.</p>", summary="Late", read_at=opened["read_at"].value())
        told = author.post(at(post), late)
        assert "after you had opened it here" in told.content.decode()
        assert Post.objects.get().body == "<p>One. Two.</p>"
        form = told.context["adminform"].form
        assert (form["body"].value(), form["summary"].value()) == ("<p>One.</p>", "Late")
        author.post(at(post), {**late, "read_at": form["read_at"].value()})
        assert (Post.objects.get().body, Post.objects.get().summary) == ("<p>One.</p>", "Late")

    def test_saving_again_and_again_in_one_window_is_no_surprise(self, author, alice):
        post = builders.a_post(author=alice)
        for number in range(3):
            read_at = author.get(at(post)).context["adminform"].form["read_at"].value()
            assert (
                author.post(at(post), filled(title=f"Title {number}", slug=post.slug, read_at=read_at)).status_code
                == 302
            )
        assert Post.objects.get().title == "Title 2"

    def test_the_history_names_what_was_changed_alone(self, author, alice):
        post = builders.a_post(author=alice, published_at=timezone.now().replace(second=42, microsecond=7))
        form = author.get(at(post)).context["adminform"].form
        same = {name: form[name].value() for name in ("title", "body", "slug", "status", "kind", "read_at")}
        shown = timezone.localtime(post.published_at).strftime("%Y-%m-%dT%H:%M")
        author.post(at(post), filled(**{**same, "summary": "Else", "published_at": shown}))
        assert LogEntry.objects.get().get_change_message() == "Changed Summary."

    def test_an_author_gives_it_to_nobody_and_forges_nothing(self, author, alice):
        mallory = builders.a_user("mallory", is_staff=True)
        post = builders.a_post(author=alice)
        forged = {"author": mallory.pk, "body_html": "<script>", "created_at": "2001-01-01", "word_count": "9"}
        author.post(at(post), filled(slug=post.slug, **forged))
        stored = Post.objects.get()
        assert (stored.author, stored.created_at, stored.word_count) == (alice, post.created_at, 1)
        assert stored.body_html == "<p>Words.</p>"

    def test_a_new_one_for_somebody_else_is_still_ones_own(self, author, alice):
        author.post(ADD, filled(author=builders.a_user("mallory").pk))
        assert Post.objects.get().author == alice

    def test_the_owner_says_whose_it_is(self, owner, alice):
        owner.post(ADD, filled(author=alice.pk))
        assert Post.objects.get().author == alice

    def test_an_author_sees_and_changes_no_others(self, author, alice):
        own = builders.a_post(author=alice)
        other = builders.a_post(author=builders.a_user("erin", is_staff=True))
        assert list(author.get(LIST).context["cl"].result_list) == [own]
        author.post(at(other), filled(title="Mine now"))
        other.refresh_from_db()
        assert other.title != "Mine now"

    def test_a_moderator_changes_none(self, client, alice):
        post = builders.a_post(author=alice)
        client.force_login(builders.carol())
        assert client.post(at(post), filled(title="Mine now")).status_code == 403
        assert client.post(ADD, filled()).status_code == 403
        assert Post.objects.get().title == post.title

    def test_an_author_deletes_none_and_is_offered_none(self, author, alice):
        post = builders.a_post(author=alice)
        assert "deletelink" not in author.get(at(post)).content.decode()
        assert author.post(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"}).status_code == 403
        assert Post.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"title": ""}, {"title": ["required"]}),
            ({"title": "x" * 201}, {"title": ["max_length"]}),
            ({"slug": "two words"}, {"slug": ["invalid"]}),
            ({"slug": "taken"}, {"slug": ["unique"]}),
            ({"slug": "feed", "kind": "page"}, {"slug": ["reserved_slug"]}),
            ({"status": "secret"}, {"status": ["invalid_choice"]}),
            ({"published_at": "tomorrow"}, {"published_at": ["invalid"]}),
            ({"menu_position": "-1", "kind": "page"}, {"menu_position": ["min_value"]}),
            ({"tag_names": "x" * 81}, {"tag_names": ["too_long"]}),
            ({"tag_names": ",".join(map(str, range(21)))}, {"tag_names": ["too_many"]}),
            ({"title": "a\0b"}, {"title": ["null_characters_not_allowed"]}),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(self, author, alice, fields, wrong):
        builders.a_post(author=alice, slug="taken")
        response = author.post(ADD, filled(body="<p>An hour of work.</p>", **fields))
        assert errors(response) == wrong
        assert "An hour of work." in response.content.decode()
        assert Post.objects.count() == 1
        assert not Tag.objects.exists()

    def test_only_pages_have_a_place_in_the_menu(self, author):
        author.post(ADD, filled(menu_position="3"))
        author.post(ADD, filled(menu_position="3", kind="page", slug="about"))
        assert dict(Post.objects.values_list("kind", "menu_position")) == {"article": None, "page": 3}

    def test_a_changed_address_leaves_a_redirect(self, author, alice):
        post = builders.a_post(author=alice, slug="before")
        before = post.get_absolute_url()
        day = timezone.localtime(post.published_at).strftime("%Y-%m-%dT%H:%M")
        author.post(at(post), filled(slug="after", status="published", published_at=day))
        assert Client().get(before).status_code == 301

    @pytest.mark.parametrize(
        ("status", "when", "said"),
        [
            ("draft", "", "Nobody else sees it yet"),
            ("published", "", "on the site"),
            ("published", "2099-01-01T10:00", "appears by itself on 1 January 2099"),
            ("unlisted", "", "on the site"),
        ],
    )
    def test_the_message_says_how_it_stands_and_leads_there(self, author, status, when, said):
        page = author.post(ADD, filled(status=status, published_at=when), follow=True).content.decode()
        assert said in page
        assert f'<a href="{Post.objects.get().get_absolute_url()}">' in page

    def test_a_draft_can_be_looked_at_by_its_author_alone(self, author, alice):
        address = builders.a_post(author=alice, status="draft", published_at=None).get_absolute_url()
        assert author.get(address).status_code == 200
        assert Client().get(address).status_code == 404

    def test_a_title_is_text_in_every_message(self, author):
        page = author.post(ADD, filled(title="<script>alert(1)</script>"), follow=True).content.decode()
        assert "<script>alert(1)" not in page

    @pytest.mark.parametrize(
        ("state", "titles"),
        [
            ("draft", ["a draft", "a draft to come"]),
            ("scheduled", ["to come"]),
            ("published", ["there"]),
            ("unlisted", ["hidden"]),
        ],
    )
    def test_the_list_is_narrowed_by_how_they_stand(self, author, alice, state, titles):
        builders.a_post(author=alice, title="a draft", status="draft", published_at=None)
        builders.a_post(
            author=alice, title="a draft to come", status="draft", published_at=timezone.now() + timedelta(days=2)
        )
        builders.a_post(author=alice, title="to come", published_at=timezone.now() + timedelta(days=2))
        builders.a_post(author=alice, title="there")
        builders.a_post(author=alice, title="hidden", status="unlisted")
        found = author.get(LIST, {"state": state}).context["cl"].result_list
        assert sorted(post.title for post in found) == titles
        assert all(str(word) in author.get(LIST).content.decode() for word in standing.WORDS.values())

    def test_the_list_asks_no_more_for_more_articles(self, owner, alice, django_assert_max_num_queries):
        for _ in range(12):
            builders.a_post(author=alice)
        with django_assert_max_num_queries(10):
            owner.get(LIST)


class TestTags:
    def test_words_become_tags_and_known_ones_are_found_in_any_case(self, author):
        Tag.objects.create(name="Silence")
        author.post(ADD, filled(tag_names=" silence,  cold   tea ,, Cold Tea"))
        assert [tag.name for tag in Post.objects.get().tags.all()] == ["Silence", "cold tea"]
        assert Tag.objects.count() == 2

    def test_the_form_shows_the_tags_it_has_and_takes_away_what_is_gone(self, author, alice):
        author.post(ADD, filled(tag_names="tea, silence"))
        post = Post.objects.get()
        assert 'value="silence, tea"' in author.get(at(post)).content.decode()
        author.post(at(post), filled(slug=post.slug, tag_names="tea"))
        assert [tag.name for tag in post.tags.all()] == ["tea"]
        assert Tag.objects.filter(name="silence").exists()


class TestPictures:
    def test_the_editor_sends_one_and_learns_how_to_show_it(self, author, alice, media):
        answer = author.post(UPLOAD, {"file": a_file(size=(3200, 1600)), "alt": "A chair"})
        picture = Picture.objects.get()
        assert answer.status_code == 201
        assert answer.json() == {"src": picture.file.url, "alt": "A chair", "width": 1600, "height": 800}
        assert (picture.uploaded_by, picture.width, picture.height) == (alice, 1600, 800)
        assert (media / picture.file.name).exists()

    def test_the_stored_picture_is_served(self, author, media):
        src = author.post(UPLOAD, {"file": a_file(), "alt": ""}).json()["src"]
        response = Client().get(src)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        assert response["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        ("given", "status", "said"),
        [
            (SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml"), 400, "JPEG, PNG, WebP and GIF"),
            (SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\nrest", "image/png"), 400, ""),
            (SimpleUploadedFile("a.png", b"", "image/png"), 400, "empty"),
            (None, 400, "required"),
        ],
    )
    def test_a_bad_file_is_answered_with_a_sentence_and_leaves_nothing(self, author, media, given, status, said):
        answer = author.post(UPLOAD, {"file": given, "alt": "x"} if given else {"alt": "x"})
        assert answer.status_code == status
        assert said in answer.json()["error"]
        assert not Picture.objects.exists()
        assert not [path for path in media.rglob("*") if path.is_file()]

    def test_a_file_that_is_too_large_has_a_status_of_its_own(self, author, media, monkeypatch):
        monkeypatch.setattr("blog.posts.pictures.MAX_BYTES", 50)
        assert author.post(UPLOAD, {"file": a_file(), "alt": ""}).status_code == 413

    def test_it_takes_a_post_with_the_token(self, author, alice, media):
        assert author.get(UPLOAD).status_code == 405
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(alice)
        assert strict.post(UPLOAD, {"file": a_file(), "alt": ""}).status_code == 403
        assert not Picture.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("carol", 403), ("bob", 302), (None, 302)])
    def test_who_writes_nothing_sends_nothing(self, media, who, status):
        client = Client()
        if who:
            client.force_login({"carol": builders.carol, "bob": lambda: builders.a_user("bob")}[who]())
        assert client.post(UPLOAD, {"file": a_file(), "alt": ""}).status_code == status
        assert not Picture.objects.exists()

    def test_without_script_the_page_of_pictures_takes_one(self, author, alice, media):
        response = author.post("/admin/posts/picture/add/", {"file": a_file("GIF", name="x.gif"), "alt": "A chair"})
        picture = Picture.objects.get()
        assert response.status_code == 302
        assert (picture.uploaded_by, picture.alt) == (alice, "A chair")
        assert Path(picture.file.name).suffix == ".png"

    def test_it_shows_what_to_copy_into_the_text(self, author, media):
        author.post(UPLOAD, {"file": a_file(), "alt": 'A "chair"'})
        picture = Picture.objects.get()
        page = author.get(reverse("admin:posts_picture_change", args=[picture.pk])).content.decode()
        assert f"&lt;figure&gt;&lt;img src=&quot;{picture.file.url}&quot;" in page

    def test_an_author_sees_and_changes_only_their_own(self, author, media):
        erin = builders.a_user("erin", is_staff=True)
        other = Picture.objects.create(file=a_file(), uploaded_by=erin, alt="hers")
        address = reverse("admin:posts_picture_change", args=[other.pk])
        assert list(author.get("/admin/posts/picture/").context["cl"].result_list) == []
        author.post(address, {"alt": "mine"})
        other.refresh_from_db()
        assert other.alt == "hers"

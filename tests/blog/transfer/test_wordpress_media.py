"""Pictures from a copy of the old site's files."""

import pytest
from PIL import Image

from blog.posts.models import Picture, Post
from tests.blog.transfer.files import a_file, an_item, moved_in

pytestmark = pytest.mark.django_db
AT = "https://old.example.org/wp-content/uploads"


@pytest.fixture
def uploads(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "uploads" / "2012" / "03"
    folder.mkdir(parents=True)
    Image.new("RGB", (60, 40), "teal").save(folder / "tea.jpg")
    Image.new("RGB", (6, 4), "teal").save(folder / "tea-6x4.jpg")
    (folder / "page.jpg").write_text("<html>")
    return tmp_path / "uploads"


def files(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def a_body(*names):
    return "\n\n".join(f'<img src="{name}" alt="Tea">' for name in names)


def test_every_size_of_a_picture_is_our_one_copy_of_the_original(tmp_path, uploads, settings):
    body = a_body(f"{AT}/2012/03/tea-6x4.jpg", f"{AT}/2012/03/tea.jpg?w=9", "/wp-content/uploads/2012/03/tea.jpg")
    report = moved_in(a_file(tmp_path, an_item(1, body=body)), media=uploads)
    picture = Picture.objects.get()
    assert (picture.width, picture.height, picture.alt) == (60, 40, "Tea")
    assert Post.objects.get().body_html.count(f'src="{picture.file.url}"') == 3
    assert report.foreign_pictures == {}
    assert (report.kind("pictures").announced, report.kind("pictures").stored) == (3, 1)


def test_what_is_not_in_the_copy_becomes_a_link_and_is_listed(tmp_path, uploads):
    report = moved_in(a_file(tmp_path, an_item(1, body=a_body("https://x.example/a.jpg"), title="T")), media=uploads)
    assert Post.objects.get().body == '<p><a href="https://x.example/a.jpg">Tea</a></p>'
    assert report.foreign_pictures == {"https://x.example/a.jpg": "“T”"}


def test_a_file_that_is_no_picture_is_said(tmp_path, uploads):
    report = moved_in(a_file(tmp_path, an_item(1, body=a_body(f"{AT}/2012/03/page.jpg"))), media=uploads)
    assert report.oddities[0].text.startswith("picture 2012/03/page.jpg: ")
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    "path", ["../secret.jpg", "%2e%2e/secret.jpg", "2012/../../secret.jpg", "2012/03", "\0.jpg", ""]
)
def test_nothing_outside_the_copy_is_read(tmp_path, uploads, path):
    Image.new("RGB", (6, 4)).save(tmp_path / "secret.jpg")
    moved_in(a_file(tmp_path, an_item(1, body=a_body(f"{AT}/{path}").replace("\0", ""))), media=uploads)
    assert not Picture.objects.exists()


def test_galleries_and_captions_get_their_pictures(tmp_path, uploads):
    attachment = an_item(
        7,
        wp__post_type="attachment",
        wp__status="inherit",
        wp__attachment_url=f"{AT}/2012/03/tea.jpg",
        wp__post_parent="1",
    )
    body = f'[gallery]\n\n[caption width="3"]<img src="{AT}/2012/03/tea-6x4.jpg"> Words[/caption]'
    moved_in(a_file(tmp_path, an_item(1, body=body), attachment), media=uploads)
    assert Post.objects.get().body_html.count("<img") == 2
    assert "<figcaption>Words</figcaption>" in Post.objects.get().body_html


def test_a_rehearsal_and_a_failure_leave_no_files(tmp_path, uploads, settings, monkeypatch):
    path = a_file(tmp_path, an_item(1, body=a_body(f"{AT}/2012/03/tea.jpg")))
    moved_in(path, media=uploads, is_rehearsal=True)
    assert files(settings) == []

    def fail(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("blog.transfer.wordpress.reconcile", fail)
    with pytest.raises(KeyboardInterrupt):
        moved_in(path, media=uploads)
    assert files(settings) == []


def test_pictures_may_be_brought_later_where_nobody_has_changed_the_text(tmp_path, uploads):
    items = [an_item(n, body=a_body(f"{AT}/2012/03/tea.jpg")) for n in (1, 2)]
    path = a_file(tmp_path, *items)
    moved_in(path)
    changed = Post.objects.get(title="Article 2")
    changed.body = "<p>Mine.</p>"
    changed.save()
    moved_in(path, media=uploads)
    assert "<img" in Post.objects.get(title="Article 1").body_html
    assert Post.objects.get(title="Article 2").body == "<p>Mine.</p>"

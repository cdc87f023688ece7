from __future__ import annotations

import os

import pytest
from django.core.files.base import ContentFile

from blog.storage import MediaStorage, StaticStorage


@pytest.fixture
def storage(tmp_path) -> StaticStorage:
    (tmp_path / "site.css").write_text("body { color: black }\n" * 100)
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    list(storage.post_process({"site.css": (storage, "site.css")}))
    return storage


def test_a_file_is_served_under_the_hash_of_its_content(storage):
    name = storage.stored_name("site.css")
    assert name.startswith("site.")
    assert name != "site.css"
    assert os.path.exists(storage.path(name + ".gz"))
    assert os.path.exists(storage.path(name + ".br"))
    assert storage.open(name).read() == storage.open("site.css").read()


def test_nothing_is_compressed_twice(storage):
    assert list(storage.compress_files(["site.css", storage.stored_name("site.css")])) == []


def test_what_has_changed_is_compressed_again(storage):
    path = storage.path("site.css")
    os.utime(path, (0, 0))
    assert {name for name, _compressed in storage.compress_files(["site.css"])} == {"site.css"}


def test_a_file_that_nobody_collected_does_not_take_the_page_down(storage):
    assert storage.url("site/none.css") == "/static/site/none.css"


def files_in(directory):
    return {file.name: (file.stat().st_ino, file.stat().st_mtime_ns) for file in directory.iterdir()}


def test_collecting_again_touches_nothing_that_a_running_site_may_read(storage, tmp_path):
    before = files_in(tmp_path)
    assert {"staticfiles.json", storage.stored_name("site.css")} <= before.keys()
    list(StaticStorage(location=tmp_path, base_url="/static/").post_process({"site.css": (storage, "site.css")}))
    assert files_in(tmp_path) == before


def test_what_is_replaced_lies_there_all_the_while(storage, tmp_path, monkeypatch):
    missing = []
    replace = os.replace

    def look_first(new, old):
        missing.extend(name for name in before if not (tmp_path / name).exists())
        replace(new, old)

    before = files_in(tmp_path)
    (tmp_path / "site.css").write_text("body { color: white }\n" * 100)
    monkeypatch.setattr(os, "replace", look_first)
    again = StaticStorage(location=tmp_path, base_url="/static/")
    list(again.post_process({"site.css": (again, "site.css")}))
    assert missing == []
    assert again.stored_name("site.css") != storage.stored_name("site.css")
    assert again.stored_name("site.css") in (tmp_path / "staticfiles.json").read_text()


def test_a_file_that_was_cut_off_is_written_again(storage, tmp_path):
    cut = tmp_path / storage.stored_name("site.css")
    whole = cut.read_bytes()
    cut.write_bytes(whole[:9])
    list(storage.post_process({"site.css": (storage, "site.css")}))
    assert cut.read_bytes() == whole


def test_an_uploaded_file_lies_at_its_place_and_nothing_beside_it(tmp_path):
    storage = MediaStorage(location=tmp_path)
    assert storage.save("pictures/a.png", ContentFile(b"whole")) == "pictures/a.png"
    assert storage.save("pictures/a.png", ContentFile(b"other")) != "pictures/a.png"
    assert (tmp_path / "pictures" / "a.png").read_bytes() == b"whole"
    assert (tmp_path / "pictures" / "a.png").stat().st_mode & 0o777 == 0o644
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        MediaStorage(location=tmp_path).save("pictures/a.png", Broken(b""))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

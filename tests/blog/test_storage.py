from __future__ import annotations

import os

import pytest

from blog.storage import StaticStorage


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


def test_nothing_is_compressed_twice(storage):
    assert list(storage.compress_files(["site.css", storage.stored_name("site.css")])) == []


def test_what_has_changed_is_compressed_again(storage):
    path = storage.path("site.css")
    os.utime(path, (0, 0))
    assert {name for name, _compressed in storage.compress_files(["site.css"])} == {"site.css"}


def test_a_file_that_nobody_collected_does_not_take_the_page_down(storage):
    assert storage.url("site/none.css") == "/static/site/none.css"

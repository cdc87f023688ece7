from __future__ import annotations

import json
import tracemalloc
from io import BytesIO, FileIO

import pytest

from blog.backup import Refused, manifest
from blog.backup.archive import new_archive
from blog.backup.manifest import Table
from blog.backup.verifying import verify
from tests.blog.backup.made_by_hand import an_archive


def test_it_shows_how_far_it_is(tmp_path):
    seen = []
    found = verify(an_archive(tmp_path / "a.zip"), lambda done, total: seen.append((done, total)))
    assert seen[-1] == (found.size, found.size)


def test_however_many_rows_there_are_only_some_are_in_memory(tmp_path):
    """40 MB of rows and a picture of 20 MB, in less than 5."""
    line = json.dumps([1, "x" * 4000]).encode() + b"\n"
    with FileIO(tmp_path / "a.zip", "w+") as raw, new_archive(raw) as archive:
        with archive.member(manifest.rows_name("t"), is_packed=True) as (write, facts):
            for _number in range(10_000):
                write(line)
        archive.manifest.tables.append(Table("t", "posts", ["id", "name"], 10_000, 1, facts))
        archive.manifest.media.append(archive.add("media/a", BytesIO(bytes(20_000_000))))
    tracemalloc.start()
    verify(tmp_path / "a.zip")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_picture_with_another_digest_is_found_too(tmp_path):
    def change(about):
        about.media[0].sha256 = "0" * 64

    with pytest.raises(Refused, match="damaged"):
        verify(an_archive(tmp_path / "a.zip", change))

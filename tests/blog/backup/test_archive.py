from __future__ import annotations

import hashlib
import zipfile
from io import FileIO

import pytest

from blog.backup.archive import SEAL, new_archive
from tests.blog.backup.made_by_hand import an_archive


def test_any_tool_can_open_it(tmp_path):
    with zipfile.ZipFile(an_archive(tmp_path / "a.zip")) as packed:
        assert packed.testzip() is None
        assert packed.read("rows/posts_tag.jsonl") == b'[1,"one"]\n[2,"two"]\n'


def test_it_ends_with_the_digest_of_all_before(tmp_path):
    whole = an_archive(tmp_path / "a.zip").read_bytes()
    assert whole[-SEAL:].decode() == hashlib.sha256(whole[:-SEAL]).hexdigest()


def test_what_breaks_while_it_is_written_is_what_is_raised(tmp_path):
    """And not what the zip would add to it while it is closed."""
    with FileIO(tmp_path / "a.zip", "w") as raw, open("/dev/zero", "rb") as endless:  # noqa: SIM117 - the order matters
        with pytest.raises(OSError, match="full"), new_archive(Full(raw)) as archive:
            archive.add("media/a", endless)


class Full:
    """A disk that takes one megabyte."""

    def __init__(self, raw) -> None:
        self.raw, self.left = raw, 1_000_000

    def write(self, data) -> int:
        self.left -= len(data)
        if self.left < 0:
            raise OSError(28, "the disk is full")
        return self.raw.write(data)

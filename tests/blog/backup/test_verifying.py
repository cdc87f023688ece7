from __future__ import annotations

import pytest

from blog.backup import Refused
from blog.backup.verifying import verify
from tests.blog.backup.made_by_hand import an_archive


def test_it_shows_how_far_it_is(tmp_path):
    seen = []
    found = verify(an_archive(tmp_path / "a.zip"), lambda done, total: seen.append((done, total)))
    assert seen[-1] == (found.size, found.size)


def test_a_picture_with_another_digest_is_found_too(tmp_path):
    def change(about):
        about.media[0].sha256 = "0" * 64

    with pytest.raises(Refused, match="damaged"):
        verify(an_archive(tmp_path / "a.zip", change))

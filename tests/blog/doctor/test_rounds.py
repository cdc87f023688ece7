from __future__ import annotations

import pytest

from blog.doctor import rounds


@pytest.mark.django_db
def test_every_check_is_made_and_none_breaks():
    found = rounds.look_around()
    assert {"database", "cache", "tasks", "media", "disk", "site", "worker", "owed", "mail"} <= {
        one.about for one in found
    }
    assert not [one for one in found if "could not be looked at" in one.says]
    assert [one for one in found if one.state == "ill" and not one.todo] == []

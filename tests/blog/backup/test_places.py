from __future__ import annotations

import pytest

from blog.backup import places
from tests.builders import a_user

pytestmark = pytest.mark.django_db


def test_a_new_site_is_free_until_somebody_is_there():
    assert not places.has_content()
    a_user()
    assert places.has_content()


def test_what_cannot_be_read_is_taken_for_somebody_s(monkeypatch):
    from django.db import DatabaseError, connection

    def broken(*_args):
        raise DatabaseError("file is not a database")

    monkeypatch.setattr(connection.introspection, "table_names", broken)
    assert places.has_content()

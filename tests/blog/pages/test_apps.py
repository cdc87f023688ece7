"""blog/pages/apps.py: every connection of this site notices what is written through it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from blog.pages import changes


@pytest.mark.django_db
def test_this_connection_is_watched():
    assert changes._note in connection.execute_wrappers


def test_a_new_connection_is_watched_once():
    new = SimpleNamespace(execute_wrappers=[], settings_dict={}, vendor="another", alias="another")
    for _time in range(2):
        connection_created.send(sender=type(new), connection=new)
    assert new.execute_wrappers.count(changes._note) == 1

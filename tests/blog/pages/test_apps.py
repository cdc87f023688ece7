"""blog/pages/apps.py: every connection of this site notices what is written through it."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from blog.pages import changes


@pytest.mark.django_db(transaction=True)
def test_a_connection_of_another_thread_is_watched_too():
    found = []

    def look():
        connections["default"].ensure_connection()
        found.append(changes._note in connections["default"].execute_wrappers)
        connections["default"].close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [True]

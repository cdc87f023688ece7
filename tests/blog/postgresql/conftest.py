"""PostgreSQL, whatever the suite runs on."""

from __future__ import annotations

import pytest

from tests.engines import new_database, run_on

BEGIN = """
from datetime import datetime, UTC
from django.db import DataError, DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import F
from blog.postgresql import base, planned
from blog.prepared import Addition, Change, Given, Question
from comments import tree
from comments.models import Comment, Status, Trace
from tests.builders import a_comment, a_post

def forms():
    connection.ensure_connection()
    kept = connection.connection.__dict__.get(planned.KEPT)
    return kept.forms if kept else {}
"""


@pytest.fixture
def so(tmp_path):
    """How often a piece of code prints True; it fails where it prints anything else."""

    def count(code):
        with new_database("postgres", tmp_path) as url:
            said = run_on(url, "manage.py", "shell", "--verbosity=0", "-c", BEGIN + code.replace("URL", repr(url)))
        assert set(said.split()) == {"True"}, said
        return len(said.split())

    return count

"""manage.py: what a person at the shell reads when the database is not there."""

from __future__ import annotations

import pytest

from manage import sentence_about


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            "no such table: posts_post",
            "The database is not ready: no such table: posts_post. 'manage.py prepare' brings it up to date.",
        ),
        (
            'relation "posts_post" does not exist\nLINE 1: SELECT',
            "The database is not ready: relation \"posts_post\" does not exist. 'manage.py prepare' brings it up to date.",
        ),
        (
            'connection failed: FATAL:  database "x" does not exist',
            'The database does not answer: connection failed: FATAL:  database "x" does not exist',
        ),
        ("connection refused\nIs the server running?", "The database does not answer: connection refused"),
    ],
)
def test_a_database_error_is_one_sentence(error, sentence):
    assert sentence_about(error) == sentence

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from blog.maintenance import CHORES

pytestmark = pytest.mark.django_db


def test_it_says_in_one_line_what_it_dropped(capsys):
    call_command("maintain")
    assert (
        capsys.readouterr().out
        == "Dropped 0 network hashes, 0 proof requests, 0 letters, 0 sessions, 0 devices, 0 cache rows.\n"
    )


def test_a_program_reads_the_same_numbers(capsys):
    call_command("maintain", json=True)
    assert json.loads(capsys.readouterr().out) == dict.fromkeys(CHORES, 0)

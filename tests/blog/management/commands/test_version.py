from __future__ import annotations

import json
from io import StringIO

from django.core.management import call_command

from blog.version import version
from tests.site import environment, run


def test_it_says_the_version_in_a_line():
    out = StringIO()
    call_command("version", stdout=out)
    assert out.getvalue().startswith(f"Colloquy {version()}, on Django 5.2")
    assert out.getvalue().count("\n") == 1


def test_the_shell_gets_ours_and_not_that_of_django(tmp_path):
    done = run("manage.py", "version", "--json", env=environment(tmp_path))
    assert json.loads(done.stdout)["colloquy"] == version()


def test_and_to_a_program():
    out = StringIO()
    call_command("version", "--json", stdout=out)
    assert json.loads(out.getvalue())["colloquy"] == version()

from __future__ import annotations

import socket

from tests.site import environment, run


def test_a_taken_port_ends_it_before_anything_is_started(prepared, port):
    with socket.create_server(("127.0.0.1", port)):
        done = run("manage.py", "serve", "--port", str(port), env=prepared)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip() == (
        f"CommandError: Port {port} on 127.0.0.1 is taken by another program. Choose another one, as in: make run PORT=8001"
    )


def test_a_site_that_is_not_prepared_says_what_prepares_it(tmp_path, port):
    done = run("manage.py", "serve", "--port", str(port), env=environment(tmp_path))
    assert done.returncode == 1
    assert "manage.py prepare" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path, port):
    env = environment(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    done = run("manage.py", "serve", "--port", str(port), env=env)
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr

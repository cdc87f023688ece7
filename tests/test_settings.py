"""blog/settings.py, manage.py and blog/wsgi.py together: a start with good settings and with bad ones."""

from __future__ import annotations

import json
import re

import pytest

from tests.site import environment, run
from tests.source import text

READ = "import json; from blog import settings as s; print(json.dumps({name: getattr(s, name) for name in %r}))"

NAMES_READ = """
import json
from blog.environment import Environment
read, reading = set(), Environment._read
Environment._read = lambda self, reader, name, default: read.add(name) or reading(self, reader, name, default)
from blog import settings
print(json.dumps(sorted(read)))
"""


def settings_with(tmp_path, names, **env):
    done = run("-c", READ % (names,), env=environment(tmp_path, **env))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_secret_no_start_and_one_sentence(tmp_path):
    done = run("manage.py", "check", env=environment(tmp_path, SECRET_KEY=""))
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set.")
    assert done.stderr.count("\n") == 1


def test_deployment_check_has_nothing_to_say(tmp_path):
    env = environment(tmp_path, SITE_URL="https://blog.example.org")
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=env)
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (2 silenced).")
    assert done.stderr == ""


def test_models_and_migrations_agree(tmp_path):
    done = run("manage.py", "makemigrations", "--check", "--dry-run", env=environment(tmp_path))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("site_url", "secure", "local"),
    [
        ("http://localhost:8000", False, True),
        ("http://127.0.0.1:8000", False, True),
        ("http://[::1]:8000", False, True),
        ("https://blog.example.org/", True, False),
        ("http://localhost.example.org", False, False),
    ],
)
def test_cookies_and_redirects_follow_the_address_of_the_site(tmp_path, site_url, secure, local):
    names = ["SITE_URL", "SITE_IS_LOCAL", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    found = settings_with(tmp_path, names, SITE_URL=site_url)
    assert found == {
        "SITE_URL": site_url.rstrip("/"),
        "SITE_IS_LOCAL": local,
        "SECURE_SSL_REDIRECT": secure,
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
    }


def test_the_site_answers_to_its_own_name_and_to_this_machine(tmp_path):
    found = settings_with(tmp_path, ["ALLOWED_HOSTS"], SITE_URL="https://blog.example.org")
    assert found["ALLOWED_HOSTS"] == ["blog.example.org", "localhost", "127.0.0.1", "[::1]"]


def test_every_setting_stands_in_the_table_of_the_manual(tmp_path):
    table = text("docs/running.md").partition("| name | default | |")[2].partition("\n\n")[0]
    named = {name for row in table.strip().splitlines() for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}
    done = run("-c", NAMES_READ, env=environment(tmp_path))
    assert set(json.loads(done.stdout)) == named


def test_debug_is_off_unless_asked_for(tmp_path):
    assert settings_with(tmp_path, ["DEBUG"], DEBUG="") == {"DEBUG": False}
    assert settings_with(tmp_path, ["DEBUG"], DEBUG="on") == {"DEBUG": True}


def test_an_unprepared_database_is_named_with_what_helps(tmp_path):
    done = run("manage.py", "maintain", env=environment(tmp_path))
    assert done.returncode == 1
    assert re.fullmatch(
        r"The database is not ready: no such table: \w+\. 'manage.py prepare' brings it up to date.\n", done.stderr
    )


def test_an_unreachable_database_is_one_sentence(tmp_path):
    done = run("manage.py", "maintain", env=environment(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none"))
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer: ")
    assert "Traceback" not in done.stderr


def test_no_mail_server_is_waited_for_without_end(tmp_path):
    found = settings_with(tmp_path, ["EMAIL_CONFIGURED", "EMAIL_TIMEOUT"], EMAIL_URL="smtp://127.0.0.1:25")
    assert found == {"EMAIL_CONFIGURED": True, "EMAIL_TIMEOUT": 15}

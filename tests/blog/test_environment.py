"""blog/environment.py: alice's typing errors in .env end in a sentence, not in a traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from blog.environment import Environment, sqlite_options


@pytest.fixture
def env() -> Environment:
    return Environment(None)


@pytest.mark.parametrize(
    ("name", "value", "read", "says"),
    [
        ("SECRET_KEY", "", lambda env: env.secret(), "SECRET_KEY is not set"),
        ("DEBUG", "perhaps", lambda env: env.flag("DEBUG", False), "DEBUG"),
        ("COMMENT_FLOOD_SECONDS", "many", lambda env: env.number("COMMENT_FLOOD_SECONDS", 15), "COMMENT_FLOOD_SECONDS"),
        ("SITE_URL", "blog.example.org", lambda env: env.site_url(""), "https://blog.example.org"),
        ("SITE_URL", "ftp://blog.example.org", lambda env: env.site_url(""), "https://blog.example.org"),
        ("SITE_URL", "https://example.org/blog", lambda env: env.site_url(""), "https://blog.example.org"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy", lambda env: env.networks("TRUSTED_PROXIES", []), "'proxy'"),
        ("TIME_ZONE", "Mars/Base", lambda env: env.time_zone(), "Europe/Berlin"),
        ("TIME_ZONE", "../etc", lambda env: env.time_zone(), "Europe/Berlin"),
        ("DATABASE_URL", "nonsense", lambda env: env.database(Path("x")), "DATABASE_URL"),
        ("DATABASE_URL", "mysql://x/y", lambda env: env.database(Path("x")), "PostgreSQL"),
        ("DATABASE_URL", "sqlite:////dev/null/x.sqlite3", lambda env: env.database(Path("x")), "directory"),
        ("SECURITY_CONTACT", "olive@example.org", lambda env: env.contact("SECURITY_CONTACT"), "mailto:"),
        ("PURGE_URL", "file:///etc/passwd", lambda env: env.web_address("PURGE_URL"), "http://"),
        ("REPLICA_URL", "sqlite:///x", lambda env: env.replica(), "SQLite has no replicas"),
        ("CACHE_URL", "memcached://x", lambda env: env.caches(), "redis://"),
        ("EMAIL_URL", "mail.example.org", lambda env: env.mail(), "submission://"),
        ("REPLY_ADDRESS", "blog.example.org", lambda env: env.reply_address(), "reply@blog.example.org"),
        ("REPLY_ADDRESS", f"{'r' * 17}@example.org", lambda env: env.reply_address(), "16 characters"),
        ("INBOX_URL", "mail.example.org", lambda env: env.inbox(), "imaps://"),
        ("INBOX_URL", "imaps://mail.example.org:port/", lambda env: env.inbox(), "imaps://"),
        ("INBOX_URL", "pop3://user:pass@mail.example.org", lambda env: env.inbox(), "imaps://"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_one_line(monkeypatch, env, name, value, read, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as caught:
        read(env)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_socket_file_is_named_among_the_proxies_by_a_word(monkeypatch, env):
    monkeypatch.setenv("TRUSTED_PROXIES", "unix, 10.0.0.0/8")
    assert env.networks("TRUSTED_PROXIES", []) == ["unix", "10.0.0.0/8"]


def test_without_a_word_everything_but_the_secret_has_a_working_value(monkeypatch, env, tmp_path):
    for name in (
        "SITE_URL",
        "TRUSTED_PROXIES",
        "TIME_ZONE",
        "DATABASE_URL",
        "CACHE_URL",
        "EMAIL_URL",
        "REPLY_ADDRESS",
        "INBOX_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    assert env.site_url("http://localhost:8000").hostname == "localhost"
    assert env.networks("TRUSTED_PROXIES", ["127.0.0.1"]) == ["127.0.0.1"]
    assert env.time_zone() == "UTC"
    assert env.database(tmp_path / "data" / "x.sqlite3")["ENGINE"].endswith("sqlite3")
    assert env.caches()["default"]["BACKEND"].endswith("TableCache")
    assert env.mail() == {}


def test_the_directory_of_the_database_is_made(env, monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    env.database(tmp_path / "data" / "x.sqlite3")
    assert (tmp_path / "data").is_dir()


def test_sqlite_takes_the_write_lock_first_and_waits_for_it(env, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/x.sqlite3")
    options = env.database(tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert 20 <= options["timeout"] < 30  # of sixty that a proxy in front waits
    assert "journal_mode=WAL" in options["init_command"]


def test_how_long_sqlite_waits_may_be_named(env, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/x.sqlite3?timeout=3")
    config = env.database(tmp_path)
    assert (config["NAME"], config["OPTIONS"]["timeout"]) == (f"{tmp_path}/x.sqlite3", 3)
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_is_taken_from_one_address(env, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://alice:s%40cret@db.example.org:5433/blog")
    config = env.database(tmp_path)
    assert [config[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "alice",
        "s@cret",
        "db.example.org",
        5433,
        "blog",
    ]


def test_a_mail_server_is_taken_from_one_address(env, monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "submission://alice:s%40cret@mail.example.org:587")
    mail = env.mail()
    assert (mail["EMAIL_HOST"], mail["EMAIL_HOST_PASSWORD"], mail["EMAIL_USE_TLS"]) == (
        "mail.example.org",
        "s@cret",
        True,
    )


def test_what_the_address_of_a_mail_server_does_not_say_stays_as_it_is(env, monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp://127.0.0.1:25")
    assert not {"EMAIL_TIMEOUT", "EMAIL_HOST_USER"} & set(env.mail())
    monkeypatch.setenv("EMAIL_URL", "smtp://127.0.0.1:25?timeout=4")
    assert env.mail()["EMAIL_TIMEOUT"] == 4


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("LANGUAGE_CODE", "de")
    monkeypatch.setenv("TIME_ZONE", "")  # so that it is forgotten with this test
    monkeypatch.delenv("TIME_ZONE")
    (tmp_path / ".env").write_text("LANGUAGE_CODE=fr\nTIME_ZONE=Europe/Paris\n")
    env = Environment(tmp_path / ".env")
    assert (env.text("LANGUAGE_CODE", "en"), env.time_zone()) == ("de", "Europe/Paris")


@pytest.mark.parametrize("url", ["file:///var/tmp/mail", "file:////var/tmp/mail"])
def test_mail_goes_into_the_folder_that_was_named(env, monkeypatch, url):
    monkeypatch.setenv("EMAIL_URL", url)
    assert env.mail()["EMAIL_FILE_PATH"] == "/var/tmp/mail"


def test_no_error_repeats_the_password_of_a_mailbox(env, monkeypatch):
    monkeypatch.setenv("INBOX_URL", "pop3://alice:s3cret@mail.example.org")
    with pytest.raises(ImproperlyConfigured) as raised:
        env.inbox()
    assert "s3cret" not in str(raised.value)


def test_replies_are_off_until_an_address_is_named(env, monkeypatch):
    assert (env.reply_address(), env.inbox()) == ("", "")
    monkeypatch.setenv("REPLY_ADDRESS", "reply@blog.example.org")
    monkeypatch.setenv("INBOX_URL", "imaps://alice:s%40cret@mail.example.org:993/Replies")
    assert (env.reply_address(), env.inbox()[:8]) == ("reply@blog.example.org", "imaps://")


@pytest.mark.parametrize("is_ours", [False, True])
def test_what_is_erased_does_not_linger_in_the_file(tmp_path, is_ours):
    """Some builds of SQLite overwrite by themselves; this one is told not to, until our settings say so."""
    file, words = tmp_path / "site.sqlite3", "what somebody wrote about their illness"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript("PRAGMA secure_delete=OFF; CREATE TABLE comment (body TEXT);")
    if is_ours:
        connection.executescript(sqlite_options(file)["init_command"])
    connection.executemany("INSERT INTO comment VALUES (?)", [(words,), ("another",)])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("DELETE FROM comment WHERE body = ?", [words])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert (words.encode() in file.read_bytes()) == (not is_ours)

"""What the environment and .env say, checked; what cannot be meant ends the start with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError
from redis.backoff import NoBackoff
from redis.retry import Retry

# Where a machine is gone altogether nobody says so: whoever asks it waits for that (10 s), and no longer.
UNTIL_GONE = {"keepalives_idle": 10, "tcp_user_timeout": 10_000}
KEEP_CONNECTION_SECONDS = 60  # opening SQLite with its PRAGMAs costs 0.3 ms, as much as a small page's queries
MAIL_SCHEMES = {"smtp", "submission", "console", "file", "memory", "dummy"}
MAILBOX_SCHEMES = {"imaps", "imap"}
LONGEST_REPLY_NAME = 16  # 64 characters are all that may stand before an @, and a token follows it
REPLY_ADDRESS = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._+-]{{0,{LONGEST_REPLY_NAME - 1}}}@[A-Za-z0-9.-]+", re.ASCII)


class Environment:
    """Typed reading: every value but the secret has a default, and no error is a traceback."""

    def __init__(self, env_file: Path | None) -> None:
        self.env = Env()
        if env_file:
            self.env.read_env(str(env_file), recurse=False)

    def secret(self) -> str:
        value = self.text("SECRET_KEY", "")
        if not value:
            raise ImproperlyConfigured(
                "SECRET_KEY is not set. Put a long random value into the environment or into .env;"
                " 'make .env' writes one."
            )
        return value

    def text(self, name: str, default: str) -> str:
        return self._read(self.env.str, name, default)

    def flag(self, name: str, default: bool) -> bool:
        return self._read(self.env.bool, name, default)

    def number(self, name: str, default: int) -> int:
        return self._read(self.env.int, name, default)

    def path(self, name: str, default: Path) -> Path:
        return self._read(self.env.path, name, default)

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of a few words, in whatever letters."""
        value = self.text(name, default)
        found = next((choice for choice in choices if choice.lower() == value.lower()), None)
        if found is None:
            raise ImproperlyConfigured(f"{name} is {value!r}; it should be one of {', '.join(choices)}")
        return found

    def words(self, name: str, default: list[str]) -> list[str]:
        return [word.strip() for word in self._read(self.env.list, name, default) if word.strip()]

    def site_url(self, default: str) -> SplitResult:
        value = self.text("SITE_URL", default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise ImproperlyConfigured(f"SITE_URL is {value!r}; it should look like https://blog.example.org")
        return parts

    def networks(self, name: str, default: list[str]) -> list[str]:
        """Addresses and networks, and "unix" for whoever comes through a socket file."""
        entries = self.words(name, default)
        for entry in entries:
            try:
                entry == "unix" or ip_network(entry, strict=False)
            except ValueError as error:
                raise ImproperlyConfigured(f"{name} holds {entry!r}, which is no address or network.") from error
        return entries

    def time_zone(self) -> str:
        name = self.text("TIME_ZONE", "UTC")
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ImproperlyConfigured(f"TIME_ZONE is {name!r}; it should look like Europe/Berlin") from error
        return name

    def database(self, default: Path) -> dict[str, Any]:
        config = dict(self._read(self.env.dj_db_url, "DATABASE_URL", f"sqlite:///{default}"))
        config["CONN_MAX_AGE"] = KEEP_CONNECTION_SECONDS
        if config["ENGINE"].endswith("sqlite3"):
            options = {**sqlite_options(Path(config["NAME"])), **config.get("OPTIONS", {})}
            own = {"ENGINE": "blog.sqlite3", "OPTIONS": options}
            return {**config, **own, "TEST": {"NAME": ":memory:"}}  # which pytest-django only knows of Django's own
        if not config["ENGINE"].endswith("postgresql"):
            raise ImproperlyConfigured(
                "DATABASE_URL names neither SQLite (sqlite:///path) nor PostgreSQL (postgres://)."
            )
        patience = {"connect_timeout": 5, **UNTIL_GONE}
        # The server may keep the plans of statements that come again and again: see `blog.postgresql.planned`.
        options = {**patience, "prepare_threshold": 5, **config.get("OPTIONS", {})}
        return {**config, "ENGINE": "blog.postgresql", "CONN_HEALTH_CHECKS": True, "OPTIONS": options}

    def replica(self) -> dict[str, Any]:
        """A streaming replica of the database; nothing where none is named."""
        url = self.text("REPLICA_URL", "")
        if not url:
            return {}
        config = dict(self._read(self.env.dj_db_url, "REPLICA_URL", url))
        if not config["ENGINE"].endswith("postgresql"):
            raise ImproperlyConfigured("REPLICA_URL names no PostgreSQL (postgres://); SQLite has no replicas.")
        # A reader waits for it, and the primary is there.
        options = {**UNTIL_GONE, **config.get("OPTIONS", {}), "connect_timeout": 2}
        own = {"ENGINE": "blog.postgresql", "CONN_MAX_AGE": KEEP_CONNECTION_SECONDS, "OPTIONS": options}
        return {**config, **own, "TEST": {"MIRROR": "default"}}

    def caches(self) -> dict[str, Any]:
        """A table of the database, shared by all processes; where CACHE_URL names Redis, that table only stands in for it."""
        # Beyond this a third is thrown away, living claims of the flood limit among them: far above what lives at once.
        options = {"MAX_ENTRIES": 50_000}
        table = {"BACKEND": "blog.caching.TableCache", "LOCATION": "blog_cache", "OPTIONS": options}
        url = self.redis("CACHE_URL")
        if not url:
            return {"default": table}
        return {"default": {"BACKEND": "blog.caching.RedisOrTable", "LOCATION": url}, "table": table}

    def web_address(self, name: str) -> str:
        url = self.text(name, "")
        if url and not url.startswith(("http://", "https://")):
            raise ImproperlyConfigured(f"{name} is {url!r}; it should begin with http:// or https://")
        return url

    def contact(self, name: str) -> str:
        """As RFC 9116 has it: a web address, or mailto:."""
        value = self.text(name, "")
        if value and (not value.startswith(("mailto:", "https://")) or not value.isprintable()):
            raise ImproperlyConfigured(f"{name} is {value!r}; it should look like mailto:owner@example.org")
        return value

    def redis(self, name: str) -> str:
        url = self.text(name, "")
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ImproperlyConfigured(f"{name} names no Redis; it should look like redis://127.0.0.1:6379/0")
        return url

    def mail(self) -> dict[str, Any]:
        """The EMAIL_ settings that the address of the server says something about; none where no server is named."""
        url = self.text("EMAIL_URL", "")
        if not url:
            return {}
        if urlsplit(url).scheme not in MAIL_SCHEMES:
            raise ImproperlyConfigured("EMAIL_URL should look like submission://user:password@mail.example.org:587")
        told = self._read(self.env.dj_email_url, "EMAIL_URL", url)
        if path := told.get("EMAIL_FILE_PATH"):
            told["EMAIL_FILE_PATH"] = "/" + path.lstrip("/")  # the reader of the address loses the first slash
        return {name: value for name, value in told.items() if value is not None}

    def reply_address(self) -> str:
        value = self.text("REPLY_ADDRESS", "")
        if value and not REPLY_ADDRESS.fullmatch(value):
            raise ImproperlyConfigured(
                f"REPLY_ADDRESS is {value!r}; it should look like reply@blog.example.org,"
                f" with at most {LONGEST_REPLY_NAME} characters before the @"
            )
        return value

    def report_address(self, name: str) -> str:
        """Of a project at a service for errors. It holds a key, so no error repeats it."""
        value = self.text(name, "")
        parts = urlsplit(value)
        if value and not (parts.scheme in {"http", "https"} and parts.hostname and parts.username and parts.path[1:]):
            raise ImproperlyConfigured(f"{name} should look like https://key@errors.example.org/1")
        return value

    def inbox(self) -> str:
        """The address of a mailbox. It holds a password, so no error repeats it."""
        value = self.text("INBOX_URL", "")
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            is_whole = parts.scheme in MAILBOX_SCHEMES and parts.hostname and parts.username and parts.port != 0
        except ValueError:
            is_whole = False
        if not is_whole:
            raise ImproperlyConfigured("INBOX_URL should look like imaps://user:password@mail.example.org/INBOX")
        return value

    def _read(self, reader: Callable[..., Any], name: str, default: Any) -> Any:
        if not self.env.str(name, ""):
            name = f"{name}, unset"  # an empty value, as compose files leave one behind, is none
        try:
            return reader(name, default)
        except EnvError as error:
            raise ImproperlyConfigured(f"{error}".replace("Environment variable", "The setting")) from error


def task_queue(url: str) -> dict[str, Any]:
    """A task names any queue it likes in the database, and waits in the only one in Redis."""
    if url:
        return {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]}
    return {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}


def redis_queue(url: str) -> dict[str, Any]:
    """A reader's request waits no longer than that for a Redis that is away, and no task is cut off in a letter."""
    patience = {"socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 1)}
    return {"URL": url, "DEFAULT_TIMEOUT": -1, "REDIS_CLIENT_KWARGS": patience}


def sqlite_options(file: Path) -> dict[str, Any]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"The directory of the database cannot be made: {error}") from error
    return {
        # IMMEDIATE takes the write lock before the first read, so that a tree is never
        # renumbered from values another writer has just changed.
        "transaction_mode": "IMMEDIATE",
        # Seconds that a writer, or all writers of one request, wait for their turn: see `blog.sqlite3`. Less than a
        # proxy in front waits for an answer, so that what was sent comes back in its form.
        "timeout": 20,
        # What is erased is overwritten, and does not linger in free pages and backups. Some builds do so anyway.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
        " PRAGMA secure_delete=ON;",
    }

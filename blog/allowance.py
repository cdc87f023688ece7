"""How often one network or account may do something: token buckets that all processes draw from.

A bucket is kept as one moment, the one at which it is full again; a token moves that moment on. The moment is
looked at and moved in one statement of the database, or one script in Redis, so that of many requests at once
none slips through. While neither can be reached each process counts by itself: a limit is wider then, never gone.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import DatabaseError, connections, router, transaction
from redis.exceptions import RedisError

from blog.caching import STAND_IN, RedisOrTable

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
SLACK = 60_000  # ms that clocks of several machines may differ; a moment farther off is from a clock that was set back
REST_SECONDS = 5  # that a table which did not answer is left alone: on a locked SQLite whoever asks waits long
MOST_KEPT = 10_000  # buckets that a process counts by itself: some megabytes


@dataclass(frozen=True)
class Bucket:
    """`most` tokens, and as many new ones in `period` seconds, one after the other."""

    name: str
    most: int
    period: int

    @property
    def window(self) -> int:
        return self.period * 1000

    @property
    def cost(self) -> int:
        return self.window // self.most


def take(bucket: Bucket, who: str) -> int:
    """Use one token of theirs: 0, or the seconds until there is one, and then none was used.

    Nobody knows who "" is, as behind a local socket that tells nothing: one count for all of them would stop them all.
    """
    if not who:
        return 0
    late = _ask("take", bucket, who)
    return max(1, math.ceil(late / 1000)) if late > 0 else 0


def give_back(bucket: Bucket, who: str) -> None:
    """A token that was used in advance, and need not have been."""
    if who:
        _ask("give_back", bucket, who)


_table_rests = {"until": 0.0}


def _ask(what: str, bucket: Bucket, who: str) -> int:
    key = caches["default"].make_and_validate_key(f"allowance.{bucket.name}.{who}")
    given = {"now": int(time.time() * 1000), "window": bucket.window, "cost": bucket.cost, "slack": SLACK}
    for cache in _stores():
        if isinstance(cache, DatabaseCache) and time.monotonic() < _table_rests["until"]:
            continue
        store: Any = _IN_TABLE if isinstance(cache, DatabaseCache) else _IN_REDIS
        try:
            return int(store[what](cache, key, given))
        except (DatabaseError, RedisError, OSError) as error:
            if isinstance(cache, RedisOrTable):
                cache.leave_alone(error)
            else:
                _table_rests["until"] = time.monotonic() + REST_SECONDS
    logger.warning("The store of the limits does not answer; this process counts by itself")
    return int(_here[what](key, given))


def _stores() -> list[Any]:
    """The cache, and the table that stands in for Redis."""
    cache = caches["default"]
    if not isinstance(cache, RedisOrTable):
        return [cache]
    return [*([cache] if cache.is_asked else []), caches[STAND_IN]]


# In the database: the moment stands in the cache's own table, so it expires with the other rows. All that is not
# a parameter of these statements is ours.
_LAST = """CASE WHEN CAST({table}.value AS BIGINT) BETWEEN %(now)s AND %(now)s + %(window)s + %(slack)s
    THEN CAST({table}.value AS BIGINT) ELSE %(now)s END"""
_TAKE = f"""INSERT INTO {{table}} (cache_key, value, expires) VALUES (%(key)s, CAST(%(now)s + %(cost)s AS TEXT), %(until)s)
    ON CONFLICT (cache_key) DO UPDATE SET value = CAST({_LAST} + %(cost)s AS TEXT), expires = excluded.expires
    WHERE {_LAST} + %(cost)s <= %(now)s + %(window)s"""  # noqa: S608
_LATE = f"SELECT {_LAST} + %(cost)s - %(now)s - %(window)s FROM {{table}} WHERE cache_key = %(key)s"  # noqa: S608
_GIVE_BACK = """UPDATE {table} SET value = CAST(CAST(value AS BIGINT) - %(cost)s AS TEXT)
    WHERE cache_key = %(key)s AND CAST(value AS BIGINT) > %(now)s"""


def _take_in_table(cache: DatabaseCache, key: str, given: Mapping[str, int]) -> int:
    if _changes(cache, _TAKE, key, given):
        return 0
    with _connection(cache).cursor() as cursor:
        cursor.execute(_LATE.format(table=_table(cache)), {**given, "key": key})
        row = cursor.fetchone()
    return max(1, row[0]) if row else given["cost"]


def _give_back_in_table(cache: DatabaseCache, key: str, given: Mapping[str, int]) -> int:
    return _changes(cache, _GIVE_BACK, key, given)


def _changes(cache: DatabaseCache, statement: str, key: str, given: Mapping[str, int]) -> int:
    """How many rows it changed. Its own savepoint: where it fails, what stands around it goes on."""
    connection = _connection(cache)
    end = datetime.fromtimestamp((given["now"] + given["window"]) // 1000 + 1, UTC)
    until = connection.ops.adapt_datetimefield_value(end)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(statement.format(table=_table(cache)), {**given, "key": key, "until": until})
        return cursor.rowcount


def _connection(cache: DatabaseCache) -> Any:
    return connections[router.db_for_write(cache.cache_model_class)]  # type: ignore[attr-defined]


def _table(cache: DatabaseCache) -> str:
    return _connection(cache).ops.quote_name(cache._table)  # type: ignore[attr-defined]


# In Redis: the same, as a script that nothing comes between.
_LAST_IN_REDIS = """
local now, window, cost, slack = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local last = tonumber(redis.call('GET', KEYS[1]) or now)
if last < now or last > now + window + slack then last = now end
local function keep(moment) redis.call('SET', KEYS[1], string.format('%.0f', moment), 'PX', window + slack) end
"""
_SCRIPTS = {
    "take": f"""{_LAST_IN_REDIS}
if last + cost > now + window then return last + cost - now - window end
keep(last + cost)
return 0""",
    "give_back": f"""{_LAST_IN_REDIS}
if last > now then keep(last - cost) end
return 0""",
}


def _in_redis(script: str) -> Callable[[RedisCache, str, Mapping[str, int]], Any]:
    def run(cache: RedisCache, key: str, given: Mapping[str, int]) -> Any:
        client = cache._cache.get_client(key, write=True)  # type: ignore[attr-defined]
        return client.eval(script, 1, key, *(given[name] for name in ("now", "window", "cost", "slack")))

    return run


# In this process, while the store is away.
_kept: dict[str, int] = {}
_kept_lock = threading.Lock()


def _take_here(key: str, given: Mapping[str, int]) -> int:
    now, window, cost = given["now"], given["window"], given["cost"]
    with _kept_lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        last = _kept.get(key, now)
        last = last if now <= last <= now + window + SLACK else now
        if last + cost > now + window:
            return last + cost - now - window
        _kept[key] = last + cost
        return 0


def _give_back_here(key: str, given: Mapping[str, int]) -> int:
    with _kept_lock:
        if key in _kept:
            _kept[key] -= given["cost"]
    return 0


_IN_TABLE = {"take": _take_in_table, "give_back": _give_back_in_table}
_IN_REDIS = {what: _in_redis(script) for what, script in _SCRIPTS.items()}
_here = {"take": _take_here, "give_back": _give_back_here}

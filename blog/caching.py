"""The cache in Redis, and what stands in for it while Redis is away: the table of the database.

So limits go on counting (a claim is a key of the cache), only slower. What Redis held is not there meanwhile, and what
the table held is not there afterwards: at either moment somebody may send once more than the limits allow, and a
figure is counted anew. Nothing that has to last is kept in a cache.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.core.cache.backends import db, redis
from django.db import DatabaseError, transaction
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger("blog.caching")

STAND_IN = "table"  # its name in CACHES
ASK_AGAIN_SECONDS = 3  # after Redis did not answer: nobody else waits for it meanwhile
PATIENCE = 1  # seconds for an answer: Redis takes less than a thousandth of that

_away_until: dict[str, float] = {}  # by address, on the monotonic clock; all threads of a process share it


class TableCache(db.DatabaseCache):
    """Django's, which throws away what has expired when it is asked for: on a database that is read-only, that waits."""

    def _base_delete_many(self, keys: list[str]) -> bool:
        if not keys:  # after most reads, which must not wait for who writes
            return False
        try:
            with transaction.atomic():
                return super()._base_delete_many(keys)  # type: ignore[misc]
        except DatabaseError:
            return False


def _or_stand_in(name: str) -> Callable[..., Any]:
    ask = getattr(redis.RedisCache, name)

    @wraps(ask)
    def either(self: RedisOrTable, *args: Any, **kwargs: Any) -> Any:
        if self.is_asked:
            try:
                return ask(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                self.leave_alone(error)
        return getattr(caches[STAND_IN], name)(*args, **kwargs)

    return either


class RedisOrTable(redis.RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        limits = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
        # Once more at once, over a new connection: the old one may have gone with a Redis that is back.
        self._options = {**limits, "retry": Retry(NoBackoff(), 1), **params.get("OPTIONS", {})}
        self._address = str(server)

    @property
    def is_asked(self) -> bool:
        return time.monotonic() >= _away_until.get(self._address, 0.0)

    def leave_alone(self, error: Exception) -> None:
        _away_until[self._address] = time.monotonic() + ASK_AGAIN_SECONDS
        logger.warning("The table stands in for Redis: %s", error)

    def answers(self) -> bool:
        try:
            return bool(self._cache.get_client().ping())
        except (RedisError, OSError):
            return False

    add = _or_stand_in("add")
    clear = _or_stand_in("clear")
    delete = _or_stand_in("delete")
    delete_many = _or_stand_in("delete_many")
    get = _or_stand_in("get")
    get_many = _or_stand_in("get_many")
    has_key = _or_stand_in("has_key")
    incr = _or_stand_in("incr")
    set = _or_stand_in("set")
    set_many = _or_stand_in("set_many")
    touch = _or_stand_in("touch")

"""/metrics: the figures of this site, in the words of Prometheus, for nobody but who watches over it.

What happened is read from the counters of `blog.metrics`; what stands now is asked of the database, each by the
beginning of an index, and counted no further than `MOST`.
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import django
from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from blog import metrics, network, queues
from blog.chores import keeping
from blog.chores.models import Chore
from blog.mail.attention import waiting_since
from blog.mail.models import Letter
from blog.tallies import OVERFLOW
from blog.version import version
from comments.models import Comment, Discussion

MOST = 100_000  # beyond so many it does not matter how many more
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    if not may_watch(request):
        raise Http404
    return HttpResponse("\n".join([*told(), ""]), content_type=CONTENT_TYPE)


def may_watch(request: HttpRequest) -> bool:
    """Who has the token, or asks from one of the networks."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return is_near(request)


def is_near(request: HttpRequest) -> bool:
    """A proxy that nobody told us to trust speaks for the whole world: its own address says nothing then."""
    address = network.parse(network.client_ip(request))
    came_by_proxy = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    if address is None or (came_by_proxy and not network.is_trusted(network.parse(request.META["REMOTE_ADDR"]))):
        return False
    return any(address in near for near in network.trusted_networks(tuple(settings.METRICS_NETWORKS)))


def told() -> Iterator[str]:
    yield from _about_processes()
    numbers = metrics.sums()
    for family, what in metrics.FAMILIES.items():
        yield from _family(f"colloquy_{family}", "counter", what, _lines_of(f"colloquy_{family}", numbers))
    yield from _family(OVERFLOW, "counter", "Counted under no name of its own.", _lines_of(OVERFLOW, numbers))
    routes = sorted(_routes(numbers))
    speeds = [line for route in routes for line in metrics.in_bands(route, numbers)]
    yield from _family("colloquy_request_seconds", "histogram", "How long an answer took.", speeds)
    yield from _about_now()


def _about_processes() -> Iterator[str]:
    info = metrics.series("info", version=version(), python=platform.python_version(), django=django.get_version())
    yield from _gauge("info", "What runs here.", {info: 1})
    processes = metrics.tallies().processes()
    kinds = Counter(process.kind or "other" for process in processes)
    counts = {metrics.series("processes", kind=kind): float(count) for kind, count in sorted(kinds.items())}
    yield from _gauge("processes", "Processes of this machine that are alive.", counts)
    started = {process.kind or "other": process.started for process in sorted(processes, key=lambda one: one.started)}
    times = {metrics.series("start_time_seconds", kind=kind): moment for kind, moment in sorted(started.items())}
    yield from _gauge("start_time_seconds", "When the youngest of them was started.", times)


def _about_now() -> Iterator[str]:
    """While the database is away there is nothing to tell, but that."""
    found: dict[str, float] = {}
    try:
        for name, (_what, ask) in GAUGES.items():
            value = ask()
            if value is not None:
                found[name] = value
    except DatabaseError as error:
        metrics.count_database_error(error)
    is_up = len(found) > 0
    yield from _gauge("database_up", "Whether the database answered.", {"colloquy_database_up": float(is_up)})
    for name, value in found.items():
        yield from _gauge(name, GAUGES[name][0], {f"colloquy_{name}": value})


def _counted(rows: Callable[[], QuerySet[Any]]) -> Callable[[], float]:
    """Of the rows that an index holds and nothing else, up to `MOST`."""
    return lambda: float(rows().order_by().values("pk")[:MOST].count())


def _age(moment: Callable[[], datetime | None]) -> Callable[[], float | None]:
    def seconds() -> float | None:
        since = moment()
        return max(0.0, (timezone.now() - since).total_seconds()) if since else None

    return seconds


def oldest_pending() -> datetime | None:
    rows = Comment.objects.pending().order_by("submitted_at", "pk")
    return rows.values_list("submitted_at", flat=True).first()


def visible() -> float:
    """What the pages say; one row for each article."""
    return float(Discussion.objects.aggregate(count=Sum("comment_count"))["count"] or 0)


Ask = Callable[[], float | None]

# Each with what it is, and None where there is none.
GAUGES: dict[str, tuple[str, Ask]] = {
    "comments_visible": ("Comments that readers see.", visible),
    "comments_pending": (f"Comments that wait, up to {MOST}.", _counted(Comment.objects.pending)),
    "comments_pending_oldest_seconds": ("For how long the oldest of them has waited.", _age(oldest_pending)),
    "letters_owed": (f"Letters to be sent, up to {MOST}.", _counted(Letter.objects.owed)),
    "letters_given_up": (f"Letters given up, up to {MOST}.", _counted(Letter.objects.given_up)),
    "letters_oldest_unsent_seconds": ("For how long the oldest letter has been due.", _age(waiting_since)),
    "tasks_ready": (f"Tasks that nobody has begun, up to {MOST}.", lambda: queues.chosen().length(MOST)),
    "work_failing": ("Kinds of background work that failed the last time.", _counted(Chore.objects.failing)),
    "worker_seen_seconds": ("How long ago a background worker was seen.", _age(keeping.last_beat)),
}


def _lines_of(family: str, numbers: Counter[str]) -> list[str]:
    own = [name for name in numbers if name == family or name.startswith(family + "{")]
    return [f"{name} {numbers[name]:.17g}" for name in sorted(own)]


def _routes(numbers: Counter[str]) -> set[str]:
    start = 'colloquy_request_seconds_sum{route="'
    return {name[len(start) : -2] for name in numbers if name.startswith(start)}


def _gauge(name: str, what: str, values: dict[str, float]) -> Iterator[str]:
    return _family(f"colloquy_{name}", "gauge", what, [f"{key} {value:.17g}" for key, value in values.items()])


def _family(name: str, kind: str, what: str, lines: list[str]) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} {kind}"
    yield from lines

"""Background work and what it owes; and whether the clock that all of it goes by is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from blog.chores import attention, keeping
from blog.doctor.findings import Finding, hint, ill, unasked, well
from blog.mail.attention import SLOW, waiting_since
from blog.mail.models import Letter

MOST_SKEW = timedelta(seconds=20)  # codes of a second factor change every thirty
SECONDS_TO_ANSWER = 5


def pulse() -> Iterator[Finding]:
    beat = keeping.last_beat()
    if beat is None:
        yield ill("worker", _("No background worker was ever seen."), _start())
    elif beat < timezone.now() - attention.UNSEEN:
        yield ill("worker", _("It was last seen %(time)s ago.") % {"time": _time(beat)}, _start())
    else:
        yield well("worker", _("It was here within the last minutes."))
    for chore in attention.failing():
        says = _("“%(name)s” failed %(failures)s times in a row (%(error)s).") % {
            "name": chore.name,
            "failures": chore.failures,
            "error": chore.error,
        }
        yield ill("work", says, _("The log of the worker says why; it is tried again by itself."))


def owed() -> Iterator[Finding]:
    counts, since = Letter.objects.counts(), waiting_since()
    if since is None:
        yield well("owed", _("No letter is late; %(owed)s wait for their time.") % {"owed": counts["owed"]})
    elif since > timezone.now() - SLOW:
        yield well(
            "owed",
            _("%(owed)s letters; the oldest has been due for %(time)s.")
            % {"owed": counts["owed"], "time": _time(since)},
        )
    else:
        says = _("%(owed)s letters; the oldest has been due for %(time)s.") % {
            "owed": counts["owed"],
            "time": _time(since),
        }
        yield ill("owed", says, _("The page “Mail” of the panel says what the server answered."))
    if counts["given_up"]:
        says = _("%(given_up)s letters were given up.") % {"given_up": counts["given_up"]}
        yield ill("given up", says, _("On the page “Mail” of the panel, try them again or drop them."))


def clock() -> Iterator[Finding]:
    """Against the database's, where that has one of its own, and the web's, by the site's own address."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            yield skew("database", cursor.fetchone()[0])
    yield from _by_the_web()


def skew(whose: str, moment: datetime) -> Finding:
    """How far this machine's clock is from another's, to the second."""
    off = abs(timezone.now() - moment)
    seconds = round(off.total_seconds())
    if off <= MOST_SKEW:
        return well(
            "clock", _("It agrees with the %(whose)s's to %(seconds)s s.") % {"whose": whose, "seconds": seconds}
        )
    return ill(
        "clock",
        _("It is %(seconds)s s off the %(whose)s's.") % {"seconds": seconds, "whose": whose},
        _("Turn time synchronisation on (timedatectl set-ntp true)."),
    )


def _start() -> str:
    return _("Run 'manage.py serve', or 'manage.py worker', or 'manage.py maintain' every minute by cron.")


def _by_the_web() -> Iterator[Finding]:
    request = Request(f"{settings.SITE_URL}/healthz", method="GET")  # noqa: S310 - http or https, by the settings
    try:
        with urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
            date, status = answer.headers.get("Date"), answer.status
    except HTTPError as error:
        date, status = error.headers.get("Date"), error.code
    except (URLError, HTTPException, OSError) as error:
        yield unasked(
            "site",
            _("%(url)s (%(reason)s). Does the server run?")
            % {"url": settings.SITE_URL, "reason": getattr(error, "reason", error)},
        )
        return
    if status == 200:
        yield well("site", _("%(url)s answers.") % {"url": settings.SITE_URL})
    else:
        yield hint(
            "site",
            _("%(url)s answers %(status)s.") % {"url": settings.SITE_URL, "status": status},
            _("Does the proxy pass on Host and the paths?"),
        )
    if date:
        yield skew("site", parsedate_to_datetime(date))


def _time(since: datetime) -> str:
    return timesince(since).replace("\xa0", " ")

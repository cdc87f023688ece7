"""When somebody has to look after the mail, and what they are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.mail.models import Incoming, Letter

SLOW = timedelta(minutes=10)  # letters go within seconds; so long they wait only when something is wrong


def waiting_since() -> datetime | None:
    """When the oldest letter that is owed was to be sent; None while none is late."""
    late = Letter.objects.owed().filter(due_at__lte=timezone.now())
    return late.order_by("due_at").values_list("due_at", flat=True).first()


def notices() -> list[str]:
    """What the owner should know, in sentences; none while all is well."""
    return [sentence for sentence in (_about_owed(), _about_given_up(), _about_kept()) if sentence]


def _about_owed() -> str:
    if not settings.EMAIL_CONFIGURED:
        return _about_no_server(Letter.objects.owed().count())
    since = waiting_since()
    if since is None or since > timezone.now() - SLOW:
        return ""
    return _("Mail does not get out: the oldest letter has been due for %(time)s.") % {"time": timesince(since)}


def _about_no_server(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)d letter is owed, but no mail server is named. The setting EMAIL_URL names one.",
        "%(count)d letters are owed, but no mail server is named. The setting EMAIL_URL names one.",
        count,
    ) % {"count": count}


def _about_given_up() -> str:
    count = Letter.objects.given_up().count()
    if not count:
        return ""
    return ngettext(
        "%(count)d letter was given up and waits for your decision.",
        "%(count)d letters were given up and wait for your decision.",
        count,
    ) % {"count": count}


def _about_kept() -> str:
    """Answers that came by mail and that no rule could settle."""
    count = Incoming.objects.listed().filter(outcome=Incoming.Outcome.KEPT).count()
    if not count:
        return ""
    said = ngettext(
        "{count} mail that came was kept aside. The page “{page}” says why.",
        "{count} mails that came were kept aside. The page “{page}” says why.",
        count,
    )
    page = f"{reverse('admin:mail_incoming_changelist')}?outcome__exact={Incoming.Outcome.KEPT}"
    return format_html(said, count=count, page=format_html('<a href="{}">{}</a>', page, _("Incoming mail")))

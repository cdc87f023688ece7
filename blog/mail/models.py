"""What is owed by mail, and whom never to write to."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import datetime

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


def as_sent(address: str) -> str:
    """In small letters, and with the domain as mail servers know it (IDNA): many spellings lead to one inbox."""
    local, at, domain = address.strip().lower().rpartition("@")
    try:
        return f"{local}{at}{domain if domain.isascii() else domain.encode('idna').decode().lower()}"
    except UnicodeError:
        return f"{local}{at}{unicodedata.normalize('NFKC', domain)}"


def address_mark(address: str) -> str:
    """A keyed hash: tells an address again without holding it."""
    return salted_hmac("mail.address", as_sent(address), algorithm="sha256").hexdigest()


def message_number(key: str) -> uuid.UUID:
    """The number of the message that is owed under a key: the same, should it ever be owed and sent a second time.

    Keyed, since a bounce is believed that names it.
    """
    return uuid.UUID(bytes=salted_hmac("mail.message", key, algorithm="sha256").digest()[:16])


class LetterQuerySet(models.QuerySet["Letter"]):
    def unsent(self) -> LetterQuerySet:
        """Owed or given up: what still holds an address."""
        return self.filter(sent_at=None)

    def owed(self) -> LetterQuerySet:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)

    def given_up(self) -> LetterQuerySet:
        """Nobody tries it again, unless somebody says so."""
        return self.filter(sent_at=None, failed_at__isnull=False)

    def sent(self) -> LetterQuerySet:
        return self.filter(sent_at__isnull=False)

    def counts(self) -> dict[str, int]:
        """How many are what, by the names of the adjectives above."""
        over, failed = Q(sent_at__isnull=False), Q(sent_at=None, failed_at__isnull=False)
        found = self.aggregate(sent=Count("pk", filter=over), given_up=Count("pk", filter=failed), all=Count("pk"))
        unsent = found["all"] - found["sent"]
        return {**found, "unsent": unsent, "owed": unsent - found["given_up"]}

    def due(self, now: datetime) -> LetterQuerySet:
        """To be sent now, and in nobody's hands."""
        return self.owed().filter(try_at__lte=now).filter(Q(claimed_until=None) | Q(claimed_until__lte=now))


class Letter(models.Model):
    """One mail to one address. What it says is composed at the moment of sending; once sent, the address goes."""

    kind = models.CharField(_("kind"), max_length=30)
    to = models.EmailField(_("to"), max_length=254, blank=True)
    address = models.CharField(max_length=64, editable=False)  # `address_mark()`
    about = models.PositiveBigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=100, null=True, blank=True, unique=True)
    message_id = models.UUIDField(default=uuid.uuid4, editable=False)  # the same, should it ever be sent twice
    is_unasked = models.BooleanField(default=False)  # nobody has proven that its reader asked for it
    limit_mark = models.CharField(max_length=64, blank=True, editable=False)  # `limits.limit_mark()`, where one counts
    network = models.CharField(max_length=64, blank=True, editable=False)  # of who asked, while it counts

    created_at = models.DateTimeField(_("written down"), default=timezone.now)
    due_at = models.DateTimeField(_("owed since"), default=timezone.now)  # when it was to be sent; `try_at` moves on
    try_at = models.DateTimeField(_("next try"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("mail")
        indexes = [
            models.Index(fields=["try_at"], condition=Q(sent_at=None, failed_at=None), name="mail_owed"),
            models.Index(fields=["due_at"], condition=Q(sent_at=None, failed_at=None), name="mail_waiting"),
            models.Index(fields=["failed_at"], condition=Q(failed_at__isnull=False), name="mail_given_up"),
            models.Index(fields=["address", "created_at"], name="mail_address"),
            models.Index(fields=["kind", "about"], name="mail_about"),
            models.Index(fields=["created_at"], condition=Q(is_unasked=True), name="mail_unasked"),
            models.Index(fields=["limit_mark", "created_at"], condition=~Q(limit_mark=""), name="mail_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.created_at:%Y-%m-%d %H:%M}"


class DoNotMail(models.Model):
    """An address that wants no mail from here, kept as a keyed hash so that we can keep to it."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("its owner asked for no mail")
        BOUNCED = "bounced", _("its mail server says that there is no such address")
        COMPLAINED = "complained", _("its owner marked our mail as spam")

    address = models.CharField(_("address"), max_length=64, primary_key=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, default=Reason.ASKED)

    class Meta:
        verbose_name = _("address not to write to")
        verbose_name_plural = _("addresses not to write to")

    def __str__(self) -> str:
        return self.address[:8]


class IncomingQuerySet(models.QuerySet["Incoming"]):
    def aside(self) -> IncomingQuerySet:
        """What became nothing, and somebody may want to look at."""
        return self.filter(outcome__in=(Incoming.Outcome.KEPT, Incoming.Outcome.REFUSED))

    def listed(self) -> IncomingQuerySet:
        """All but what was thrown away."""
        return self.exclude(outcome__in=(Incoming.Outcome.KEPT, Incoming.Outcome.REFUSED), sender="", text="", raw=b"")


class Incoming(models.Model):
    """One mail that came for us and what became of it. What became a comment is kept there, not here."""

    class Outcome(models.TextChoices):
        PUBLISHED = "published", _("published")
        HELD = "held", _("waits for a decision")
        REFUSED = "refused", _("refused")
        KEPT = "kept", _("kept aside")
        NOTED = "noted", _("noted")

    received_at = models.DateTimeField(_("arrived"), default=timezone.now)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    address = models.CharField(max_length=64, blank=True, editable=False)  # `address_mark()` of who it was for sure
    mark = models.CharField(max_length=64, unique=True, editable=False)  # keyed: the same mail again is known by it
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome.choices, default=Outcome.KEPT)
    code = models.CharField(max_length=20, blank=True, editable=False)
    why = models.CharField(_("why"), max_length=400, blank=True)
    attachments = models.PositiveSmallIntegerField(_("attachments dropped"), default=0)
    about = models.PositiveBigIntegerField(_("comment that is answered"), null=True, blank=True)
    answer = models.PositiveBigIntegerField(_("comment it became"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    raw = models.BinaryField(_("message"), default=bytes, blank=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mail")
        indexes = [
            models.Index(fields=["received_at"], name="mail_incoming_received"),
            models.Index(fields=["address"], condition=~Q(address=""), name="mail_incoming_address"),
            models.Index(fields=["answer"], condition=Q(answer__isnull=False), name="mail_incoming_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {date_format(timezone.localtime(self.received_at), 'DATETIME_FORMAT')}"

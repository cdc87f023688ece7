"""Whether mail can get out: the server, its login, and what the sender's domain says about us. No mail is sent."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from email.utils import parseaddr, parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from blog.doctor import domains
from blog.doctor.findings import Finding, hint, ill, unasked, well
from blog.doctor.work import skew

SMTP = "django.core.mail.backends.smtp.EmailBackend"
_DATE = re.compile(rb"\w{3}, \d{1,2} \w{3} \d{4} [\d:]{8} [+-]\d{4}")


def server() -> Iterator[Finding]:
    """Connect, EHLO, STARTTLS and AUTH, as for a mail."""
    if not settings.EMAIL_CONFIGURED:
        yield hint("mail", _("No mail server is named, so no mail is sent."), _("Name one in EMAIL_URL."))
        return
    if settings.EMAIL_BACKEND != SMTP:
        yield hint(
            "mail", _("Mail goes to no server (EMAIL_URL is for trying things out)."), _("Name one in EMAIL_URL.")
        )
        return
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with _client() as client:
            yield from _greeted(client, place)
    except (smtplib.SMTPException, OSError) as error:
        yield _refusal(place, error)


def sender() -> Iterator[Finding]:
    domain = sender_domain()
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not settings.EMAIL_CONFIGURED or settings.SITE_IS_LOCAL:
        return
    if "." not in domain:
        yield ill(
            "sender",
            _("%(address)r has no domain.") % {"address": settings.DEFAULT_FROM_EMAIL},
            _("Set DEFAULT_FROM_EMAIL."),
        )
    elif _related(domain, host):
        yield well("sender", _("%(domain)s belongs to %(host)s.") % {"domain": domain, "host": host})
    else:
        says = _("Mail comes from %(domain)s, the site is %(host)s: readers and spam filters wonder.") % {
            "domain": domain,
            "host": host,
        }
        yield hint("sender", says, _("Use an address of the site's own domain in DEFAULT_FROM_EMAIL."))


def domain_records() -> Iterator[Finding]:
    domain = sender_domain()
    if not settings.EMAIL_CONFIGURED or settings.SITE_IS_LOCAL or "." not in domain:
        return
    try:
        yield from domains.about(domain)
    except domains.CannotAskError as error:
        yield unasked("domain", _("%(domain)s (%(error)s).") % {"domain": domain, "error": error})


def sender_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()


def _client() -> smtplib.SMTP:
    """Not connected yet, so that the greeting can be read."""
    timeout = settings.EMAIL_TIMEOUT
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(timeout=timeout, context=ssl.create_default_context())
    return smtplib.SMTP(timeout=timeout)


def _greeted(client: smtplib.SMTP, place: str) -> Iterator[Finding]:
    client._host = settings.EMAIL_HOST  # type: ignore[attr-defined]  # the name the certificate is for
    code, greeting = client.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
    if code != 220:
        raise smtplib.SMTPConnectError(code, greeting)
    client.ehlo()
    if settings.EMAIL_USE_TLS:
        client.starttls(context=ssl.create_default_context())
        client.ehlo()
    yield well("mail server", _("%(place)s answers%(how)s.") % {"place": place, "how": _how()})
    if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD:
        client.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        yield well("mail login", _("It is accepted."))
    if not _is_encrypted() and settings.EMAIL_HOST not in {"localhost", "127.0.0.1", "::1"}:
        yield hint("mail server", _("It is spoken to unencrypted."), _("Use submission:// in EMAIL_URL."))
    if date := _DATE.search(greeting):
        yield skew("mail server", parsedate_to_datetime(date.group().decode()))


def _refusal(place: str, error: smtplib.SMTPException | OSError) -> Finding:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        says = _("%(place)s does not accept the login (%(code)s).") % {
            "place": place,
            "code": error.smtp_code,
        }
        return ill("mail login", says, _("Look at the name and password in EMAIL_URL; @ in them is written %40."))
    if isinstance(error, ssl.SSLError):
        says = _("%(place)s cannot be spoken to encrypted (%(error)s).") % {
            "place": place,
            "error": error.reason or error,
        }
        return ill("mail server", says, _("Use the name its certificate is for; submission:// goes with 587, not 465."))
    says = _("%(place)s cannot be reached (%(error)s: %(words)s).") % {
        "place": place,
        "error": type(error).__name__,
        "words": error,
    }
    return ill("mail server", says, _("Look at host and port in EMAIL_URL; many hosters block port 25, and allow 587."))


def _is_encrypted() -> bool:
    return bool(settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)


def _how() -> str:
    return _(", encrypted") if _is_encrypted() else ""


def _related(domain: str, host: str) -> bool:
    return domain == host or host.endswith(f".{domain}") or domain.endswith(f".{host}")

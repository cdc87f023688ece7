"""What a domain says in the DNS about who may send mail in its name."""

from __future__ import annotations

from collections.abc import Iterator

import dns.exception
import dns.resolver
from django.utils.translation import gettext as _

from blog.doctor.findings import Finding, hint, ill, well

SECONDS = 4.0  # for each question


class CannotAskError(Exception):
    """The sentence says why; most often this machine is offline."""


def about(domain: str) -> Iterator[Finding]:
    """SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489). Raises CannotAskError."""
    if not exists(domain):
        yield _about_the_unknown(domain)
        return
    spf = [record for record in texts(domain) if record.lower().startswith("v=spf1")]
    has_keys = exists(f"_domainkey.{domain}")  # RFC 8020: a name that does not exist has none below it
    if not spf and not has_keys:
        says = _("%(domain)s says nothing about who sends for it: mail is taken for spam.") % {"domain": domain}
        yield ill("spf", says, _("Publish what your mail server's provider says, as in: TXT 'v=spf1 mx -all'."))
    elif not spf:
        yield hint(
            "spf",
            _("%(domain)s has no SPF record.") % {"domain": domain},
            _("Publish one, as in: TXT 'v=spf1 mx -all'."),
        )
    elif len(spf) > 1:
        yield ill(
            "spf",
            _("%(domain)s has %(count)s SPF records, which is as good as a broken one.")
            % {"domain": domain, "count": len(spf)},
            _("Make one of them."),
        )
    elif spf[0].lower().rstrip().endswith("+all"):
        yield ill(
            "spf",
            _("%(domain)s lets everybody send for it (%(spf)s).") % {"domain": domain, "spf": spf[0]},
            _("End it with -all or ~all."),
        )
    else:
        yield well("spf", spf[0])
    yield _about_keys(domain, has_keys)
    yield _about_policy(domain)


def texts(name: str) -> list[str]:
    """The TXT records of a name; none where it has none."""
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise CannotAskError(_in_short(error)) from error
    return [b"".join(record.strings).decode(errors="replace") for record in answer]


def exists(name: str) -> bool:
    try:
        _resolver().resolve(name, "TXT", lifetime=SECONDS)
    except dns.resolver.NXDOMAIN:
        return False
    except dns.resolver.NoAnswer:
        return True
    except dns.exception.DNSException as error:
        raise CannotAskError(_in_short(error)) from error
    return True


def _about_the_unknown(domain: str) -> Finding:
    """A resolver that does not even know the top of the tree sees nothing of the world."""
    if not exists(domain.rpartition(".")[2]):
        raise CannotAskError(_("the DNS here does not know the world"))
    return ill("domain", _("There is no domain %(domain)s.") % {"domain": domain}, _("Look at DEFAULT_FROM_EMAIL."))


def _about_keys(domain: str, has_keys: bool) -> Finding:
    if has_keys:
        return well(
            "dkim", _("%(domain)s publishes keys; whether mail is signed, a received mail shows.") % {"domain": domain}
        )
    todo = _("Let your mail server sign, and publish the key it gives you.")
    return hint("dkim", _("%(domain)s publishes no key, so no mail can be signed.") % {"domain": domain}, todo)


def _about_policy(domain: str) -> Finding:
    """That of the domain above counts where it has none of its own."""
    parent = domain.partition(".")[2]
    names = [domain, parent] if "." in parent else [domain]
    for name in names:
        if policy := next((record for record in texts(f"_dmarc.{name}") if record.startswith("v=DMARC1")), ""):
            return well("dmarc", policy)
    todo = _("Publish at _dmarc.%(domain)s: TXT 'v=DMARC1; p=none; rua=mailto:you@%(domain)s'.") % {"domain": domain}
    return hint(
        "dmarc",
        _("%(domain)s does not say what to do with mail that only claims to be from it.") % {"domain": domain},
        todo,
    )


def _resolver() -> dns.resolver.Resolver:
    try:
        return dns.resolver.Resolver()
    except dns.exception.DNSException as error:  # no resolv.conf
        raise CannotAskError(_in_short(error)) from error


def _in_short(error: dns.exception.DNSException) -> str:
    return str(error).split(":", maxsplit=1)[0].strip().rstrip(".") or type(error).__name__

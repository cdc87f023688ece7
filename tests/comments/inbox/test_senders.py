"""Who is believed to be the sender, and whose word about it counts."""

from __future__ import annotations

import pytest

from comments.inbox import senders
from comments.inbox.received import parse

SERVER = "mx.example.com"
DMARC = "dmarc=pass (p=reject) header.from=example.org"


@pytest.fixture
def trusting(settings):
    settings.INBOX_TRUSTED_SERVER = SERVER


def is_vouched_for(*results, sender="carol@example.org"):
    head = "".join(f"Authentication-Results: {result}\r\n" for result in results)
    return senders.is_vouched_for(parse(f"{head}From: {sender}\r\nTo: x@example.com\r\n\r\nwords".encode()))


def test_where_no_server_is_trusted_the_address_and_the_token_have_to_do():
    assert is_vouched_for()


@pytest.mark.parametrize(
    "result",
    [
        f"{SERVER}; {DMARC}",
        f"{SERVER.upper()} 1; spf=none; {DMARC.upper()}",
        f"{SERVER}; dkim=pass header.d=example.org header.s=a",
        f'{SERVER}; dkim=pass (2048 (bits)) header.i="@example.org"',
        f"{SERVER};\r\n spf=pass (sender ok)\r\n smtp.mailfrom=bounce@example.org",
        f"{SERVER}; dkim=fail header.d=example.org; dkim=pass header.d=example.org",
    ],
)
def test_a_result_that_passes_for_the_senders_domain_counts(trusting, result):
    assert is_vouched_for(result)


@pytest.mark.parametrize(
    "result",
    [
        f"{SERVER}; none",
        f"{SERVER}; dmarc=fail header.from=example.org; dkim=pass header.d=example.org",
        f"{SERVER}; dmarc=pass header.from=example.net",
        f"{SERVER}; dkim=pass header.d=example.net",
        f"{SERVER}; dkim=pass header.d=ample.org",
        f"{SERVER}; dkim=pass header.d=org",
        f"{SERVER}; dkim=pass header.d=mail.example.org",
        f"{SERVER}; spf=pass smtp.mailfrom=carol@example.net",
        f"{SERVER}; spf=pass smtp.helo=example.org",
        f"{SERVER}; spf=softfail smtp.mailfrom=carol@example.org",
        f"{SERVER}; auth=pass smtp.auth=carol@example.org",
        f'{SERVER}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=example.org; b"@example.net',
        f'{SERVER}; spf=pass smtp.mailfrom="a\\"; dmarc=pass header.from=example.org; b"@example.net',
        f'{SERVER}; spf=pass smtp.mailfrom="a smtp.mailfrom=x@example.org "@example.net',
        f'{SERVER}; spf=pass smtp.mailfrom="a) ; dmarc=pass ("@example.net',
        f'{SERVER}; dkim=pass header.i="; dmarc=pass header.from=example.org;"@example.net',
        f"{SERVER} ({DMARC})",
        f"{SERVER}; x=y ({DMARC})",
        f"other.example.com; {DMARC}",
        f"{SERVER}.evil.example; {DMARC}",
        f"evil; x={SERVER}; {DMARC}",
        "",
        ";;;===",
        "(" * 3000,
    ],
)
def test_nothing_else_does(trusting, result):
    assert not is_vouched_for(result)


def test_a_mail_without_any_result_is_not_vouched_for(trusting):
    assert not is_vouched_for()


def test_only_the_topmost_in_that_name_counts(trusting):
    forged = f"{SERVER}; {DMARC}"
    assert not is_vouched_for(f"{SERVER}; dmarc=fail header.from=example.org", forged)
    assert not is_vouched_for("other.example.com; none", f"{SERVER}; none", forged)
    assert is_vouched_for("other.example.com; dmarc=fail", forged, f"{SERVER}; dmarc=fail")


def test_a_domain_below_the_signers_is_the_signers(trusting):
    assert is_vouched_for(f"{SERVER}; dkim=pass header.d=example.org", sender="carol@mail.example.org")

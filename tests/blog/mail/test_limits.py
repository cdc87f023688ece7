from __future__ import annotations

import pytest
from django.core.mail import EmailMessage

from blog.mail.limits import limit_mark
from blog.mail.models import address_mark


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("victim@example.org", "victim+1@example.org", True),
        ("victim@example.org", " Victim+a+b@Example.ORG", True),
        ("v.ictim@gmail.com", "victim+x@googlemail.com", True),
        ("v.ictim@example.org", "victim@example.org", False),
        ("victim@example.org", "victim@example.com", False),
        ("+@example.org", "victim@example.org", False),
    ],
)
def test_spellings_of_one_inbox(one, other, is_same):
    assert (limit_mark(one) == limit_mark(other)) == is_same
    assert address_mark(one) != address_mark(other)


def test_it_is_no_mark_that_stops_mail():
    assert limit_mark("ellen@example.org") != address_mark("ellen@example.org")


@pytest.mark.parametrize("domain", ["ｅxample.org", "example。org", "ｅｘａｍｐｌｅ.org", "Example.ORG", "ⓔxample.org"])
def test_a_spelling_that_leads_to_the_same_server_is_the_same_address(domain):
    """Or who asked for no mail could be written to by as many spellings as a domain has."""
    assert EmailMessage("a", "b", to=[f"victim@{domain}"]).message()["To"]
    assert limit_mark(f"victim@{domain}") == limit_mark("victim@example.org")
    assert address_mark(f"victim@{domain}") == address_mark("victim@example.org")


def test_a_domain_in_letters_of_its_own_is_the_same_as_servers_write_it():
    assert address_mark("ellen@bücher.example") == address_mark("ellen@xn--bcher-kva.example")
    assert address_mark("ellen@bücher.example") != address_mark("ellen@bucher.example")
    assert address_mark("ellen@ü..example") != address_mark("ellen@u..example")

from __future__ import annotations

import pytest

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

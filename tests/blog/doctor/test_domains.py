from __future__ import annotations

import pytest

from blog.doctor import domains

SPF, DMARC = "v=spf1 mx -all", "v=DMARC1; p=none"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (
            {"": [SPF], "_dmarc.": [DMARC], "s1._domainkey.": ["v=DKIM1; p=x"]},
            ["spf: well", "dkim: well", "dmarc: well"],
        ),
        ({"": []}, ["spf: ill", "dkim: hint", "dmarc: hint"]),
        ({"": ["some other words"], "s1._domainkey.": ["p=x"]}, ["spf: hint", "dkim: well", "dmarc: hint"]),
        ({"": [SPF, "v=spf1 a ~all"]}, ["spf: ill", "dkim: hint", "dmarc: hint"]),
        ({"": ["v=spf1 +all"]}, ["spf: ill", "dkim: hint", "dmarc: hint"]),
    ],
)
def test_what_a_domain_says_about_its_mail(names, states, texts, found):
    names.texts = {f"{prefix}blog.example.org": records for prefix, records in texts.items()}
    assert states(domains.about("blog.example.org")) == found


def test_the_policy_of_the_domain_above_counts(names, states):
    names.texts = {"blog.example.org": [SPF], "_dmarc.example.org": [DMARC]}
    assert states(domains.about("blog.example.org"))[-1] == "dmarc: well"


def test_a_domain_that_does_not_exist_is_ill(names, states):
    names.texts = {"elsewhere.org": []}
    assert states(domains.about("example.org")) == ["domain: ill"]


@pytest.mark.parametrize("is_deaf", [True, False], ids=["no answer", "a resolver that knows nothing"])
def test_a_machine_that_is_offline_cannot_ask(names, is_deaf):
    names.is_deaf = is_deaf
    with pytest.raises(domains.CannotAskError):
        list(domains.about("blog.example.org"))

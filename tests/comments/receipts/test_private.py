"""Pages that only a secret address opens."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpResponse

from comments.receipts.private import private


@private
def page(request, token):
    return HttpResponse(token)


def test_it_is_kept_by_no_cache_and_listed_nowhere(rf):
    response = page(rf.get("/"), "x")
    assert response.content == b"x"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_no_other_site_may_send_a_form_there_but_its_link_may_be_followed(rf):
    with pytest.raises(Http404):
        page(rf.post("/", headers={"Sec-Fetch-Site": "cross-site"}), "x")
    with pytest.raises(Http404):
        page(rf.post("/", headers={"Origin": "https://evil.example"}), "x")
    assert page(rf.get("/", headers={"Sec-Fetch-Site": "cross-site"}), "x").status_code == 200

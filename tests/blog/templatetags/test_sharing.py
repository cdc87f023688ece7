from __future__ import annotations

from blog.templatetags.sharing import share_links


def test_only_the_places_that_were_chosen_are_linked():
    links = share_links("https://example.org/a/", "A title", ["email", "x"])
    assert [str(link.name) for link in links] == ["X", "E-mail"]
    assert all("https%3A%2F%2Fexample.org%2Fa%2F" in link.href for link in links)

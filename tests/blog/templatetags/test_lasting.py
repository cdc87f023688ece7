"""Parts of a page that are the same on every page and for everybody."""

from __future__ import annotations

from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

from blog.templatetags import lasting

LANGUAGE = "{% load i18n lasting %}{% lasting %}{% get_current_language as code %}{{ code }}{% endlasting %}"


def test_what_a_page_brings_along_does_not_get_into_it():
    template = Template("{% load lasting %}{% lasting %}[{{ name }}]{% endlasting %}{{ name }}")
    assert template.render(Context({"name": "Bob"})) == "[]Bob"
    assert template.render(Context({"name": "Ellen"})) == "[]Ellen"


def test_it_leaves_the_page_as_it_was():
    template = Template(
        "{% load lasting %}{% lasting %}{% with name='x' %}{{ name }}{% endwith %}{% endlasting %}{{ name }}"
    )
    assert template.render(Context({"name": "<Bob>"})) == "x&lt;Bob&gt;"


def test_it_is_rendered_once():
    template = Template("{% load lasting %}{% lasting %}{% now 'u' %}{% endlasting %}")
    assert template.render(Context()) == template.render(Context())


def test_every_language_has_its_own():
    template = Template(LANGUAGE)
    for language in ("en", "de", "en"):
        with translation.override(language):
            assert template.render(Context()) == language


def test_static_files_have_the_address_of_the_day():
    template = Template("{% load lasting static %}{% lasting %}{% static 'a.css' %}{% endlasting %}")
    before = template.render(Context())
    with override_settings(STATIC_URL="/elsewhere/"):
        assert template.render(Context()) == "/elsewhere/a.css"
    assert template.render(Context()) == before


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(lasting, "MOST", 2)
    template = Template(LANGUAGE)
    (node,) = template.nodelist.get_nodes_by_type(lasting.LastingNode)
    for language in ("en", "de", "fr", "es", "it"):
        with translation.override(language):
            assert template.render(Context()) == language
        assert len(node.kept) <= 2

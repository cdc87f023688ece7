"""Parts of a page that are the same on every page and for everybody."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import override_settings
from django.utils import translation

from blog.templatetags import lasting
from tests.source import files, text

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


GREETING = """{% load lasting %}{% lasting kind=kind put name=name|default:'' %}<b class="{{ kind }}">\
{% if name %}{{ name }}{% if kind == "shout" %}!{% endif %}{% else %}nobody{% endif %}</b>{% endlasting %}"""


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("shout", "Bob", '<b class="shout">Bob!</b>'),
        ("say", "Ellen", '<b class="say">Ellen</b>'),
        ("shout", "<i>", '<b class="shout">&lt;i&gt;!</b>'),
        ("say", 7, '<b class="say">7</b>'),
        ("say", "", '<b class="say">nobody</b>'),
        ("say", None, '<b class="say">nobody</b>'),
        ("<i>", "x", '<b class="&lt;i&gt;">x</b>'),
    ],
)
def test_it_decides_on_what_is_given_and_prints_what_is_put(kind, name, said):
    template = Template(GREETING)
    for _time in range(2):
        assert template.render(Context({"kind": kind, "name": name})) == said
        assert "Bob" in template.render(Context({"kind": kind, "name": "Bob"}))


def test_what_is_put_is_not_kept():
    template = Template(GREETING)
    for number in range(100):
        template.render(Context({"kind": "say", "name": f"Bob {number}"}))
    (node,) = template.nodelist.get_nodes_by_type(lasting.LastingNode)
    assert len(node.kept) == 1


@pytest.mark.parametrize("wrong", ["name", "put", "put name", "a=b c", "a=b put c=d e"])
def test_what_it_does_not_understand_is_an_error(wrong):
    with pytest.raises(TemplateSyntaxError):
        Template(f"{{% load lasting %}}{{% lasting {wrong} %}}{{% endlasting %}}")


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


def test_each_rendering_finds_out_anew_where_it_is():
    template = Template("{% load i18n lasting %}" + LANGUAGE * 2)
    context = Context()
    with translation.override("de"):
        assert template.render(context) == "dede"
    assert template.render(context) == template.render(Context()) == "enen"


def test_no_template_changes_its_language_or_its_zone_midway():
    """Lasting parts ask once in one rendering."""
    templates = [name for name in files() if name.startswith("templates/")]
    assert [name for name in templates if re.search(r"\{% (language|timezone) ", text(name))] == []

"""A list's cells with the names of their columns."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tests.builders import a_post, alice


def printed(cell: SafeString, name: str) -> str:
    headers = [{"text": "title"}, {"text": name}]
    template = Template("{% load lists %}{% for cell in row|named:headers %}{{ cell }}{% endfor %}")
    return template.render(Context({"row": [SafeString('<th class="field-title">A</th>'), cell], "headers": headers}))


def test_a_cell_has_the_name_of_its_column_and_the_first_needs_none():
    row = printed(SafeString('<td class="field-state nowrap">Draft</td>'), "state")
    assert row == '<th class="field-title">A</th><td data-label="State" class="field-state nowrap">Draft</td>'


def test_what_is_in_a_name_or_a_cell_stays_text():
    row = printed(format_html('<td class="field-state">{}</td>', "<b>"), '"><b>')
    assert 'data-label="&quot;&gt;&lt;b&gt;" class="field-state">&lt;b&gt;</td>' in row


@pytest.mark.django_db
def test_a_list_of_the_panel_has_them(client):
    client.force_login(a_post(alice(), status="draft").author)
    page = client.get("/admin/posts/post/").content.decode()
    assert '<td data-label="State" class="field-' in page

from __future__ import annotations

import pytest

from blog.site_settings import SiteForm
from blog.templatetags.settings_page import is_a_group


@pytest.mark.parametrize(("name", "is_one"), [("accent", True), ("share_at", True), ("title", False)])
def test_several_boxes_are_a_group(name, is_one):
    assert is_a_group(SiteForm()[name]) is is_one

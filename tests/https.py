"""The settings of a site that people reach by https, as the settings themselves would have it."""

from __future__ import annotations

import os
import runpy
from typing import Any
from unittest.mock import patch

from tests.source import ROOT

HOST = "blog.example.org"
# What a test may change while it runs; the rest was read when the modules were loaded.
CHANGED = ("SECURE_", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE", "ALLOWED_HOSTS", "CSRF_TRUSTED")


def settings_of(**environment: str) -> dict[str, Any]:
    """All settings that the module makes of such an environment."""
    with patch.dict(os.environ, environment):
        return runpy.run_path(str(ROOT / "blog/settings.py"), run_name="blog.settings_read_again")


def serve_by_https(settings: Any) -> None:
    """Turn pytest-django's `settings` into those of an https site; clients made afterwards meet them."""
    for name, value in settings_of(SITE_URL=f"https://{HOST}", ALLOWED_HOSTS="").items():
        if name.startswith(CHANGED):
            setattr(settings, name, value)

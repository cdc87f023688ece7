"""Commands of this site in a process of their own, away from this machine's settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.source import ROOT

SECRET = "only-for-tests-" + "s3cret" * 8
OURS = ("DATABASE_URL", "CACHE_URL", "EMAIL_URL", "SITE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "DEBUG", "SECRET_KEY")


def environment(directory: Path, **settings: str) -> dict[str, str]:
    """Of a site that lives in `directory`. A setting given as "" is as good as unset."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    defaults = {
        **dict.fromkeys(OURS, ""),
        "DEBUG": "off",
        "SITE_URL": "http://localhost:8000",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": f"sqlite:///{directory}/site.sqlite3",
        "MEDIA_ROOT": str(directory / "media"),
        "STATIC_ROOT": str(directory / "static"),
        "METRICS_DIR": str(directory / "metrics"),
    }
    return {**inherited, **defaults, **settings}


def run(*command: str, env: dict[str, str], timeout: int = 300) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )

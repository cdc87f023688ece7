"""Which version this is: said once, in `pyproject.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "pyproject.toml"


@cache
def version() -> str:
    """ "unknown" where only the packages were copied to a machine."""
    try:
        return str(tomllib.loads(SOURCE.read_text())["project"]["version"])
    except (OSError, KeyError):
        return "unknown"

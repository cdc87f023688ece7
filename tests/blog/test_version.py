"""One place says which version this is."""

from __future__ import annotations

import tomllib

import pytest

from blog import version
from tests.source import ROOT, text


@pytest.fixture(autouse=True)
def _asked_anew():
    version.version.cache_clear()
    yield
    version.version.cache_clear()


def test_it_is_what_the_project_file_says():
    assert version.version() == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@pytest.mark.parametrize("content", [None, "[tool]"])
def test_where_only_packages_were_copied_it_is_unknown(monkeypatch, tmp_path, content):
    if content:
        (tmp_path / "pyproject.toml").write_text(content)
    monkeypatch.setattr(version, "SOURCE", tmp_path / "pyproject.toml")
    assert version.version() == "unknown"


def test_the_changes_tell_of_it():
    assert f"## {version.version()}" in text("CHANGELOG.md")

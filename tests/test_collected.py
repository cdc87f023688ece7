"""tests/collected.py: one folder of static files for a run."""

from __future__ import annotations

from types import SimpleNamespace

from tests.collected import static_root


def test_what_was_collected_once_is_not_collected_again_though_pytest_keeps_nothing(tmp_path_factory):
    without_cache = SimpleNamespace()
    with static_root(without_cache, tmp_path_factory) as (first, settings):
        first.mkdir()
        assert settings == {}
    with static_root(without_cache, tmp_path_factory) as (second, settings):
        assert (second, settings) == (first, {"DEBUG": "on"})

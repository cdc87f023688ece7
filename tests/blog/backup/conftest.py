from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.blog.backup.sites import Site, a_site
from tests.engines import ENGINES


@pytest.fixture(scope="session")
def sources(tmp_path_factory) -> Iterator[dict[str, Site]]:
    """A site of each engine with the demo and much that is awkward, only ever read."""
    with ExitStack() as stack:
        found = {}
        for engine in ENGINES:
            folder = tmp_path_factory.mktemp(f"from-{engine}")
            found[engine] = stack.enter_context(a_site(engine, folder, has_tables=True))
            found[engine].fill()
        yield found


@pytest.fixture(scope="session")
def contents(sources) -> dict[str, dict[str, dict[str, str]]]:
    return {engine: site.contents() for engine, site in sources.items()}


@pytest.fixture(scope="session")
def archives(sources, contents) -> dict[str, Path]:
    """Made after the contents were looked at: that one was made is noted in the database."""
    return {engine: site.backup() for engine, site in sources.items()}

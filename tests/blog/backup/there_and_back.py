"""The demo, backed up on each engine and restored into each: `python -m tests.blog.backup.there_and_back`.

Compares every row and file, says so in a line each, and ends with 0 only when nothing differs.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.blog.backup.sites import Site, a_site, differences
from tests.engines import ENGINES


def main() -> None:
    os.environ.setdefault("TEST_POSTGRES_URL", "postgres://127.0.0.1/postgres")
    with TemporaryDirectory(prefix="colloquy-backup-") as folder, ExitStack() as stack:
        sources = {name: stack.enter_context(a_site(name, Path(folder) / name)) for name in ENGINES}
        for site in sources.values():
            site.fill()
        contents = {name: site.contents() for name, site in sources.items()}
        archives = {name: site.backup() for name, site in sources.items()}
        found = []
        for source, target in product(ENGINES, ENGINES):
            with a_site(target, Path(folder) / f"{source}-{target}") as site:
                found += compared(f"{source} into {target}", site, archives[source], contents[source])
    sys.exit(bool(found))


def compared(words: str, site: Site, archive: Path, expected: dict[str, dict[str, str]]) -> list[str]:
    told = site.manage("restore", str(archive))
    wrong = [told["error"]] if "error" in told else differences(expected, site.contents())
    rows = sum(len(table) for table in expected.values())
    sys.stdout.write(f"{words}: {'; '.join(wrong) or f'{rows} rows and files, every one the same'}\n")
    sys.stdout.flush()
    return wrong


if __name__ == "__main__":
    main()

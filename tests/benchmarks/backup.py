"""Back a site with many comments up, read the archive, restore it: `python -m tests.benchmarks.backup COMMENTS`.

Prints one JSON object: seconds, bytes and the peak memory of each.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

django.setup()

from django.db import connection

from comments.models import Comment
from tests.builders import a_comment, a_post
from tests.source import ROOT

WORDS = "Thank you for this. I have had the same for years, and nobody ever told me that it has a name. " * 6
NUMBERS = {
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {0}) SELECT n FROM s)",
    "postgresql": "(SELECT generate_series(1, {0}) AS n)",
}


def fill(comments: int) -> None:
    """Copies of one, each a thread of its own: what is measured looks at rows, not at trees."""
    one = a_comment(a_post(), body=WORDS)
    names = [field.column for field in Comment._meta.concrete_fields]
    changed = {"id": "t.id + s.n", "tree_id": "t.tree_id + s.n", "body_html": f"'<p>{WORDS}</p>'"}
    values = ", ".join(changed.get(name, f"t.{name}") for name in names)
    numbers = NUMBERS[connection.vendor].format(comments - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO comments_comment ({', '.join(names)}) SELECT {values} FROM comments_comment t, {numbers} AS s"
            f" WHERE t.id = {one.pk}"
        )


def measured(*command: str) -> tuple[dict[str, Any], float, float]:
    """What the command told, in how many seconds, with how many megabytes at most."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "manage.py", *command, "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    told = child.stdout.read() if child.stdout else ""
    _pid, _status, used = os.wait4(child.pid, 0)
    return json.loads(told), time.monotonic() - began, used.ru_maxrss / 1000


def main(comments: int) -> None:
    fill(comments)
    connection.close()
    with TemporaryDirectory(prefix="colloquy-backup-") as folder:
        told, *made = measured("backup", "--to", folder)
        _found, *verified = measured("backup", "--verify", told["file"])
        _done, *restored = measured("restore", told["file"], "--replace")
        facts = {"bytes": Path(told["file"]).stat().st_size, "rows": told["rows"]}
    sys.stdout.write(json.dumps({**facts, "made": made, "verified": verified, "restored": restored}))


if __name__ == "__main__":
    main(int(sys.argv[1]))

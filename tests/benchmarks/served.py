"""The same page through the production server, with wrk."""

from __future__ import annotations

import re
import shutil
import subprocess

from tests.benchmarks.databases import Site
from tests.ports import free_port
from tests.serving import serving

CONNECTIONS = 8


def per_second(site: Site, path: str, seconds: float) -> float | None:
    """Requests a second; None where there is no wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    port = free_port()
    with serving(site.env, port) as server:
        assert server.poll() is None, server.stdout.read() if server.stdout else ""
        address = f"http://localhost:{port}{path}"
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{int(seconds)}s", address]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(found[1]) if found else None

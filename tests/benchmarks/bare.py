"""A site that does nothing, under the server that is asked for: `python -m tests.benchmarks.bare PORT WORKERS`.

gunicorn takes `tests.benchmarks.bare:application`; this module serves it as `manage.py serve` would.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

ANSWER = b"x" * 1000


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(ANSWER)))])
    return [ANSWER]


def main(port: int, workers: int) -> None:
    import django

    django.setup()
    from blog import listening
    from blog.front import Front
    from blog.server import WebServer
    from blog.web_process import THREADS

    server = WebServer(listening.at_port("127.0.0.1", port), workers)
    server.serve(target_loader=lambda: Front(application, THREADS), wrap_loader=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

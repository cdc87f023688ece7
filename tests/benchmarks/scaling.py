"""What one of each costs here and now, for the day that `tests.benchmarks.day` draws."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

from tests.benchmarks.databases import Site, new_site
from tests.benchmarks.day import Costs
from tests.benchmarks.sink import sink
from tests.ports import free_port
from tests.serving import serving, session

REQUESTS = 5_000


def measured(kind: str, quick: bool) -> Costs:
    requests, mails, seconds = (REQUESTS // 20, 20, "0.3") if quick else (REQUESTS, 300, "5")
    with new_site(kind) as site:
        facts = json.loads(site.run("-m", "tests.benchmarks.costs", seconds))
        cached = cached_page(site, requests)
    with sink() as address, new_site(kind, EMAIL_URL=address) as site:
        sent = json.loads(site.run("-m", "tests.benchmarks.mail", "posting", str(mails)))
    mail = sent["cpu"] / mails * 1000
    return Costs(cached, facts["page"], facts["accepted"], facts["approved"], mail, facts["bytes"])


def cached_page(site: Site, requests: int) -> float:
    """CPU milliseconds of one page that is kept (`blog.pages`), of all processes of the server."""
    port = free_port()
    with serving(site.env, port, workers=1, command="web") as server:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        _get(client, "/")
        before = _cpu(server.pid)
        for _ in range(requests):
            _get(client, "/")
        return (_cpu(server.pid) - before) / requests * 1000


def _get(client: http.client.HTTPConnection, path: str) -> bytes:
    client.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "br"})
    response = client.getresponse()
    assert response.status == 200, response.status
    return response.read()


def _cpu(leader: int) -> float:
    """Seconds of all processes of the server so far."""
    seconds = 0.0
    for pid in session(leader):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / 100
    return seconds

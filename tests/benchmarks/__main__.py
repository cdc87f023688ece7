"""`make bench`: tables in Markdown. `make bench ARGS="reading --quick"` for a part of them.

Numbers are for comparing with others of the same machine and hour; no test asserts one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks import corpus, day, kept, served, servers, wire
from tests.benchmarks import scaling as scaled
from tests.benchmarks.databases import Site, kinds, new_site
from tests.benchmarks.sink import sink
from tests.blog.transfer import generate

SIZES = [12, 1_000, 10_000, 100_000]  # comments below one article
IMPORTS = [(100, 10_000), (1_000, 100_000)]  # articles and comments of an export
CREWS = [(8, 100, 1), (8, 100, 50)]  # processes, sends of each, articles
FOLLOWERS = 1_000  # of one discussion
WAITING = (1_000, 1_000_000)  # comments below one author's articles
WORD_LISTS = [1_000, 10_000, 20_000]  # entries, over a comment of 20 KB
MAILS = 10_000  # about one comment
BULK = [(10_000, 1), (10_000, 300)]  # comments decided at once, and the articles they are on
QUEUES = [(1_000, 100), (1_000_000, 10_000)]  # comments, and how many of them wait
BACKUPS = [1_000, 1_000_000]  # comments
GROWTH = (1_000, 1_000_000)  # comments of a site, a tenth of them below one article
ROUNDS = 2  # turn by turn, so that what else the machine does meets both
QUICK = 10  # so many times less of everything but the smallest

Row = dict[str, Any]


def reading(quick: bool) -> Iterator[Row]:
    seconds = 1 if quick else 5
    for kind in kinds():
        shortest: Row | None = None
        for size in smaller(SIZES, quick):
            with new_site(kind) as site:
                import_export(site, 1, size)
                facts = json.loads(site.run("-m", "tests.benchmarks.article", str(seconds)))
                through_server = served.per_second(site, facts["path"], seconds)
            shortest = shortest or facts
            yield {
                "database": kind,
                "comments": f"{size:,}",
                "on the page": facts["shown"],
                "queries": facts["queries"],
                "ms": f"{facts['milliseconds']:.1f}",
                "CPU ms": f"{facts['cpu_milliseconds']:.1f}",
                "CPU ms a further comment": each_further(facts, shortest),
                "requests/s, one process": f"{facts['per_second']:.0f}",
                "requests/s, served": "no wrk" if through_server is None else f"{through_server:.0f}",
                "KB, compressed": f"{facts['kilobytes']:.0f}",
            }


def each_further(facts: Row, shortest: Row) -> str:
    """What a comment more on the page costs, against the shortest page."""
    more = facts["shown"] - shortest["shown"]
    return f"{(facts['cpu_milliseconds'] - shortest['cpu_milliseconds']) / more:.3f}" if more else ""


def kept_pages(quick: bool) -> Iterator[Row]:
    """Bars beside each figure: what is wanted of it."""
    seconds = 1 if quick else 4
    for kind in kinds():
        with new_site(kind) as site:
            import_export(site, 1, SIZES[0])
            path = json.loads(site.run("-m", "tests.benchmarks.article", "0"))["path"]
            facts = kept.against_a_file(site, path, seconds)
            yield told(kind, f"kept article of {SIZES[0]} comments, requests/s", facts["ours"])
            yield told(kind, f"nginx, the same {facts['bytes']:,} bytes in a file", facts["nginx"])
            yield told(kind, "of nginx (>= 40 %)", facts["ratio"], "{:.0%}")
            yield told(kind, "s from `web` to the first page (< 3)", kept.start(site, path), "{:.1f}")
            found = kept.visible(site, path, 10 if quick else 30)  # all of which stand on the first page
            yield told(kind, "ms from approved to visible in another process, median", statistics.median(found))
            yield told(kind, "ms, the slowest (< 100)", max(found))
            weighed = kept.weight(site, path, 10_000 if quick else 100_000)
            yield told(kind, "MB of server, 2 web and worker after a tenth", weighed["first"])
            yield told(kind, f"MB after {weighed['requests']:,} requests (< 300, flat)", weighed["last"])
        yield from deep_pages(kind, quick, seconds)


def told(kind: str, what: str, figure: float, form: str = "{:,.0f}") -> Row:
    return {"database": kind, "what": what, "figure": form.format(figure)}


def deep_pages(kind: str, quick: bool, seconds: float) -> Iterator[Row]:
    """A page of 50 threads of a discussion of 50 comments, and the first and last of one of 100,000."""
    with new_site(kind) as site:
        paths = json.loads(site.run("-m", "tests.benchmarks.deep", str(10_000 if quick else 100_000)))
        found = kept.in_turn(site, paths, seconds)
    for name in ("first", "last"):
        yield told(
            kind, f"{name} page of a long discussion against one of 50 (>= 90 %)", found[name] / found["only"], "{:.0%}"
        )


def importing(quick: bool) -> Iterator[Row]:
    for kind in kinds():
        for articles, comments in IMPORTS:
            few, many = (max(1, articles // QUICK), comments // QUICK) if quick else (articles, comments)
            with new_site(kind) as site:
                seconds = import_export(site, few, many)
            yield {
                "database": kind,
                "articles": f"{few:,}",
                "comments": f"{many:,}",
                "seconds": f"{seconds:.1f}",
                "comments/s": f"{many / seconds:,.0f}",
            }


def sending(quick: bool) -> Iterator[Row]:
    for kind in kinds():
        for processes, acts, posts in CREWS:
            with new_site(kind) as site:
                each = acts // QUICK if quick else acts
                said = site.run("-m", "tests.comments.crew", "send", str(processes), str(each), str(posts))
            facts = json.loads(said.splitlines()[-1])
            yield {
                "database": kind,
                "processes": processes,
                "articles": posts,
                "stored": f"{facts['stored']} of {processes * each}",
                "bad trees": facts["bad_trees"],
                "wrong counts": facts["wrong_counts"],
                "not sent": facts["stored"] - facts["done"].get("sent", 0),
                "seconds": facts["seconds"],
                "sends/s": f"{facts['stored'] / facts['seconds']:.0f}",
                "ms, median (p99)": f"{facts['median'] * 1000:.0f} ({facts['p99'] * 1000:.0f})",
            }


def over_the_wire(quick: bool) -> Iterator[Row]:
    """Everything that a send takes: the form, its guards, its rules, its place and what its writer is answered.

    Wanted: 320 comments/s on SQLite and 200 on PostgreSQL, p99 < 500 ms, and readers' p99 at most three times the quiet one.
    """
    for kind in kinds():
        for _processes, _acts, posts in CREWS:
            with new_site(kind) as site:
                facts = wire.measured(site, posts, 2 if quick else 15)
            yield {
                "database": kind,
                "clients": wire.CLIENTS,
                "articles": posts,
                "taken": f"{len(facts['taken']):,}",
                "not taken": facts["refused"],
                "lost": facts["lost"],
                "bad trees and counts": facts["damage"],
                "comments/s": f"{facts['per_second']:.0f}",
                "ms, median (p99)": f"{facts['median']:.0f} ({facts['p99']:.0f})",
                "readers' p99, ms: quiet, meanwhile": f"{facts['quiet']:.1f}, {facts['busy']:.1f}",
                "times the quiet one": f"{facts['busy'] / facts['quiet']:.1f}",
            }


def deciding(quick: bool) -> Iterator[Row]:
    followers = FOLLOWERS // QUICK if quick else FOLLOWERS
    for kind in kinds():
        with sink() as address, new_site(kind, EMAIL_URL=address) as site:
            facts = json.loads(site.run("-m", "tests.benchmarks.mail", "deciding", str(followers)))
        for word in ("send", "approve"):
            nobody, all_of_them = facts[f"{word} quiet"], facts[f"{word} followed"]
            yield {
                "database": kind,
                "act": word,
                "ms, 0 follow": f"{nobody:.1f}",
                f"ms, {followers:,} follow": f"{all_of_them:.1f}",
                "ratio": f"{all_of_them / nobody:.2f}",
                "ms, fan-out in the background": f"{facts['fan-out']:.0f}" if word == "approve" else "",
            }


def posting(quick: bool) -> Iterator[Row]:
    mails = MAILS // QUICK if quick else MAILS
    for kind in kinds():
        with sink() as address, new_site(kind, EMAIL_URL=address) as site:
            facts = json.loads(site.run("-m", "tests.benchmarks.mail", "posting", str(mails)))
        yield {
            "database": kind,
            "mails": f"{mails:,}",
            "s, fan-out": f"{facts['fan-out']:.1f}",
            "s, sending": f"{facts['sending']:.0f}",
            "mails/s": f"{mails / facts['sending']:.0f}",
            "worker's peak, MB": f"{facts['megabytes']:.0f}",
            "a writer waits, no worker: ms (p99) of": waits(facts["alone"]),
            "beside the fan-out": waits(facts["beside the fan-out"]),
            "beside the sending": waits(facts["beside the sending"]),
        }


def filtering(quick: bool) -> Iterator[Row]:
    """Learn from four videos, judge the fifth, each in turn; through the doors that decisions and comments use."""
    if not corpus.videos():
        sys.stdout.write(
            f"Not measured: {corpus.PLACE.name} comments are not beside the project (see {corpus.__name__}).\n"
        )
        return
    for kind in kinds():
        with new_site(kind) as site:
            facts = json.loads(site.run("-m", "tests.benchmarks.filter", *(["--quick"] if quick else [])))
        for video, said in facts.items():
            yield {"database": kind, "judged": video, **said}


def words(quick: bool) -> Iterator[Row]:
    for kind in kinds():
        for entries in smaller(WORD_LISTS, quick):
            with new_site(kind) as site:
                facts = json.loads(site.run("-m", "tests.benchmarks.words", str(entries)))
            yield {
                "database": kind,
                "entries": f"{facts['entries']:,}",
                "s, adding them": f"{facts['adding']:.1f}",
                "CPU ms, made ready once": f"{facts['ready']:.0f}",
                **{
                    f"CPU ms (matches), {text}": "{:.1f} ({})".format(*facts[text])
                    for text in ("English letters", "accents in every word", "Russian", "Chinese")
                },
            }


def queue(quick: bool) -> Iterator[Row]:
    seconds = "0.5" if quick else "2"
    (few, few_pending), (many, many_pending) = QUEUES
    many, many_pending = (many // QUICK, many_pending // QUICK) if quick else (many, many_pending)
    for kind in kinds():
        small, large = (queue_pages(kind, *size, seconds) for size in ((few, few_pending), (many, many_pending)))
        for page, facts in small.items():
            yield {
                "database": kind,
                "page": page,
                f"ms, {few:,} comments, {few_pending:,} wait": f"{facts['ms']:.1f}",
                f"ms, {many:,} comments, {many_pending:,} wait": f"{large[page]['ms']:.1f}",
                "ratio": f"{large[page]['ms'] / facts['ms']:.2f}",
                "queries": large[page]["queries"],
            }


def queue_pages(kind: str, comments: int, pending: int, seconds: str) -> dict[str, Row]:
    with new_site(kind) as site:
        return json.loads(site.run("-m", "tests.benchmarks.queue", str(comments), str(pending), seconds))


def bulk(quick: bool) -> Iterator[Row]:
    for kind in kinds():
        for comments, articles in BULK[:1] if quick else BULK:
            with new_site(kind) as site:
                facts = json.loads(site.run("-m", "tests.benchmarks.bulk", str(comments), str(articles)))
            for word in ("approving", "undoing"):
                waited = facts[word]["median"] * 1000, facts[word]["longest"] * 1000
                yield {
                    "database": kind,
                    "act": word,
                    "comments": f"{comments:,}",
                    "articles": articles,
                    "seconds": f"{facts[word]['seconds']:.1f}",
                    "CPU s": f"{facts[word]['cpu']:.1f}",
                    "a writer waits, ms (longest)": "{:.0f} ({:.0f})".format(*waited),
                    "comments sent meanwhile": facts[word]["sent"],
                    "damage": facts["damage"],
                }


def backup(quick: bool) -> Iterator[Row]:
    for kind in kinds():
        for size in smaller(BACKUPS, quick):
            with new_site(kind) as site:
                facts = json.loads(site.run("-m", "tests.benchmarks.backup", str(size)))
            with new_site(kind) as site, TemporaryDirectory(prefix="colloquy-bench-") as folder:
                crowd = json.loads(site.run("-m", "tests.blog.backup.crowd", folder, "8", "3"))
            yield {
                "database": kind,
                "comments": f"{size:,}",
                "archive, MB": f"{facts['bytes'] / 1e6:.1f}",
                **{
                    f"{word}: s (peak, MB)": "{:.0f} ({:.0f})".format(*facts[word])
                    for word in ("made", "verified", "restored")
                },
                "8 writers wait, ms: median (p99)": in_short(crowd["waited"]),
                "while one is made": in_short(crowd["waited_meanwhile"]),
            }


def in_short(waited: dict[str, float]) -> str:
    return f"{waited['median'] * 1000:.0f} ({waited['p99'] * 1000:.0f})"


def waits(taken: tuple[float, float, int]) -> str:
    return "{:.0f} ({:.0f}) {}".format(*taken)


def waiting(quick: bool) -> Iterator[Row]:
    for kind in kinds():
        shortest: Row | None = None
        for size in (WAITING[0], WAITING[1] // (QUICK if quick else 1)):
            with new_site(kind) as site:
                facts = json.loads(site.run("-m", "tests.benchmarks.waiting", str(size), "1" if quick else "8"))
            shortest = shortest or facts
            yield {
                "database": kind,
                "comments": f"{facts['comments']:,}",
                "threads that wait": f"{facts['waiting']:,}",
                "queries": facts["queries"],
                "ms, the page": f"{facts['page']:.1f}",
                "times the shortest": f"{facts['page'] / shortest['page']:.2f}",
                "ms, its number": f"{facts['count']:.1f}",
                "ms, a word sent, approved, answered": f"{facts['word']:.1f}",
            }


def watching(quick: bool) -> Iterator[Row]:
    for kind in kinds():
        for comments, pending in [(1_000, 100), (100_000, 1_000) if quick else (1_000_000, 10_000)]:
            with new_site(kind, METRICS_TOKEN="token") as site:
                program = ("-m", "tests.benchmarks.watching", str(comments), str(pending), "1" if quick else "5")
                facts = json.loads(site.run(*program))
            yield {
                "database": kind,
                "comments": f"{comments:,}",
                "which wait": f"{pending:,}",
                "µs to count a request": f"{facts['counted']:.1f}",
                "µs with its number and name": f"{facts['surrounded']:.1f}",
                "ms to read all figures": f"{facts['scrape']:.1f}",
                "CPU ms of it": f"{facts['scrape_cpu']:.1f}",
                "queries": facts["queries"],
            }


def by_server(quick: bool) -> Iterator[Row]:
    for kind in kinds():
        with new_site(kind) as site:
            import_export(site, 1, SIZES[0])
            path = json.loads(site.run("-m", "tests.benchmarks.article", "0"))["path"]
            for server in servers.SERVERS:
                facts = servers.per_second(site, server, path, 2 if quick else 8)
                yield {
                    "database": kind,
                    "server": server,
                    "a bare callable, requests/s": f"{facts['bare']:,.0f}",
                    "the article, kept": f"{facts['kept']:,.0f}",
                    "the article, made each time": f"{facts['made']:,.0f}",
                }


def growth(quick: bool) -> Iterator[Row]:
    few, many = GROWTH[0], GROWTH[1] // (QUICK if quick else 1)
    seconds = "0.1" if quick else "1"
    for kind in kinds():
        with new_site(kind) as small, new_site(kind) as large:
            for site, size in ((small, few), (large, many)):
                site.run("-m", "tests.benchmarks.growth", "fill", str(size))
            rounds = [[pages_of(site, seconds) for site in (small, large)] for _ in range(ROUNDS)]
        for page in rounds[0][0]:
            of_few, of_many = (best(facts[page] for facts in found) for found in zip(*rounds, strict=True))
            yield {
                "database": kind,
                "page or act": page,
                f"CPU ms, {few:,}": f"{of_few['cpu']:.1f}",
                f"CPU ms, {many:,}": f"{of_many['cpu']:.1f}",
                "ratio": f"{of_many['cpu'] / of_few['cpu']:.2f}",
                f"ms, {few:,}": f"{of_few['ms']:.1f}",
                f"ms, {many:,}": f"{of_many['ms']:.1f}",
                "ratio by the clock": f"{of_many['ms'] / of_few['ms']:.2f}",
                "queries": of_many["queries"],
            }


def pages_of(site: Site, seconds: str) -> dict[str, Row]:
    return json.loads(site.run("-m", "tests.benchmarks.growth", "measure", seconds))


def best(facts: Iterable[Row]) -> Row:
    """Of several rounds the quietest."""
    found = list(facts)
    return {name: min(row[name] for row in found) for name in found[0]}


def scaling(quick: bool) -> Iterator[Row]:
    """A day of a very large site, from what one of each costs in this run."""
    kind = kinds()[-1]
    costs = scaled.measured(kind, quick)
    sys.stdout.write(f"CPU ms of one, on {kind}, web + database: {costs}\n")
    ends = [f"{cores} cores {day.primary_ends_at(costs, cores):,.0f}" for cores in (16, 64)]
    sys.stdout.write(f"One primary ends at so many comments/s: {', '.join(ends)}; ")
    sys.stdout.write(f"one article not below {day.one_article_ends_at(costs):,.0f}.\n\n")
    machines = max(hour.machines for hour in day.hours(costs, machines=4))
    for hour in day.hours(costs, machines=machines):
        if hour.hour % 4 == 0:
            yield {
                "hour": hour.hour,
                "pages/s": f"{hour.pages:,.0f}",
                "from the cache": f"{1 - hour.misses / hour.pages:.1%}",
                "comments/s": f"{hour.comments:,.0f}",
                "cores, web": f"{hour.web:.1f}",
                f"machines of {day.CORES}": hour.machines,
                "cores, primary": f"{hour.primary:.1f}",
                "cores, replicas": f"{hour.replicas:.1f}",
                "cores, mail": f"{hour.workers:.1f}",
                "Mbit/s": f"{hour.megabits:,.0f}",
            }


TABLES = {
    "kept": ("Kept pages through the production server", kept_pages),
    "scaling": ("Ten million readers a day and a thousand comments a second, simulated", scaling),
    "growth": ("The same pages and acts on a site of few comments and of many, medians, uncached", growth),
    "servers": (
        "An article with 12 comments, compressed, under two servers with two processes of four threads",
        by_server,
    ),
    "waiting": ("The author's page of what waits for a word", waiting),
    "reading": ("An article page, anonymous and uncached", reading),
    "importing": ("Importing a WordPress export, start of the program included", importing),
    "sending": ("Sending from many processes at once, 70 % of it replies", sending),
    "wire": ("Comments of eight clients over HTTP, 60 % of them replies, to two web processes", over_the_wire),
    "deciding": ("Sending and approving where readers follow by mail, medians", deciding),
    "filter": ("The spam filter: learnt from four foreign videos, judging the fifth", filtering),
    "words": ("Word lists over a comment of 20,000 characters", words),
    "queue": ("Pages of the queue, for who decides on everything, at best", queue),
    "bulk": ("Deciding on many comments at once, while a comment is sent every 50 ms", bulk),
    "backup": ("Backing up and restoring, start of the program included", backup),
    "watching": ("What the figures for Prometheus cost, at best", watching),
    "posting": ("Mail about one comment worked off, while a comment is sent every 100 ms", posting),
}


def import_export(site: Site, articles: int, comments: int) -> float:
    """Seconds that the import took, of an export made before the clock starts."""
    export = Path(site.env["MEDIA_ROOT"]).parent / "export.xml"
    generate.write(export, articles, comments)
    began = time.monotonic()
    site.run("manage.py", "import_wordpress", str(export))
    return time.monotonic() - began


def smaller(sizes: list[int], quick: bool) -> list[int]:
    return [size // QUICK if quick and size > sizes[0] else size for size in sizes]


def print_table(title: str, rows: Iterable[Row]) -> None:
    """A row as soon as it is measured: the whole takes a while."""
    out = sys.stdout
    out.write(f"\n## {title}\n\n")
    for number, row in enumerate(rows):
        if number == 0:
            out.write(line(row.keys()) + "\n" + line(["---", *["---:"] * (len(row) - 1)]) + "\n")
        out.write(line(row.values()) + "\n")
        out.flush()


def line(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measures; asserts nothing.")
    parser.add_argument("tables", nargs="*", choices=TABLES, default=list(TABLES), help="all by default")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, to see that it works")
    options = parser.parse_args()
    sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}\n")
    for name in options.tables:
        title, measure = TABLES[name]
        print_table(title, measure(options.quick))


if __name__ == "__main__":
    main()

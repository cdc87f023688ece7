"""One mail that several processes are given at once becomes one comment, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest

from tests.comments.inbox.mails import a_mail
from tests.engines import ENGINES, environment_of, new_database, run_on
from tests.source import ROOT

PROCESSES = 4
MAKE = """
from tests.builders import *; from comments.readers import Reader; from comments.inbox import addresses
user = carol(); user.emailaddress_set.create(email=user.email, verified=True)
print("TO", addresses.reply_to(a_comment(a_post()), Reader(user=user)))
"""
COUNT = "from comments.models import Comment; print('COUNT', Comment.objects.filter(body='Once.').count())"


@pytest.mark.parametrize("engine", ENGINES)
def test_it_is_published_once(engine, tmp_path):
    with new_database(engine, tmp_path) as url:
        site = {"REPLY_ADDRESS": "reply@blog.example.org", "INBOX_URL": ""}
        to = run_on(url, "manage.py", "shell", "-v", "0", "-c", MAKE, **site).rpartition("TO ")[2].strip()
        file = tmp_path / "mail"
        file.write_bytes(a_mail(to, words="Once."))
        assert all_at_once(url, file, site) == {"published": 1, "again": PROCESSES - 1}
        assert "COUNT 1" in run_on(url, "manage.py", "shell", "-v", "0", "-c", COUNT, **site)


def all_at_once(url, file, site):
    command = [sys.executable, "manage.py", "fetch_mail", "--stdin", "--json"]
    crew = []
    for _process in range(PROCESSES):
        with file.open("rb") as raw:
            env = environment_of(url, **site)
            crew.append(subprocess.Popen(command, cwd=ROOT, env=env, stdin=raw, stdout=subprocess.PIPE))
    said = [json.loads(process.communicate(timeout=300)[0]) for process in crew]
    return {name: count for name, count in sum(map(Counter, said), Counter()).items() if count}

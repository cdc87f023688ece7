"""A process of a site that has a replica. Reads an act and its words as JSON from each line, and answers with JSON."""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from contextlib import ExitStack

import django

django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.test import Client, RequestFactory

from accounts.models import User
from blog import replica
from blog.pages.serving import KeptPages
from blog.posts.models import Post
from comments.models import Discussion
from tests.builders import a_comment, a_post, an_owner

TABLES = ('"posts_', '"comments_', '"accounts_')


def begin() -> dict:
    an_owner()
    post = a_post()
    a_comment(post, body_html="<p>The first words.</p>")
    return {"address": post.get_absolute_url(), "post": post.pk}


def say(post: int, words: str) -> dict:
    a_comment(Post.objects.get(pk=post), body_html=f"<p>{words}</p>")
    return {"version": Discussion.objects.get(pk=post).version}


def rename(post: int, title: str) -> dict:
    """As saving it in the panel does."""
    with transaction.atomic():
        Post.objects.filter(pk=post).update(title=title)
    return {}


def get(path: str, username: str = "", cookie: str = "", breaks: bool = False) -> dict:
    """The page, and how many questions about pages each database was asked. `breaks`: the replica goes away amidst them."""
    client = Client(headers={"Host": "localhost"}, raise_request_exception=False)
    if username:
        client.force_login(User.objects.get(username=username))
    if cookie:
        client.cookies[cookie] = "x"
    asked: Counter[str] = Counter()

    def listen(execute, sql, params, many, context):
        alias = context["connection"].alias
        asked[alias] += any(table in sql for table in TABLES)
        if breaks and alias == replica.REPLICA and asked[alias] == 3:
            context["connection"].connection.close()
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(listen))
        response = client.get(path)
    return {"status": response.status_code, "text": response.content.decode(), **asked}


def keep(path: str) -> dict:
    """The page as a server hands it out that keeps pages."""
    environ = RequestFactory(headers={"Host": "localhost"}).get(path).environ
    body = KeptPages(get_wsgi_application())(environ, lambda *told: None)
    return {"text": b"".join(body).decode()}


def behind() -> dict:
    found = replica.lag()
    return {"seconds": found.seconds} if found else {}


def seen(post: int, version: int) -> dict:
    return {"is": replica.has_seen(post, version)}


def rested() -> dict:
    replica._resting["until"] = 0
    return {"at": time.time()}


ACTS = {act.__name__: act for act in (begin, say, rename, get, keep, behind, seen, rested)}

if __name__ == "__main__":
    for line in sys.stdin:
        name, *words = json.loads(line)
        sys.stdout.write(json.dumps(ACTS[name](*words)) + "\n")
        sys.stdout.flush()

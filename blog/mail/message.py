"""From a draft to a message: two parts in the site's look, and the headers that well-behaved mail carries."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.backends.django import DjangoTemplates
from django.template.loader import render_to_string

from blog.mail import stopping
from blog.mail.composing import Draft
from blog.mail.models import Letter
from blog.posts.models import Site

STYLES = Path(__file__).with_name("letter.css")


def message(letter: Letter, draft: Draft, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The message as it goes out; the same Message-ID whenever this letter is sent."""
    site = Site.current()
    stop = stopping.address_for(letter.address)
    context = {**draft.context, "site": site, "site_url": settings.SITE_URL, "stop_url": stop, "subject": draft.subject}
    found = EmailMultiAlternatives(
        subject=_one_line(f"[{site.title}] {draft.subject}"),
        body=_text(draft.template, context),
        from_email=_sender(site),
        to=[letter.to],
        headers={**_headers(letter, stop), **draft.headers},
        connection=connection,
    )
    found.attach_alternative(_styled(render_to_string(f"{draft.template}.html", context)), "text/html")
    return found


def _sender(site: Site) -> str:
    """The site's address under its title, unless DEFAULT_FROM_EMAIL brings a name of its own."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or _one_line(site.title), address))


def _headers(letter: Letter, stop: str) -> dict[str, str]:
    return {
        "Message-ID": f"<{letter.message_id}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence note answers it
        "X-Auto-Response-Suppress": "All",
        "List-Unsubscribe": f"<{stop}>",  # RFC 8058: one press, without opening anything
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _text(template: str, context: dict[str, Any]) -> str:
    return _plain().get_template(f"{template}.txt").render(context).strip() + "\n"


@cache
def _plain() -> DjangoTemplates:
    """Templates of plain text, in which an ampersand is an ampersand."""
    params = {"NAME": "plain", "DIRS": settings.TEMPLATES[0]["DIRS"], "APP_DIRS": False}
    return DjangoTemplates({**params, "OPTIONS": {"autoescape": False}})


def _styled(html: str) -> str:
    return _inliner().inline(html)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(extra_css=STYLES.read_text(), keep_style_tags=False, load_remote_stylesheets=False)


def _one_line(words: str) -> str:
    return " ".join(words.split())

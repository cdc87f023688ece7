"""How pages that know nothing of comments get their discussion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import Http404
from django.template import Engine
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from blog import markup
from blog.paths import path_to
from blog.posts.models import Post
from comments import forms, helpful, identity, links, printing, reading, resting, slowness, submission, threads
from comments.care.card import card
from comments.models import Comment, Discussion
from comments.moderation import Asker
from comments.panel import correcting
from comments.panel.acts import usual

register = template.Library()


@register.inclusion_tag("comments/_discussion.html", takes_context=True)
def discussion(context: Context, post: Post) -> dict[str, Any]:
    """The whole discussion of a post, a page of it, and the form to reply."""
    request = context["request"]
    around: dict[Any, Any] = context.flatten()
    found = context.get("discussion") or threads.discussion_of(post)
    resting.on_discussion(found)
    viewer = identity.viewer(request, found)
    page = _page(found, viewer, request.GET.get(reading.ORDER, ""), context.get("comment_page") or 1)
    since = reading.moment(request.GET.get(reading.SINCE, ""))
    _give_receipts(found, page.rows, viewer)
    if user := identity.person(request):
        helpful.note(page.rows, user)
    return {
        **around,
        "post": post,
        "discussion": found,
        "page": page,
        "viewer": viewer,
        "mentions": threads.mentions(found),
        "minutes": markup.reading_minutes(found.word_count),
        "orders": tuple(reading.Order.choices),
        "since": since,
        "new": reading.mark_new(page.rows, since, viewer) if since else [],
        "latest": max((row.came_at for row in page.rows if row.is_counted), default=None),
        "address": post.get_absolute_url(),
        "reply_url": path_to("comments:reply", post.pk) if found.is_open else "",
    }


def _page(found: Discussion, viewer: threads.Viewer, order: str, number: int) -> threads.Page:
    try:
        return reading.page(found, order, number, viewer) if order else threads.page(found, number, viewer)
    except (threads.NoSuchPage, ValueError) as error:
        raise Http404 from error


def _give_receipts(found: Discussion, rows: Iterable[threads.Row], viewer: threads.Viewer) -> None:
    """Whoever is shown a comment as their own may go on to its receipt, and is told what the owner has to say to it."""
    if not viewer.own:
        return
    own = {comment.pk: comment for comment in Comment.objects.filter(pk__in=viewer.own).only("body", "link_generation")}
    for row in rows:
        if row.pk in own and not row.is_gone:
            row.receipt = reverse("comments:receipt", args=[links.token(links.RECEIPT, own[row.pk])])
            row.help_card = card(found, own[row.pk].body)


@register.inclusion_tag("comments/_reply_form.html", takes_context=True)
def reply_form(context: Context, post: Post, parent: Comment | None = None) -> dict[str, Any]:
    """The form as this reader gets it: filled again, filled from memory, or the one that all get."""
    request = context["request"]
    found: Discussion = context["discussion"]
    user = identity.person(request)
    bound = context.get("reply_form")
    remembered = {} if user or bound else identity.remembered(request)
    settings = found.defaults
    terms = forms.terms(found, user, may_rest=submission.may_rest(user, found))
    html: SafeString | None = None
    if bound is None and user is None and not remembered:
        html = forms.blank_html(post.pk, parent, terms)
    elif bound is None:
        start = {"token": forms.token_for(post.pk), "parent": parent.pk if parent else "", **remembered}
        bound = forms.ReplyForm(
            initial={**start, "remember": identity.REMEMBER in request.COOKIES},
            terms=terms,
        )
    return {
        "request": request,
        "post": post,
        "discussion": found,
        "pace": slowness.in_words(found.in_force.slow_seconds) if found.in_force.slow_seconds else "",
        "read_first": submission.read_first(user, found) if found.is_open else "",
        "parent": parent,
        "form": bound,
        "html": html,
        "user_name": user.name if user else "",
        "requires_identity": settings.requires_identity,
        "may_send": context.get("may_send", True),
        "preview": context.get("reply_preview"),
        "is_careful": found.is_careful,
        "house_rules": settings.house_rules,
    }


@register.simple_tag
def response_counts(posts: Iterable[Post]) -> str:
    """Give each post its `response_count`, in one query for all of them."""
    posts = list(posts)
    counts = threads.counts(post.pk for post in posts)
    for post in posts:
        post.response_count = counts.get(post.pk, 0)  # type: ignore[attr-defined]
    return ""


@register.simple_tag
def response_count(post: Post) -> int:
    """How many responses a single post shows."""
    discussion = threads.discussion_of(post)
    resting.on_discussion(discussion)
    return discussion.comment_count


@register.inclusion_tag("comments/_helpful_form.html", takes_context=True)
def helpful_form(context: Context, post: Post) -> dict[str, Any]:
    """The one form that the buttons of all comments send."""
    request = context["request"]
    return {"request": request, "token": forms.token_for(post.pk), "is_member": identity.person(request) is not None}


@register.simple_tag(takes_context=True)
def rows(context: Context, page: threads.Page) -> SafeString:
    """The comments of a page, each in its place in the lists."""
    find = Engine.get_default().get_template
    acts = find("comments/_staff_acts.html")

    def for_staff(row: threads.Row) -> SafeString:
        return acts.render(context.new({**staff_acts(context, row), "csrf_token": context.get("csrf_token")}))

    printer = printing.Printer(
        find(printing.TEMPLATE),
        reply_url=context["reply_url"],
        canonical=context["canonical"],
        staff_acts=for_staff if context["viewer"].is_moderator else None,
        is_private=context["discussion"].is_careful,
    )
    return printer.page(page.rows)


def staff_acts(context: Context, row: threads.Row) -> dict[str, Any]:
    """The buttons with which staff decide on a comment where it stands."""
    acts, _rarer = usual(row.status, {Asker.MODERATOR})
    thread_acts = correcting.on_the_page(row, context["discussion"])
    return {"row": row, "acts": acts, "thread_acts": thread_acts, "next": f"{context['address']}#comment-{row.pk}"}


@register.filter
def page_address(post: Post, number: int) -> str:
    address = post.get_absolute_url()
    return address if number == 1 else f"{address}comment-page-{number}/"

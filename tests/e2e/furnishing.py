"""A bit of everything in one site. Runs inside the site, over the demo, not in the test's process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blog import markup
from blog.mail import outbox
from blog.mail.models import Incoming, Letter
from blog.posts.models import Post
from comments import following, links, mailing, moderation, reports, revisions
from comments.models import Comment, Commenter, Discussion, SpamFilter, SpamScore, Status, Subscription, Token
from comments.readers import Reader
from comments.staffmail import tokens
from tests.builders import a_comment, a_post

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
ROUGH = [
    f"A word: {LONG}",
    "An address: https://example.org/" + "a-very-long-path-without-any-end/" * 6,
    "```\n" + "code_that_is_never_broken = " * 12 + "\n```\n\nand `" + "inline_code_" * 12 + "` too",
    "> " * 9 + "quoted nine times over, which still has to be read on a telephone",
    "".join(f"{'  ' * depth}- a list, {depth} deep\n" for depth in range(7)),
    "# A heading\n\n***\n\n1. one\n2. two\n\n**bold** *italics*\\\nand a break",
    "<table><tr>" + "<td>cell</td>" * 30 + "</tr></table>",
    "שלום לכולם, and العربية, in one line with English",
]
ARTICLE = f"""<h2>A part</h2><p>{LONG}</p><h3>A smaller part</h3><pre><code>{"wide " * 60}</code></pre>
<blockquote><p>Quoted.</p></blockquote><ol><li>one</li></ol>"""
THREADS, ANSWERS = 120, 230  # three pages of threads, and one thread that has a page of its own


def furnish() -> dict[str, str]:
    """The address of each kind of page, by the names that tests use."""
    author = User.objects.get(username="author")
    return {
        **_demo_pages(),
        **_panel_pages(),
        "article without responses": a_post(author, title="Unanswered", slug="unanswered").get_absolute_url(),
        "article with a closed discussion": _closed(author).get_absolute_url(),
        "rough words": _rough(author).get_absolute_url(),
        "long name in the queue": _under_a_long_name(author),
        **_receipts(author),
        **_staff_mail(author),
        **_following(author),
        **_incoming(),
        **_busy(author),
        "privacy": "/privacy/",
    }


def _receipts(author: User) -> dict[str, str]:
    """Private pages of comments in the states that look different, and a change for the queue's page of changes."""
    post = a_post(author, title="Kept Receipts", slug="kept-receipts")
    waiting, declined = (_say(post, "A thought.", status=Status.PENDING) for _ in range(2))
    moderation.moderate([declined.pk], Status.DECLINED, by=author, reason="Please leave out the name.")
    changed = _say(post, "As approved.")
    revisions.edit(changed, "As **changed**.")
    addresses = {
        name: reverse("comments:receipt", args=[links.token(links.RECEIPT, comment)])
        for name, comment in (("waiting", waiting), ("declined", declined), ("changed", changed))
    }
    return {
        **{f"receipt of a {name} comment": address for name, address in addresses.items()},
        "erasing a comment": f"{addresses['waiting']}erase/",
    }


def _staff_mail(author: User) -> dict[str, str]:
    """What the links in mail to staff lead to: a comment that waits, one that is decided, the switches, nothing."""
    EmailAddress.objects.create(user=author, email=author.email, verified=True, primary=True)
    post = a_post(author, title="Mailed", slug="mailed")
    parent = _say(post, "What is answered, in a sentence or two.")
    waiting, decided = (_say(post, f"A thought about {LONG}.", parent, status=Status.PENDING) for _ in range(2))
    base = f"/comments/mail/{tokens.for_deciding(author, waiting)}"
    addresses = {f"{code} by mail": f"{base}/{code}/" for code in ("approve", "decline", "spam")}
    done = f"/comments/mail/{tokens.for_deciding(author, decided)}/approve/?said=done"
    moderation.moderate([decided.pk], Status.APPROVED, by=author)
    return {
        **addresses,
        "decided by mail": done,
        "mail to staff": f"/comments/mail/{tokens.for_switches(author)}/staff/",
        "link that ended": "/comments/mail/nothing/approve/",
        "mail you get": reverse("queue:mail"),
    }


def _following(author: User) -> dict[str, str]:
    """What a guest follows in every way there is, and a member; with the pages that their mail leads to."""
    post = a_post(author, title="Followed", slug="followed")
    root = _say(post, "What is followed.", name="Ellen", email="ellen@example.org", proof=1, wants_news=True)
    guest = Reader(commenter=Commenter.objects.create(email="ellen@example.org", name="Ellen"))
    for reader in (guest, Reader(user=author)):
        following.follow(reader, Subscription.Scope.DISCUSSION, root.discussion)
        following.follow(reader, Subscription.Scope.ARTICLES)
        following.mute(reader, root)
    base, members = (f"/comments/mail/{mailing.token_of(reader)}/" for reader in (guest, Reader(user=author)))
    return {
        "everything of a guest": f"{base}?said=saved",
        "mail of a member": f"{members}?said=muted",
        "muting by mail": f"{base}mute/{root.pk}/",
        "ending by mail": f"{base}unfollow/daily/",
        "erasing everything": f"{base}erase/",
    }


def _incoming() -> dict[str, str]:
    why, raw = "It is from another address than the one that was written to.", b"From: david@example.org\r\n\r\nHello"
    row = Incoming.objects.create(sender="david@example.org", mark="m", why=why, text=LONG, raw=raw)
    return {
        "incoming mail": reverse("admin:mail_incoming_changelist"),
        "a mail that came": reverse("admin:mail_incoming_change", args=[row.pk]),
    }


def _demo_pages() -> dict[str, str]:
    demo = _demo()
    article = demo.get_absolute_url()
    first = Comment.objects.filter(discussion_id=demo.pk, level=0, status=Status.APPROVED)[0]
    year, month = article.split("/")[1:3]
    return {
        "front": "/",
        "article": article,
        "article with a tombstone": Post.objects.get(title="How to Sit by a Bed").get_absolute_url(),
        "reply page": reverse("comments:reply", args=[demo.pk]) + f"?parent={first.pk}",
        "report page": reverse("comments:report", args=[first.pk]),
        "article in another order": f"{article}?order=author",
        "year": f"/{year}/",
        "month": f"/{year}/{month}/",
        "tag": demo.tags.all()[0].get_absolute_url(),
        "about": "/about/",
        "contact": "/contact/",
        "not found": "/nothing-here/",
        "feed": "/feed/",
        "comments feed": "/comments/feed/",
        "article feed": f"{article}feed/",
        "sitemap": "/sitemap.xml",
        "robots": "/robots.txt",
    }


def _panel_pages() -> dict[str, str]:
    demo, waiting = _demo().pk, Comment.objects.pending()[0].pk
    return {
        "login": "/accounts/login/?next=/admin/",
        "panel": "/admin/",
        "queue": "/admin/queue/",
        "queue of approved": "/admin/queue/?status=approved&text=water",
        "comment in the queue": f"/admin/queue/{waiting}/",
        "changes": "/admin/queue/changes/",
        "filter": _filter(waiting),
        "reported": _reported(),
        "articles": "/admin/posts/post/",
        "article form": f"/admin/posts/post/{demo}/change/",
        "new article": "/admin/posts/post/add/",
        "discussions": "/admin/comments/discussion/",
        "discussion form": f"/admin/comments/discussion/{demo}/change/",
        "people": "/admin/accounts/user/",
        "mail": _mail(),
        "tags": "/admin/posts/tag/",
        "password": "/admin/password_change/",
    }


def _filter(waiting: int) -> str:
    """It has learnt something, was right once and wrong once, and says something of a comment that waits."""
    SpamFilter.objects.update_or_create(pk=1, defaults={"spam": 20, "ham": 30})
    words = [("cheap watches", 18, 0), ("name:" + LONG[:60], 9, 1), ("mother", 0, 12), ("host:own", 0, 5)]
    Token.objects.bulk_create(
        [Token(token=token, spam=spam, ham=ham) for token, spam, ham in words], ignore_conflicts=True
    )
    reasons = [[token, 0.97 if spam else 0.04] for token, spam, _ham in words]
    SpamScore.objects.create(comment_id=waiting, score=0.95, reasons=reasons, akismet="spam")
    for comment, outcome in zip(Comment.objects.shown().order_by("pk")[:2], ("spam", "other"), strict=True):
        SpamScore.objects.create(
            comment=comment, score=0.9999, says_spam=True, outcome=outcome, decided_at=timezone.now()
        )
    return reverse("queue:filter")


def _mail() -> str:
    """One letter that is late, one that was given up: the front page has its notices as well."""
    long_ago = timezone.now() - timedelta(hours=1)
    outbox.owe("receipt", "somebody.with.a.long.name@mail.example.org", due_at=long_ago)
    why = "The mail server refused the address (550)."
    Letter.objects.create(kind="proof", to="ellen@example.org", address="x", attempts=1, failed_at=long_ago, error=why)
    return reverse("admin:mail_letter_changelist")


def _reported() -> str:
    comment = Comment.objects.shown()[0]
    reports.report(comment, {"reason": "unkind", "words": "It hurts."}, user=None, network="n")
    return reverse("queue:list") + "?status=reported"


def _rough(author: User) -> Post:
    """Words that do not break, replies deeper than are indented, and a stone with an answer below it."""
    post = a_post(author, title="Rough Words", slug="rough-words", body=ARTICLE)
    for text in ROUGH:
        _say(post, text, name=LONG[:80], website="https://example.org/" + "x" * 150)
    deepest = None
    for level, text in enumerate(ROUGH * 2):
        deepest = _say(post, text, deepest, name=f"Reader {level}")
    gone = _say(post, "Gone soon.", name="Mallory")
    _say(post, "An answer that stays.", gone, name="Ellen")
    moderation.moderate([gone.pk], Status.REMOVED, by=User.objects.get(username="owner"))
    return post


def _under_a_long_name(author: User) -> str:
    post = a_post(author, title="Held", slug="held")
    return reverse("queue:comment", args=[_say(post, "Held words.", name="W" * 80, status=Status.PENDING).pk])


def _busy(author: User) -> dict[str, str]:
    post = a_post(author, title="Busy", slug="busy")
    roots = [_say(post, f"Thread {number}.") for number in range(THREADS)]
    for number in range(ANSWERS):
        _say(post, f"Answer {number}.", roots[-1])
    address = post.get_absolute_url()
    return {
        "page 1 of a discussion": address,
        "page 2 of a discussion": f"{address}comment-page-2/",
        "last page of a discussion": f"{address}comment-page-3/",
        "thread": reverse("comments:thread", args=[roots[-1].pk]),
    }


def _closed(author: User) -> Post:
    post = a_post(author, title="Closed", slug="closed")
    _say(post, "The last word.")
    Discussion.objects.filter(post=post).update(access="closed")
    return post


def _demo() -> Post:
    return Post.objects.get(title="A Glass of Water at Three")


def _say(post: Post, text: str, parent: Comment | None = None, **fields: Any) -> Comment:
    return a_comment(post, parent, body=text, body_html=markup.comment_html(text), **fields)

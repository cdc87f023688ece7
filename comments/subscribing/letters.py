"""The letter that asks the owner of a typed address whether they want to follow something by mail."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from blog.mail.composing import Draft, composes
from blog.mail.models import Letter
from blog.posts.models import Site
from comments import mailing
from comments.models import Subscription, SubscriptionRequest
from comments.proofs.asking import GOOD_FOR
from comments.subscribing import asking, beginning


@composes(asking.SUBSCRIBE, _lazy("Question before following by mail"))
def subscribe(letter: Letter) -> Draft | None:
    """Who gets it already is told so, and where they say what they get; nobody who typed the address learns it."""
    rows = SubscriptionRequest.objects.select_related("discussion__post")
    request = rows.filter(pk=letter.about or 0, email__iexact=letter.to).first()
    if request is None or not asking.is_fresh(request) or not is_readable(request):
        return None
    context = about(request)
    if reader := beginning.follower_at(request.email, (request.scope,), asking.subject(request)):
        context |= {"preferences_url": mailing.preferences(reader)}
        return Draft(_("You get this mail already"), "comments/mail/subscribed", context)
    path = reverse("comments:subscribe-confirm", args=[asking.new_secret(request)])
    context |= {"confirm_url": mailing.absolute(path), "days": GOOD_FOR.days}
    return Draft(question(request), "comments/mail/subscribe", context)


def question(request: SubscriptionRequest) -> str:
    if request.scope == Subscription.Scope.ARTICLES:
        return _("Do you want new articles of %(title)s by mail?") % {"title": Site.current().title}
    return _("Do you want to follow a discussion by mail?")


def about(request: SubscriptionRequest) -> dict[str, object]:
    """What a question and the pages after it say of what is followed."""
    post = request.discussion.post if request.discussion and is_readable(request) else None
    return {
        "scope": request.scope,
        "title": post.title if post else "",
        "post_url": mailing.absolute(post.get_absolute_url()) if post else "",
    }


def is_readable(request: SubscriptionRequest) -> bool:
    """Is what would be followed there to be read?"""
    if request.discussion is None:
        return request.scope == Subscription.Scope.ARTICLES
    return request.discussion.post.is_published or request.scope == Subscription.Scope.ARTICLES

"""What the script needs to find the same hints in the browser, so that no text has to leave it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.posts.models import Post
from comments import threads
from comments.models import Defaults, Discussion

from .card import shown_card, wanted
from .hints import INSTEAD, MOST, SAYS
from .known import known_words
from .rules import ILLNESS, NEVER, NO_NAMES, RULES, TITLES

KEPT = 300  # seconds: a name that is new on the page is known a little later


@require_safe
def words(request: HttpRequest, post_id: int) -> HttpResponse:
    """Patterns, names that are public here, sentences, and the help card, as JSON; the same for everybody."""
    post = get_object_or_404(Post.objects.select_related(*Post.read_with), pk=post_id)
    discussion = threads.discussion_of(post)
    if not (post.is_published and discussion.is_careful):
        raise Http404
    response = JsonResponse(_told(discussion), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:16]}"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=KEPT)
    return get_conditional_response(request, etag=etag, response=response) or response


def _told(discussion: Discussion) -> dict[str, Any]:
    return {
        "rules": [[rule.kind, rule.pattern, rule.instead, rule.unless or NEVER] for rule in RULES],
        "illness": ILLNESS,
        "noNames": sorted(NO_NAMES),
        "known": sorted(known_words(discussion) | TITLES),
        "most": MOST,
        "says": {kind: str(sentence) for kind, sentence in SAYS.items()},
        "instead": {kind: str(words) for kind, words in INSTEAD.items()},
        "replace": _("Write “{words}” instead"),
        "leave": _("Leave it as it is"),
        "named": _("Your name here is now {name}."),
        **_help(discussion.defaults),
    }


def _help(settings: Defaults) -> dict[str, Any]:
    if not settings.help_card_html:
        return {"helpWords": [], "helpCard": ""}
    shown = render_to_string("comments/_help_card.html", {"card": shown_card(settings), "level": 3})
    return {"helpWords": wanted(settings.help_words), "helpCard": shown}

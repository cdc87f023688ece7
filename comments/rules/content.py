"""Rules about what it says and how it came: words, links, the filter, and how fast it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import InForce, Status
from comments.models.policies import NO_LIMIT
from comments.rules.drafts import Draft
from comments.rules.engine import Found, Inputs, Rule

if TYPE_CHECKING:
    from comments.rules.sources import Match

MOST = 5  # words, hosts or reasons that a trace keeps: enough to understand it
MAX_SHOWN = 60  # characters of each


def _links(draft: Draft, policy: InForce) -> Found:
    hosts = draft.link_hosts
    inputs = {"count": len(hosts), "allowed": policy.links_allowed, "hosts": _short(dict.fromkeys(hosts))}
    is_on = policy.links_allowed < NO_LIMIT and not draft.is_staff
    return Found(is_on and len(hosts) > policy.links_allowed, inputs if hosts else {**inputs, "hosts": []})


def _links_says(inputs: Inputs, fired: bool) -> str:
    count, allowed = inputs.get("count", 0), inputs.get("allowed", NO_LIMIT)
    had = ngettext("It has %(count)d link", "It has %(count)d links", count) % {"count": count}
    if allowed >= NO_LIMIT:
        return _("%(had)s; any number is allowed here.") % {"had": had}
    if allowed == 0:
        return _("%(had)s; any link is read first.") % {"had": had}
    return _("%(had)s; more than %(allowed)d are read first.") % {"had": had, "allowed": allowed}


def _found_words(matches: Sequence[Match], *, is_on: bool) -> Found:
    pieces = _short(dict.fromkeys(match.piece for match in matches))
    inputs = {"pieces": pieces, "fields": sorted({match.field for match in matches})[:MOST]} if matches else {}
    return Found(bool(matches), {**inputs, "on": is_on})


def _disallowed(draft: Draft, policy: InForce) -> Found:
    found = [match for match in draft.matches if draft.sources.is_disallowed(match)]
    return _found_words(found, is_on=draft.sources.matches is not None)


def _disallowed_says(inputs: Inputs, fired: bool) -> str:
    if fired:
        return _("It holds what is never taken here: %(pieces)s. That files it as spam.") % {"pieces": _listed(inputs)}
    return _("It holds nothing of what is never taken here.")


def _words(draft: Draft, policy: InForce) -> Found:
    found = [match for match in draft.matches if not draft.sources.is_disallowed(match)]
    return _found_words(found, is_on=draft.sources.matches is not None)


def _words_says(inputs: Inputs, fired: bool) -> str:
    if fired:
        return _("It holds words that are read first: %(pieces)s.") % {"pieces": _listed(inputs)}
    return _("It holds none of the words that are read first.")


def _filter(draft: Draft, policy: InForce) -> Found:
    judged = draft.judgement
    if judged is None or judged.score is None:
        return Found(False, {})
    inputs = {"score": round(float(judged.score), 3), "may": bool(judged.may_file), "reasons": _short(judged.reasons)}
    return Found(bool(judged.files), inputs)


def _filter_says(inputs: Inputs, fired: bool) -> str:
    if "score" not in inputs:
        return _("No filter looked at it.")
    percent = round(100 * inputs["score"])
    if fired:
        return _("The filter takes it for spam by %(percent)d %%.") % {"percent": percent}
    if not inputs.get("may"):
        return _("The filter takes it for spam by %(percent)d %%; so far it only orders the queue.") % {
            "percent": percent
        }
    return _("The filter takes it for spam by %(percent)d %%, which is too little to file it.") % {"percent": percent}


def _fast(draft: Draft, policy: InForce) -> Found:
    return Found(bool(draft.is_fast), {"letters": len(draft.comment.body), "seconds": draft.typed})


def _fast_says(inputs: Inputs, fired: bool) -> str:
    if inputs.get("seconds") is None:
        return _("How long the typing took is not known.")
    said = _("%(letters)d characters came in %(seconds)d seconds. That is only a hint: a text can be pasted.")
    return said % {"letters": inputs.get("letters", 0), "seconds": inputs["seconds"]}


def _short(things: Any) -> list[str]:
    """The first few; of a reason with its weight, the reason."""
    return [str(thing[0] if isinstance(thing, tuple) else thing)[:MAX_SHOWN] for thing in list(things)[:MOST]]


def _listed(inputs: Inputs) -> str:
    return ", ".join(f"“{piece}”" for piece in inputs.get("pieces", [])) or "…"


DISALLOWED = Rule("disallowed", gettext_lazy("Never taken"), _disallowed, _disallowed_says, Status.SPAM)
FILTER = Rule("filter", gettext_lazy("Filter"), _filter, _filter_says, Status.SPAM)
WORDS = Rule("words", gettext_lazy("Words that are read first"), _words, _words_says)
LINKS = Rule("links", gettext_lazy("Links"), _links, _links_says)
FAST_TYPING = Rule("fast", gettext_lazy("Typed fast"), _fast, _fast_says, None)

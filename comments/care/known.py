"""Who may be named in a discussion: whoever is named on its page already."""

from __future__ import annotations

import re

from comments.models import Comment, Discussion

MOST = 300  # names of commenters, the latest: the page of the largest discussion shows no more people


def known_words(discussion: Discussion) -> frozenset[str]:
    """The words, in lower case, of the title, of the author's name and of the names that comments show."""
    shown = Comment.objects.shown().filter(discussion=discussion.pk).order_by("-submitted_at").values_list("name")
    names = [name for (name,) in shown[:MOST]]
    said = " ".join([discussion.post.title, discussion.post.author.name, *names])
    return frozenset(word for word in re.split(r"[^\w’'-]+", said.lower()) if word)

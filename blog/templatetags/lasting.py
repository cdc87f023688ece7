"""`{% lasting %}…{% endlasting %}`: a part of a page that is the same on every page and for everybody.

It is rendered once, and with nothing in its context: what a page or a reader brings along cannot get into it.
"""

from __future__ import annotations

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from blog import surroundings

register = template.Library()

MOST = 64  # surroundings that one part is kept for


class LastingNode(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.kept: dict[surroundings.Surroundings, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        here = surroundings.current()
        found = self.kept.get(here)
        if found is None:
            if len(self.kept) >= MOST:
                self.kept.clear()
            found = self.kept[here] = self.nodelist.render(context.new({}))
        return found


@register.tag
def lasting(parser: Parser, _token: Token) -> LastingNode:
    nodelist = parser.parse(["endlasting"])
    parser.delete_first_token()
    return LastingNode(nodelist)

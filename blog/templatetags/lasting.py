"""`{% lasting %}…{% endlasting %}`: a part of a page that is the same on every page and for everybody.

It is rendered once, and with nothing in its context: what a page or a reader brings along cannot get
into it. `{% lasting order=page.order put address=address %}` is once for each order, which it may
decide on; the address it may print, and ask whether there is one.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString

from blog import markup, surroundings
from blog.pieces import Pieces, cut
from blog.surroundings import Surroundings

register = template.Library()

MOST = 64  # surroundings and things decided on that one part is kept for

Expressions = dict[str, FilterExpression]


class LastingNode(Node):
    def __init__(self, nodelist: NodeList, given: Expressions, put: Expressions) -> None:
        self.nodelist, self.given, self.put = nodelist, given, put
        self.kept: dict[Any, Pieces] = {}

    def render(self, context: Context) -> SafeString:
        given = {name: expression.resolve(context) for name, expression in self.given.items()}
        resolved = {name: expression.resolve(context) for name, expression in self.put.items()}
        put = {name: value for name, value in resolved.items() if value}
        return markup.trusted(self._pieces(context, given, tuple(put)).filled(put))

    def _pieces(self, context: Context, given: dict[str, Any], names: tuple[str, ...]) -> Pieces:
        here = (_surroundings(context), *given.values(), *names)
        found = self.kept.get(here)
        if found is None:
            if len(self.kept) >= MOST:
                self.kept.clear()
            found = cut(names, lambda marks: self.nodelist.render(context.new({**given, **marks})))
            self.kept[here] = found
        return found


def _surroundings(context: Context) -> Surroundings:
    """Asked for once in one rendering, which begins and ends in one language: a page has two dozen such parts."""
    outermost: dict[Any, Any] = context.render_context.dicts[:2][-1]  # the second is that of the template that began
    if LastingNode not in outermost:
        outermost[LastingNode] = surroundings.current()
    return outermost[LastingNode]


@register.tag
def lasting(parser: Parser, token: Token) -> LastingNode:
    bits = token.split_contents()[1:]
    given = token_kwargs(bits, parser)
    put = token_kwargs(bits[1:], parser) if bits[:1] == ["put"] else {}
    if bits and not (put and len(bits) == len(put) + 1):
        raise TemplateSyntaxError("{% lasting name=value … put name=value … %}")
    nodelist = parser.parse(["endlasting"])
    parser.delete_first_token()
    return LastingNode(nodelist, given, put)

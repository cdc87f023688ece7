"""`{{ session.ip|beginning }}`: what was kept of an address, as people read it."""

from __future__ import annotations

from django import template

from blog.network import beginning

register = template.Library()
register.filter("beginning", beginning)

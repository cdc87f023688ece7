"""What the pages of accounts need in their templates."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.second_factor import lacks_second_factor

register = template.Library()


@register.filter
def dressed(form: BaseForm) -> SafeString:
    """The fields as crispy draws them, with the focus where typing starts: at the first error, or the first field."""
    visible = [field.name for field in form.visible_fields()]
    wrong = [name for name in visible if form.errors.get(name)]
    for name in (wrong or visible)[:1]:
        form.fields[name].widget.attrs["autofocus"] = True
    return crisp(form)


@register.filter
def crisp(form: BaseForm) -> SafeString:
    """The fields as crispy draws them. The label says it, so there is no placeholder."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return render_to_string("account/_fields.html", {"form": form})


@register.simple_tag(takes_context=True)
def passkeys_work(context: dict[str, Any]) -> bool:
    """Browsers make passkeys for names only, not for addresses such as 127.0.0.1."""
    return not is_ip_address(context["request"].get_host())


@register.simple_tag(takes_context=True)
def owes_second_factor(context: dict[str, Any]) -> bool:
    return lacks_second_factor(context["request"].user)


@register.simple_tag
def mail_works() -> bool:
    return settings.EMAIL_CONFIGURED


def is_ip_address(host: str) -> bool:
    """`host` may carry a port."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        ip_address(name)
    except ValueError:
        return False
    return True

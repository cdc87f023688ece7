"""Logins of other sites, for owners who want them: none unless the environment names some."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path


def social_settings(providers: list[str], text: Callable[[str, str], str]) -> dict[str, Any]:
    """Settings for the named providers; `text` reads the environment: SOCIAL_<NAME>_ID, _SECRET and, for OpenID, _URL."""
    return {name: {"APPS": [_app(name, text)], "OAUTH_PKCE_ENABLED": True} for name in providers}


def social_apps(providers: list[str]) -> list[str]:
    """What must be installed for them."""
    return ["allauth.socialaccount", *(f"allauth.socialaccount.providers.{name}" for name in providers)] * bool(
        providers
    )


def social_urls() -> list[URLPattern | URLResolver]:
    """Their addresses. The button that leads away is a form, so their pages may send one to another site."""
    if not apps.is_installed("allauth.socialaccount"):
        return []
    from allauth.urls import build_provider_urlpatterns

    return [
        path("3rdparty/", include("allauth.socialaccount.urls")),
        *map(_may_lead_away, build_provider_urlpatterns()),
    ]


def _app(name: str, text: Callable[[str, str], str]) -> dict[str, Any]:
    prefix = f"SOCIAL_{name.upper()}"
    app: dict[str, Any] = {"client_id": text(f"{prefix}_ID", ""), "secret": text(f"{prefix}_SECRET", "")}
    if server := text(f"{prefix}_URL", ""):
        app |= {"provider_id": name, "name": text(f"{prefix}_NAME", name), "settings": {"server_url": server}}
    return app


def _may_lead_away(pattern: Any) -> Any:
    if isinstance(pattern, URLResolver):
        pattern.url_patterns[:] = map(_may_lead_away, pattern.url_patterns)
    else:
        pattern.callback = csp_update({"form-action": ["https:"]})(pattern.callback)
    return pattern

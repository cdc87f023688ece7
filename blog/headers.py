"""The headers of the site's answers that say what a browser may do with them; constants, so that everybody can give them.

A page's own policy (scripts, styles, pictures) is in the settings, and `blog.middleware` writes it. What is here is
for the rest: files, refusals that no page is made for, and whatever was answered before a middleware was asked.
"""

from __future__ import annotations

from django.conf import settings

# A page of ours needs none of the things a browser could lend it.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

# The icon changes its colour in the dark by a style of its own, which browsers that ask the policy know by this sum.
ICON_STYLE = "'sha256-TyaH2KkEv8kVjfyTAU5i95lV62ZQNXWRqxlEOT5CIXQ='"

# `frame-ancestors` and `base-uri` are named, as `default-src` does not stand in for them.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STATIC_POLICY = f"{NOTHING}; style-src {ICON_STYLE}"
MEDIA_POLICY = f"{NOTHING}; sandbox"  # whatever somebody has uploaded, a browser runs nothing of it

# Of every answer; each is only given where the answer does not say something else itself.
ALWAYS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}
# Pictures and the icon may be shown by feed readers on other sites; nothing else may be shown anywhere.
OWN_SITE = {"Cross-Origin-Resource-Policy": "same-origin"}
ANY_SITE = {"Cross-Origin-Resource-Policy": "cross-origin"}


def of_answer(path: str) -> dict[str, str]:
    """For an answer that has come through Django; Django's pages for developers have no policy, and need none."""
    if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):  # a dozen of them come with a page, so in few bytes
        return {"X-Frame-Options": settings.X_FRAME_OPTIONS, **ANY_SITE, "Content-Security-Policy": STATIC_POLICY}
    return {**ALWAYS, **OWN_SITE} if settings.DEBUG else {**ALWAYS, **OWN_SITE, "Content-Security-Policy": NOTHING}


def of_refusal() -> dict[str, str]:
    """For a line of text that is answered before Django was asked; what its own middleware adds is here as well."""
    headers = {
        **ALWAYS,
        **OWN_SITE,
        "Content-Security-Policy": NOTHING,
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    if hsts := strict_transport():
        headers["Strict-Transport-Security"] = hsts
    return headers


def strict_transport() -> str:
    """As Django's SecurityMiddleware says it; "" where the site has no TLS."""
    if not settings.SECURE_HSTS_SECONDS:
        return ""
    parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
    parts += ["includeSubDomains"] * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
    parts += ["preload"] * settings.SECURE_HSTS_PRELOAD
    return "; ".join(parts)

"""What browsers may load and do on the pages of this site, as `csp` takes it."""

from __future__ import annotations

from csp.constants import NONCE, NONE, SELF

# What is not named is forbidden. No inline script or style on any page that is read, so there is no nonce in them,
# and a page is the same bytes for everybody. `require-trusted-types-for` is not asked: our scripts write no HTML (a
# test reads them), the admin's jQuery and the editor do, and a parsed answer of our own server is no attack.
EVERYWHERE = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF, "data:"],  # the picture of the code for an authenticator
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}

# The panel's exceptions, all of them:
# - script-src: the editor's import map is an inline script and carries this nonce.
# - style-src: none. The editor's few rules stand in static/panel/panel.css, and what scripts set through
#   `element.style` needs no permission.
IN_THE_PANEL = {"script-src": [SELF, NONCE]}

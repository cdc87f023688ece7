"""The people who come to the lists."""

from __future__ import annotations

from tests.comments.panel.conftest import alice, carol, mallory, post, signed_in  # noqa: F401

"""What the samples are tried with: a site that is ready to be served."""

from __future__ import annotations

from tests.blog.conftest import port, prepared

__all__ = ["port", "prepared"]

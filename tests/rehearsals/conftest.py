from __future__ import annotations

from tests.blog.conftest import port, prepared

__all__ = ["port", "prepared"]

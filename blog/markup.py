"""Text to safe HTML: the only import of bleach, the only mark_safe."""

VERSION = 1


def article_html(source: str) -> str:
    raise NotImplementedError

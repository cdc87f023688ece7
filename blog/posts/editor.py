"""The author's editor: django-prose-editor's, under our toolbar, with no more than `blog.markup` lets through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import importmap
from js_asset import ImportMap, Media, Script

# Kinds of paragraph as `static/panel/editor-toolbar.js` knows them.
BLOCKS = {
    "paragraph": _("Paragraph"),
    "heading2": _("Heading"),
    "heading3": _("Smaller heading"),
    "heading4": _("Smallest heading"),
    "blockquote": _("Quote"),
    "pullquote": _("Pull quote"),
    "codeBlock": _("Code"),
}
MODULES = ("schema", "toolbar", "pictures", "rescue")


class ArticleEditor(forms.Textarea):
    """A textarea that a script turns into the editor. Without the script it takes HTML."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 24, "data-editor-source": "", **(attrs or {})})

    @property
    def media(self) -> Media:
        """The import map names the modules, so that their file names may carry a hash."""
        ours = ImportMap({f"panel/{name}": f"panel/editor-{name}.js" for name in MODULES})
        return Media(importmap=importmap | ours, js=[Script("panel/editor.js", type="module")])

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        textarea = super().render(name, value, attrs, renderer)
        upload = reverse("admin:posts_picture_upload")
        return render_to_string(
            "admin/posts/editor.html", {"textarea": textarea, "blocks": BLOCKS.items(), "upload": upload}
        )

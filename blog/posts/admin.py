"""Articles, pictures, tags and the site's name in the panel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, DateTimeField, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import escape, format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from js_asset import Media, Script

from blog.posts import mailing, standing
from blog.posts.forms import ArticleForm, PictureForm, PlainLabels
from blog.posts.models import Picture, Post, Site, Tag
from blog.posts.tagging import tag


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    """An author sees and edits their own; the owner all."""

    form = ArticleForm
    list_display = ("title", "state", "published_at", "kind", "author")
    list_filter = (standing.StateFilter, "kind")
    list_select_related = ("author",)
    list_per_page = 50
    search_fields = ("title", "summary", "body")
    search_help_text = _("Words of the title, the summary or the text")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    ordering = ("-published_at", "-pk")
    prepopulated_fields = {"slug": ("title",)}
    actions = None
    formfield_overrides = {DateTimeField: {"form_class": forms.DateTimeField}}
    fieldsets = (
        (None, {"fields": ("title", "body"), "classes": ("writing",)}),
        (
            _("Publishing"),
            {"fields": ("status", "published_at", "slug", "tag_names", "summary"), "classes": ("beside",)},
        ),
        (_("Kind"), {"fields": ("kind", "menu_position", "author"), "classes": ("beside",)}),
    )

    class Media:
        js = (Script("panel/words.js", defer=True),)

    @admin.display(description=_("state"), ordering="status")
    def state(self, post: Post) -> str:
        return standing.word(post)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        posts = super().get_queryset(request).defer("body_html")
        return posts if request.user.is_superuser else posts.filter(author=request.user)

    def get_list_display(self, request: HttpRequest) -> Any:
        return self.list_display if request.user.is_superuser else self.list_display[:-1]

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return obj.is_editable_by(request.user)  # type: ignore[arg-type]

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> Any:
        """Only the owner says whose an article is; for everybody else it is their own."""
        writing, (heading, publishing), (name, options) = self.fieldsets
        fields = (*publishing["fields"], *_of_mailing(obj))
        if not request.user.is_superuser:
            options = {**options, "fields": tuple(field for field in options["fields"] if field != "author")}
        return (writing, (heading, {**publishing, "fields": fields}), (name, options))

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> Any:
        return ("mailed",) if obj and obj.sent_to_readers_at else ()

    @admin.display(description=_("mailed to readers"))
    def mailed(self, post: Post) -> str:
        return mailing.sentence(post)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"author": request.user.pk, **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.ModelChoiceField) and db_field.name == "author" and field.queryset is not None:
            field.widget = field.widget.widget  # type: ignore[attr-defined]  # without the buttons that change people
            field.queryset = field.queryset.filter(Q(is_staff=True) | Q(posts__isnull=False)).distinct()
        return field

    def save_model(self, request: HttpRequest, obj: Post, form: forms.ModelForm, change: bool) -> None:
        if obj.author_id is None:
            obj.author = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        tag(form.instance, form.cleaned_data["tag_names"])

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The editor's import map is an inline script, the panel's only one: it carries the nonce of this answer."""
        context["media"] = Media.from_media(context["media"]).with_nonce(str(request.csp_nonce))  # type: ignore[attr-defined]
        context["show_save_and_continue"] = False  # saving stays here, always
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, obj: Post) -> str:
        return obj.get_absolute_url()

    def response_add(self, request: HttpRequest, obj: Post, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, post: Post) -> HttpResponse:
        """Whoever saves goes on writing, with a way to look at it."""
        said = format_html(
            '{} <a href="{}">{}</a>', standing.sentence(post), post.get_absolute_url(), gettext("Look at it")
        )
        self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:posts_post_change", post.pk)


def _of_mailing(post: Post | None) -> tuple[str, ...]:
    """Before an article is mailed, the wish; afterwards, what became of it."""
    if post and post.sent_to_readers_at:
        return ("mailed",)
    return ("send_to_readers",) if mailing.is_offered(post) else ()


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    """The pictures of articles. The editor sends its own here; without script this page does."""

    form = PictureForm
    list_display = ("shown", "alt", "size", "uploaded_by", "uploaded_at")
    list_display_links = ("shown", "alt")
    list_select_related = ("uploaded_by",)
    search_fields = ("alt",)
    ordering = ("-uploaded_at",)
    actions = None
    fields = ("file", "alt")

    @admin.display(description=_("picture"))
    def shown(self, picture: Picture) -> str:
        return format_html('<img src="{}" alt="{}" loading="lazy">', picture.file.url, picture.alt)

    @admin.display(description=_("size"))
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}"

    @admin.display(description=_("to copy into the text"))
    def markup(self, picture: Picture) -> str:
        return format_html("<code>{}</code>", escape(_markup(picture)))

    def get_urls(self) -> list[URLPattern]:
        upload = self.admin_site.admin_view(require_POST(self.upload))
        return [path("upload/", upload, name="posts_picture_upload"), *super().get_urls()]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """From the editor: 201 with what an `img` needs, or 400 or 413 with a sentence."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PictureForm(request.POST, request.FILES)
        if not form.is_valid():
            errors = [error for field in form.errors.as_data().values() for error in field]
            status = 413 if any(error.code == "too_large" for error in errors) else 400
            return JsonResponse({"error": " ".join(errors[0].messages)}, status=status)
        form.instance.uploaded_by = request.user
        picture = form.save()
        answer = {"src": picture.file.url, "alt": picture.alt, "width": picture.width, "height": picture.height}
        return JsonResponse(answer, status=201)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        pictures = super().get_queryset(request)
        return pictures if request.user.is_superuser else pictures.filter(uploaded_by=request.user)

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        return ("shown", "alt", "size", "markup") if obj else ("file", "alt")

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        return ("shown", "size", "markup") if obj else ()

    def save_model(self, request: HttpRequest, obj: Picture, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.uploaded_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)


def _markup(picture: Picture) -> str:
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}"></figure>',
        picture.file.url, picture.alt, picture.width, picture.height,
    )  # fmt: skip


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    form = PlainLabels
    list_display = ("name", "slug", "articles")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(articles=Count("posts"))

    @admin.display(description=_("articles"), ordering="articles")
    def articles(self, tag: Tag) -> int:
        return tag.articles  # type: ignore[attr-defined]


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    """One row: its list is its form."""

    form = PlainLabels

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("admin:posts_site_change", 1)

    def response_change(self, request: HttpRequest, obj: Site) -> HttpResponse:
        self.message_user(request, gettext("Saved."), messages.SUCCESS)
        return redirect("admin:posts_site_change", obj.pk)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["show_save_and_continue"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """It is a part of the page of settings."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return False

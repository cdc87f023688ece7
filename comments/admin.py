"""Rules of the discussions in the panel: the site's, and those of one article.

Comments themselves have no page here: they are decided in the queue, and their tree and status have
one writer each.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import DateTimeField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Post
from comments import house_admin, moderation, tally  # noqa: F401 -- its pages are found here
from comments.models import Defaults, Discussion
from comments.panel import moderators  # noqa: F401 -- registers its own page
from comments.panel.scope import posts_of, scope
from comments.tree import locked
from comments.words import panel as words  # noqa: F401 -- registers its own pages

MAX_ROOTS = 200  # threads on a page: beyond it a page is slow to read, and to make
MAX_KNOWN_AFTER = 1000  # nobody is asked for more
MAX_DISPLAY_DEPTH = 10  # levels indented: beyond it no phone has a line left


class DefaultsForm(forms.ModelForm):
    roots_per_page = forms.IntegerField(
        label=_("Threads on a page"), validators=[MinValueValidator(1), MaxValueValidator(MAX_ROOTS)]
    )
    display_depth = forms.IntegerField(
        label=_("Levels shown indented"),
        help_text=_("Deeper replies follow at the last of these levels and name whom they answer."),
        validators=[MinValueValidator(1), MaxValueValidator(MAX_DISPLAY_DEPTH)],
    )

    known_after = forms.IntegerField(
        label=_("Approved comments that make a writer known"),
        help_text=_(
            "Counted are those of an account, or under an address that was proven by mail. A typed name or address never counts."
        ),
        validators=[MinValueValidator(1), MaxValueValidator(MAX_KNOWN_AFTER)],
    )

    class Meta:
        model = Defaults
        fields = (
            "is_open",
            "requires_identity",
            "authors_moderate",
            "trusts_known",
            "known_after",
            "roots_per_page",
            "display_depth",
            "shows_figures",
            "care_mode",
            "cooling_off",
            "help_words",
            "help_card",
        )
        help_texts = {
            "trusts_known": _(
                "Without the tick everything is read first, whoever sends it. A name that belongs to somebody else is always read first."
            )
        }


class DiscussionForm(forms.ModelForm):
    class Meta:
        model = Discussion
        fields = ("access", "closes_at", "care")
        widgets = {"closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}
        help_texts = {"closes_at": _("What was said stays readable. Empty: it stays open.")}


class OnlyChanging(admin.ModelAdmin):
    """What is there is changed; nothing is added or deleted by hand."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Defaults)
class DefaultsAdmin(OnlyChanging):
    """One row for the site, and only the owner's."""

    form = DefaultsForm
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "is_open",
                    "requires_identity",
                    "authors_moderate",
                    "trusts_known",
                    "known_after",
                    "roots_per_page",
                    "display_depth",
                    "shows_figures",
                )
            },
        ),
        (_("Care while writing"), {"fields": ("care_mode", "cooling_off", "help_words", "help_card")}),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """It is a part of the page of settings."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect(reverse("admin:comments_defaults_change", args=[1]))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Defaults | None:
        return Defaults.current() if object_id == "1" else None

    def save_model(self, request: HttpRequest, obj: Defaults, form: forms.ModelForm, change: bool) -> None:
        obj.save()
        tally.touch_all()


@admin.register(Discussion)
class DiscussionAdmin(OnlyChanging):
    """Closing a discussion, or keeping it to members: for those who decide on its comments."""

    form = DiscussionForm
    list_display = ("article", "access_words", "closes_at", "responses")
    list_filter = ("access",)
    list_per_page = 50
    list_select_related = ("post",)
    search_fields = ("post__title",)
    search_help_text = _("Words of the article’s title")
    ordering = ("-post__published_at", "-pk")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    formfield_overrides = {DateTimeField: {"form_class": forms.DateTimeField}}

    @admin.display(description=_("article"), ordering="post__title")
    def article(self, discussion: Discussion) -> str:
        return discussion.post.title

    @admin.display(description=_("comments"), ordering="comment_count")
    def responses(self, discussion: Discussion) -> int:
        return discussion.comment_count

    @admin.display(description=_("who may reply"), ordering="access")
    def access_words(self, discussion: Discussion) -> str:
        return discussion.get_access_display()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Discussion]:
        discussions = super().get_queryset(request).select_related("post", "defaults")
        theirs = posts_of(request.user)
        return discussions.none() if theirs is None else discussions.filter(post__in=theirs.order_by().values("pk"))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Discussion | None:
        """A discussion that nobody wrote in yet has rules as well; only saving them makes its row."""
        if not re.fullmatch("[0-9]{1,18}", object_id):  # what no database can hold, none holds
            return None
        found = super().get_object(request, object_id, from_field)
        if found is None:
            post = Post.objects.filter(pk=object_id, discussion=None).first()
            is_known = post and (post.is_published or post.is_editable_by(request.user))  # no colleague's draft
            found = Discussion(post=post, defaults=Defaults.current()) if is_known else None
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return scope(request.user) is not None

    def has_view_permission(self, request: HttpRequest, obj: Discussion | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Discussion | None = None) -> bool:
        if obj is None:
            return self.has_module_permission(request)
        return moderation.can_moderate_discussion(request.user, obj)

    def save_model(self, request: HttpRequest, obj: Discussion, form: forms.ModelForm, change: bool) -> None:
        with locked(obj.pk) as discussion:
            discussion.access, discussion.closes_at, discussion.care = obj.access, obj.closes_at, obj.care
            discussion.save(update_fields=["access", "closes_at", "care"])
            tally.touch(discussion)

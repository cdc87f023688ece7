"""The lists in the panel, for who decides on the whole site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import Act, Phrase
from comments.moderation import can_moderate
from comments.panel import returning
from comments.panel.acts import Notice
from comments.words import lists, pages
from comments.words.forms import PhraseForm

if TYPE_CHECKING:
    from django.forms import ModelForm


@admin.register(Phrase)
class PhraseAdmin(admin.ModelAdmin):
    form = PhraseForm
    fields = ("list", "pattern", "field", "tag", "article", "language", "note")
    list_display = ("pattern", "list_words", "field_words", "where", "hits", "last_hit_at", "note")
    list_filter = ("list", "field")
    list_per_page = 50
    list_select_related = ("tag", "post")
    search_fields = ("pattern", "note")
    search_help_text = gettext_lazy("Part of a word, a pattern or a note")
    ordering = ("-pk",)
    actions = ("take_off",)
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    @admin.display(description=gettext_lazy("list"), ordering="list")
    def list_words(self, phrase: Phrase) -> str:
        return {"hold": _("Hold"), "disallowed": _("Disallowed")}[phrase.list]

    @admin.display(description=gettext_lazy("looks at"), ordering="field")
    def field_words(self, phrase: Phrase) -> str:
        return phrase.get_field_display()

    @admin.display(description=gettext_lazy("where"))
    def where(self, phrase: Phrase) -> str:
        """The scope, and the language where it has one."""
        place = phrase.tag.name if phrase.tag else phrase.post.title if phrase.post else _("Everywhere")
        return f"{place} ({phrase.language})" if phrase.language else place

    @admin.action(description=gettext_lazy("Take off the list"), permissions=["delete"])
    def take_off(self, request: HttpRequest, phrases: QuerySet[Phrase]) -> None:
        count = phrases.count()
        act = lists.remove(phrases, by=request.user)  # type: ignore[arg-type]
        told = ngettext("%(count)d entry is off its list.", "%(count)d entries are off their lists.", count)
        _notify(request, told % {"count": count}, act)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's own deletion, which has no way back."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_urls(self) -> list[URLPattern]:
        def door(view: Any) -> Any:
            return self.admin_site.admin_view(pages.for_site_moderators(view))

        return [
            path("paste/", door(pages.paste), name="comments_phrase_paste"),
            path("try/", door(pages.try_out), name="comments_phrase_try"),
            *super().get_urls(),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Phrase | None = None) -> bool:
        return can_moderate(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can_moderate(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Phrase | None = None) -> bool:
        return can_moderate(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Phrase | None = None) -> bool:
        return can_moderate(request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        return [str(obj) for obj in objs], {}, set(), []

    def save_model(self, request: HttpRequest, obj: Phrase, form: ModelForm, change: bool) -> None:
        by: Any = request.user
        request.words_act = lists.change(obj, by=by) if change else lists.add_one(obj, by=by)  # type: ignore[attr-defined]

    def delete_model(self, request: HttpRequest, obj: Phrase) -> None:
        request.words_act = lists.remove([obj], by=request.user)  # type: ignore[arg-type, attr-defined]

    def response_add(self, request: HttpRequest, obj: Phrase, post_url_continue: str | None = None) -> HttpResponse:
        return self._done(request, _("“%(pattern)s” is on the list.") % {"pattern": obj.pattern})

    def response_change(self, request: HttpRequest, obj: Phrase) -> HttpResponse:
        return self._done(request, _("“%(pattern)s” is saved.") % {"pattern": obj.pattern})

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        return self._done(request, _("“%(pattern)s” is off the list.") % {"pattern": obj_display})

    def _done(self, request: HttpRequest, told: str) -> HttpResponse:
        _notify(request, told, getattr(request, "words_act", None))
        place = "add" if "_addanother" in request.POST else "changelist"
        return HttpResponseRedirect(pages.address(place))


def _notify(request: HttpRequest, told: str, act: Act | None) -> None:
    returning.notify(request, Notice(told, act=act.pk if act else None))

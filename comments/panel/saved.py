"""Named views of the queue: keeping the one that is open, renaming, sharing and deleting one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from blog import markup
from comments import moderation
from comments.models import Comment, SavedView
from comments.models.queue import MAX_QUERY
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel
from comments.panel.selection import Selection

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from comments.panel.door import DeciderRequest

_ANY = "_has_views"
MOST_VIEWS = 30  # of one person: what still stands beside the others on a screen


class ViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ("name", "is_shared")
        error_messages = {"name": {"required": gettext_lazy("Give the view a name.")}}

    def clean_name(self) -> str:
        name = markup.clean_text(self.cleaned_data["name"]).strip()
        others = SavedView.objects.filter(owner=self.instance.owner_id, name__iexact=name).exclude(pk=self.instance.pk)
        if others.exists():
            said = _("You have a view named “%(name)s” already. Give this one another name.")
            raise ValidationError(said % {"name": name}, "taken")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not Selection.of(_read(self.instance.query)).is_narrowed:
            raise ValidationError(_("Narrow the queue down first, then keep it as a view."), "plain")
        if len(self.instance.query) > MAX_QUERY:  # letters beyond a to z take up to nine characters in an address
            raise ValidationError(_("That is too much to be kept as a view. Look for fewer words."), "long")
        if not self.instance.pk and SavedView.objects.filter(owner=self.instance.owner_id).count() >= MOST_VIEWS:
            said = _("You have %(most)d views, and more do not fit beside the queue. Delete one first.")
            raise ValidationError(said % {"most": MOST_VIEWS}, "most")
        return cleaned

    @property
    def problem(self) -> str:
        return next(str(said) for found in self.errors.values() for said in found)


def seen_by(user: User) -> QuerySet[SavedView]:
    """One's own, and those shared with all moderators. Others are not told of: a view may hold an address."""
    own = Q(owner=user.pk)
    return SavedView.objects.filter(own | Q(is_shared=True) if moderation.can_moderate(user) else own)


def column(user: User) -> dict[str, Exists]:
    """Whether there are any, for a query that is made anyway."""
    return {_ANY: Exists(seen_by(user))}


def beside(user: User, selection: Selection, known: Mapping[str, Any]) -> dict[str, Any]:
    """The views to stand beside the queue, and the one that is open. `known`: what `column` brought."""
    found = list(seen_by(user).select_related("owner")) if known[_ANY] else []
    query = selection.as_query()
    return {"saved_views": found, "current_view": next((view for view in found if view.query == query), None)}


@require_safe
@for_deciders
def view_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    own = [(view, ViewForm(instance=view, prefix=str(view.pk))) for view in request.user.saved_views.all()]
    context = {"title": _("Saved views"), "own": own}
    return render(request, "comments/panel/saved_views.html", {**panel(request), **context})


@require_POST
@for_deciders
def keep(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`query`: what the address of the view says; `name`, `is_shared`."""
    query = Selection.of(_read(request.POST.get("query", ""))).as_query()
    form = ViewForm(request.POST, instance=SavedView(owner=request.user, query=query))
    if form.is_valid():
        form.save()
        returning.notify(request, Notice(_("Kept as “%(name)s”.") % {"name": form.instance.name}))
    else:
        returning.notify(request, Notice(form.problem, "warning"))
    return redirect(reverse("queue:list") + query, permanent=False)


@require_POST
@for_deciders
def change(request: DeciderRequest, theirs: QuerySet[Comment], view_id: int) -> HttpResponse:
    """`act`: `delete`, or `rename` with `name` and `is_shared`. Nobody changes another's."""
    view = get_object_or_404(request.user.saved_views, pk=view_id)
    returning.notify(request, _deleted(view) if request.POST.get("act") == "delete" else _renamed(view, request))
    return redirect("queue:views", permanent=False)


def _deleted(view: SavedView) -> Notice:
    view.delete()
    return Notice(_("“%(name)s” is deleted. No comment was touched.") % {"name": view.name})


def _renamed(view: SavedView, request: HttpRequest) -> Notice:
    form = ViewForm(request.POST, instance=view, prefix=str(view.pk))
    if not form.is_valid():
        return Notice(form.problem, "warning")
    view.save(update_fields=["name", "is_shared"])
    return Notice(_("Saved."))


def _read(query: str) -> dict[str, str]:
    return QueryDict(query.removeprefix("?")).dict()

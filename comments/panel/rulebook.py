"""The pages on which the rules of the site, a tag or an article are set: tried on what came last, then saved."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from blog.posts.models import Post, Tag
from comments.models import Comment, Policy
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel
from comments.rules import places, setting
from comments.rules.places import Place, in_words
from comments.rules.replay import Change, Report, replay

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest

_LIMITS = {
    "links_allowed": (0, 1000),
    "first_count": (0, 100),
    "rejection_percent": (1, 100),
    "reports_hold": (0, 100),
    "close_after_days": (0, 10_000),
    "close_quiet_days": (0, 10_000),
    "slow_seconds": (0, 86_400),
}
PARTS = (
    (gettext_lazy("What is read first"), ("level", "links_allowed", "first_count", "rejection_percent")),
    (gettext_lazy("Reports"), ("reports_hold",)),
    (gettext_lazy("Who may reply, and how long"), ("access", "close_after_days", "close_quiet_days")),
    (gettext_lazy("Slow mode"), ("slow_seconds", "slow_grows")),
    (gettext_lazy("Holiday"), ("holiday_until", "holiday_words")),
)


class PolicyForm(forms.ModelForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Policy
        fields = Policy.FIELDS
        widgets = {"holiday_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, data: Any = None, *, place: Place) -> None:
        policy = place.policy()
        super().__init__(data, instance=policy, initial={"seen": policy.version})
        self.place, self.inherited = place, place.inherited()
        if place.discussion:
            del self.fields["access"]  # an article says that in its discussion settings
        unset = _("as inherited") if place.tag or place.discussion else _("not set")
        for name, (least, most) in _LIMITS.items():
            self.fields[name] = _number(self.fields[name], least, most)
        for name in {"level", "access"} & self.fields.keys():
            field: Any = self.fields[name]
            field.choices = [("", unset), *field.choices[1:]]
        self.fields["slow_grows"].widget.choices = [("unknown", unset), ("true", _("Yes")), ("false", _("No"))]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if name != "seen":
                field.widget.attrs["aria-describedby"] = f"help-{name}"

    @property
    def parts(self) -> list[tuple[Any, list[tuple[forms.BoundField, str]]]]:
        """The fields in their groups, each with what it inherits."""
        return [
            (
                title,
                [(self[name], self._inherited(name)) for name in names if name in self.fields],
            )
            for title, names in PARTS
        ]

    def _inherited(self, name: str) -> str:
        """What it would be if left empty; "" where its help says that."""
        return "" if name == "holiday_words" else in_words(name, getattr(self.inherited, name))

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def _number(field: forms.Field, least: int, most: int) -> forms.IntegerField:
    said = _("Give a whole number from %(least)s to %(most)s, or leave it empty.") % {"least": least, "most": most}
    return forms.IntegerField(
        label=field.label,
        help_text=field.help_text,
        required=False,
        validators=[MinValueValidator(least, said), MaxValueValidator(most, said)],
        error_messages={"invalid": said},
        widget=forms.NumberInput(attrs={"min": least, "max": most, "inputmode": "numeric"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def site(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    return _page(request, theirs, Place())


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def tag(request: DeciderRequest, theirs: QuerySet[Comment], tag_id: int) -> HttpResponse:
    return _page(request, theirs, Place(tag=get_object_or_404(Tag, pk=tag_id)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def article(request: DeciderRequest, theirs: QuerySet[Comment], post_id: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("discussion__defaults"), pk=post_id)
    if not (post.is_published or post.is_editable_by(request.user)):  # no colleague's draft is told of
        raise Http404
    return _page(request, theirs, places.of_article(post))


def _page(request: DeciderRequest, theirs: QuerySet[Comment], place: Place) -> HttpResponse:
    """`POST` tries the rules first; with `save` it keeps them, with `change` it leads back to them."""
    if not place.may_change(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _form_page(request, PolicyForm(place=place))
    form = PolicyForm(request.POST, place=place)
    if not form.is_valid() or "change" in request.POST:
        return _form_page(request, form, HTTPStatus.OK if form.is_valid() else HTTPStatus.BAD_REQUEST)
    if "save" in request.POST:
        return _save(request, form, place)
    return _report_page(request, form, replay(Change(form.instance), theirs))


def _save(request: DeciderRequest, form: PolicyForm, place: Place) -> HttpResponse:
    try:
        act = setting.save(place, form.values, by=request.user, seen=form.cleaned_data["seen"])
    except setting.ChangedMeanwhileError:
        form.add_error(
            None, _("Somebody else has changed these rules meanwhile. Look at theirs, then set yours again.")
        )
        return _form_page(request, form, HTTPStatus.CONFLICT)
    if act:
        returning.notify(request, Notice(_("These rules hold from now on."), act=act.pk))
    else:
        returning.notify(request, Notice(_("They are what they were. Nothing was changed."), "warning"))
    return redirect(place.address)


def _form_page(request: HttpRequest, form: PolicyForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    place = form.place
    context = {
        **panel(request),
        "title": _("Rules for %(place)s") % {"place": place.label},
        "form": form,
        "place": place,
        "tags": Tag.objects.order_by("name") if not (place.tag or place.discussion) else [],
    }
    return render(request, "comments/panel/rules.html", context, status=status)


def _report_page(request: HttpRequest, form: PolicyForm, report: Report) -> HttpResponse:
    context = {
        **panel(request),
        "title": _("What would have been different"),
        "form": form,
        "place": form.place,
        "report": report,
        "hidden": [form[name].as_hidden() for name in form.fields],
    }
    return render(request, "comments/panel/rules_tried.html", context)

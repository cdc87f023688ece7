"""Who moderates which part of the site, in the panel: for the owner alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Post
from comments import ledger
from comments.ledger import Kind, Undone
from comments.models import Act, Assignment

if TYPE_CHECKING:
    from accounts.models import User

GAVE, TOOK = "part-given", "part-taken"


class AssignmentForm(forms.ModelForm):
    article = forms.CharField(
        label=_("Article"),
        required=False,
        max_length=300,
        help_text=_("Its address, as the browser shows it, or its title."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Assignment
        fields = ("user", "tag")
        help_texts = {
            "user": _("Who may enter the panel stands here. The role “Moderator of a part” lets somebody in."),
            "tag": _("Every article under it, also those to come."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        people = get_user_model().objects.filter(is_staff=True, is_active=True, is_superuser=False)
        self.fields["user"].queryset = people.order_by("display_name", "username")  # type: ignore[attr-defined]
        self.fields["tag"].required = False

    def clean_article(self) -> Post | None:
        given = self.cleaned_data["article"].strip()
        if not given:
            return None
        post = _post_at(given) or Post.objects.filter(title__iexact=given).without_text().first()
        if post is None:
            raise ValidationError(
                _("There is no such article here. Copy its address from the browser."), code="unknown"
            )
        return post

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        tag, post = data.get("tag"), data.get("article")
        if "article" in data and bool(tag) == bool(post):
            raise ValidationError(_("Choose a tag or an article: one of the two."), code="one")
        if data.get("user") and Assignment.objects.filter(user=data["user"], tag=tag, post=post).exists():
            raise ValidationError(_("This part is theirs already."), code="unique")
        self.instance.post = post
        return data


def _post_at(address: str) -> Post | None:
    """The article whose address ends in this slug; no other part of an address tells it from others."""
    slug = urlsplit(address).path.strip("/").rpartition("/")[2]
    return Post.objects.filter(slug=slug).without_text().first() if slug else None


@admin.register(Assignment)
class AssignmentAdmin(admin.ModelAdmin):
    form = AssignmentForm
    fields = ("user", "tag", "article")
    list_display = ("person", "part", "given_at")
    list_display_links = None
    list_select_related = ("user", "tag", "post")
    actions = None
    show_full_result_count = False

    @admin.display(description=_("person"), ordering="user")
    def person(self, given: Assignment) -> str:
        return given.user.name

    @admin.display(description=_("part"))
    def part(self, given: Assignment) -> str:
        return _part(given)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_owner(request)

    def has_view_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        """In the list; one by itself is given or taken away, and has no page."""
        return obj is None and _is_owner(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_owner(request)

    def has_change_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        return _is_owner(request)

    def save_model(self, request: HttpRequest, obj: Assignment, form: forms.ModelForm, change: bool) -> None:
        with transaction.atomic():
            obj.save()
            _enter(GAVE, obj, request.user)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Assignment) -> None:
        with transaction.atomic():
            _enter(TOOK, obj, request.user)  # type: ignore[arg-type]
            obj.delete()


def _is_owner(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


def _part(given: Assignment) -> str:
    if given.tag:
        return gettext("everything under “%(tag)s”") % {"tag": given.tag.name}
    return gettext("“%(title)s”") % {"title": given.post.title if given.post else ""}


def _enter(kind: str, given: Assignment, by: User) -> None:
    about = f"{given.user.name}: {_part(given)}"
    before = {"user": given.user_id, "tag": given.tag_id, "post": given.post_id}
    ledger.enter(kind, by=by, role="owner", about=about[:300], before=before)


def _may_undo(_act: Act, user: User) -> bool:
    return user.is_active and user.is_superuser


def _rows(act: Act) -> dict[str, int | None]:
    return {f"{name}_id": act.before.get(name) for name in ("user", "tag", "post")}


def _take(act: Act, _by: User) -> Undone:
    found = Assignment.objects.filter(**_rows(act))
    return Undone(is_changed=bool(found.delete()[0]))


def _give(act: Act, _by: User) -> Undone:
    row = Assignment(**_rows(act))  # type: ignore[arg-type]
    try:
        row.full_clean()
    except ValidationError:
        return Undone(
            left=[gettext("The person, the tag or the article is not there any more, or it is theirs again.")]
        )
    row.save(force_insert=True)
    return Undone(is_changed=True)


ledger.register(
    Kind(GAVE, gettext_lazy("Gave a part to moderate"), _may_undo, lambda act, _by: [
        gettext("%(about)s: taken away again.") % {"about": act.about}], _take)
)  # fmt: skip
ledger.register(
    Kind(TOOK, gettext_lazy("Took a part away"), _may_undo, lambda act, _by: [
        gettext("%(about)s: given back.") % {"about": act.about}], _give)
)  # fmt: skip

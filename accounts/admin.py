"""People in the panel: only an owner sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.forms import NewPasswordForm, PersonChangeForm, PersonCreationForm
from accounts.models import User
from accounts.roles import Role, assign, having, is_last_owner, role_of

# Two groups, made by a migration and given through the role below; there is nothing to set up.
admin.site.unregister(Group)


View = Callable[..., Any]


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role.value, role.label) for role in Role if role != Role.BOTH]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        role = self.value()
        return having(queryset, role) if role and role in Role else queryset


def is_owner(request: HttpRequest) -> bool:
    """Whoever may change people may make themselves an owner, so it takes one."""
    return request.user.is_active and request.user.is_superuser


def proven_again(view: View) -> View:
    """A browser that was left open may be looked at, and changes nobody's password, address or role.

    What was sent waits in the session for the owner's own password and goes on then; but no new password lies there.
    """
    asking = reauthentication_required(view, enabled=is_owner, allow_get=True)

    def proven(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return asking(request, *args, **kwargs)
        except ReauthenticationRequired:
            if "password1" not in request.POST:
                raise
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")

    return proven


@admin.register(User)
class PersonAdmin(UserAdmin):
    form = PersonChangeForm
    add_form = PersonCreationForm
    change_password_form = NewPasswordForm
    add_form_template = None
    list_display = ("name", "username", "email", "role", "is_active", "last_login")
    list_filter = (RoleFilter,)
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("username", "display_name", "email")
    readonly_fields = ("new_password", "last_login", "date_joined")
    filter_horizontal = ()
    actions = None
    fieldsets = (
        (None, {"fields": ("username", "display_name", "email", "role", "is_active", "new_password")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "display_name", "email", "role", "password1", "password2")}),)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return proven_again(super().changeform_view)(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return proven_again(super().delete_view)(request, *args, **kwargs)

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return proven_again(super().user_change_password)(request, *args, **kwargs)

    @admin.display(description=_("name"), ordering="username")
    def name(self, person: User) -> str:
        return person.name

    @admin.display(description=_("role"))
    def role(self, person: User) -> str:
        return str(role_of(person).label)

    @admin.display(description=_("password"))
    def new_password(self, person: User) -> str:
        address = reverse("admin:auth_user_password_change", args=[person.pk])
        return format_html('<a class="button" href="{}">{}</a>', address, _("Set a new password"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # The page for a new password has no role.
        if "role" in form.cleaned_data:
            assign(form.instance, form.cleaned_data["role"])

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_owner(request)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return is_owner(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_owner(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return is_owner(request)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return is_owner(request) and not (obj and is_last_owner(obj))

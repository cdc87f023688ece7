"""Permissions of a person and of their groups, read in one query where Django takes two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import User


class PermissionsTogether(ModelBackend):
    """Every page of the panel asks for all of them, and asks nothing else of them."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return self._get_permissions(user_obj, obj, "all")  # type: ignore[attr-defined]

    def _get_all_permissions(self, user_obj: User) -> QuerySet[Permission]:
        of_groups = Permission.objects.filter(group__user=user_obj).order_by().values("pk")
        return Permission.objects.filter(Q(user=user_obj) | Q(pk__in=of_groups))

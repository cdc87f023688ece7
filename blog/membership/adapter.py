"""The account's adapter, told what only the site knows: where a request comes from, and where somebody's work is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.second_factor import lacks_second_factor
from blog.network import client_ip, network_hash
from blog.posts.models import Post
from comments.panel.scope import scope


class SiteAdapter(AccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        """For the limits, and for the list of devices. A request from nowhere is refused: it could not be counted."""
        address = client_ip(request)
        if not address:
            raise PermissionDenied("The address of the client is not known")
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords for a name count where they were typed: nobody locks Bob out by typing his name."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{network_hash(request)}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where nothing else was asked for: whoever has work in the panel, and may enter it, comes to their desk."""
        return desk_of(request.user) or super().get_login_redirect_url(request)


def desk_of(user: User | AnonymousUser) -> str:
    """The first page of somebody's work: what waits for whoever has written, the queue for whoever moderates."""
    if not user.is_staff or lacks_second_factor(user):
        return ""
    decides, writes = scope(user) is not None, user.has_perm("posts.change_post")
    if decides and writes and Post.objects.filter(author=user.pk).exists():
        return reverse("waiting:list")
    return reverse("queue:list") if decides and not writes else reverse("admin:index")

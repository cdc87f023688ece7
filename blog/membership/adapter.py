"""The account's adapter, told what only the site knows: where a request comes from behind its proxies."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.adapter import AccountAdapter
from blog.network import client_ip, network_hash


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

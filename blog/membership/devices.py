"""The list of devices keeps no full address: the network is enough to know a login of one's own by."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models.signals import pre_save
from django.dispatch import receiver

from blog.network import shortened


@receiver(pre_save, sender=UserSession)
def shorten(instance: UserSession, **kwargs: Any) -> None:
    """Here and not in the adapter: its limits must tell neighbours apart."""
    instance.ip = shortened(instance.ip)

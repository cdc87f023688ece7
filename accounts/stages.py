"""The steps between a right password and being logged in, where they differ from allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from django.http import HttpResponse

from accounts.models import User


class ProofStage(EmailVerificationStage):
    """Asks for proof of an address before the first login of who signed up.

    An account that was made by hand has somebody who answers for it, and its owner must get in
    when the mail is down. Afterwards an address changes only with proof of the new one.
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user is not None and not owes_proof(self.login.user):
            return None, True
        return super().handle()


def owes_proof(user: Any) -> bool:
    if not isinstance(user, User) or user.last_login is not None:
        return False
    addresses = EmailAddress.objects.filter(user=user)
    return addresses.filter(verified=False).exists() and not addresses.filter(verified=True).exists()

"""The people who have an account: owner, authors, moderators, members."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

AUTHORS = "Authors"
MODERATORS = "Moderators"
LOCAL_MODERATORS = "Moderators of parts"  # of which, the comments say


class UserManager(DjangoUserManager["User"]):
    def _create_user(self, username: str, email: str | None, password: str | None, **extra: object) -> User:
        user = super()._create_user(username, email or "", password, **extra)  # type: ignore[misc]
        return user

    @classmethod
    def normalize_email(cls, email: str | None) -> str | None:  # type: ignore[override]
        """An account without an address has NULL, so that many may have none."""
        return super().normalize_email(email) or None


class User(AbstractUser):
    """An account. The address is unique without regard to case, and NULL where there is none."""

    email = models.EmailField(_("e-mail address"), null=True, blank=True)  # type: ignore[assignment]  # noqa: DJ001 - NULL keeps "none" out of the unique index
    display_name = models.CharField(
        _("shown name"),
        max_length=80,
        blank=True,
        help_text=_("How this person is named on the site. Empty: first and last name, or the user name."),
    )

    objects = UserManager()  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message=_("Somebody with this e-mail address already has an account."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.email = self.email or None

    @property
    def name(self) -> str:
        """The name that readers see."""
        return self.display_name or self.get_full_name() or self.username

    @property
    def has_proven_address(self) -> bool:
        """Did this person enter a code that was mailed to the address? Nobody else vouches for it but who has the shell."""
        proven = self.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]
        return proven.filter(email__iexact=self.email or "").exists()

    def in_group(self, name: str) -> bool:
        return self.is_active and self.groups.filter(name=name).exists()

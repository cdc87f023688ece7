"""Addresses of accounts: allauth's views under allauth's names, all of them whatever the settings say.

Which of them do something is decided when they are asked; so the site map is the same everywhere.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import include, path

from accounts.social import social_urls
from accounts.views import EmailView, needs_mail

# Whoever finds a browser open may see where somebody is logged in, and end none of it.
ending_asks_again = reauthentication_required(allow_get=True)

entrance = [
    path("login/", account.login, name="account_login"),
    path("login/code/", needs_mail("code")(account.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("signup/passkey/", needs_mail("passkey")(account.signup_by_passkey), name="account_signup_by_passkey"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]

address = [
    path("email/", needs_mail("email")(EmailView.as_view()), name="account_email"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
]

password = [
    path("change/", account.password_change, name="account_change_password"),
    path("set/", account.password_set, name="account_set_password"),
    path("reset/", needs_mail("reset")(account.password_reset), name="account_reset_password"),
    path("reset/confirm/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("reset/complete/", account.complete_password_reset, name="account_complete_password_reset"),
    path("reset/done/", account.password_reset_from_key_done, name="account_password_reset_completed"),
]

passkeys = [
    path("", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("signup/", webauthn.signup_webauthn, name="mfa_signup_webauthn"),
    path("reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]

second_factor = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("webauthn/", include(passkeys)),
]

urlpatterns = [
    *entrance,
    *address,
    path("password/", include(password)),
    path("2fa/", include(second_factor)),
    path("sessions/", ending_asks_again(sessions.list_usersessions), name="usersessions_list"),
    *social_urls(),
]

"""Accounts in a browser: with a password, a mailed code, a passkey, an app; and every page of them looked at.

The site stands under `localhost`, because no browser makes a passkey for a number, writes its mail into files,
and keeps the panel shut to staff without a second factor.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from pathlib import Path

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .people import arrive, sign_in
from .running import PASSWORD, RunningSite

HANDS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
BEFORE = ["login/", "login/?next=/admin/", "signup/", "signup/passkey/", "login/code/", "password/reset/", "inactive/"]
WITHIN = [
    "", "email/", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "sessions/",
    "logout/", "delete/",
]  # fmt: skip


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory):
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory, mailbox):
    running = RunningSite(prepared, tmp_path_factory.mktemp("site"))
    running.url = f"http://localhost:{running.port}"
    running.environment |= {"SITE_URL": running.url, "EMAIL_URL": f"file:///{mailbox}", "REQUIRE_SECOND_FACTOR": "on"}
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(contexts):
    """Its device makes and shows passkeys without asking."""
    page = contexts().new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": HANDS})
    return page


def mailed_code(mailbox: Path, address: str) -> str:
    """The code in the newest mail to this address: on a line of its own."""
    mails = sorted(mailbox.iterdir(), key=lambda file: file.stat().st_mtime)
    text = [file.read_text() for file in mails if f"To: {address}" in file.read_text()][-1]
    return re.findall(r"(?m)^([A-Z0-9]{2,}(?:-[A-Z0-9]{2,})*)$", text.split(f"To: {address}")[-1])[0]


def code_of_app(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238); `steps` of thirty seconds later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def give_password(page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def log_out(page) -> None:
    page.goto("/accounts/")
    page.get_by_role("button", name="Log out").click()
    arrive(page, "/")


def enter_code(page, code: str) -> None:
    page.get_by_role("textbox", name="Code", exact=True).fill(code)
    page.get_by_role("button", name="Confirm").click()


def is_in_as(page, name: str) -> None:
    arrive(page, "/accounts/")
    page.get_by_role("navigation", name="Site").get_by_role("link", name=name).wait_for()


def test_a_reader_signs_up_with_a_passkey_and_comes_back_with_it(page, mailbox):
    page.goto("/accounts/signup/")
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_label("Name").fill("Bob")
    page.get_by_label("Email").fill("bob@example.org")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/confirm-email/")
    enter_code(page, mailed_code(mailbox, "bob@example.org"))
    page.get_by_role("button", name="Create").click()
    is_in_as(page, "Bob")

    log_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    is_in_as(page, "Bob")


def test_a_device_without_a_passkey_is_told_so_in_words(page):
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("alert").filter(has_text="no passkey for this site").wait_for()


def test_a_passkey_button_is_not_offered_before_its_script_listens(contexts, expect):
    page = contexts(java_script_enabled=False).new_page()
    sign_in(page, "owner", to="/accounts/")
    page.goto("/accounts/2fa/webauthn/add/")
    give_password(page)
    expect(page.locator("#mfa_webauthn_add")).to_be_attached()
    expect(page.locator("#mfa_webauthn_add")).to_be_hidden()


def test_a_reader_signs_up_with_a_password_after_proving_the_address(contexts, mailbox):
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/accounts/signup/")
    page.get_by_label("Name").fill("Ellen")
    page.get_by_label("Email").fill("ellen@example.org")
    page.get_by_label("Password").fill("a lamp on the landing")
    page.get_by_role("button", name="Make the account").click()
    enter_code(page, "WRONG1")
    page.get_by_text("This code does not fit").wait_for()
    enter_code(page, mailed_code(mailbox, "ellen@example.org"))
    is_in_as(page, "Ellen")


def test_a_code_that_was_mailed_logs_in(contexts, mailbox):
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Have a code mailed").click()
    page.get_by_label("Email").fill("owner@demo.invalid")
    page.get_by_role("button", name="Mail me a code").click()
    page.wait_for_url("**/confirm/**")
    enter_code(page, mailed_code(mailbox, "owner@demo.invalid"))
    arrive(page, "/accounts/")


def test_a_password_is_replaced_by_a_mailed_code(contexts, mailbox):
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/accounts/password/reset/")
    page.get_by_label("Email").fill("author@demo.invalid")
    page.get_by_role("button", name="Mail me a code").click()
    page.wait_for_url("**/reset/confirm/**")
    enter_code(page, mailed_code(mailbox, "author@demo.invalid"))
    for label in ("New Password", "New Password (again)"):
        page.get_by_role("textbox", name=label, exact=True).fill("another lamp entirely")
    page.get_by_role("button", name="Change Password").click()
    page.get_by_label("New Password").first.wait_for(state="detached")
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill("author")
    page.get_by_label("Password").fill("another lamp entirely")
    page.get_by_role("button", name="Log in", exact=True).click()
    arrive(page, "/accounts/")


def test_staff_set_up_an_app_before_the_panel_opens_and_are_asked_for_it_afterwards(page):
    sign_in(page, "moderator", to="/accounts/")
    page.goto("/admin/queue/")
    arrive(page, "/accounts/2fa/")
    page.get_by_text("The panel opens once you have").wait_for()
    page.get_by_role("link", name="Set up an app").click()
    give_password(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_of_app(secret))
    page.get_by_role("button", name="Activate").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/admin/queue/")
    arrive(page, "/admin/queue/")

    log_out(page)
    page.goto("/admin/login/?next=/admin/queue/")
    page.get_by_label("Username").fill("moderator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/**")
    page.get_by_role("textbox").fill(code_of_app(secret, steps=1))  # each code is good for one login
    page.get_by_role("button", name="Sign In").click()
    arrive(page, "/admin/queue/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_has_violations_or_is_wider_than_its_window(contexts, scheme, width):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    page = contexts(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    found = [fault for path in BEFORE for fault in faults(page, path)]
    page.goto("/accounts/signup/")
    page.get_by_role("button", name="Make the account").click()
    page.locator(".is-invalid").first.wait_for()
    found += axe_violations(page)
    sign_in(page, "owner", to="/accounts/")
    page.goto("/accounts/delete/")
    found += axe_violations(page)
    give_password(page)
    found += [fault for path in WITHIN for fault in faults(page, path)]

    assert found == [], "\n".join(found)


def faults(page, path: str) -> list[str]:
    page.goto(f"/accounts/{path}")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{path}: {violation}" for violation in axe_violations(page)] + [f"{path}: {wide}px too wide"] * (wide > 0)

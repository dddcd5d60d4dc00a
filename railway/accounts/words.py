"""What the sign-in library says, in our words and our three languages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

WRONG_PAIR = _("Address and password don't fit together. Check both, or get a code by mail.")
WAIT = _("Too many tries. Wait a few minutes.")
WRONG_CODE = _("This code doesn't fit or is used up. Write the newest one.")

ERRORS: Mapping[str, Any] = {
    "account_inactive": _("This account is closed."),
    "duplicate_email": _("That is the address of this account already."),
    "email_password_mismatch": WRONG_PAIR,
    "username_password_mismatch": WRONG_PAIR,
    "invalid_login": WRONG_PAIR,
    "email_taken": _("This address can't be taken. Choose another one."),
    "enter_current_password": _("This isn't the present password."),
    "incorrect_password": _("This isn't the present password."),
    "incorrect_code": WRONG_CODE,
    "invalid_or_expired_key": WRONG_CODE,
    "invalid_password_reset": WRONG_CODE,
    "too_many_login_attempts": WAIT,
    "rate_limited": WAIT,
    "unknown_email": _("Check the address."),
    "same_as_current": _("Write another one than the present one."),
    "cannot_delete_authenticator": _(
        "Staff keep at least one second step. Add another one first, then remove this one."
    ),
    "cannot_generate_recovery_codes": _("First add an app for codes or a passkey."),
    "unverified_email": _("Confirm your e-mail address first."),
    "add_email_blocked": _("Remove the second step before you change the address."),
}

SENT = ("email_confirmation_sent", "login_code_sent")
SAID: Mapping[str, Any] = {
    **dict.fromkeys(SENT, _("A new code is sent. Older ones are void.")),
    "logged_out": _("You have signed out."),
    "password_changed": _("The password is changed. Devices with the app must sign in anew."),
    "password_set": _("The password is set."),
    "email_confirmed": _("The address is confirmed."),
    "email_deleted": _("The address is removed."),
    "primary_email_set": _("The address is changed."),
    "totp_activated": _("Codes of the app are asked from now on."),
    "totp_deactivated": _("Codes of the app are not asked any more."),
    "webauthn_added": _("The passkey is added."),
    "webauthn_removed": _("The passkey is removed."),
    "recovery_codes_generated": _("Recovery codes are made. Older ones are void."),
}

LABELS: Mapping[str, Any] = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "password1": _("Password"),
    "password2": _("The same password again"),
    "oldpassword": _("Present password"),
    "code": _("Code"),
    "name": _("Name of the device"),
}

# By the library's form as well: where there is an old one, it is the new one that is meant.
NEW: Mapping[tuple[str, str], Any] = {
    ("ChangePasswordForm", "password1"): _("New password"),
    ("ResetPasswordKeyForm", "password1"): _("New password"),
    ("ChangeEmailForm", "email"): _("New address"),
}

# Said by the library's forms and tables themselves: our catalogues come first and have it in all three languages.
OF_THE_LIBRARY = (
    gettext_noop("You must type the same password each time."),
    gettext_noop("email addresses"),
    gettext_noop("email address"),
    gettext_noop("verified"),
    gettext_noop("primary"),
)

"""Letters about an account: a code to sign in with, what was changed. They are written and sent at once.

They wait in no table: a code there could be read by whoever may look at the outbox.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _


def subject_and_lines(kind: str, context: Mapping[str, Any]) -> tuple[str, list[str]]:
    """This function gives a letter's subject and its paragraphs in the active language.

    `kind` is the library's name of the letter, "account/email/login_code" for example.
    """
    subject, lines = LETTERS[kind.rpartition("/")[2]](context)
    return subject, [*lines, _("%(site)s, %(address)s") % _site()]


def _site() -> dict[str, str]:
    return {"site": settings.SITE_NAME, "address": settings.SITE_URL}


def _code_lines(context: Mapping[str, Any], intro: str) -> list[str]:
    lines = [intro, str(context["code"])]
    if address := context.get("code_address"):
        lines += [_("Or open this address in the same browser:"), str(address)]
    return [
        *lines,
        _("The code is good for 15 minutes. Tell it to nobody, we never ask for it by phone."),
        _("If it wasn't you, do nothing: without the code nobody gets in."),
    ]


def _login_code(context: Mapping[str, Any]) -> tuple[str, list[str]]:
    return _("Your code to sign in"), _code_lines(context, _("Your code to sign in:"))


def _confirm(context: Mapping[str, Any]) -> tuple[str, list[str]]:
    return _("Confirm your e-mail address"), _code_lines(
        context, _("This code confirms that the address is yours:")
    )


def _reset_code(context: Mapping[str, Any]) -> tuple[str, list[str]]:
    return _("Your code for a new password"), _code_lines(context, _("Your code for a new password:"))


def _exists(context: Mapping[str, Any]) -> tuple[str, list[str]]:
    return _("You have an account already"), [
        _("Somebody, you perhaps, wanted to make an account with this address. There is one already."),
        _("Sign in with your password, or with a code by mail:"),
        f"{settings.SITE_URL}{context.get('sign_in_path', '/')}",
    ]


def _unknown(context: Mapping[str, Any]) -> tuple[str, list[str]]:
    return _("There is no account with this address"), [
        _("Somebody, you perhaps, wanted to sign in with this address. There is no account for it."),
        _("An account is made here; to book you need none:"),
        f"{settings.SITE_URL}{context.get('sign_up_path', '/')}",
    ]


def _changed(what: Callable[[], str]) -> Callable[[Mapping[str, Any]], tuple[str, list[str]]]:
    def write(context: Mapping[str, Any]) -> tuple[str, list[str]]:
        return _("Your account was changed"), [
            what(),
            _("If it wasn't you, ask for a new password at once and look through your devices:"),
            f"{settings.SITE_URL}{context.get('account_path', '/')}",
        ]

    return write


LETTERS: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, list[str]]]] = {
    "login_code": _login_code,
    "email_confirmation": _confirm,
    "email_confirmation_signup": _confirm,
    "password_reset_code": _reset_code,
    "account_already_exists": _exists,
    "unknown_account": _unknown,
    "password_changed": _changed(lambda: _("The password was changed.")),
    "password_reset": _changed(lambda: _("The password was changed.")),
    "password_set": _changed(lambda: _("A password was set.")),
    "email_changed": _changed(lambda: _("The e-mail address was changed.")),
    "email_confirm": _changed(lambda: _("The e-mail address was confirmed.")),
    "email_deleted": _changed(lambda: _("An e-mail address was removed.")),
    "totp_activated": _changed(lambda: _("An app for one-time codes was added.")),
    "totp_deactivated": _changed(lambda: _("The app for one-time codes was removed.")),
    "webauthn_added": _changed(lambda: _("A passkey was added.")),
    "webauthn_removed": _changed(lambda: _("A passkey was removed.")),
    "recovery_codes_generated": _changed(lambda: _("New recovery codes were made; the old ones are void.")),
}

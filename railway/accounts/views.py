"""Pages of the sign-in library that do a little more here."""

from collections.abc import Mapping
from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse

from railway.accounts.second_step import pass_by_setting_up


class StaffLogin(LoginView):
    """The staff's own door: a login name and a password, then the second step as for everybody."""

    next_page = "admin:index"

    def form_valid(self, form: Any) -> HttpResponse:
        """This method goes on to the second step; staff need no e-mail address to sign in."""
        user = form.get_user()
        login = Login(
            user=user,
            redirect_url=self.get_success_url(),
            email_verification=EmailVerificationMethod.NONE,
        )
        return perform_password_login(self.request, {"username": user.get_username()}, login)


class SetUpCodes(ActivateTOTPView):
    """An app for codes; setting it up is the second step of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """This method notes that the code was shown."""
        answer = super().form_valid(form)
        pass_by_setting_up(self.request, self.request.user, Authenticator.Type.TOTP)
        return answer


class SetUpPasskey(AddWebAuthnView):
    """A passkey; setting it up is the second step of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """This method notes that the passkey was shown."""
        answer = super().form_valid(form)
        pass_by_setting_up(self.request, self.request.user, Authenticator.Type.WEBAUTHN)
        return answer


def name_tried(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """This function tells the lock-out whose password is being tried: a login name or an address."""
    for told in (credentials or {}, request.POST if request else {}):
        for field in ("username", "email", "login"):
            if name := told.get(field):
                return str(name).strip().lower()
    return ""

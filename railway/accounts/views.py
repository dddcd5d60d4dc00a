"""Pages of the sign-in library that do a little more here."""

from collections.abc import Mapping
from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import ConfirmLoginCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

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


class MailedCode(ConfirmLoginCodeView):
    """The code of a letter, typed or filled in by the letter's link."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """This method says why a link opened in another browser, or used up, leads to asking for a new letter."""
        answer = super().dispatch(request, *args, **kwargs)
        if "code" in request.GET and answer.get("Location", "").startswith(
            reverse("account_request_login_code")
        ):
            messages.info(
                request,
                _("This link works once, in the browser that asked for it. Ask for a new letter here."),
            )
        return answer


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

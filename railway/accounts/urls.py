"""Addresses of signing in; the library's, and before them those that do a little more here."""

from django.urls import include, path

from railway.accounts.views import MailedCode, SetUpCodes, SetUpPasskey

urlpatterns = [
    path("login/code/confirm/", MailedCode.as_view(), name="account_confirm_login_code"),
    path("2fa/totp/activate/", SetUpCodes.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", SetUpPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]

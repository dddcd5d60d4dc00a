"""What the sign-in library (django-allauth) does in our way: names, letters, words."""

import uuid
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.base.response import ForbiddenResponse
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from railway.accounts.letters import subject_and_lines
from railway.accounts.models import User
from railway.accounts.second_step import is_staff
from railway.accounts.words import ERRORS, SAID, SENT

WITH_LINK = {"login_code": "account_confirm_login_code"}


class AccountAdapter(DefaultAccountAdapter):
    """Travellers are known by their addresses; their login name says nothing, unlike that of the staff."""

    error_messages = DefaultAccountAdapter.error_messages | dict(ERRORS)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """This method gives a new account a name that nobody has to see."""
        user.username = user.username or f"traveller-{uuid.uuid4().hex}"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """This method keeps the language in which the account was made."""
        user.language = (getattr(request, "LANGUAGE_CODE", "") or settings.LANGUAGE_CODE)[:2]
        return super().save_user(request, user, form, commit)

    def pre_login(self, request: HttpRequest, user: Any, **hooks: Any) -> HttpResponse | None:
        """This method keeps the staff out of the mobile API: they have their own pages."""
        if is_headless_request(request) and is_staff(user):
            raise ImmediateHttpResponse(ForbiddenResponse(request))
        return super().pre_login(request, user, **hooks)

    def set_password(self, user: Any, password: str) -> None:
        """This method ends what was opened with the old password: devices with the app sign in anew."""
        super().set_password(user, password)
        if isinstance(user, User):
            user.auth_token_set.all().delete()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """This method writes a letter and sends it at once; where the mail server doesn't answer, the page says so."""
        kind = template_prefix.rpartition("/")[2]
        paths = {
            "sign_in_path": reverse("account_login"),
            "sign_up_path": reverse("account_signup"),
            "account_path": reverse("bookings:account"),
        }
        if kind in WITH_LINK and not is_headless_request(current.request):
            paths["code_address"] = _address_with(str(context["code"]), WITH_LINK[kind])
        subject, lines = subject_and_lines(template_prefix, context | paths)
        try:
            EmailMessage(subject, "\n\n".join(lines), settings.DEFAULT_FROM_EMAIL, [email]).send()
        except OSError as error:  # SMTPException is one
            raise _not_sent() from error

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """This method says what happened in our words, and nothing where there is nothing worth saying."""
        kind = (message_template or "").rpartition("/")[2].removesuffix(".txt")
        if kind in SENT and request.POST.get("action") != "resend":
            return  # the page that follows says so itself
        words = message or (SAID[kind] % (message_context or {}) if kind in SAID else "")
        if words:
            super().add_message(request, level, message=str(words), extra_tags=extra_tags)


def shown_name(user: User) -> str:
    """This function names somebody: travellers by their address, staff without one by their login."""
    return user.email or user.get_username()


def _address_with(code: str, view: str) -> str:
    """The page that takes the code, with the code in it; it leads on to where its reader was going."""
    told = {"code": code}
    if onward := current.request.POST.get(REDIRECT_FIELD_NAME):
        told[REDIRECT_FIELD_NAME] = onward
    return f"{settings.SITE_URL}{reverse(view)}?{urlencode(told)}"


def _not_sent() -> ImmediateHttpResponse:
    words = _("The letter could not be sent just now. Nothing is lost: try again in a minute.")
    page = render(current.request, "account/not_sent.html", {"words": words}, status=503)
    return ImmediateHttpResponse(page)

"""Whoever tried too often waits: told on a page of the staff, of the site, or as a problem document of the API."""

import ipaddress
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from railway.lib.problems import MEDIA_TYPE, plain_problem
from railway.lib.throttling import address_of

API, STAFF = "/api/", "/admin/"
MINUTE = 60


def locked_out(
    request: HttpRequest, _answer: HttpResponse | None, _credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """This function answers where the password was wrong too often; each further try begins the wait anew."""
    return _waits(request, "sign_in_paused", round(settings.AXES_COOLOFF_TIME.total_seconds()))


def too_often(request: HttpRequest) -> HttpResponse:
    """This function answers where the sign-in library counts: letters asked for, codes tried."""
    return _waits(request, "tried_too_often", MINUTE)


class ProblemsOfSignIn:
    """Middleware. Where the sign-in library answers the API with a bare number, a problem document says more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This method leaves every other answer as it is."""
        answer = self.get_response(request)
        if not request.path.startswith(f"{API}auth/") or answer.get("Content-Type") == MEDIA_TYPE:
            return answer
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return too_often(request)
        if answer.status_code == HTTPStatus.BAD_REQUEST and not answer.content:
            return plain_problem(400, "parse_error", detail=_("The body is no JSON object in UTF-8."))
        return answer


def address_tried_from(request: HttpRequest) -> str:
    """This function tells the lock-out where a try comes from: the client behind the proxy, not the proxy."""
    found = address_of(request).partition("/")[0]
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return cast(str, request.META.get("REMOTE_ADDR", ""))


def _waits(request: HttpRequest, code: str, seconds: int) -> HttpResponse:
    answer: HttpResponse
    if request.path.startswith(API):
        answer = plain_problem(HTTPStatus.TOO_MANY_REQUESTS, code)
    else:
        folder = "admin" if request.path.startswith(STAFF) else "account"
        context = {"wait": timedelta(seconds=seconds), "wrong_password": code == "sign_in_paused"}
        answer = render(request, f"{folder}/locked_out.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(seconds)
    return answer

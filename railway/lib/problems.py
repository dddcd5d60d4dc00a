"""Errors of the API as RFC 9457 problem documents."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class Refusal(exceptions.APIException):
    """A refusal with a stable `code`; `pointers` name the fields of the request that caused it (RFC 6901)."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status_code: int = status.HTTP_409_CONFLICT,
        pointers: Sequence[Mapping[str, Any]] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.code = code
        self.status_code = status_code
        self.pointers = [dict(pointer) for pointer in pointers]
        self.extra = dict(extra or {})


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """This function answers any error a view raised as application/problem+json; unknown ones go on to Django."""
    error = _known(error)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    return Response(
        document(error), status=error.status_code, headers=_headers(error), content_type=MEDIA_TYPE
    )


def document(error: exceptions.APIException) -> dict[str, Any]:
    """This function returns the body: code, title, status, detail, pointers, and what the refusal adds."""
    if isinstance(error, Refusal):
        return _body(error.code, error.status_code, str(error.detail), error.pointers) | error.extra
    if isinstance(error, exceptions.ValidationError):
        detail = _("Some fields need another value; each is named below.")
        return _body("request_not_understood", error.status_code, detail, list(_pointers(error.detail)))
    return _body(str(error.get_codes()), error.status_code, str(error.detail), [])


def _body(code: str, status_code: int, detail: str, pointers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "code": code,
        "title": _title(status_code),
        "status": status_code,
        "detail": detail,
        "pointers": pointers,
    }


def _title(status_code: int) -> str:
    titles = {
        400: _("The request is not understood"),
        401: _("Sign in to see this"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("This address does not take that method"),
        406: _("This format is not available"),
        409: _("Not possible now"),
        415: _("Send JSON"),
        422: _("The request can't be carried out"),
        429: _("Too many requests"),
        503: _("Busy, try again"),
    }
    return titles.get(status_code, _("Error"))


def _known(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return error


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _pointers(detail: Any, path: str = "") -> list[dict[str, Any]]:
    if isinstance(detail, Mapping):
        return [found for key, value in detail.items() for found in _pointers(value, _step(path, str(key)))]
    if isinstance(detail, Sequence) and not isinstance(detail, str):
        if all(isinstance(item, str) for item in detail):
            return [{"pointer": path or "/", "code": item.code, "detail": str(item)} for item in detail]
        return [
            found for number, item in enumerate(detail) for found in _pointers(item, _step(path, str(number)))
        ]
    return [{"pointer": path or "/", "code": getattr(detail, "code", "not_right"), "detail": str(detail)}]


def _step(path: str, key: str) -> str:
    if key == "non_field_errors":
        return path
    return f"{path}/{key.replace('~', '~0').replace('/', '~1')}"

"""Errors of the API as RFC 9457 problem documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from railway.lib.problem_words import detail_of, title_of, words_of_field

MEDIA_TYPE = "application/problem+json"
BUSY_SECONDS = 2


class Refusal(exceptions.APIException):
    """A refusal with a stable `code`; `pointers` name the fields of the request that caused it (RFC 6901).

    `extra` are members of the document beyond the common ones; `wait` is when to try again, in seconds.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status_code: int = status.HTTP_409_CONFLICT,
        pointers: Sequence[Mapping[str, Any]] = (),
        extra: Mapping[str, Any] | None = None,
        wait: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.code = code
        self.status_code = status_code
        self.pointers = [dict(pointer) for pointer in pointers]
        self.extra = dict(extra or {})
        self.wait = wait
        self.headers = dict(headers or {})


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """This function answers any error a view raised as application/problem+json; unknown ones go on to Django."""
    known = _known(error)
    if not isinstance(known, exceptions.APIException):
        return None
    set_rollback()
    return Response(
        document(known), status=known.status_code, headers=_headers(known), content_type=MEDIA_TYPE
    )


def document(error: exceptions.APIException) -> dict[str, Any]:
    """This function returns the body: type, code, title, status, detail, pointers, and what the refusal adds."""
    if isinstance(error, Refusal):
        return _body(error.code, error.status_code, str(error.detail), error.pointers) | error.extra
    if isinstance(error, exceptions.ValidationError):
        code = "request_not_understood"
        return _body(code, error.status_code, detail_of(code, ""), list(_pointers(error.detail)))
    code = str(error.get_codes())
    return _body(code, error.status_code, detail_of(code, str(error.detail)), [])


def plain_problem(status_code: int, code: str, **extra: str) -> JsonResponse:
    """This function answers a problem outside of any view of the API; `extra` are further members."""
    body = _body(code, status_code, detail_of(code, ""), []) | extra
    return JsonResponse(
        body, status=status_code, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"}
    )


def _body(code: str, status_code: int, detail: str, pointers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "code": code,
        "title": title_of(status_code),
        "status": status_code,
        "detail": detail,
        "pointers": pointers,
    }


def _known(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, (OperationalError, InterfaceError)):
        return Refusal(
            "busy",
            _("The service can't answer at this moment. Nothing was changed; try again in a few seconds."),
            status_code=status.HTTP_503_SERVICE_UNAVAILABLE,
            wait=BUSY_SECONDS,
        )
    return error


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"} | getattr(error, "headers", {})
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait + 0.5)))
    return headers


def _pointers(detail: Any, path: str = "") -> list[dict[str, Any]]:
    if isinstance(detail, Mapping):
        return [found for key, value in detail.items() for found in _pointers(value, _step(path, str(key)))]
    if isinstance(detail, Sequence) and not isinstance(detail, str):
        if all(isinstance(item, str) for item in detail):
            return [_pointer(path, item) for item in detail]
        return [
            found for number, item in enumerate(detail) for found in _pointers(item, _step(path, str(number)))
        ]
    return [_pointer(path, detail)]


def _pointer(path: str, item: Any) -> dict[str, Any]:
    code = str(getattr(item, "code", "not_right"))
    return {"pointer": path, "code": code, "detail": words_of_field(code, str(item))}


def _step(path: str, key: str) -> str:
    if key == "non_field_errors":
        return path
    return f"{path}/{key.replace('~', '~0').replace('/', '~1')}"

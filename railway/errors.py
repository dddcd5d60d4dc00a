"""The answers outside of any view: an unexpected error, a request that isn't one."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from railway.lib.problems import plain_problem

log = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """This function shows a page with a code to tell, and writes the same code to the log; the API's is a document."""
    code = secrets.token_hex(3).upper()
    log.error("the page of %s ended with an error, code %s", request.path, code)
    if request.path.startswith("/api/"):
        return plain_problem(500, "error", trouble_code=code)
    return render(request, "500.html", {"trouble_code": code}, status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function refuses a request that Django itself finds suspicious: a host that isn't ours, too many fields."""
    if request.path.startswith("/api/"):
        return plain_problem(400, "bad_request")
    return defaults.bad_request(request, exception)

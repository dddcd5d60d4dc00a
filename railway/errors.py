"""The page of an unexpected error."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """This function shows a page with a code to tell, and writes the same code to the log."""
    code = secrets.token_hex(3).upper()
    log.error("the page of %s ended with an error, code %s", request.path, code)
    return render(request, "500.html", {"trouble_code": code}, status=500)

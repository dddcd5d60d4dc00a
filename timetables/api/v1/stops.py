"""Stops that requests name by code."""

from django.utils.translation import gettext as _
from rest_framework import status

from railway.lib.problems import Refusal
from timetables.models import Stop
from timetables.queries import stop_by_code


def known_stop(code: str, pointer: str = "") -> Stop:
    """This function gives the passenger stop of a code; `pointer` says where the request named it.

    Raises Refusal (404 stop_not_found).
    """
    stop = stop_by_code(code)
    if stop is None:
        raise Refusal(
            "stop_not_found",
            _("There is no stop %(code)s on our lines; GET /stops lists them.") % {"code": code},
            status_code=status.HTTP_404_NOT_FOUND,
            pointers=[{"pointer": pointer, "code": "stop_not_found"}] if pointer else (),
        )
    return stop

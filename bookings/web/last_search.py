"""The last search of this browser, in a cookie of its own: two stops, the party, the currency; no names, no days."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import urlencode

COOKIE = "last_search"
KEPT_SECONDS = 90 * 24 * 3600
FIELDS = ("origin", "destination", "p", "cur")
SOUND = re.compile(r"[A-Za-z0-9_,]{0,120}", re.ASCII)


def remember_search(answer: HttpResponse, **fields: str) -> None:
    """This function keeps a search for the next visit: stops by code, the party as in addresses."""
    answer.set_cookie(
        COOKIE,
        urlencode(fields),
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def last_search(request: HttpRequest) -> dict[str, str]:
    """This function reads what was kept; what doesn't look like it is left out."""
    kept = QueryDict(request.COOKIES.get(COOKIE, "")[:400])
    return {name: kept[name] for name in FIELDS if name in kept and SOUND.fullmatch(kept[name])}

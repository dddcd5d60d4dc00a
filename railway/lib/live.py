"""Pages that renew themselves: a question whether anything changed is answered without writing the page."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse


def minute_of(now: datetime) -> str:
    """This function names a minute, for pages whose trains leave as time goes by."""
    return f"{int(now.timestamp()) // 60:x}"


def is_unchanged(request: HttpRequest, tag: str) -> bool:
    """This function tells whether a page's script asks only if the state it shows, named by `tag`, is still so.

    A browser that opens the page, or reloads it, is always given all of it.
    """
    asks = request.headers.get("X-Requested-With") == "fetch"
    return asks and request.headers.get("If-None-Match") == f'"{tag}"'


def unchanged(tag: str) -> HttpResponse:
    """This function is the answer that nothing changed (RFC 9110, 15.4.5)."""
    answer = HttpResponse(status=304)
    answer["ETag"] = f'"{tag}"'
    answer["Cache-Control"] = "no-store"
    return answer

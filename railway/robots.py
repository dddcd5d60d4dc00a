"""What search engines are told."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

CLOSED = (
    "/*/o/",
    "/*/w/",
    "/*/wait",
    "/*/orders",
    "/*/account/",
    "/*/search",
    "/*/bank/",
    "/admin/",
    "/api/",
    "/mailbox/",
    "/payments/",
)


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """This function opens timetables, boards and help to search engines, and closes orders and machines' addresses."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

"""The addresses that letters and the bank lead to, without the rest of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest, **_parts: str) -> HttpResponse:
    """Some page of the site."""
    return HttpResponse("page")


site = (
    [path("o/<str:reference>/", page, name="order"), path("<slug:pair>/<str:day>", page, name="results")],
    "bookings",
)
urlpatterns = [
    path("", include("bookings.web.bank_callback_urls")),
    *i18n_patterns(path("", include("bookings.web.bank_urls")), path("", include(site))),
]

"""Leading a browser on to an address that may be another site's."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

TO_BANK = "bookings/to_bank.html"


def lead_on(request: HttpRequest, address: str, template: str) -> HttpResponse:
    """This function redirects within the site; to another site's address it leads by a page that names it.

    A form's redirect to another host would be stopped by our own policy, and nobody should leave unawares.
    """
    if url_has_allowed_host_and_scheme(address, {urlsplit(settings.SITE_URL).netloc, request.get_host()}):
        answer: HttpResponse = HttpResponseRedirect(address)
        answer.status_code = 303
        return answer
    answer = render(request, template, {"address": address, "host": urlsplit(address).hostname})
    answer["Refresh"] = f"0; url={address}"
    return answer


def lead_to_bank(request: HttpRequest, address: str) -> HttpResponse:
    """This function leads to the page where a charge is paid, as `Gateway.start` gave it."""
    return lead_on(request, within_site(address), TO_BANK)


def within_site(address: str) -> str:
    """This function takes our own host out of an address."""
    # Our policy lets a form lead nowhere else, and "localhost" is another place than "127.0.0.1".
    return address.removeprefix(settings.SITE_URL) or "/"

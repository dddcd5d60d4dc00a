"""Where to after a POST."""

from django.http import HttpResponse, HttpResponseRedirect


def see_other(address: str) -> HttpResponse:
    """This function redirects after a POST, so that a reload repeats nothing."""
    return HttpResponseRedirect(address, status=303)

"""Who may open a season ticket in this browser: whoever bought it here or followed its secret link."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bookings.access import SeasonNotFound, find_season, plain_reference
from bookings.models import SeasonTicket
from bookings.web.remembered import Remembered
from railway.lib.see_other import see_other

SEASON_TICKETS = Remembered("season_tickets")
RELATED = ("route", "origin", "destination", "benefit", "granted_benefit")

SeasonView = Callable[[HttpRequest, SeasonTicket], HttpResponse]


def season_tickets_here(request: HttpRequest) -> list[SeasonTicket]:
    """This function lists the season tickets that this browser may open, the newest first, in one query."""
    references = SEASON_TICKETS.names(request)
    if not references:
        return []
    found = SeasonTicket.objects.filter(reference__in=references).select_related("origin", "destination")
    return sorted(found, key=lambda ticket: references.index(ticket.reference))


def of_season(view: SeasonView) -> Callable[[HttpRequest, str], HttpResponse]:
    """This function gives a view the season ticket named in its address, when this browser may open it.

    A link with the secret in `k` is taken in and led to the clean address; who has neither finds nothing.
    """

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, reference: str) -> HttpResponse:
        plain = plain_reference(reference)
        if "k" in request.GET:
            return _take_link(request, plain)
        if plain not in SEASON_TICKETS.names(request):
            raise Http404
        ticket = SeasonTicket.objects.select_related(*RELATED).filter(reference=plain).first()
        if ticket is None:
            raise Http404
        if reference != ticket.shown_reference and request.method == "GET":
            path = request.get_full_path().replace(reference, ticket.shown_reference, 1)
            return HttpResponseRedirect(path)
        return view(request, ticket)

    return opened


def season_page(ticket: SeasonTicket) -> HttpResponse:
    """This function leads to the page of a season ticket."""
    return see_other(reverse("bookings:season_ticket", args=[ticket.shown_reference]))


def _take_link(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        ticket = find_season(reference=reference, token=request.GET["k"])
    except SeasonNotFound:
        raise Http404 from None
    SEASON_TICKETS.add(request, ticket.reference)
    return see_other(request.path)

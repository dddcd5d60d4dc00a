"""Who may open a season ticket: whoever bought it in this browser, followed its link, or has it in their account."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bookings.access import SeasonNotFound, find_season, plain_reference
from bookings.models import SeasonTicket
from bookings.web.account_doors import person_of
from bookings.web.addresses import shown_reference, with_query
from bookings.web.remembered import KEPT_ORDERS, Remembered
from railway.lib.see_other import see_other

SEASON_TICKETS = Remembered("season_tickets")
RELATED = ("route", "origin", "destination", "benefit", "granted_benefit")

SeasonView = Callable[[HttpRequest, SeasonTicket], HttpResponse]


def season_tickets_here(request: HttpRequest) -> list[SeasonTicket]:
    """This function lists the season tickets that this browser may open, the newest first, in one query."""
    references, person = SEASON_TICKETS.names(request), person_of(request)
    if not references and person is None:
        return []
    mine = Q(reference__in=references) | Q(account=person, account__isnull=False)
    found = SeasonTicket.objects.filter(mine).select_related("origin", "destination")
    return list(found.order_by("-created_at", "-pk")[:KEPT_ORDERS])


def may_open(request: HttpRequest, ticket: SeasonTicket) -> bool:
    """This function tells whether this browser may open a season ticket: the link of a seat alone doesn't."""
    if ticket.reference in SEASON_TICKETS.names(request):
        return True
    person = person_of(request)
    return person is not None and ticket.account_id == person.pk


def of_season(view: SeasonView) -> Callable[[HttpRequest, str], HttpResponse]:
    """This function gives a view the season ticket named in its address, when this browser may open it.

    A link with the secret in `k` is taken in and led to the clean address; who has neither is led to the page that
    asks for the surname, the same whether or not there is such a ticket.
    """

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, reference: str) -> HttpResponse:
        plain = plain_reference(reference)
        if "k" in request.GET:
            return _take_link(request, plain)
        ticket = SeasonTicket.objects.select_related(*RELATED).filter(reference=plain).first()
        if ticket is None or not may_open(request, ticket):
            return HttpResponseRedirect(
                with_query(reverse("bookings:orders"), {"ref": shown_reference(plain)})
            )
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

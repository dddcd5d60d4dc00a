"""Who may open an entry of the waiting list in this browser: whoever made it here or followed its secret link."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from bookings.access import WaitingNotFound, find_waiting
from bookings.models import WaitingEntry
from bookings.web.doors import KEPT_ORDERS, KEPT_SECONDS
from bookings.web.hold import see_other

SESSION_KEY = "waiting"

EntryView = Callable[[HttpRequest, WaitingEntry], HttpResponse]


def remember_entry(request: HttpRequest, name: str) -> None:
    """This function lets this browser open the entry from now on."""
    others = [other for other in request.session.get(SESSION_KEY, []) if other != name]
    request.session[SESSION_KEY] = [name, *others][:KEPT_ORDERS]
    request.session.set_expiry(KEPT_SECONDS)


def of_entry(view: EntryView) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """This function gives a view the entry named in its address, when this browser may open it; else there is none."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, uuid: UUID) -> HttpResponse:
        if "k" in request.GET:
            return _take_link(request, uuid)
        if str(uuid) not in request.session.get(SESSION_KEY, []):
            raise Http404
        related = ("origin", "destination", "booking")
        entry = WaitingEntry.objects.select_related(*related).filter(uuid=uuid).first()
        if entry is None:
            raise Http404
        return view(request, entry)

    return opened


def _take_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        find_waiting(uuid=uuid, token=request.GET["k"])
    except WaitingNotFound:
        raise Http404 from None
    remember_entry(request, str(uuid))
    return see_other(request.path)

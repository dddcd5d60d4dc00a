"""Who may open a request about personal data in this browser: whoever followed the link sent to its address."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from bookings.access import RequestNotFound, find_request
from bookings.models import PrivacyRequest
from bookings.web.hold import see_other

SESSION_KEY = "data_requests"
KEPT = 5

RequestView = Callable[[HttpRequest, PrivacyRequest], HttpResponse]


def of_request(view: RequestView) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """This function gives a view the request named in its address, when this browser followed its link; else there is
    none. The link leads to the clean address.
    """

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, uuid: UUID) -> HttpResponse:
        if "k" in request.GET:
            return _take_link(request, uuid)
        if str(uuid) not in request.session.get(SESSION_KEY, []):
            raise Http404
        asked = PrivacyRequest.objects.select_related("booking").filter(uuid=uuid).first()
        if asked is None:
            raise Http404
        return view(request, asked)

    return opened


def _take_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        find_request(uuid=uuid, token=request.GET["k"])
    except RequestNotFound:
        raise Http404 from None
    others = [other for other in request.session.get(SESSION_KEY, []) if other != str(uuid)]
    request.session[SESSION_KEY] = [str(uuid), *others][:KEPT]
    return see_other(request.path)

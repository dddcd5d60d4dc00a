"""The page of the sandbox bank: a stand-in for a bank's own page, where the tester says what the bank shall answer."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.models import SandboxCharge
from bookings.payments.sandbox.answers import return_address
from bookings.payments.sandbox.book import NoSuchCharge, find_charge
from bookings.payments.sandbox.decision import CHOICES, decide


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def charge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """This function shows a charge and takes the decision, then leads back to the shop with the signed answer."""
    found = _find(uuid)
    if request.method != "POST":
        return render(request, "bookings/bank.html", _context(found))
    choice = CHOICES.get(request.POST.get("choice", ""))
    if choice is None:
        return render(request, "bookings/bank.html", _context(found), status=400)
    decided = decide(uuid=found.uuid, choice=choice, now=timezone.now())
    answer = HttpResponseRedirect(_way_back(decided))
    answer.status_code = 303
    return answer


def _find(uuid: UUID) -> SandboxCharge:
    if not settings.SANDBOX_BANK:
        raise Http404
    try:
        return find_charge(uuid)
    except NoSuchCharge:
        raise Http404 from None


def _context(found: SandboxCharge) -> dict[str, object]:
    is_open = found.status == SandboxCharge.Status.OPEN
    back = "" if is_open else _way_back(found)
    return {"charge": found, "is_open": is_open, "back": back, "other_answers": _other_answers()}


def _way_back(decided: SandboxCharge) -> str:
    # Within the site, as the policy lets a form lead nowhere else, and "localhost" is another place than "127.0.0.1".
    return return_address(decided, now=timezone.now()).removeprefix(settings.SITE_URL)


def _other_answers() -> list[tuple[str, str]]:
    late = _("Take the money, answer only in %(seconds)s seconds") % {
        "seconds": settings.SANDBOX_LATE_SECONDS
    }
    return [
        ("decline", _("Decline: not enough money on the card")),
        ("decline_3ds", _("Decline: the code from the message was wrong")),
        ("decline_expired", _("Decline: the card has expired")),
        ("late", late),
        ("twice", _("Take the money once, answer three times")),
    ]

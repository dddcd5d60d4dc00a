"""The letters about a season ticket: what shall come and when, and the end of what isn't obligatory."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings.access import SeasonNotFound, find_season_scoped
from bookings.models import Notification, SeasonTicket
from bookings.notifications.choices import UNSUBSCRIBE
from bookings.operations.choose_letters import choose_season_letters, stop_optional_season_mail
from bookings.web.letters_form import season_form_of
from bookings.web.season_doors import of_season
from railway.lib.see_other import see_other

OPTIONAL_KINDS = (Notification.Kind.SEASON_ENDING, Notification.Kind.PROOF_ENDING)


@require_http_methods(["GET", "HEAD", "POST"])
@of_season
def season_letters(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function shows what was chosen for the letters about a season ticket and keeps another choice."""
    form = season_form_of(ticket)
    if request.method == "POST":
        form.read(request.POST)
        if not form.problems:
            choose_season_letters(ticket=ticket, wishes=form.wishes(), now=timezone.now())
            messages.success(request, _("Kept. It holds for the letters from now on."))
            return see_other(reverse("bookings:season_letters", args=[ticket.shown_reference]))
    sent = ticket.notifications.filter(state=Notification.State.SENT).exclude(subject="")
    context = form.context() | {
        "ticket": ticket,
        "optional_kinds": _kinds(),
        "sent": list(sent.order_by("-sent_at", "-id")[:20]),
        "has_sms": False,
    }
    return render(request, "bookings/season_letters.html", context)


@csrf_exempt  # a mail program posts without having seen a page (RFC 8058); the token in the address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def season_letters_off(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """This function ends the mail that isn't obligatory: at once when posted, with one more press when followed."""
    try:
        ticket = find_season_scoped(reference=reference, token=token, scope=UNSUBSCRIBE)
    except SeasonNotFound:
        raise Http404 from None
    if request.method == "POST":
        stop_optional_season_mail(ticket=ticket, now=timezone.now())
    context = {"ticket": ticket, "done": request.method == "POST", "kinds": _kinds()}
    return render(request, "bookings/season_letters_off.html", context)


def _kinds() -> list[str]:
    return [str(kind.label) for kind in OPTIONAL_KINDS]

"""The two buttons of the differences: say what it is, and compare again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bookings.models import BankDifference
from bookings.operations.explain_difference import NothingSaid, explain_difference
from bookings.operations.reconcile import reconcile_again
from railway.accounts.signed_in import signed_in

MAY = permission_required("bookings.change_bankdifference", raise_exception=True)


@require_POST
@MAY
def explain_view(request: HttpRequest, pk: int) -> HttpResponse:
    """This function closes a difference with the word that was typed, or opens it again, and goes back to it."""
    difference = get_object_or_404(BankDifference, pk=pk)
    words, reopen = request.POST.get("words", ""), "reopen" in request.POST
    try:
        done = explain_difference(
            difference=difference, words=words, by=signed_in(request), now=timezone.now(), reopen=reopen
        )
    except NothingSaid:
        messages.error(request, _("Write what the difference comes from."))
    else:
        messages.success(request, _("Noted: %(state)s.") % {"state": done.get_state_display()})
    return _to("change", pk)


@require_POST
@MAY
def look_again_view(request: HttpRequest) -> HttpResponse:
    """This function compares what is open with the ledger as it is now, and goes back to the list."""
    count = reconcile_again(now=timezone.now())
    words = ngettext("%(count)s difference is open.", "%(count)s differences are open.", count)
    messages.success(request, words % {"count": count})
    return _to("changelist")


def _to(page: str, *args: int) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"admin:bookings_bankdifference_{page}", args=args), status=303)

"""Cash brought and taken out of a clerk's till, and the end of a shift."""

from uuid import uuid4

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from bookings import ledger
from bookings.desk.doors import in_shift, see_other, shift_to_read, show
from bookings.desk.forms import PIECES, MoveForm, SureForm
from bookings.desk.refusals import desk_refusal_words
from bookings.models import Shift, TillReceipt
from bookings.models.choices import Currency
from bookings.operations.close_shift import CardOpen, ReasonMissing, close_shift, miscounted
from bookings.operations.lock_shift import ShiftClosed
from bookings.operations.move_cash import NothingMoved, move_cash
from bookings.operations.pay_out import TillTooEmpty
from bookings.web.once import once, scope_of
from railway.accounts.signed_in import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@in_shift
def cash(request: HttpRequest, shift: Shift) -> HttpResponse:
    """This function takes cash out to the bank or brings some in; pressed twice, it does so once."""
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = once(
                scope=scope_of(request, "desk cash"),
                key=request.POST.get("key", "") or str(uuid4()),
                work=lambda: str(_move(shift, form)),
            )
        except (NothingMoved, TillTooEmpty, ShiftClosed) as refusal:
            form.add_error("amount", desk_refusal_words(refusal))
        else:
            return see_other("receipt", int(receipt))
    key = request.POST.get("key") or uuid4()
    context = {"shift": shift, "form": form, "held": ledger.till_amounts(shift), "key": key}
    return show(request, "cash", _("Cash in and out"), context, status=422 if form.errors else 200)


def _move(shift: Shift, form: MoveForm) -> int:
    data = form.cleaned_data
    receipt = move_cash(
        shift=shift,
        kind=TillReceipt.Kind(data["kind"]),
        amount=data["amount"],
        currency=data["currency"],
        reason=data["reason"],
        slip=data["slip"],
        now=timezone.now(),
    )
    return receipt.pk


@require_http_methods(["GET", "HEAD", "POST"])
@admin.site.admin_view
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """This function closes the clerk's own shift, or one left open for those who may; it is final.

    What the drawer should hold is not shown before it was counted; a count that isn't it is asked for once more.
    """
    shift = shift_to_read(request, pk)
    is_mine = shift.clerk_id == request.user.pk
    if not is_mine and not request.user.has_perm("bookings.change_shift"):
        raise PermissionDenied
    if not shift.is_open:
        return see_other("report", shift.pk)
    form = SureForm(request.POST or None, pieces=True)
    note = request.POST.get("note", "")
    if request.method == "POST" and form.is_valid() and _close(request, shift, form, note):
        return see_other("report", shift.pk)
    context = {"shift": shift, "form": form, "tables": _tables(form), "note": note, "is_mine": is_mine}
    return show(request, "close", _("Close the shift"), context, status=422 if form.errors else 200)


def _close(request: HttpRequest, shift: Shift, form: SureForm, note: str) -> bool:
    user, counted = signed_in(request), form.counted()
    if not form.cleaned_data["differs"] and (other := miscounted(shift=shift, counted=counted)):
        for currency in other:
            form.add_error(
                currency, _("The receipts come to another sum. Count again, or tick the box below.")
            )
        return False
    try:
        close_shift(
            shift=shift,
            counted=counted,
            pieces={currency: form.pieces_of(currency) for currency in Currency.values},
            by=user,
            note=note,
            now=timezone.now(),
        )
    except (CardOpen, ReasonMissing, ShiftClosed) as refusal:
        form.add_error(None, desk_refusal_words(refusal))
        return False
    LogEntry.objects.log_actions(user.pk, [shift], CHANGE, change_message=gettext_noop("Closed the shift"))
    messages.success(request, _("Shift %(number)s is closed.") % {"number": shift.number})
    return True


def _tables(form: SureForm) -> list[dict[str, object]]:
    return [
        {
            "currency": currency,
            "sum": form[currency],
            "pieces": [form[f"{currency}-{piece}"] for piece in PIECES[currency]],
        }
        for currency in Currency.values
    ]

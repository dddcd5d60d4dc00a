"""What a desk prints: receipts, tickets, X and Z reports."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.desk.doors import booking_at_desk, for_clerks, shift_to_read, show
from bookings.models import TillReceipt
from bookings.operations.print_receipt import print_receipt
from bookings.receipts.till import (
    render_receipt_paper,
    render_till_pdf,
    till_receipt_words,
    till_report_words,
)
from bookings.tickets import render_booking_pdf
from bookings.tickets.build import booking_ticket_views
from railway.lib.template_words import language


@require_safe
@for_clerks
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """This function shows a receipt with what to do next; the change to give back stands out."""
    found = _receipt(request, pk)
    payment = found.payment or (found.refund.payment if found.refund else None)
    words = till_receipt_words(found, language=language(), is_copy=False)
    booking = payment.booking if payment else None
    change = found.handed - found.amount if found.handed is not None else None
    context = {
        "receipt": found,
        "words": words,
        "booking": booking,
        "change": change,
        "is_mine": found.shift.is_open and found.shift.clerk_id == request.user.pk,
        "has_tickets": bool(booking and found.payment and found.tickets),
    }
    return show(request, "receipt", words["title"], context)


@require_safe
@for_clerks
def receipt_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """This function gives a receipt to print; printed again, it is marked as a copy."""
    found, now = _receipt(request, pk), timezone.now()
    is_copy = print_receipt(receipt=found, now=now)
    file = render_receipt_paper(found, language=language(), is_copy=is_copy, now=now)
    return _pdf(file, f"{found.shift.till_id}-{found.shift.number}-{found.number}")


@require_safe
@for_clerks
def tickets_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """This function gives all valid tickets of an order to print, in the page's language."""
    booking = booking_at_desk(reference)
    views = booking_ticket_views(booking, language())
    if not views:
        raise Http404
    return _pdf(render_booking_pdf(views), booking.reference)


@require_safe
@admin.site.admin_view
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """This function shows a shift's report to its clerk and to those who read all: X open, Z closed."""
    shift = shift_to_read(request, pk)
    words = till_report_words(shift, language=language(), now=timezone.now())
    context = {"shift": shift, "words": words, "is_mine": shift.clerk_id == request.user.pk}
    return show(request, "report", words["title"], context)


@require_safe
@admin.site.admin_view
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """This function gives the same to print."""
    shift, now = shift_to_read(request, pk), timezone.now()
    words = till_report_words(shift, language=language(), now=now)
    return _pdf(
        render_till_pdf(words, language=language(), now=now), f"report-{shift.till_id}-{shift.number}"
    )


def _receipt(request: HttpRequest, pk: int) -> TillReceipt:
    related = (
        "shift__till__stop",
        "shift__clerk",
        "payment__booking__origin",
        "refund__payment__booking__origin",
    )
    receipt = TillReceipt.objects.select_related(*related).filter(pk=pk).first()
    if receipt is None:
        raise Http404
    shift_to_read(request, receipt.shift_id)
    return receipt


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer

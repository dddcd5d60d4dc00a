"""The receipt of an order: every line of its prices, its payments and refunds, as a page and as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import Booking
from bookings.queries import booking_page
from bookings.receipts import has_receipt, receipt_of, receipt_words, render_receipt_pdf
from bookings.web.doors import of_order
from bookings.web.frame import order_context
from railway.lib.see_other import see_other
from railway.lib.template_words import language


@require_safe
@of_order
def receipt(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function shows the receipt of an order that was paid; any other order leads to its own page."""
    now = timezone.now()
    view = booking_page(booking, now=now)
    if not has_receipt(view):
        return see_other(reverse("bookings:order", args=[view.reference]))
    found = receipt_of(view, language=language())
    context = order_context(view, "ticket", now) | {
        "receipt": found,
        "words": receipt_words(found, language()),
    }
    return render(request, "bookings/receipt.html", context)


@require_safe
@of_order
def receipt_pdf(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function gives the same as PDF in the page's language."""
    now = timezone.now()
    view = booking_page(booking, now=now)
    if not has_receipt(view):
        return see_other(reverse("bookings:order", args=[view.reference]))
    found = receipt_of(view, language=language())
    answer = HttpResponse(
        render_receipt_pdf(found, language=language(), now=now), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="{view.reference}-receipt.pdf"'
    return answer

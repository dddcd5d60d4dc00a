"""Who comes to the desk: clerks with a shift of their own, and those who read what was done."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.models import Booking, Shift
from bookings.operations.open_shift import open_shift_of
from railway.accounts.signed_in import signed_in
from railway.lib.see_other import see_other as to_address

View = Callable[..., HttpResponse]


def for_clerks(view: View) -> View:
    """This function lets in whoever may sell at a desk, with a shift open or not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("bookings.add_shift"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(guarded)


def in_shift(view: View) -> View:
    """This function gives a view the clerk's own open shift; without one it leads to where one is opened."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shift = open_shift_of(signed_in(request))
        if shift is None:
            messages.warning(request, _("Open a shift first."))
            return see_other("home")
        return view(request, shift, *args, **kwargs)

    return for_clerks(guarded)


def shift_to_read(request: HttpRequest, pk: int) -> Shift:
    """This function finds a shift: the clerk's own, or any for those who see shifts. Raises Http404."""
    shift = Shift.objects.select_related("till__stop", "clerk", "closed_by").filter(pk=pk).first()
    if shift is None or not (
        shift.clerk_id == request.user.pk or request.user.has_perm("bookings.view_shift")
    ):
        raise Http404
    return shift


def booking_at_desk(reference: str) -> Booking:
    """This function finds a booking as its reference is typed, with or without the dash. Raises Http404."""
    tidy = "".join(sign for sign in reference.upper() if sign.isalnum())
    related = ("dated_trip__trip__route", "origin", "destination", "rate", "exchanged_from")
    booking = Booking.objects.select_related(*related).filter(reference=tidy).first()
    if booking is None:
        raise Http404
    return booking


def show(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """This function shows a page of the desk."""
    page = admin.site.each_context(request) | {"title": title, **context}
    return TemplateResponse(request, f"desk/{template}.html", page, status=status)


def see_other(name: str, *args: Any) -> HttpResponse:
    """This function leads on after a POST, so that a reload repeats nothing."""
    return to_address(reverse(f"desk:{name}", args=args))

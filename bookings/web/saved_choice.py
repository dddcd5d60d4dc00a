"""Saved passengers on the page of an order: one is picked for a form, or a form is kept for the next time."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from bookings.models import Booking, SavedPassenger
from bookings.operations.save_passenger import (
    SavedNotFound,
    TooManySaved,
    details_of,
    find_saved,
    keep_passenger,
)
from bookings.web.account_doors import person_of
from bookings.web.passenger_form import PassengerForm


def saved_of(request: HttpRequest) -> list[SavedPassenger]:
    """This function lists the saved passengers of whoever is signed in; without a session it makes no query."""
    person = person_of(request)
    return list(SavedPassenger.objects.filter(account=person)) if person else []


def fill_chosen(request: HttpRequest, forms: Sequence[PassengerForm]) -> None:
    """This function fills the forms for which a saved passenger was picked; the others stay as typed."""
    person = person_of(request)
    for form in forms if person else ():
        chosen = request.POST.get(f"saved-{form.number}", "")
        with suppress(SavedNotFound, ValidationError):
            if person and chosen:
                saved = find_saved(account=person, uuid=chosen)
                form.details, form.problems = details_of(saved), []


def keep_ticked(request: HttpRequest, booking: Booking, now: datetime) -> None:
    """This function keeps the passengers whose forms say so; what doesn't fit any more is left out."""
    person = person_of(request)
    if person is None:
        return
    ticked = {int(name[5:]) for name in request.POST if name.startswith("keep-") and name[5:].isdecimal()}
    passengers = booking.passengers.filter(number__in=[number for number in ticked if number < 10])
    for passenger in passengers.exclude(family_name="").select_related("benefit"):
        with suppress(TooManySaved):
            keep_passenger(account=person, passenger=passenger, now=now)

"""What buyers do: hold seats, pay, change their mind."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from django.utils import timezone

from bookings.inventory import Busy
from bookings.management.prove.people import details_of, party_of
from bookings.management.prove.trains import Train
from bookings.models import Booking, Payment
from bookings.offers import Offer, PartyMember, search_offers
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.create_booking import create_booking
from bookings.operations.offer_refund import offer_refund
from bookings.operations.release_booking import release_booking
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_checkout import start_checkout
from bookings.payments.charges import charge_of
from bookings.payments.registry import gateway_named
from timetables.models import Stop

PAY, LET_GO = 0.4, 0.6  # of the bookings 40 % are paid, 20 % let go, the others stay held

Sample = tuple[str, float]


def hold(
    train: Train,
    stretch: tuple[str, str],
    size: int,
    chance: Random,
    *,
    ancillaries: Mapping[str, int] | None = None,
) -> Booking:
    """This function makes a booking of adults, with everything told that payment needs."""
    return create_booking(
        dated_trip_id=train.dated_trip_id,
        origin=stretch[0],
        destination=stretch[1],
        party=party_of(size, chance),
        currency=chance.choice(["BYN", "RUB"]),
        channel=Booking.Channel.API,
        language=chance.choice(["ru", "be", "en"]),
        now=timezone.now(),
        email="proof@example.org",
        passengers=details_of(size, ancillaries=ancillaries),
    )


def find_offer(
    train: Train,
    stretch: tuple[str, str],
    party: Sequence[PartyMember],
    *,
    with_changes_of_seat: bool = False,
) -> Offer | None:
    """This function searches as a passenger does and picks what is on sale of one train."""
    stops = {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=stretch)}
    found = search_offers(
        origin=stops[stretch[0]],
        destination=stops[stretch[1]],
        date=train.service_date,
        party=party,
        currency="BYN",
        now=timezone.now(),
        with_changes_of_seat=with_changes_of_seat,
    )
    ours = (each for each in found if each.option.dated_trip_id == train.dated_trip_id and each.on_sale)
    return next(ours, None)


def pay(booking: Booking) -> None:
    """This function pays at the sandbox bank for a booking and those held together with it."""
    accept(
        start_checkout(
            booking=booking, method="sandbox", return_url="/", now=timezone.now(), outcome="accept"
        )
    )


def accept(payment: Payment) -> None:
    """This function takes in the sandbox bank's answer about a charge, without the way through the web."""
    answer = gateway_named("sandbox").ask_state(charge_of(payment), now=timezone.now())
    if answer is not None:
        settle_payment(answer=answer, now=timezone.now())


def make_up_mind(booking: Booking, mind: float, *, pay: Callable[[Booking], None] = pay) -> None:
    """This function pays for a booking, lets it go or leaves it held, as chance tells; what is free is given back."""
    try:
        if booking.state == Booking.State.FULFILLED:
            if mind < LET_GO:
                now = timezone.now()
                confirm_refund(offer=offer_refund(booking=booking, now=now), now=now)
        elif mind < PAY:
            pay(booking)
        elif mind < LET_GO:
            release_booking(booking=booking, now=timezone.now())
    except Busy:
        return  # the booking stays held, which is a state like any other

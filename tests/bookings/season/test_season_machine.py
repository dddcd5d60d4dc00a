"""Season tickets bought, used, given back in any order: the model counts trips, seats and money beside the service.

It foresees each answer too: who gets a seat, who is refused and why, what comes back of a ticket.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bookings import inventory, ledger
from bookings.inventory import Span
from bookings.ledger.missing import post_missing
from bookings.models import Booking, Payment, Refund, SeasonProduct, SeasonRefundOffer, SeasonTicket
from bookings.offers import NotOnSale
from bookings.operations.check_season_trip import SeasonNotValid, check_season_trip
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.offer_refund import offer_refund
from bookings.operations.refund_season_ticket import (
    SeasonRefundExpired,
    SeasonRefundRefused,
    confirm_season_refund,
    offer_season_refund,
)
from bookings.operations.reserve_season_seat import reserve_season_seat
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.operations.tend_season_tickets import tend_season_tickets
from bookings.payments.gateway import Outcome
from tests.bookings.exchange_world import all_adds_up, buy
from tests.bookings.ledger.books import everything, lose_the_ledger
from tests.bookings.machines import PayingMachine, run_machine
from tests.bookings.season.season_world import NOW, answer, ask_for, later, train_on, under_way
from tests.bookings.world import make_charge
from timetables.models import DatedTrip
from timetables.operations import cancel_dated_trip

SEATS, TRIPS = 2, 3
CURRENCIES = st.sampled_from(["BYN", "RUB"])
HAPPENINGS = [
    "paid", "paid late", "not paid", "paid twice", "seats reserved", "no trip left", "no seat left",
    "reserved already", "seats given back", "checked on open trains", "checked on their seats", "trains cancelled",
    "returned before use", "returned in part", "offers outlived", "return refused", "tickets sold to others",
]  # fmt: skip


@dataclass(eq=False)
class Holder:
    """A paid season ticket: the trips made or reserved with it by train, and what the railway keeps of its price."""

    ticket: SeasonTicket
    kept: Decimal
    seats: dict[int, Booking] = field(default_factory=dict)  # reserved
    made: set[int] = field(default_factory=set)  # checked by an inspector
    is_over: bool = False

    @property
    def trips(self) -> set[int]:
        return {*self.seats, *self.made}

    @property
    def is_used_up(self) -> bool:
        return self.ticket.trips_allowed is not None and len(self.trips) == TRIPS


class Season(PayingMachine):
    """Tickets of three trips and of a month; three trains of two seats, and two without numbers on the seats."""

    @initialize()
    def open_trains(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        SeasonProduct.objects.filter(code="TRIPS_10").update(trips=TRIPS)
        self.numbered = [train_on(later(day), seat_mode="numbered", seats=SEATS) for day in range(3)]
        self.open = [train_on(later(day)) for day in range(2)]
        self.holders: list[Holder] = []
        self.offers: list[tuple[Holder, SeasonRefundOffer, int]] = []
        self.others: list[Booking] = []
        self.cancelled: set[int] = set()

    def teardown(self) -> None:
        super().teardown()
        try:
            before = everything()
            lose_the_ledger()
            post_missing()
            assert everything() == before
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- Tickets are paid for

    @rule(product=st.sampled_from(["TRIPS_10", "MONTH"]), currency=CURRENCIES, pays=st.booleans())
    def ask(self, product: str, currency: str, pays: bool) -> None:
        ticket = ask_for(product, currency=currency)
        if pays:
            self._pay(ticket, "paid")

    @precondition(lambda self: self._unpaid("PREBOOKED"))
    @rule(data=st.data(), outcome=st.sampled_from([Outcome.DECLINED, Outcome.ABANDONED]))
    def fail_to_pay(self, data: st.DataObject, outcome: Outcome) -> None:
        answer(under_way(data.draw(st.sampled_from(self._unpaid("PREBOOKED")))), outcome)
        self.count("not paid")

    @rule()
    def the_time_to_pay_ends(self) -> None:
        tend_season_tickets(now=NOW.replace(hour=13))

    @precondition(lambda self: self._unpaid("PREBOOKED", "RELEASED"))
    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        ticket = data.draw(st.sampled_from(self._unpaid("PREBOOKED", "RELEASED")))
        self._pay(ticket, "paid late" if ticket.state == "RELEASED" else "paid")

    @precondition(lambda self: self.holders)
    @rule(data=st.data())
    def pay_a_second_time(self, data: st.DataObject) -> None:
        payment = under_way(self._holder(data).ticket)
        make_charge(payment)
        assert answer(payment).status == "refund_due"
        self.count("paid twice")

    # --- They are used

    @precondition(lambda self: self.holders)
    @rule(data=st.data())
    def reserve(self, data: st.DataObject) -> None:
        holder, train = self._holder(data), data.draw(st.sampled_from(self.numbered))
        foreseen = self._refusal(holder, train)
        try:
            with transaction.atomic():
                booking = reserve_season_seat(
                    ticket=holder.ticket, dated_trip_id=train.pk, origin="VITEBSK", destination="SMOLENSK",
                    channel="web", now=NOW,
                )  # fmt: skip
        except NotOnSale:
            assert foreseen == "cancelled"
        except SeasonNotValid as refused:
            assert refused.code == foreseen  # noqa: PT017 - the model foresees refusals and successes alike
            self.count(
                {"used_up": "no trip left", "already_reserved": "reserved already"}.get(foreseen, foreseen)
            )
        except inventory.SoldOut:
            assert foreseen == "sold_out"
            self.count("no seat left")
        else:
            assert foreseen == ""
            holder.seats[train.pk] = booking
            self.count("seats reserved")

    @precondition(lambda self: any(holder.seats for holder in self.holders))
    @rule(data=st.data())
    def give_a_seat_back(self, data: st.DataObject) -> None:
        """The trip counts as not made, unless an inspector has seen it made."""
        holder = data.draw(st.sampled_from([each for each in self.holders if each.seats]))
        train = data.draw(st.sampled_from(sorted(holder.seats)))
        booking = Booking.objects.get(pk=holder.seats.pop(train).pk)
        confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
        self.count("seats given back")

    @precondition(lambda self: self.holders)
    @rule(data=st.data())
    def check(self, data: st.DataObject) -> None:
        holder = self._holder(data)
        train = data.draw(st.sampled_from([*self.open, *self.numbered]))
        foreseen = self._refusal(holder, train, checked=True)
        try:
            check_season_trip(ticket=holder.ticket, dated_trip=train, by="inspector", now=NOW)
        except SeasonNotValid as refused:
            assert refused.code == foreseen  # noqa: PT017 - as above
            return
        assert foreseen == ""
        holder.made.add(train.pk)
        self.count("checked on open trains" if train in self.open else "checked on their seats")

    # --- They are given back

    @precondition(lambda self: self.holders)
    @rule(data=st.data())
    def ask_what_comes_back(self, data: st.DataObject) -> None:
        holder = self._holder(data)
        foreseen = self._no_refund(holder)
        try:
            offer = offer_season_refund(ticket=_again(holder.ticket), now=NOW)
        except SeasonRefundRefused as refused:
            assert refused.code == foreseen  # noqa: PT017 - as above
            self.count("return refused")
            return
        assert foreseen == ""
        assert (offer.amount, offer.amount + offer.fee) == (self._unused(holder), holder.ticket.price)
        self.offers.append((holder, offer, len(holder.trips)))

    @precondition(lambda self: self.offers)
    @rule(data=st.data())
    def return_a_ticket(self, data: st.DataObject) -> None:
        holder, offer, trips = data.draw(st.sampled_from(self.offers))
        self.offers.remove((holder, offer, trips))
        holds = not holder.is_over and not self._no_refund(holder) and len(holder.trips) == trips
        if not holds:
            with pytest.raises(SeasonRefundExpired):
                confirm_season_refund(offer=offer, now=NOW)
            self.count("offers outlived")
            return
        confirm_season_refund(offer=offer, now=NOW)
        holder.kept, holder.is_over = offer.fee, True
        self.count("returned in part" if offer.fee else "returned before use")

    # --- What else happens

    @rule(data=st.data(), currency=CURRENCIES)
    def somebody_buys_a_seat(self, data: st.DataObject, currency: str) -> None:
        train = data.draw(st.sampled_from(self.numbered))
        try:
            with transaction.atomic():
                self.others.append(buy(train, currency=currency))
        except (inventory.SoldOut, NotOnSale):
            assert self._is_full(train) or train.pk in self.cancelled
            return
        self.count("tickets sold to others")

    @precondition(lambda self: len(self.cancelled) < len(self.numbered) - 1)
    @rule(data=st.data())
    def a_train_is_cancelled(self, data: st.DataObject) -> None:
        train = data.draw(st.sampled_from([each for each in self.numbered if each.pk not in self.cancelled]))
        cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
        tell_schedule_changes(now=NOW)
        train.refresh_from_db()
        self.cancelled.add(train.pk)
        self.count("trains cancelled")

    # --- What must be true after each of them

    @invariant()
    def trips_are_counted(self) -> None:
        for holder in self.holders:
            ticket, live = _again(holder.ticket), holder.ticket.trips.exclude(state="RETURNED")
            assert ticket.trips_used == len(holder.trips) <= (ticket.trips_allowed or len(holder.trips))
            assert set(live.values_list("dated_trip", flat=True)) == holder.trips
            assert (ticket.state == "REFUNDED") == holder.is_over

    @invariant()
    def who_reserved_has_a_seat(self) -> None:
        for train in self.numbered:
            assert _taken(train) == self._sold(train) <= SEATS

    @invariant()
    def the_bank_has_what_is_kept(self) -> None:
        for currency in ("BYN", "RUB"):
            kept = [each.kept for each in self.holders if each.ticket.currency == currency]
            kept += [each.total for each in self.others if each.currency == currency]
            assert _at_the_bank(currency) == sum(kept, Decimal(0)) == _earned(currency)

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        self.count("steps")
        all_adds_up()

    # --- The model

    def _pay(self, ticket: SeasonTicket, what: str) -> None:
        payment = under_way(ticket)
        make_charge(payment)
        assert answer(payment).status == "captured"
        self.holders.append(Holder(_again(ticket), ticket.price))
        self.count(what)

    def _refusal(self, holder: Holder, train: DatedTrip, *, checked: bool = False) -> str:
        """Why a seat or a trip is refused; "" where it is given."""
        if train.pk in self.cancelled and not (checked and holder.is_over):
            return "cancelled"
        if holder.is_over:
            return "returned"
        if train.pk in holder.trips:
            return "" if checked else "already_reserved"
        if checked and train in self.numbered:
            return "seat_needed"
        if holder.is_used_up:
            return "used_up"
        return "sold_out" if not checked and self._is_full(train) else ""

    def _no_refund(self, holder: Holder) -> str:
        if holder.is_over:
            return "not_paid"
        if set(holder.seats) - holder.made:
            return "reserved"
        return "used_up" if holder.is_used_up else ""

    def _unused(self, holder: Holder) -> Decimal:
        """All before the first day and the first trip; then the trips that are left."""
        price = holder.ticket.price
        if holder.ticket.trips_allowed is None:
            return price
        part = price * (TRIPS - len(holder.trips)) / TRIPS
        return part.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _sold(self, train: DatedTrip) -> int:
        reserved = sum(train.pk in holder.seats for holder in self.holders)
        return reserved + sum(booking.dated_trip_id == train.pk for booking in self.others)

    def _is_full(self, train: DatedTrip) -> bool:
        return self._sold(train) == SEATS

    def _holder(self, data: st.DataObject) -> Holder:
        return data.draw(st.sampled_from(self.holders))

    def _unpaid(self, *states: str) -> list[SeasonTicket]:
        return list(SeasonTicket.objects.filter(state__in=states).order_by("pk"))


def _again(ticket: SeasonTicket) -> SeasonTicket:
    return SeasonTicket.objects.get(pk=ticket.pk)


def _taken(train: DatedTrip) -> int:
    coaches = inventory.seat_map(dated_trip_id=train.pk, span=Span(0, 1))
    return sum(seat.state == "taken" for coach in coaches for seat in coach.seats)


def _at_the_bank(currency: str) -> Decimal:
    taken = Payment.objects.filter(status__in=["captured", "refund_due", "refunded"], currency=currency)
    back = Refund.objects.filter(currency=currency)
    return sum((each.amount for each in taken), Decimal(0)) - sum((each.amount for each in back), Decimal(0))


def _earned(currency: str) -> Decimal:
    ours = {"bank", "refunds_due"}
    found = [each.amount for each in ledger.balances() if each.account in ours and each.currency == currency]
    return sum(found, Decimal(0))


@pytest.mark.usefixtures("train")
@pytest.mark.django_db
@pytest.mark.urls("tests.bookings.web_urls")
def test_whatever_happens_to_season_tickets_no_trip_no_seat_and_no_kopeck_is_lost() -> None:
    run_machine(Season, runs=5, steps=25, must_happen=HAPPENINGS)

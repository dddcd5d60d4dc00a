"""Every refusal of the sales, as the API says it: status, code, words, pointers. The only such place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.api.v1.party import PassengersDiffer
from bookings.api.v1.pointers import shown_problem
from bookings.fares import NoRate
from bookings.inventory import Busy, HoldLost, SeatsKept, SeatTaken, SoldOut, WrongSeat
from bookings.offers import (
    NotOnSale,
    OfferBroken,
    OfferExpired,
    PartyRefused,
    SeatChangesNotAccepted,
    TripNotFound,
)
from bookings.offers.problem_words import SEASON_NOT_VALID
from bookings.offers.season import NoSeasonSection
from bookings.offers.wording import refusal_text
from bookings.operations.check_season_trip import SeasonNotValid
from bookings.operations.confirm_exchange import ExchangeOfferExpired
from bookings.operations.confirm_refund import RefundOfferExpired
from bookings.operations.create_booking import OfferStale
from bookings.operations.create_journey import PartiesDiffer, TooManyTrains, TrainsOverlap
from bookings.operations.create_season_ticket import SeasonRefused
from bookings.operations.exchange_terms import ExchangeRefused
from bookings.operations.fulfil_booking import SeatsLost
from bookings.operations.join_queue import NothingToWaitFor, NotWaiting, SeatsFree, TooManyWaiting
from bookings.operations.lock_booking import HoldExpired, NotHeld
from bookings.operations.offer_refund import RefundRefused
from bookings.operations.pay_season_ticket import SeasonOver
from bookings.operations.refund_season_ticket import SeasonRefundExpired, SeasonRefundRefused
from bookings.operations.release_booking import NotReleasable
from bookings.operations.reserve_season_seat import NoSeatNeeded
from bookings.operations.settle_benefits import PriceChanged
from bookings.operations.start_checkout import CurrenciesDiffer
from bookings.operations.start_payment import AlreadyPaid, InformationMissing
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway
from bookings.queries import Problem
from railway.lib.problems import Refusal
from railway.lib.schema import described

Details = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one exception is answered; `more` reads from it what its document says beyond status, code and words."""

    status: int
    code: str
    words: Promise
    more: Details = lambda error: {}


def _field(pointer: str, code: str = "not_known") -> Details:
    return lambda error: {"pointers": [{"pointer": pointer, "code": code}]}


def _problems(error: Any) -> dict[str, Any]:
    problems: Iterable[Problem] = error.problems
    return {"pointers": [shown_problem(problem) for problem in problems]}


def _missing(error: InformationMissing) -> dict[str, Any]:
    of_another = {"extra": {"booking": error.booking.reference}} if error.booking else {}
    return _problems(error) | of_another


def _seats(error: SeatTaken | SeatsKept) -> dict[str, Any]:
    seats = [{"coach": seat.coach, "number": seat.number} for seat in error.seats]
    return {"extra": {"seats": seats}}


def _prices(error: OfferStale | PriceChanged) -> dict[str, Any]:
    pair = {"old_total": error.old, "new_total": error.new}
    return {"extra": {name: {"amount": str(sum_), "currency": error.currency} for name, sum_ in pair.items()}}


def _why_not_sold(error: Exception) -> dict[str, Any]:
    code = error.code if isinstance(error, NotOnSale) else "no_price"
    return {"detail": refusal_text(code), "extra": {"reason": code}}


def _why_not_returned(error: RefundRefused) -> dict[str, Any]:
    return {"detail": str(REFUND_REFUSED[error.code]), "extra": {"reason": error.code}}


def _why_not_exchanged(error: ExchangeRefused) -> dict[str, Any]:
    return {"detail": str(EXCHANGE_REFUSED[error.code]), "extra": {"reason": error.code}}


def _why_season_fails(error: SeasonNotValid) -> dict[str, Any]:
    return {"detail": str(SEASON_NOT_VALID[error.code]), "extra": {"reason": error.code}}


def _why_season_stays(error: SeasonRefundRefused) -> dict[str, Any]:
    return {"detail": str(SEASON_NOT_RETURNED[error.code]), "extra": {"reason": error.code}}


def _season_fields(error: SeasonRefused) -> dict[str, Any]:
    shown = [shown_problem(problem) for problem in error.problems]
    return {"pointers": [each | {"pointer": _season_pointer(each["pointer"])} for each in shown]}


def _season_pointer(pointer: str) -> str:
    """Where a field stands in the order of a season ticket."""
    name = pointer.removeprefix("/")
    if name in {"product", "first_day"}:
        return pointer
    place = {"email": "purchaser/email", "document_type": "passenger/document/type"}
    place |= {"document_number": "passenger/document/number"}
    place |= {"proof_kind": "passenger/proof/kind", "proof_number": "passenger/proof/number"}
    return f"/{place.get(name, f'passenger/{name}')}"


def _differences(error: PassengersDiffer) -> dict[str, Any]:
    words = str(_("The offer says something else here."))
    return {"pointers": [{"pointer": each, "code": "differs", "detail": words} for each in error.pointers]}


def _state(error: Any) -> dict[str, Any]:
    return {"extra": {"state": str(error.state.value)}}


REFUND_REFUSED: dict[str, Promise] = {
    "not_paid": _("The booking is not paid, or its tickets are given back already."),
    "departed": _("The train has left: tickets can't be given back any more."),
    "nothing_left": _("These tickets are given back already, or there are no such passengers."),
}

EXCHANGE_REFUSED: dict[str, Promise] = {
    "not_paid": _("The booking is not paid, or its tickets are given back already."),
    "departed": _("The train has left: its tickets can't be exchanged any more."),
    "nothing_left": _("These tickets are given back or exchanged already, or there are no such passengers."),
    "season_ticket": _("This seat was reserved with a season ticket: give it back and reserve another one."),
    "no_rule": _("Tickets of this train can't be exchanged now."),
    "other_currency": _("An exchange is paid in the currency the tickets were bought in."),
    "same_trip": _(
        "The passengers have tickets for this trip. Choose another train, or other seats of this one."
    ),
}

SEASON_NOT_RETURNED: dict[str, Promise] = {
    "not_paid": _("This season ticket isn't paid, or is returned already."),
    "over": _("The last day of this season ticket is over: there is nothing left to return."),
    "used_up": _("All of this season ticket is used: there is nothing left to return."),
    "reserved": _("Seats are reserved with this season ticket. Return them first, then the ticket."),
}

ANSWERS: dict[type[Exception], Answer] = {
    TripNotFound: Answer(
        404, "trip_not_found", _("No such train carries passengers from the one stop to the other.")
    ),
    OfferBroken: Answer(
        422,
        "offer_broken",
        _("This is no offer of ours. Send the id of an offer as it came."),
        _field("/offer"),
    ),
    OfferExpired: Answer(
        410, "offer_expired", _("The offer's time is over. Ask for offers again."), _field("/offer")
    ),
    OfferStale: Answer(
        409,
        "offer_stale",
        _("The price has changed since the offer. Ask for offers again to see the new one."),
        _prices,
    ),
    NotOnSale: Answer(409, "not_on_sale", _("The train can't be booked now."), _why_not_sold),
    NoRate: Answer(409, "not_on_sale", _("The train can't be booked now."), _why_not_sold),
    PassengersDiffer: Answer(
        422,
        "passengers_differ",
        _("The passengers are not those of the offer. Ask for offers again for other passengers."),
        _differences,
    ),
    PartyRefused: Answer(
        422,
        "party_refused",
        _("The passengers can't be booked like this; each reason is in pointers."),
        _problems,
    ),
    SeatTaken: Answer(
        409,
        "seat_taken",
        _("Another passenger was quicker for these seats. Choose others; nothing was changed."),
        _seats,
    ),
    SoldOut: Answer(
        409,
        "sold_out",
        _("Fewer seats are free than you need. Nothing was changed."),
        lambda error: {"extra": {"seats_left": error.free_count}},
    ),
    WrongSeat: Answer(
        422,
        "wrong_seat",
        _("The train has no such seat for sale, or a seat was asked for twice."),
        _field("/seats"),
    ),
    SeatsKept: Answer(
        409,
        "seats_kept",
        _(
            "These seats are kept for companions of passengers in wheelchairs, together with a wheelchair place."
        ),
        _seats,
    ),
    SeatChangesNotAccepted: Answer(
        422,
        "seat_changes_not_accepted",
        _("By this offer the passengers change seats on the way. Send accept_seat_changes when they agree."),
        _field("/accept_seat_changes", "required"),
    ),
    TooManyTrains: Answer(
        422, "too_many_trains", _("A trip has at most four trains."), _field("/offers", "too_many")
    ),
    TrainsOverlap: Answer(
        422,
        "trains_overlap",
        _("A train leaves before the one before it arrives. Send the offers in order of travel."),
        _field("/offers", "overlap"),
    ),
    PartiesDiffer: Answer(
        422,
        "offers_differ",
        _("The offers are for other passengers or in other currencies each. Ask for all of them alike."),
        _field("/offers", "differ"),
    ),
    CurrenciesDiffer: Answer(
        409, "currencies_differ", _("Bookings in two currencies can't be paid with one charge.")
    ),
    Busy: Answer(
        503,
        "busy",
        _("Many are booking this train at once. Nothing was changed; try again."),
        lambda error: {"wait": 1},
    ),
    HoldExpired: Answer(409, "hold_expired", _("The seats are no longer kept for this booking. Book again.")),
    HoldLost: Answer(409, "hold_expired", _("The seats are no longer kept for this booking. Book again.")),
    SeatsLost: Answer(409, "hold_expired", _("The seats are no longer kept for this booking. Book again.")),
    NotHeld: Answer(
        409, "not_held", _("This can be changed only while the seats are kept and not paid yet."), _state
    ),
    NotReleasable: Answer(
        409,
        "not_releasable",
        _("There are no kept seats to let go. A paid booking is given back by a refund."),
        _state,
    ),
    InformationMissing: Answer(
        422,
        "information_missing",
        _("Before payment these things must be told; each is in pointers."),
        _missing,
    ),
    PriceChanged: Answer(
        409,
        "price_changed",
        _(
            "A trip of the benefit was used up by another booking, so the price has changed. Read the booking first."
        ),
        _prices,
    ),
    AlreadyPaid: Answer(409, "already_paid", _("This booking is paid: there is nothing left to pay.")),
    UnknownGateway: Answer(422, "unknown_method", _("There is no such way to pay."), _field("/method")),
    BankRefused: Answer(
        502, "bank_refused", _("The bank did not open the payment. Nothing was taken; try again.")
    ),
    NoSeasonSection: Answer(
        422,
        "no_season_section",
        _("No line goes from the one station to the other without a change. Choose stations of one line."),
        _field("/destination"),
    ),
    SeasonRefused: Answer(
        422,
        "season_refused",
        _("This season ticket can't be sold like this; each reason is in pointers."),
        _season_fields,
    ),
    SeasonOver: Answer(409, "season_over", _("The season ticket was not paid in time, or was cancelled.")),
    SeasonNotValid: Answer(
        409, "season_not_valid", _("The season ticket doesn't hold on this train."), _why_season_fails
    ),
    NoSeatNeeded: Answer(
        409, "no_seat_needed", _("This train has no numbered seats: board with your season ticket.")
    ),
    SeasonRefundRefused: Answer(409, "refund_refused", _("Nothing can be given back."), _why_season_stays),
    SeasonRefundExpired: Answer(
        409, "refund_offer_expired", _("The refund offer holds no longer. Ask for a new one.")
    ),
    NothingToWaitFor: Answer(
        409, "nothing_to_wait_for", _("No train leaves then that could still be offered. Choose other hours.")
    ),
    SeatsFree: Answer(
        409,
        "seats_free",
        _("A train has seats for all of you now: ask for offers, there is nothing to wait for."),
        lambda error: {"extra": {"dated_trip": error.dated_trip_id}},
    ),
    TooManyWaiting: Answer(
        409, "too_many_waiting", _("This address waits in four queues already. Leave one first.")
    ),
    NotWaiting: Answer(409, "not_waiting", _("The entry waits no longer; `state` says why."), _state),
    RefundRefused: Answer(409, "refund_refused", _("Nothing can be given back."), _why_not_returned),
    RefundOfferExpired: Answer(
        409, "refund_offer_expired", _("The refund offer holds no longer. Ask for a new one.")
    ),
    ExchangeRefused: Answer(
        409, "exchange_refused", _("These tickets can't be exchanged."), _why_not_exchanged
    ),
    ExchangeOfferExpired: Answer(
        409,
        "exchange_offer_expired",
        _("The exchange offer holds no longer. Ask for a new one; nothing was changed."),
    ),
}


def refusal_for(error: Exception, passenger: int | None = None) -> Refusal | None:
    """This function answers what an operation raised; None for what is no refusal of ours.

    `passenger` is the number in the request's address: pointers at that passenger then lead into the body itself.
    """
    answer = next((ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS), None)
    if answer is None:
        return None
    said: dict[str, Any] = {"detail": str(answer.words), "status_code": answer.status}
    refusal = Refusal(answer.code, **said | answer.more(error))
    if passenger is not None:
        inside = f"/passengers/{passenger - 1}"
        refusal.pointers = [
            one | {"pointer": one["pointer"].removeprefix(inside)} for one in refusal.pointers
        ]
    return refusal


def refused(*kinds: type[Exception], codes: dict[int, str] | None = None) -> dict[int, str]:
    """This function describes for the schema, by status, the codes by which a call may refuse."""
    found: dict[int, list[str]] = {}
    for kind in kinds:
        answer = ANSWERS[kind]
        if answer.code not in found.setdefault(answer.status, []):
            found[answer.status].append(answer.code)
    texts = {status: f"{described(*names)}." for status, names in found.items()}
    for status, text in (codes or {}).items():
        texts[status] = " ".join(filter(None, [texts.get(status, ""), text]))
    return texts

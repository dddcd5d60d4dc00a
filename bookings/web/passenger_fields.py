"""A passenger's block on the page: the form, its seat, price and why, ready to be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from bookings.documents import document_types
from bookings.inventory import CoachMap, SeatState
from bookings.inventory.types import QUOTA_COACH
from bookings.models import Benefit
from bookings.offers import AncillaryOffer
from bookings.offers.wording import ShownReason, fare_reason, load_glossary
from bookings.proofs import proof_kinds
from bookings.queries import BookingView, PassengerView
from bookings.queries.consents import ConsentNeed
from bookings.queries.seat_words import seats_in_words, stop_names
from bookings.tickets.proof_words import seen_words
from bookings.web.along import Along, along_of
from bookings.web.passenger_form import PassengerForm
from bookings.web.seat_plan import place_words
from railway.lib.template_words import language
from railway.lib.wording import write_percent


@dataclass(frozen=True)
class Option:
    """A choice of a select."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class OptionGroup:
    """Choices under one heading."""

    title: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Input:
    """A field as the page writes it: the same words at the field as in the summary."""

    id: str
    value: str
    error: str
    is_needed: bool


@dataclass(frozen=True)
class ShownPassenger:
    """Everything of one passenger on the page of seats and passengers."""

    number: int
    title: str
    seat: str
    inputs: Mapping[str, Input]
    documents: Sequence[OptionGroup]
    benefits: Sequence[OptionGroup]
    kept_document: str
    price: Decimal
    full_price: Decimal
    reason: ShownReason | None
    doubted: str
    proofs: Sequence[OptionGroup]
    kept_proof: str
    proof_words: str
    proof_open: bool
    proof_doubted: str
    consent: ConsentNeed | None = None
    consent_input: Input | None = None
    agreed: bool = False
    along: Along | None = None


def shown_passengers(
    view: BookingView,
    forms: Sequence[PassengerForm],
    errors: Mapping[str, str],
    benefits: Sequence[Benefit],
    coaches: Sequence[CoachMap],
    ancillaries: Sequence[AncillaryOffer] = (),
) -> list[ShownPassenger]:
    """This function makes the block of each passenger, with what was typed and what is to be corrected."""
    seats = {(seat.coach, seat.number): seat for coach in coaches for seat in coach.seats}
    names, stops = load_glossary([each.fare for each in view.passengers]), stop_names(view.trip.stops)
    day = view.trip.departure.date()
    reasons = [fare_reason(each.fare, travel_date=day, glossary=names) for each in view.passengers]
    return [
        replace(
            _shown(each, form, errors, benefits, _seat(each, seats, stops), reason),
            along=along_of(form, ancillaries, errors),
        )
        for each, form, reason in zip(view.passengers, forms, reasons, strict=True)
    ]


def _shown(
    each: PassengerView,
    form: PassengerForm,
    errors: Mapping[str, str],
    benefits: Sequence[Benefit],
    seat: str,
    reason: ShownReason | None,
) -> ShownPassenger:
    return ShownPassenger(
        number=each.number,
        title=str(each.granted_benefit or each.benefit or _("Adult")),
        seat=seat,
        inputs={name: input_of(form, name, errors) for name in form.values},
        documents=document_groups(form.values["document_type"]),
        benefits=benefit_groups(form.values["benefit"], benefits),
        kept_document=each.document,
        price=each.price,
        full_price=each.full_price,
        reason=reason,
        doubted=form.values["document_number"] if errors.get(form.id_of("document_number")) else "",
        proofs=proof_groups(form.values["proof_kind"]),
        kept_proof=each.proof,
        proof_words=seen_words(each.seen, language()),
        proof_open=each.seen is None
        and bool(each.proof or form.values["proof_number"] or "proof_number" in form.needed),
        proof_doubted=form.values["proof_number"] if errors.get(form.id_of("proof_number")) else "",
        consent=each.consent,
        consent_input=Input(form.id_of("consent"), "", errors.get(form.id_of("consent"), ""), is_needed=True),
        agreed=form.agreed or bool(each.consent and each.consent.given),
    )


def _seat(each: PassengerView, seats: Mapping[tuple[int, int], SeatState], names: Mapping[int, str]) -> str:
    if each.seat is None or each.seat.coach == QUOTA_COACH:
        return ""
    if each.changes_seats:
        return seats_in_words(each.seats, names)
    state = seats.get(each.seat.place)
    words = _("Coach %(coach)s, seat %(seat)s") % {"coach": each.seat.coach, "seat": each.seat.number}
    return f"{words}, {place_words(state)}" if state else words


def input_of(form: PassengerForm, name: str, errors: Mapping[str, str]) -> Input:
    """This function gives a field as the page writes it."""
    field_id = form.id_of(name)
    return Input(field_id, form.values[name], errors.get(field_id, ""), name in form.needed)


def document_groups(chosen: str) -> list[OptionGroup]:
    """This function lists the documents people travel by, by country."""
    titles = {"BY": _("Documents of Belarus"), "RU": _("Documents of Russia"), "": _("Other states")}
    kinds = document_types().values()
    return [
        OptionGroup(
            title,
            [
                Option(kind.type, kind.names.in_language(language()), kind.type == chosen)
                for kind in kinds
                if kind.country == country
            ],
        )
        for country, title in titles.items()
    ]


def proof_groups(chosen: str) -> list[OptionGroup]:
    """This function lists the documents that prove benefits, by law."""
    titles = {"BY": _("Law of Belarus"), "RU": _("Law of Russia"), "": _("Both laws")}
    kinds = [each.document for each in proof_kinds().values()]
    return [
        OptionGroup(
            title,
            [
                Option(kind.type, kind.names.in_language(language()), kind.type == chosen)
                for kind in kinds
                if kind.country == country
            ],
        )
        for country, title in titles.items()
    ]


def benefit_groups(chosen: str, benefits: Iterable[Benefit]) -> list[OptionGroup]:
    """This function lists the benefits, by law."""
    titles = {"BY": _("Law of Belarus"), "RU": _("Law of Russia")}
    rows = list(benefits)
    return [
        OptionGroup(title, [_benefit(row, chosen) for row in rows if row.country == country])
        for country, title in titles.items()
    ]


def _benefit(row: Benefit, chosen: str) -> Option:
    is_free = row.discount_percent == 100
    share = _("free") if is_free else f"−{write_percent(row.discount_percent, language())}"
    return Option(row.code, f"{row.name}, {share}", row.code == chosen.upper())

"""Passengers as requests name them, for the operations."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language

from bookings.inventory import SeatRef
from bookings.offers import PartyMember
from bookings.operations.passenger_details import PassengerDetails

NO_PROOF = {"kind": "", "number": ""}
FACTS = {"birth_date": "birth_date", "country": "country", "benefit": "benefit_code"}


class PassengersDiffer(Exception):
    """A booking is asked for with other passengers than its offer has; `pointers` lead to the differences."""

    def __init__(self, pointers: Sequence[str]) -> None:
        super().__init__(", ".join(pointers))
        self.pointers = list(pointers)


def party_of(passengers: Sequence[dict[str, Any]]) -> list[PartyMember]:
    """This function reads the passengers of an offer's request."""
    return [PartyMember(one["country"], one["benefit"] or None, one["birth_date"]) for one in passengers]


def check_same_party(offered: Sequence[PartyMember], passengers: Sequence[dict[str, Any]]) -> None:
    """This function raises PassengersDiffer unless these are the offer's passengers, in its order.

    What the offer didn't know may be told now: where it changes the price, the offer is stale. What it knew need not
    be repeated.
    """
    if len(offered) != len(passengers):
        raise PassengersDiffer(["/passengers"])
    differing = [
        f"/passengers/{place}/{name}"
        for place, (member, told) in enumerate(zip(offered, passengers, strict=True))
        for name, known in ((name, getattr(member, fact)) for name, fact in FACTS.items())
        if known and told[name] and known != told[name]
    ]
    if differing:
        raise PassengersDiffer(differing)


def new_details(told: dict[str, Any]) -> PassengerDetails:
    """This function reads a passenger of a new booking: what is empty is not told yet."""
    return _details({name: value for name, value in told.items() if value not in ("", None)})


def changed_details(told: dict[str, Any]) -> PassengerDetails:
    """This function reads a change: what is left out stays, a benefit of null is taken away."""
    return _details({name: "" if value is None else value for name, value in told.items()})


def _details(told: dict[str, Any]) -> PassengerDetails:
    document = told.pop("document", {})
    proof: dict[str, Any] = (told.pop("proof") or NO_PROOF) if "proof" in told else {}
    if "benefit" in told:
        told["benefit_code"] = told.pop("benefit")
    if told.get("consent"):
        told["consent_language"] = (get_language() or "")[:2]
    return PassengerDetails(
        **told,
        **{f"document_{name}": value for name, value in document.items()},
        **{f"proof_{name}": value for name, value in proof.items()},
    )


def seats_of(wanted: Sequence[dict[str, int]] | None) -> list[SeatRef] | None:
    """This function reads chosen seats; none leave the choice to the service."""
    return [SeatRef(seat["coach"], seat["number"]) for seat in wanted] if wanted else None

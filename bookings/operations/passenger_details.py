"""What is told about the people of a booking, and how it is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bookings.documents import document_types, encrypt, last_characters
from bookings.fares.documents import check_number, tidy_number
from bookings.models import Passenger, SeasonTicket
from bookings.offers import PartyMember, PartyRefused, PriceTables
from bookings.proofs import kinds_of, number_hashes, proof_kinds, tidy
from bookings.queries import Problem
from bookings.queries.problem import point

NAMES = ("given_name", "family_name", "patronymic")


@dataclass(frozen=True, slots=True)
class KeptProof:
    """The proof of a benefit as it is kept of somebody: its kind, and of its number keyed hashes and the ending."""

    kind: str
    hashes: Mapping[str, str]
    last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassengerDetails:
    """What is told of one passenger. None leaves a field as it is; "" empties it (benefit_code: no benefit).

    `ancillaries` are how many of each kind they take along: all of them, what isn't named is left at home.
    The proof is the document of the benefit; without a kind its number is taken for that of the usual one. `consent` is
    the code of the text agreed to, read in `consent_language`; "" takes it back.
    """

    given_name: str | None = None
    family_name: str | None = None
    patronymic: str | None = None
    birth_date: date | None = None
    country: str | None = None
    benefit_code: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    proof_kind: str | None = None
    proof_number: str | None = None
    ancillaries: Mapping[str, int] | None = None
    kept_proof: KeptProof | None = None
    consent: str | None = None
    consent_language: str = ""


@dataclass(frozen=True, slots=True)
class Purchaser:
    """Who buys: the tickets and all news go to this address, in this language."""

    email: str
    phone: str = ""
    language: str = "ru"


def with_details(
    party: Sequence[PartyMember], details: Sequence[PassengerDetails]
) -> tuple[PartyMember, ...]:
    """This function gives the party as the details say, where they say more about what the price needs."""
    if details and len(details) != len(party):
        raise PartyRefused([Problem("passengers", "party_changed", {"size": str(len(party))})])
    return tuple(_member(*pair) for pair in zip(party, details, strict=True)) if details else tuple(party)


def document_warnings(details: Mapping[int, PassengerDetails]) -> list[Problem]:
    """This function says what looks wrong about the documents told, by passenger number; none of it refuses."""
    of_documents = [
        point(number, "document_number", problem)
        for number, told in details.items()
        if told.document_number and (document := document_types().get(told.document_type or ""))
        for problem in check_number(document, told.document_number)
    ]
    of_proofs = [
        point(number, "proof_number", problem)
        for number, told in details.items()
        if told.proof_number and (kind := proof_kinds().get(told.proof_kind or ""))
        for problem in check_number(kind.document, told.proof_number)
    ]
    return of_documents + of_proofs


def proof_numbers(details: Mapping[int, PassengerDetails]) -> dict[int, str]:
    """This function picks out the numbers of proofs that were told, by passenger number."""
    return {number: told.proof_number for number, told in details.items() if told.proof_number}


def check_documents(details: Mapping[int, PassengerDetails]) -> None:
    """This function raises PartyRefused for a kind of document or of proof that isn't in its table."""
    problems = [
        Problem(f"passengers/{number}/document_type", "unknown_document_type", {"type": told.document_type})
        for number, told in details.items()
        if told.document_type and told.document_type not in document_types()
    ] + [
        Problem(f"passengers/{number}/proof_kind", "unknown_proof_kind", {"type": told.proof_kind})
        for number, told in details.items()
        if told.proof_kind and told.proof_kind not in proof_kinds()
    ]
    if problems:
        raise PartyRefused(problems)


def check_kept(details: Mapping[int, PassengerDetails], passengers: Sequence[Passenger]) -> None:
    """This function raises PartyRefused where an exchange's passengers would become others.

    What was told of them stays as it is; what is missing may be filled in.
    """
    problems = [
        Problem(f"passengers/{passenger.number}/{name}", "exchange_keeps_passengers")
        for passenger in passengers
        for name, known, told in _pairs(passenger, details.get(passenger.number, PassengerDetails()))
        if known and told is not None and told != known
    ]
    if problems:
        raise PartyRefused(problems)


def _pairs(passenger: Passenger, told: PassengerDetails) -> list[tuple[str, object, object]]:
    """This function sets what is known of a passenger beside what is told; of document numbers the last characters."""
    benefit = passenger.benefit.code if passenger.benefit else "none"
    number = last_characters(tidy_told(passenger, told.document_number)) if told.document_number else None
    plain = (*NAMES, "birth_date", "country", "document_type")
    return [
        *((name, getattr(passenger, name), getattr(told, name)) for name in plain),
        ("benefit", benefit, None if told.benefit_code is None else told.benefit_code or "none"),
        ("document_number", passenger.document_last4, number),
    ]


def tidy_told(passenger: Passenger | SeasonTicket, number: str) -> str:
    """This function writes a document's number as its kind is written."""
    document = document_types().get(passenger.document_type)
    return tidy_number(document, number) if document else number.strip().upper()


def write_details(passenger: Passenger | SeasonTicket, told: PassengerDetails, tables: PriceTables) -> None:
    """This function puts what was told into the passenger's row, unsaved; the document's number encrypted."""
    for name in NAMES:
        if (text := getattr(told, name)) is not None:
            setattr(passenger, name, " ".join(text.split()))
    if told.birth_date is not None:
        passenger.birth_date = told.birth_date
    if told.country is not None:
        passenger.country = told.country
    if told.benefit_code is not None:
        passenger.benefit = tables.benefit_rows.get(told.benefit_code)
    if told.ancillaries is not None and isinstance(passenger, Passenger):
        passenger.ancillaries = _taken_along(told.ancillaries)
    _write_document(passenger, told)
    _write_told_proof(passenger, told)


def _taken_along(told: Mapping[str, int]) -> dict[str, int]:
    """This function leaves out what none is taken of, in an order that doesn't hang on who told it."""
    return {kind: told[kind] for kind in sorted(told) if told[kind] > 0}


def _write_document(passenger: Passenger | SeasonTicket, told: PassengerDetails) -> None:
    if told.document_type is not None:
        passenger.document_type = told.document_type
    if told.document_number is None:
        return
    number = tidy_told(passenger, told.document_number)
    passenger.document_number_encrypted = encrypt(number) if number else None
    passenger.document_last4 = last_characters(number)


def _write_told_proof(passenger: Passenger | SeasonTicket, told: PassengerDetails) -> None:
    """A number belongs to its kind: told another kind alone, the number told before is forgotten. So it is without a
    benefit.
    """
    if passenger.benefit is None:
        write_proof(passenger, kind="", number="")
    elif kept := told.kept_proof:
        passenger.proof_kind, passenger.proof_hashes, passenger.proof_last4 = (
            kept.kind,
            dict(kept.hashes),
            kept.last4,
        )
    elif told.proof_number:
        usual = kinds_of(passenger.benefit)
        kind = told.proof_kind or passenger.proof_kind or (usual[0].kind if usual else "")
        write_proof(passenger, kind=kind, number=told.proof_number)
    elif told.proof_number == "" or (told.proof_kind is not None and told.proof_kind != passenger.proof_kind):
        write_proof(passenger, kind=told.proof_kind or "", number="")


def write_proof(passenger: Passenger | SeasonTicket, *, kind: str, number: str) -> None:
    """This function puts a proof into the passenger's row, unsaved: kind, hash and ending of its number, no more."""
    tidied = tidy(kind, number) if number else ""
    passenger.proof_kind = kind
    passenger.proof_hashes = number_hashes(kind, tidied) if tidied else {}
    passenger.proof_last4 = last_characters(tidied)


def _member(member: PartyMember, told: PassengerDetails) -> PartyMember:
    return PartyMember(
        member.country if told.country is None else told.country,
        member.benefit_code if told.benefit_code is None else told.benefit_code or None,
        told.birth_date or member.birth_date,
        member.ancillaries if told.ancillaries is None else tuple(_taken_along(told.ancillaries).items()),
    )

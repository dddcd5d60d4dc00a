"""Passengers that an account keeps, so that nobody types them twice."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bookings.documents import decrypt, document_types, encrypt, last_characters
from bookings.fares.documents import tidy_number
from bookings.models import Benefit, Passenger, SavedPassenger
from bookings.operations.passenger_details import NAMES, KeptProof, PassengerDetails, check_documents
from bookings.proofs import kinds_of, number_hashes, tidy
from railway.accounts.models import User

MOST_SAVED = 20
COPIED = (
    *NAMES, "birth_date", "country", "document_type", "document_number_encrypted", "document_last4",
    "proof_kind", "proof_hashes", "proof_last4",
)  # fmt: skip


class TooManySaved(Exception):
    """An account keeps at most MOST_SAVED passengers."""


class SavedNotFound(Exception):
    """The account keeps no such passenger."""


def find_saved(*, account: User, uuid: UUID | str) -> SavedPassenger:
    """This function finds one of an account's passengers. Raises SavedNotFound."""
    found = SavedPassenger.objects.filter(account=account, uuid=uuid).first()
    if found is None:
        raise SavedNotFound
    return found


@transaction.atomic
def save_passenger(
    *, account: User, details: PassengerDetails, now: datetime, saved: SavedPassenger | None = None
) -> SavedPassenger:
    """Keep a passenger, or write one that is kept anew. Of `details` None leaves a field as it is, "" empties it.

    The document's number is encrypted, of the proof's only keyed hashes are kept. This function raises PartyRefused
    (an unknown kind of document), TooManySaved.
    """
    check_documents({1: details})
    row = saved or _new(account, now)
    for name in NAMES:
        if (text := getattr(details, name)) is not None:
            setattr(row, name, " ".join(text.split()))
    row.birth_date = details.birth_date or (saved.birth_date if saved else None)
    row.country = row.country if details.country is None else details.country
    row.benefit_code = row.benefit_code if details.benefit_code is None else details.benefit_code
    _write_document(row, details)
    _write_proof(row, details)
    row.save()
    return row


@transaction.atomic
def keep_passenger(*, account: User, passenger: Passenger, now: datetime) -> SavedPassenger:
    """This function keeps a passenger of a booking; one known by names and birth date is written anew.

    Raises TooManySaved.
    """
    known = SavedPassenger.objects.filter(
        account=account,
        family_name__iexact=passenger.family_name,
        given_name__iexact=passenger.given_name,
        birth_date=passenger.birth_date,
    ).first()
    row = known or _new(account, now)
    for name in COPIED:
        setattr(row, name, getattr(passenger, name))
    row.benefit_code = passenger.benefit.code if passenger.benefit else ""
    row.used_at = now
    row.save()
    return row


def details_of(saved: SavedPassenger) -> PassengerDetails:
    """This function tells of a booking's passenger what is kept of one, the document's number opened for it."""
    sealed = saved.document_number_encrypted
    proof = KeptProof(saved.proof_kind, saved.proof_hashes, saved.proof_last4) if saved.proof_hashes else None
    return PassengerDetails(
        family_name=saved.family_name,
        given_name=saved.given_name,
        patronymic=saved.patronymic,
        birth_date=saved.birth_date,
        country=saved.country,
        benefit_code=saved.benefit_code,
        document_type=saved.document_type,
        document_number=decrypt(sealed) if sealed else "",
        proof_kind=saved.proof_kind,
        kept_proof=proof,
    )


def delete_saved(*, account: User, uuid: UUID | str) -> bool:
    """This function forgets one of an account's passengers; what was booked with it stays."""
    return bool(SavedPassenger.objects.filter(account=account, uuid=uuid).delete()[0])


def _new(account: User, now: datetime) -> SavedPassenger:
    User.objects.select_for_update().get(pk=account.pk)  # two at once are counted one after the other
    if SavedPassenger.objects.filter(account=account).count() >= MOST_SAVED:
        raise TooManySaved
    return SavedPassenger(account=account, created_at=now)


def _write_document(row: SavedPassenger, details: PassengerDetails) -> None:
    if details.document_type is not None and details.document_type != row.document_type:
        row.document_type = details.document_type
        row.document_number_encrypted, row.document_last4 = None, ""
    if details.document_number is None:
        return
    document = document_types().get(row.document_type)
    number = details.document_number.strip().upper()
    number = tidy_number(document, number) if document and number else number
    row.document_number_encrypted = encrypt(number) if number else None
    row.document_last4 = last_characters(number)


def _write_proof(row: SavedPassenger, details: PassengerDetails) -> None:
    """As of a booking's passenger: no benefit, no proof; a number belongs to its kind."""
    number = details.proof_number
    if not row.benefit_code:
        row.proof_kind, row.proof_hashes, row.proof_last4 = "", {}, ""
    elif number:
        benefit = Benefit.objects.filter(code=row.benefit_code).first()
        usual = kinds_of(benefit) if benefit else ()
        kind = details.proof_kind or row.proof_kind or (usual[0].kind if usual else "")
        tidied = tidy(kind, number)
        row.proof_kind, row.proof_hashes = kind, number_hashes(kind, tidied)
        row.proof_last4 = last_characters(tidied)
    elif number == "" or (details.proof_kind is not None and details.proof_kind != row.proof_kind):
        row.proof_kind, row.proof_hashes, row.proof_last4 = details.proof_kind or "", {}, ""

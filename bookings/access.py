"""The secret in the link of a booking, or of who waits: whoever has it may open it. Nothing of it is stored."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hmac import digest
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.encoding import force_bytes

from bookings.models import Booking, PrivacyRequest, SeasonTicket, WaitingEntry

SALT = b"bookings.access:"
WAITING_SALT = b"bookings.waiting:"
PRIVACY_SALT = b"bookings.privacy:"
SEASON_SALT = b"bookings.season:"
SECRET_BYTES = 18  # 24 characters in a link, 144 bits
_NOBODYS_UUID = "00000000-0000-0000-0000-000000000000"


class BookingNotFound(Exception):
    """There is no such booking, or the secret isn't its own: the answer is the same."""


class SeasonNotFound(Exception):
    """There is no such season ticket, or the secret isn't its own: the answer is the same."""


class RequestNotFound(Exception):
    """There is no such request about data, or the secret isn't its own: the answer is the same."""


class WaitingNotFound(Exception):
    """There is no such entry of the waiting list, or the secret isn't its own: the answer is the same."""


def access_token(booking: Booking) -> str:
    """This function gives the booking's secret, the same each time as long as SECRET_KEY stays."""
    return next(_tokens(str(booking.uuid)))


def find_booking(*, reference: str, token: str) -> Booking:
    """Find the booking that a reference and a secret open together.

    The reference may be written in small letters and with dashes or spaces. A secret made with a key of
    SECRET_KEY_FALLBACKS still opens, and so does that of a booking made in one go with it, for another train of the
    trip. This function raises BookingNotFound, taking as long whether or not there is such a booking.
    """
    return _find(reference, token, SALT, of_trip=True)


def _find(reference: str, token: str, salt: bytes, *, of_trip: bool = False) -> Booking:
    related = ("dated_trip__trip__route", "origin", "destination", "rate")
    booking = Booking.objects.select_related(*related).filter(reference=plain_reference(reference)).first()
    uuids = [str(booking.uuid) if booking else _NOBODYS_UUID]
    if of_trip:
        trip = (booking.journey if booking else None) or _NOBODYS_UUID
        uuids += map(str, Booking.objects.filter(journey=trip).values_list("uuid", flat=True))
    secrets = [secret for each in uuids for secret in _tokens(each, salt)]
    fits = [constant_time_compare(token, secret) for secret in secrets]
    if booking is None or booking.erased_at or not any(fits):
        raise BookingNotFound
    return booking


def scoped_token(booking: Booking, scope: str) -> str:
    """This function gives a secret of the booking that is good for one thing alone: it does not open the order."""
    return next(_tokens(str(booking.uuid), _salt(scope)))


def find_scoped(*, reference: str, token: str, scope: str) -> Booking:
    """This function finds a booking by a secret for one thing alone, as `find_booking` does. Raises BookingNotFound."""
    return _find(reference, token, _salt(scope))


def plain_reference(text: str) -> str:
    """This function takes what people add to a reference out of it: "k7m-4tq9" is K7M4TQ9."""
    return "".join(character for character in text.upper() if character.isalnum())


def manage_url(booking: Booking, language: str, page: str = "") -> str:
    """This function gives the full address, with the secret, at which the purchaser manages the booking.

    `page` leads on, to `pay` for example.
    """
    return f"{settings.SITE_URL}/{language}/o/{booking.shown_reference}/{page}?k={access_token(booking)}"


def season_token(ticket: SeasonTicket) -> str:
    """This function gives the secret of a season ticket, made like a booking's."""
    return next(_tokens(str(ticket.uuid), SEASON_SALT))


def season_scoped_token(ticket: SeasonTicket, scope: str) -> str:
    """This function gives a secret of a season ticket that is good for one thing alone: it does not open the ticket."""
    return next(_tokens(str(ticket.uuid), _season_salt(scope)))


def find_season_scoped(*, reference: str, token: str, scope: str) -> SeasonTicket:
    """This function finds a season ticket by a secret for one thing alone. Raises SeasonNotFound."""
    return _find_season(reference, token, _season_salt(scope))


def find_season(*, reference: str, token: str) -> SeasonTicket:
    """Find the season ticket that a reference and a secret open together. Raises SeasonNotFound.

    This function takes as long whether or not there is such a ticket.
    """
    return _find_season(reference, token, SEASON_SALT)


def _find_season(reference: str, token: str, salt: bytes) -> SeasonTicket:
    related = ("route", "origin", "destination", "granted_benefit", "benefit")
    found = SeasonTicket.objects.select_related(*related).filter(reference=plain_reference(reference)).first()
    secrets = list(_tokens(str(found.uuid) if found else _NOBODYS_UUID, salt))
    fits = [constant_time_compare(token, secret) for secret in secrets]
    if found is None or not any(fits):
        raise SeasonNotFound
    return found


def season_url(ticket: SeasonTicket, language: str, page: str = "") -> str:
    """This function gives the full address, with the secret, of a season ticket's page; `page` leads on."""
    path = f"/{language}/season/{ticket.shown_reference}/{page}"
    return f"{settings.SITE_URL}{path}?k={season_token(ticket)}"


def waiting_token(entry: WaitingEntry) -> str:
    """This function gives the secret of an entry of the waiting list, made like a booking's."""
    return next(_tokens(str(entry.uuid), WAITING_SALT))


def find_waiting(*, uuid: UUID, token: str) -> WaitingEntry:
    """Find the entry of the waiting list that its name and secret open together. Raises WaitingNotFound.

    This function takes as long whether or not there is such an entry.
    """
    related = ("origin", "destination", "booking")
    entry = WaitingEntry.objects.select_related(*related).filter(uuid=uuid).first()
    secrets = list(_tokens(str(entry.uuid) if entry else _NOBODYS_UUID, WAITING_SALT))
    fits = [constant_time_compare(token, secret) for secret in secrets]
    if entry is None or not any(fits):
        raise WaitingNotFound
    return entry


def waiting_url(entry: WaitingEntry, language: str) -> str:
    """This function gives the full address, with the secret, of the page that shows the place in the queue."""
    return f"{settings.SITE_URL}/{language}/w/{entry.uuid}/?k={waiting_token(entry)}"


def find_request(*, uuid: UUID, token: str) -> PrivacyRequest:
    """This function finds a request about personal data by its name and secret. Raises RequestNotFound."""
    asked = PrivacyRequest.objects.select_related("booking").filter(uuid=uuid).first()
    secrets = list(_tokens(str(asked.uuid) if asked else _NOBODYS_UUID, PRIVACY_SALT))
    fits = [constant_time_compare(token, secret) for secret in secrets]
    if asked is None or not any(fits):
        raise RequestNotFound
    return asked


def request_url(asked: PrivacyRequest, language: str) -> str:
    """This function gives the full address, with the secret, that proves who asks about their data."""
    return (
        f"{settings.SITE_URL}/{language}/data/{asked.uuid}/?k={next(_tokens(str(asked.uuid), PRIVACY_SALT))}"
    )


def _season_salt(scope: str) -> bytes:
    return SEASON_SALT + f"only.{scope}:".encode()


def _salt(scope: str) -> bytes:
    return f"bookings.only.{scope}:".encode()


def _tokens(uuid: str, salt: bytes = SALT) -> Iterator[str]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = digest(force_bytes(key), salt + uuid.encode(), "sha256")[:SECRET_BYTES]
        yield urlsafe_b64encode(secret).decode()

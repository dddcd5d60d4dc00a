"""Whose data a request is about: one person's orders, told apart from others that were made with the same address.

An address is shared: by a family, a firm, a clerk who books for guests, by mistake. Whoever reads its letters may have
a copy of what is theirs and have it erased, not what is another passenger's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from allauth.account.models import EmailAddress
from django.db.models import Q

from bookings.models import Booking, Passenger, SeasonTicket
from railway.accounts.models import User

Row = TypeVar("Row")


class Named(Protocol):
    """Somebody as they were named when something was bought: a passenger, the holder of a season ticket."""

    given_name: str
    family_name: str
    birth_date: date | None
    document_type: str
    document_last4: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a request covers, in the order of the trips; `others` were made with the same address for other people."""

    bookings: Sequence[Booking]
    seasons: Sequence[SeasonTicket]
    others: Sequence[Booking]
    other_seasons: Sequence[SeasonTicket]


def scope_of(*, email: str, booking: Booking, reads_address: bool = True) -> Scope:
    """Tell what belongs to whoever asked from an order and has shown that its address is theirs.

    That is the order itself; orders and season tickets of the account with this proven address, whatever address they
    were made with; and of the others made with the address those that name one of the order's passengers, or nobody.
    Whoever doesn't read the address (`reads_address`) has shown by a document who they are: that opens no account, and
    no order without names. Erased ones are left out. This function makes five queries at most.
    """
    accounts = accounts_of(email) if reads_address else []
    people = list(Passenger.objects.filter(booking=booking))
    found = _wanted(email, accounts)
    orders = Booking.objects.filter(found | Q(pk=booking.pk), erased_at=None).prefetch_related("passengers")
    bookings, others = _divide(
        orders.order_by("departs_at", "pk"),
        lambda each: (
            each.pk == booking.pk
            or each.account_id in accounts
            or _is_theirs(each.passengers.all(), people, reads_address)
        ),
    )
    seasons, other_seasons = _divide(
        SeasonTicket.objects.filter(found).order_by("valid_from", "pk"),
        lambda each: each.account_id in accounts or _is_theirs([each], people, reads_address),
    )
    return Scope(bookings, seasons, others, other_seasons)


def scope_of_account(account: User) -> Scope:
    """This function tells what belongs to an account: the orders and season tickets in it, whatever their address."""
    bookings = Booking.objects.filter(account=account, erased_at=None).order_by("departs_at", "pk")
    seasons = SeasonTicket.objects.filter(account=account).order_by("valid_from", "pk")
    return Scope(list(bookings), list(seasons), (), ())


def accounts_of(email: str) -> list[int]:
    """This function finds the accounts, one at most, whose owner has shown that the address is theirs."""
    if not email:
        return []
    proven = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return list(proven.values_list("user", flat=True))


def is_same_person(one: Named, other: Named) -> bool:
    """This function tells whether two passengers are one person: by name, else by birth date and document.

    Names count as written in either case, with е for ё; a birth date that is known on one side alone says nothing.
    """
    if _name(one) == _name(other) != ("", ""):
        return one.birth_date is None or other.birth_date is None or one.birth_date == other.birth_date
    papers = (one.birth_date, one.document_type, one.document_last4)
    return all(papers) and papers == (other.birth_date, other.document_type, other.document_last4)


def _wanted(email: str, accounts: Sequence[int]) -> Q:
    in_account = Q(account__in=accounts)
    return in_account | Q(email__iexact=email) if email else in_account


def _divide(rows: Iterable[Row], is_mine: Callable[[Row], bool]) -> tuple[list[Row], list[Row]]:
    parts: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        parts[0 if is_mine(row) else 1].append(row)
    return parts


def _is_theirs(named: Iterable[Named], people: Sequence[Named], reads_address: bool) -> bool:
    known = [each for each in named if _name(each) != ("", "")]
    return (reads_address and not known) or any(
        is_same_person(each, person) for each in known for person in people
    )


def _name(person: Named) -> tuple[str, str]:
    family, given = (
        " ".join(word.casefold().replace("ё", "е").split())
        for word in (person.family_name, person.given_name)
    )
    return family, given

"""A till, a clerk and a shift to sell in."""

from decimal import Decimal
from itertools import count

from bookings import ledger
from bookings.models import Booking, Shift, Till
from bookings.operations.open_shift import open_shift
from railway.accounts.models import User
from railway.accounts.roles import DESK_CLERK
from tests.bookings.true_line import NOW
from tests.bookings.world import make_booking, make_train
from tests.staff import make_staff
from timetables.models import DatedTrip, Stop

FLOAT = {"BYN": Decimal("50.00"), "RUB": Decimal("1000.00")}
_numbers = count(1)


def make_till() -> Till:
    stop, _made = Stop.objects.get_or_create(
        stop_id="VITEBSK",
        defaults={"name_ru": "Витебск", "name_en": "Vitebsk", "country": "BY", "timezone": "Europe/Minsk"},
    )
    return Till.objects.create(stop=stop, number=next(_numbers))


def make_shift(till: Till | None = None, clerk: User | None = None, **counted: str) -> Shift:
    """A shift with 50 BYN and 1000 RUB in the drawer, unless told otherwise."""
    return open_shift(
        till=till or make_till(),
        clerk=clerk or make_staff(DESK_CLERK),
        counted=FLOAT | {currency: Decimal(amount) for currency, amount in counted.items()},
        now=NOW,
    )


def held(train: DatedTrip | None = None, **fields: object) -> Booking:
    """Two adults of 5.70 BYN each, their seats held."""
    return make_booking(train or make_train(), **fields)  # type: ignore[arg-type]  # plain fields


def books_agree() -> None:
    """The audit of the ledger finds nothing, but that these bookings' prices have no parts to divide among carriers."""
    found = ledger.audit_ledger().found
    assert not found.keys() - {"fares_not_divided"}, found

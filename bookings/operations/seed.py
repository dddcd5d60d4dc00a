"""Everything a new installation needs before its first passenger."""

from datetime import datetime

from django.conf import settings

from bookings.ledger.missing import post_missing
from bookings.operations.create_logins import create_logins
from bookings.operations.load_rules import load_rules
from bookings.operations.load_tills import load_tills
from bookings.operations.open_seats import open_seats
from railway.accounts.roles import ensure_roles
from timetables.gtfs import seed_timetables


def seed(*, now: datetime) -> dict[str, int]:
    """Load the lines and their timetable, the tables of law and money, the roles; make and open the coming trains.

    This function returns how much it wrote of each; run again it adds only what is missing and undoes nothing that
    people changed. What was sold before there was a ledger is posted to it. Staff logins are made only in a local
    installation: a production server must not keep passwords.
    """
    ensure_roles()
    seed_timetables(now=now)
    written = {"rules": load_rules(), "tills": load_tills(), "seats": open_seats(now=now)}
    written["posted"] = sum(post_missing().values())
    if settings.LOCAL:
        written["logins"] = len(create_logins())
    return written

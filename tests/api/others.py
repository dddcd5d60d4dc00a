"""Who else calls the API beside the holders of bookings: season tickets, an account, a partner, a device in a train."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bookings.models import Partner
from bookings.operations.partner_access import give_token
from bookings.operations.settle_open_payments import settle_open_payments
from railway.accounts.models import ApiToken, User
from tests.api.client import Client
from tests.bookings.api.steps import IN_SEASON, NAMED, PURCHASER
from timetables.models import DatedTrip
from timetables.operations import Place, report_position
from timetables.operations.report_position import make_device

SECTION = {"origin": "VITEBSK", "destination": "SMOLENSK", "first_day": IN_SEASON}
SEASON_ORDER: dict[str, Any] = SECTION | {
    "product": "TRIPS_10", "passenger": NAMED | {"country": "BY"}, "purchaser": PURCHASER, "currency": "BYN",
    "expected_price": None,
}  # fmt: skip


@dataclass(frozen=True)
class Others:
    """A season ticket to be paid, a paid one with an offer of its return, and tokens that open something."""

    season_held: dict[str, Any]
    season_paid: dict[str, Any]
    season_refund: str
    account: str
    other_login: str
    partner: str
    device: str


def make_others(dated_trip: int) -> Others:
    """Make them; the train's place is known, and the account is signed in on two devices."""
    held, paid = _order(), _order()
    client, path = Client(paid["access_token"]), f"/season-tickets/{paid['reference']}"
    client.send("POST", f"{path}/payments", {"method": "sandbox", "outcome": "accept"})
    settle_open_payments(now=timezone.now() + timedelta(minutes=1))
    offer = client.send("POST", f"{path}/refund-offers").json()
    person = User.objects.create_user("traveller", email="kovaleva@example.org")
    other, _token = ApiToken.objects.create(user=person)
    partner = Partner(name="Partner", made_at=timezone.now())
    partners = give_token(partner)
    partner.save()
    device, devices = make_device(name="RA-3 001", now=timezone.now())
    report_position(
        dated_trip=DatedTrip.objects.get(pk=dated_trip),
        place=Place(lat=55.2, lon=30.2, reported_at=timezone.now()),
        device=device,
        now=timezone.now(),
    )
    return Others(
        held, paid, offer["id"], ApiToken.objects.create(user=person)[1], str(other.uuid), partners, devices
    )


def _order() -> dict[str, Any]:
    answer = Client().send("POST", "/season-tickets", SEASON_ORDER)
    assert answer.status_code == 201, answer.json()
    return answer.json()

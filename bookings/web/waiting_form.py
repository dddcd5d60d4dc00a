"""The form of who waits for seats: what was chosen, what it means, and what should be written otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from bookings.fares import PassengerFacts
from bookings.models import Benefit, WaitingEntry
from bookings.offers import PartyMember
from bookings.operations.join_queue import WaitingWish, departure_window
from bookings.web.party import category_groups, party_sizes, read_party
from bookings.web.passenger_form import label_of, required_words
from bookings.web.problems import FieldProblem, by_field
from bookings.web.search import ADULT, party_code
from bookings.web.search_form import Traveller, spread_party
from bookings.web.typed import typed
from railway.lib.template_words import language
from timetables.models import Stop

LONGEST_EMAIL = 254
HOURS = [f"{hour:02}:00" for hour in range(1, 24)]


@dataclass
class WaitingForm:
    """The fields as they stand in the page."""

    origin: Stop
    destination: Stop
    day: date
    currency: str
    party: str = ADULT
    start: str = ""
    end: str = ""
    together: bool = True
    email: str = ""
    problems: list[FieldProblem] = field(default_factory=list)

    def context(self, benefits: Sequence[Benefit]) -> dict[str, object]:
        """This method gives the template its values."""
        spread = spread_party(self.party)
        chosen = [spread.get(f"p{number}", "") for number in party_sizes()]
        return {
            "form": self,
            "problems": self.problems,
            "errors": by_field(self.problems),
            "failed": bool(self.problems),
            "hours": sorted({*HOURS, self.start, self.end} - {""}),
            "sizes": party_sizes(),
            "size": int(spread.get("n", "1")),
            "travellers": [Traveller(number, code) for number, code in enumerate(chosen, start=1)],
            "has_categories": any(code not in ("", ADULT) for code in chosen),
            "categories": category_groups(benefits),
            "rule": queue_rule(),
        }

    def read(self, posted: Mapping[str, str], benefits: Sequence[Benefit]) -> None:
        """This method takes what was posted; what can't be understood becomes problems."""
        self.party = party_code(posted)
        if read_party(self.party, benefits) is None:
            self.add_problem("n", _("There is no such benefit. Choose one from the list."), _("Passengers"))
        self.start, self.end = (_hour(posted.get(name, "")) for name in ("start", "end"))
        self.together = "together" in posted
        self.email = typed(posted, "email", limit=LONGEST_EMAIL)
        if self.start and self.end and self.start >= self.end:
            self.add_problem("end", _("Choose a later hour than the first one."), _("Departure before"))
        try:
            validate_email(self.email)
        except ValidationError:
            self.add_problem("email", required_words("email"), label_of("email"))

    def add_problem(self, name: str, words: str, label: str) -> None:
        """This method says what should be written otherwise."""
        self.problems.append(FieldProblem(name, words, label))

    def wish(self, benefits: Sequence[Benefit]) -> WaitingWish:
        """This method writes the form for the operations."""
        start, end = (time.fromisoformat(text) if text else None for text in (self.start, self.end))
        first, last = departure_window(origin=self.origin, day=self.day, start=start, end=end)
        party = read_party(self.party, benefits) or (PassengerFacts(),)
        return WaitingWish(
            origin=self.origin,
            destination=self.destination,
            departs_from=first,
            departs_before=last,
            party=[PartyMember(one.country, one.claimed_benefit) for one in party],
            together=self.together and len(party) > 1,
            currency=self.currency,
            email=self.email,
            language=language(),
        )


def form_of(entry: WaitingEntry) -> WaitingForm:
    """This function fills a form with what an entry waits for."""
    zone = ZoneInfo(entry.origin.timezone)
    first, last = entry.departs_from.astimezone(zone), entry.departs_before.astimezone(zone)
    return WaitingForm(
        origin=entry.origin,
        destination=entry.destination,
        day=first.date(),
        currency=entry.currency,
        party=",".join((one.get("benefit") or ADULT).lower() for one in entry.party),
        start=f"{first:%H:%M}" if first.time() != time() else "",
        end=f"{last:%H:%M}" if last.date() == first.date() else "",
        together=entry.together or entry.size == 1,
        email=entry.email,
    )


def queue_rule() -> dict[str, int]:
    """This function gives the minutes that the rule of the queue names."""
    least, close = settings.WAITING_LEAST_MINUTES, settings.SALES_CLOSE_MINUTES
    return {"offer": settings.WAITING_OFFER_MINUTES, "least": least, "ends": least + close}


def _hour(text: str) -> str:
    try:
        return f"{datetime.strptime(text, '%H:%M').time():%H:%M}" if text else ""  # noqa: DTZ007 - a bare clock
    except ValueError:
        return ""

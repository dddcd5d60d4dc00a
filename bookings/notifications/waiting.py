"""What letters to those who wait for seats say, beside what they say of a booking."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bookings.access import waiting_url
from bookings.models import Notification, WaitingEntry
from bookings.notifications.facts import other_trains_url
from bookings.queries.waiting import stand_of
from railway.lib import wording

Kind = Notification.Kind
ABOUT_ENTRY = frozenset({Kind.WAITING_JOINED, Kind.WAITING_ENDED})


@dataclass(frozen=True, kw_only=True)
class WaitingFacts:
    """An entry of the waiting list in words; `window` is empty where any train of the day will do."""

    journey: str
    day: str
    window: str
    size: int
    together: bool
    parties_before: int
    url: str
    other_trains_url: str


def entry_of(message: Notification) -> WaitingEntry | None:
    """This function finds the entry a letter is about; None when there is none any longer."""
    if not (name := message.data.get("entry")):
        return None
    return WaitingEntry.objects.select_related("origin", "destination").filter(uuid=UUID(name)).first()


def is_overtaken(message: Notification) -> bool:
    """This function tells whether a letter about an entry need not be sent any more."""
    entry = entry_of(message)
    still = {Kind.WAITING_JOINED: WaitingEntry.State.WAITING, Kind.WAITING_ENDED: WaitingEntry.State.ENDED}
    return entry is None or entry.state != still[Kind(message.kind)]


def waiting_facts(entry: WaitingEntry, language: str, now: datetime) -> WaitingFacts:
    """This function reads an entry for a letter in the language that must be active already."""
    zone = ZoneInfo(entry.origin.timezone)
    day = entry.departs_from.astimezone(zone).date()
    return WaitingFacts(
        journey=f"{entry.origin.name_in(language)} – {entry.destination.name_in(language)}",
        day=wording.write_day(day, language, year=day.year != now.astimezone(zone).year),
        window=window_words(entry),
        size=entry.size,
        together=entry.together and entry.size > 1,
        parties_before=stand_of(entry, now=now).parties_before,
        url=waiting_url(entry, language),
        other_trains_url=other_trains_url(entry.origin, entry.destination, entry.departs_from),
    )


def window_words(entry: WaitingEntry) -> str:
    """This function writes the window by the origin's clock: "from 08:00", "before 18:00", both, or nothing."""
    zone = ZoneInfo(entry.origin.timezone)
    first, last = entry.departs_from.astimezone(zone), entry.departs_before.astimezone(zone)
    begins = first.time() != datetime.min.time()
    ends = last != datetime.combine(first.date() + timedelta(days=1), datetime.min.time(), zone)
    clocks = {"start": f"{first:%H:%M}", "end": f"{last:%H:%M}"}
    if begins and ends:
        return _("from %(start)s, before %(end)s") % clocks
    if begins or ends:
        return (_("from %(start)s") if begins else _("before %(end)s")) % clocks
    return ""

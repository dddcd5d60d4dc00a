"""The form of what a purchaser wants to hear: what was chosen, and what should be written otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from django.conf import settings
from django.utils.translation import gettext as _

from bookings.models import Booking, ContactChoice, SeasonTicket
from bookings.notifications.choices import choice_of, season_choice_of
from bookings.notifications.phones import plain_phone
from bookings.operations.choose_letters import Wishes, is_timezone
from bookings.web.problems import FieldProblem, by_field
from bookings.web.typed import typed

HOURS = [f"{hour:02}:00" for hour in range(24)]
LONGEST_PHONE = 32
LONGEST_ZONE = 64
ALL, NEEDED = "all", "needed"
LANGUAGES = [("ru", "Русский"), ("be", "Беларуская"), ("en", "English")]


@dataclass
class LettersForm:
    """The fields as they stand in the page."""

    which: str = ALL
    mail: bool = True
    push: bool = False
    sms: bool = False
    phone: str = ""
    quiet_from: str = ""
    quiet_until: str = ""
    timezone: str = ""
    language: str = "ru"
    problems: list[FieldProblem] = field(default_factory=list)

    def context(self) -> dict[str, object]:
        """This method gives the template its values."""
        return {
            "form": self,
            "problems": self.problems,
            "errors": by_field(self.problems),
            "failed": bool(self.problems),
            "starts": sorted({*HOURS, self.quiet_from} - {""}),
            "ends": sorted({*HOURS, self.quiet_until} - {""}),
            "zones": _zones(self.timezone),
            "languages": LANGUAGES,
            "has_sms": bool(settings.SMS_GATEWAY),
        }

    def read(self, posted: Mapping[str, str]) -> None:
        """This method takes what was posted; what can't be understood becomes problems."""
        self.which = NEEDED if posted.get("which") == NEEDED else ALL
        self.mail, self.sms = "mail" in posted, "sms" in posted
        self.phone = typed(posted, "phone", limit=LONGEST_PHONE)
        self.quiet_from, self.quiet_until = (_clock(posted.get(name, "")) for name in ("from", "until"))
        self.timezone = typed(posted, "timezone", limit=LONGEST_ZONE)
        chosen = posted.get("language", "")
        self.language = chosen if chosen in dict(LANGUAGES) else self.language
        self._judge()

    def wishes(self) -> Wishes:
        """This method writes the form for the operation."""
        start, end = (
            time.fromisoformat(text) if text else None for text in (self.quiet_from, self.quiet_until)
        )
        return Wishes(
            optional=self.which == ALL,
            mail=self.mail,
            push=self.push,
            sms=self.sms,
            phone=plain_phone(self.phone),
            quiet_from=start,
            quiet_until=end,
            timezone=self.timezone,
            language=self.language,
        )

    def _judge(self) -> None:
        if bool(self.quiet_from) != bool(self.quiet_until):
            name = "until" if self.quiet_from else "from"
            self._add(name, _("Choose both hours, or neither."), _("Quiet hours"))
        elif self.quiet_from and self.quiet_from == self.quiet_until:
            self._add("until", _("Choose another hour than the first one."), _("Quiet hours"))
        if not is_timezone(self.timezone):
            self._add("timezone", _("Choose a timezone from the list."), _("By the clock of"))
        if self.sms and not plain_phone(self.phone):
            words = _("Write the number with the country's code: +375 29 123-45-67.")
            self._add("phone", words, _("Phone"))

    def _add(self, name: str, words: str, label: str) -> None:
        self.problems.append(FieldProblem(name, words, label))


def form_of(booking: Booking) -> LettersForm:
    """This function fills a form with what was chosen for a booking."""
    return _filled(choice_of(booking), booking.phone, booking.origin.timezone, booking.language)


def season_form_of(ticket: SeasonTicket) -> LettersForm:
    """This function fills a form with what was chosen for a season ticket."""
    return _filled(season_choice_of(ticket), "", ticket.origin.timezone, ticket.language)


def _filled(choice: ContactChoice, phone: str, timezone: str, language: str) -> LettersForm:
    return LettersForm(
        which=ALL if choice.optional else NEEDED,
        mail=choice.mail,
        push=choice.push,
        sms=choice.sms,
        phone=choice.phone or phone,
        quiet_from=f"{choice.quiet_from:%H:%M}" if choice.quiet_from else "",
        quiet_until=f"{choice.quiet_until:%H:%M}" if choice.quiet_until else "",
        timezone=choice.timezone if choice.pk else timezone,
        language=choice.language or language,
    )


def _zones(chosen: str) -> list[tuple[str, str]]:
    """The two of the railway, and another one where the passenger lives by it."""
    zones = [("Europe/Minsk", _("Minsk")), ("Europe/Moscow", _("Moscow"))]
    known = {name for name, _words in zones}
    return zones if chosen in known or not is_timezone(chosen) else [*zones, (chosen, chosen)]


def _clock(text: str) -> str:
    try:
        return f"{datetime.strptime(text, '%H:%M').time():%H:%M}" if text else ""  # noqa: DTZ007 - a bare clock
    except ValueError:
        return ""
